//! *Save as template*: what is selected, under a name.

use contract::{
    Access, EndpointId, FieldErrorCode, ProblemKind, SaveTemplate, TEMPLATE_NAME_MAX_CHARACTERS, TEMPLATES_MAX,
    check_template_name,
};
use leptos::{ev, html, prelude::*};

use super::{Known, Part};
use crate::{
    api::ApiError,
    i18n::{number, t},
    task::begin,
    ui::{Button, Question, failure_text, reactive, shown, unique_id},
};

/// What is being saved; it is still there when the field has been closed in between. Copied freely.
#[derive(Clone, Copy)]
pub(super) struct Saving {
    /// As it was typed.
    name: RwSignal<String>,
    busy: RwSignal<bool>,
    /// Why it was not saved, in words.
    failed: RwSignal<Option<String>>,
    /// The name of the one that would be replaced, as long as that is asked.
    existing: RwSignal<Option<String>>,
}

/// What becomes of a template that has the name already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Existing {
    Kept,
    Replaced,
}

impl Saving {
    pub(super) fn new() -> Self {
        Saving {
            name: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            failed: RwSignal::new(None),
            existing: RwSignal::new(None),
        }
    }

    /// Nothing is wrong, and nothing is asked.
    fn clear(self) {
        self.failed.set(None);
        self.existing.set(None);
    }
}

/// A field for the name, and the question before a template is replaced.
#[component]
pub(super) fn SaveAs(known: Known) -> impl IntoView {
    let saving = known.saving;
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let (id, told) = (unique_id("template-name"), unique_id("template-told"));
    let keydown = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && saving.existing.get_untracked().is_some() {
            event.prevent_default();
            saving.clear();
        } else {
            known.closes_by(&event);
        }
    };
    let typed = move |event: ev::KeyboardEvent| {
        // Enter would send the form that this stands in.
        if event.key() == "Enter" {
            event.prevent_default();
            save(known, Existing::Kept);
        }
    };
    let question = move || {
        saving.existing.get().map(|name| {
            view! {
                <Question question=t::template_exists(&name) stay=t::cancel() go_on=t::replace()
                    on_stay=Callback::new(move |()| saving.clear())
                    on_go_on=Callback::new(move |()| save(known, Existing::Replaced)) />
            }
        })
    };
    view! {
        <div class="template-save" on:keydown=keydown>
            <label class="field-label" for=id.clone()>{t::template_name()}</label>
            <input id=id class="input" type="text" autocomplete="off" dir="auto"
                aria-describedby=told.clone() aria-invalid=reactive(move || saving.failed.get().is_some().to_string())
                node_ref=field prop:value=saving.name
                on:input:target=move |event| {
                    saving.name.set(event.target().value());
                    saving.clear();
                }
                on:keydown=typed />
            <Button class="button-small" label=t::save() busy=saving.busy on_press=move |()| save(known, Existing::Kept) />
            <p id=told class="field-error" role="alert">{shown(move || saving.failed.get())}</p>
            {shown(question)}
        </div>
    }
}

fn save(known: Known, existing: Existing) {
    let saving = known.saving;
    if saving.busy.get_untracked() {
        return;
    }
    saving.clear();
    // Spaces at its ends are a slip of the hand, as in a note.
    let name = saving.name.get_untracked().trim().to_owned();
    let endpoints = known.endpoints();
    if let Some(wrong) = wrong(&name, &endpoints) {
        return saving.failed.set(Some(wrong));
    }
    saving.busy.set(true);
    begin(async move {
        let (api, deployment) = (known.section.api, known.section.rows.deployment());
        let body = SaveTemplate { access: Some(Access::Endpoints(endpoints).into()) };
        let result = match existing {
            Existing::Kept => api.add_template(&deployment, &name, &body).await,
            Existing::Replaced => api.replace_template(&deployment, &name, &body).await,
        };
        if saving.busy.is_disposed() {
            return;
        }
        saving.busy.set(false);
        match result {
            Ok(template) => {
                known.put(template);
                saving.name.set(String::new());
                if known.open.get_untracked() == Some(Part::Save) {
                    known.close();
                }
                known.told.set(t::template_saved(&name));
            }
            Err(error) if error.kind() == Some(ProblemKind::TemplateExists) => saving.existing.set(Some(name)),
            Err(error) => saving.failed.set(Some(refused(&error))),
        }
    });
}

/// Which rule is broken, in words, before anything is sent.
fn wrong(name: &str, endpoints: &[EndpointId]) -> Option<String> {
    match check_template_name(name).err().map(|error| error.code) {
        Some(FieldErrorCode::TemplateNameLength) => {
            let count = name.chars().count();
            Some(t::template_name_length(&number(TEMPLATE_NAME_MAX_CHARACTERS as u64), &number(count as u64)))
        }
        Some(_) => Some(t::template_name_refused()),
        None => endpoints.is_empty().then(t::selection_empty),
    }
}

fn refused(error: &ApiError) -> String {
    match error.kind() {
        Some(ProblemKind::TooManyTemplates) => t::too_many_templates(&number(TEMPLATES_MAX as u64)),
        _ => failure_text(error),
    }
}
