//! *Same as another key*: a selection that starts with what another key holds.

use contract::ProblemKind;
use leptos::{html, prelude::*};

use super::shared::Section;
use crate::{
    api::ApiError,
    i18n::t,
    permissions::{selection::Selection, state::SelectorState},
    task::begin,
    ui::{Button, failure_text, shown, unique_id, when},
};

/// A button that opens a field for an App ID, and takes what that key holds.
#[component]
pub(super) fn SameAs(
    section: Section,
    /// What is being chosen.
    state: SelectorState,
) -> impl IntoView {
    let asked = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let field = NodeRef::<html::Input>::new();
    let (id, list, told) = (unique_id("same-as"), unique_id("same-as-keys"), unique_id("same-as-told"));
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let take = move || {
        let Some(app_id) = field.get_untracked().map(|field| field.value().trim().to_owned()) else { return };
        if app_id.is_empty() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        begin(async move {
            let key = section.api.key(&section.rows.deployment(), &app_id).await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match key {
                Ok(key) => {
                    let index = state.index();
                    state.select_only(Selection::stored(&index, &key.access).offered());
                    asked.set(false);
                }
                Err(error) => failed.set(Some(error)),
            }
        });
    };
    let told_text = move || {
        failed.get().map(|error| match error.kind() {
            Some(ProblemKind::KeyNotFound) => t::same_as_missing(),
            _ => failure_text(&error),
        })
    };
    // Those of the list; any other can be typed.
    let known = move || {
        let option = |app_id: String, note: String| view! { <option value=app_id>{note}</option> };
        let rows = section.rows.rows.get_untracked();
        rows.iter()
            .map(|row| row.content.with_untracked(|row| option(row.app_id.clone(), row.note.clone())))
            .collect_view()
    };
    let (labelled, described, suggestions) = (id.clone(), told.clone(), list.clone());
    view! {
        <Button class="button-small" label=t::same_as() on_press=move |()| asked.update(|asked| *asked = !*asked) />
        {when(move || asked.get(), move || view! {
            <div class="same-as">
                <label class="field-label" for=labelled.clone()>{t::same_as_hint()}</label>
                <input id=labelled.clone() class="input input-code" type="text" list=suggestions.clone()
                    autocomplete="off" spellcheck="false" aria-describedby=described.clone() node_ref=field
                    on:keydown=move |event| {
                        // Enter would send the form that this stands in.
                        if event.key() == "Enter" {
                            event.prevent_default();
                            take();
                        }
                    } />
                <datalist id=suggestions.clone()>{known()}</datalist>
                <Button class="button-small" label=t::same_as_take() busy on_press=move |()| take() />
                <p id=described.clone() class="field-error" role="status">{shown(told_text)}</p>
            </div>
        })}
    }
}
