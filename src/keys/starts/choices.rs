//! The templates that there are: one is taken, or removed.

use contract::{ProblemKind, Template};
use leptos::{ev, prelude::*};

use super::{Known, Listed, Part};
use crate::{
    i18n::{number, t},
    permissions::selection::Selection,
    task::begin,
    ui::{Button, Failure, Question, failure_text, shown, unique_id, when},
};

/// The list of them, once it is there.
#[component]
pub(super) fn Choices(known: Known) -> impl IntoView {
    let removal =
        Removal { known, asked: RwSignal::new(None), failed: RwSignal::new(None), busy: RwSignal::new(false) };
    let list = move || match known.list.get() {
        Listed::Loading => view! { <p class="hint" role="status">{t::loading()}</p> }.into_any(),
        Listed::Failed(error) => view! { <Failure error retry=move |()| known.load() /> }.into_any(),
        Listed::There(templates) if templates.is_empty() => {
            view! { <p class="hint">{t::no_templates()}</p> }.into_any()
        }
        Listed::There(templates) => {
            let rows = templates.into_iter().map(|template| view! { <Choice known template removal /> });
            view! { <ul>{rows.collect_view()}</ul> }.into_any()
        }
    };
    let keydown = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && removal.asked.get_untracked().is_some() {
            event.prevent_default();
            removal.asked.set(None);
        } else {
            known.closes_by(&event);
        }
    };
    view! {
        <div class="templates" role="group" aria-label=t::templates() on:keydown=keydown>
            {shown(list)}
            <p class="field-error" role="alert">{shown(move || removal.failed.get())}</p>
        </div>
    }
}

/// A template, with what can be done to it.
#[component]
fn Choice(known: Known, template: Template, removal: Removal) -> impl IntoView {
    let index = known.state.index();
    let Template { name, access, .. } = template;
    let selection = Selection::stored(&index, &access);
    let size = t::some_access(index.endpoints.len() as u64, &number(selection.offered().count() as u64));
    let remove = t::remove_template(&name);
    let question = t::remove_template_question(&name);
    let ask = {
        let name = name.clone();
        move |_| removal.ask(name.clone())
    };
    let asked = {
        let name = name.clone();
        move || removal.asked.with(|asked| asked.as_ref() == Some(&name))
    };
    let confirmed = {
        let name = name.clone();
        Callback::new(move |()| removal.confirm(name.clone()))
    };
    let described = unique_id("template");
    view! {
        <li class="template">
            <Button class="button-small" label=name described_by=described.clone() on_press=move |()| known.take(&selection) />
            <span class="hint" id=described>{size}</span>
            <button type="button" class="button button-small button-danger-quiet" part="button button-small button-danger-quiet"
                aria-label=remove on:click=ask>{t::remove()}</button>
            {when(asked, move || view! {
                <Question question=question.clone() stay=t::cancel() go_on=t::remove()
                    on_stay=Callback::new(move |()| removal.asked.set(None)) on_go_on=confirmed />
            })}
        </li>
    }
}

/// What is being removed. Copied freely.
#[derive(Clone, Copy)]
struct Removal {
    known: Known,
    /// The one that the question is about.
    asked: RwSignal<Option<String>>,
    /// Why the last one could not be removed, in words.
    failed: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl Removal {
    fn ask(self, name: String) {
        if !self.busy.get_untracked() {
            self.failed.set(None);
            self.asked.set(Some(name));
        }
    }

    fn confirm(self, name: String) {
        let Removal { known, asked, failed, busy } = self;
        asked.set(None);
        busy.set(true);
        begin(async move {
            let result = known.section.api.delete_template(&known.section.rows.deployment(), &name).await;
            if known.list.is_disposed() {
                return;
            }
            let told = match result {
                Ok(()) => t::template_removed(&name),
                Err(error) if error.kind() == Some(ProblemKind::TemplateNotFound) => t::template_gone(&name),
                Err(error) => {
                    // The list may have been closed meanwhile; the template is still in it when it is opened again.
                    failed.try_set(Some(failure_text(&error)));
                    busy.try_set(false);
                    return;
                }
            };
            known.take_out(&name);
            known.told.set(told);
            busy.try_set(false);
            known.catch_focus(Part::Choices);
        });
    }
}
