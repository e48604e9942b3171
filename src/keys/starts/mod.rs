//! The further ways to start a selection: from another key, and from templates, sets that somebody has saved; and saving the
//! one that is being chosen. What they take is asked for, as presets are not.

mod choices;
mod same_as;
mod save;

use contract::{EndpointId, Template};
use leptos::{ev, html, prelude::*};

use super::shared::Section;
use crate::{
    api::ApiError,
    i18n::{number, t},
    permissions::{selection::Selection, state::SelectorState},
    task::begin,
    ui::{has_no_focus, reactive, shown, when},
};
use choices::Choices;
use same_as::SameAs;
use save::{SaveAs, Saving};

/// What of it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Which other key.
    SameAs,
    /// The templates that there are.
    Choices,
    /// What a new one is to be called.
    Save,
}

/// What is known of the templates. A type of this module, so that what handles it comes later, too.
#[derive(Clone)]
enum Listed {
    /// They are on their way.
    Loading,
    There(Vec<Template>),
    Failed(ApiError),
}

/// What is open, and the templates of the deployment as far as this form knows them. Copied freely.
#[derive(Clone, Copy)]
struct Known {
    section: Section,
    state: SelectorState,
    open: RwSignal<Option<Part>>,
    list: RwSignal<Listed>,
    asked: StoredValue<bool>,
    /// What was done last, in words.
    told: RwSignal<String>,
    saving: Saving,
    same_as_button: NodeRef<html::Button>,
    choices_button: NodeRef<html::Button>,
    save_button: NodeRef<html::Button>,
}

/// Those of a form's selector, where there is one.
pub(super) fn starts(section: Section, selector: Option<SelectorState>) -> Option<ViewFn> {
    selector.map(|state| ViewFn::from(move || view! { <Starts section state /> }))
}

impl Known {
    fn new(section: Section, state: SelectorState) -> Self {
        Known {
            section,
            state,
            open: RwSignal::new(None),
            list: RwSignal::new(Listed::Loading),
            asked: StoredValue::new(false),
            told: RwSignal::new(String::new()),
            saving: Saving::new(),
            same_as_button: NodeRef::new(),
            choices_button: NodeRef::new(),
            save_button: NodeRef::new(),
        }
    }

    /// Loads them, again if need be.
    fn load(self) {
        self.asked.set_value(true);
        self.list.set(Listed::Loading);
        begin(async move {
            let result = self.section.api.templates(&self.section.rows.deployment()).await;
            self.list.try_set(match result {
                Ok(templates) => Listed::There(templates),
                Err(error) => Listed::Failed(error),
            });
        });
    }

    /// Has a template stand where it belongs, in the place of one of the same name.
    fn put(self, template: Template) {
        self.list.update(|list| {
            if let Listed::There(list) = list {
                list.retain(|other| other.name != template.name);
                let place = list.partition_point(|other| other.name < template.name);
                list.insert(place, template);
            }
        });
    }

    fn take_out(self, name: &str) {
        self.list.update(|list| {
            if let Listed::There(list) = list {
                list.retain(|other| other.name != name);
            }
        });
    }

    /// Takes what is offered of a set in the place of what is selected, and says so.
    fn take(self, set: &Selection) {
        let (offered, left_out) = (set.offered().count() as u64, set.dropped().len() as u64);
        // Nothing of it is offered any more: what is selected stays.
        if offered > 0 {
            self.state.select_only(set.offered());
        }
        self.close();
        let mut told = if offered > 0 { t::as_text_taken(offered) } else { String::new() };
        if left_out > 0 {
            told.extend([" ", &t::left_out(&number(left_out))]);
        }
        self.told.set(told);
    }

    /// What is selected of what the catalog offers: what it does not, no template is given.
    fn endpoints(self) -> Vec<EndpointId> {
        let index = self.state.index();
        self.state.selection.with_untracked(|selection| {
            selection.offered().iter().map(|position| index.endpoints[position].id.clone()).collect()
        })
    }

    fn button(self, part: Part) -> NodeRef<html::Button> {
        match part {
            Part::SameAs => self.same_as_button,
            Part::Choices => self.choices_button,
            Part::Save => self.save_button,
        }
    }

    /// Opens a part, or closes it.
    fn press(self, part: Part) {
        if self.open.get_untracked() == Some(part) {
            return self.close();
        }
        self.told.set(String::new());
        if part == Part::Choices && !self.asked.get_value() {
            self.load();
        }
        self.open.set(Some(part));
    }

    /// Closes what is open; its button has the focus again.
    fn close(self) {
        let open = self.open.get_untracked();
        if let Some(button) = open.and_then(|part| self.button(part).get_untracked()) {
            let _ = button.focus();
        }
        self.open.set(None);
    }

    /// The first Escape closes what is open; only the next one is the dialog's.
    fn closes_by(self, event: &ev::KeyboardEvent) {
        if event.key() == "Escape" && self.open.get_untracked().is_some() {
            event.prevent_default();
            self.close();
        }
    }

    /// Has the button of a part take the focus, should what is done next leave nothing else that has it.
    fn catch_focus(self, part: Part) {
        request_animation_frame(move || {
            if let Some(button) = self.button(part).try_get_untracked().flatten()
                && has_no_focus(&button)
            {
                let _ = button.focus();
            }
        });
    }
}

/// A button for each, with what it opens, and what was done.
#[component]
fn Starts(
    section: Section,
    /// What is being chosen.
    state: SelectorState,
) -> impl IntoView {
    let known = Known::new(section, state);
    let told = move || Some(known.told.get()).filter(|told| !told.is_empty()).map(|told| view! { <p>{told}</p> });
    view! {
        <Opener known part=Part::SameAs label=t::same_as() />
        {when(move || known.open.get() == Some(Part::SameAs), move || view! { <SameAs known /> })}
        <Opener known part=Part::Choices label=t::templates() />
        {when(move || known.open.get() == Some(Part::Choices), move || view! { <Choices known /> })}
        <Opener known part=Part::Save label=t::save_as_template() />
        {when(move || known.open.get() == Some(Part::Save), move || view! { <SaveAs known /> })}
        <div class="templates-told" role="status">{shown(told)}</div>
    }
}

/// A button that opens a part and closes it.
#[component]
fn Opener(known: Known, part: Part, label: String) -> impl IntoView {
    view! {
        <button type="button" class="button button-small" part="button button-small" node_ref=known.button(part)
            aria-expanded=reactive(move || (known.open.get() == Some(part)).to_string())
            on:click=move |_| known.press(part) on:keydown=move |event| known.closes_by(&event)>
            {label}
        </button>
    }
}
