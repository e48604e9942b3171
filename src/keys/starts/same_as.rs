//! *Same as another key*: a selection that starts with what another key holds.

use contract::ProblemKind;
use leptos::{ev, html, prelude::*};

use super::Known;
use crate::{
    api::ApiError,
    i18n::t,
    permissions::selection::Selection,
    task::begin,
    ui::{Button, failure_text, shown, unique_id},
};

/// A field for an App ID; what that key holds is taken.
#[component]
pub(super) fn SameAs(known: Known) -> impl IntoView {
    let failed = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let field = NodeRef::<html::Input>::new();
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
            let key = known.section.api.key(&known.section.rows.deployment(), &app_id).await;
            // It was closed meanwhile: nobody wants it any more.
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match key {
                Ok(key) => known.take(&Selection::stored(&known.state.index(), &key.access)),
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
    let option = |app_id: String, note: String| view! { <option value=app_id>{note}</option> };
    let rows = known.section.rows.rows.get_untracked();
    let options = rows.iter().map(|row| row.content.with_untracked(|row| option(row.app_id.clone(), row.note.clone())));
    let options = options.collect_view();
    let (id, list, told) = (unique_id("same-as"), unique_id("same-as-keys"), unique_id("same-as-told"));
    let typed = move |event: ev::KeyboardEvent| {
        // Enter would send the form that this stands in.
        if event.key() == "Enter" {
            event.prevent_default();
            take();
        }
    };
    view! {
        <div class="same-as" on:keydown=move |event| known.closes_by(&event)>
            <label class="field-label" for=id.clone()>{t::same_as_hint()}</label>
            <input id=id class="input input-code" type="text" list=list.clone() autocomplete="off" spellcheck="false"
                aria-describedby=told.clone() node_ref=field on:keydown=typed />
            <datalist id=list>{options}</datalist>
            <Button class="button-small" label=t::same_as_take() busy on_press=move |()| take() />
            <p id=told class="field-error" role="status">{shown(told_text)}</p>
        </div>
    }
}
