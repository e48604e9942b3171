//! *Delete API Key*: the confirmation.

use contract::ProblemKind;
use leptos::{prelude::*, task::spawn_local};

use super::shared::{Doomed, Section};
use crate::{
    api::ApiError,
    i18n::t,
    ui::{Button, Dialog, Notice, NoticeKind, Toasts, failure_text, shown},
};

/// Asks whether a key is to be deleted, and deletes it.
#[component]
pub(super) fn DeleteDialog(section: Section, key: Doomed) -> impl IntoView {
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let toasts = expect_context::<Toasts>();
    let app_id = StoredValue::new(key.app_id.clone());
    let close = move || section.deleting.set(None);
    let delete_label = move || if busy.get() { t::working() } else { t::delete() };
    let delete = move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let app_id = app_id.get_value();
            let result = section.api.delete_key(&section.rows.deployment(), &app_id).await;
            let gone = match result {
                Ok(()) => Ok(t::deleted(&app_id)),
                // Somebody else was quicker: what was asked for is so.
                Err(error) if error.kind() == Some(ProblemKind::KeyNotFound) => Ok(t::deleted_already(&app_id)),
                Err(error) => Err(error),
            };
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match gone {
                Ok(told) => {
                    section.rows.remove(&app_id);
                    toasts.show(told);
                    close();
                }
                Err(error) => failed.set(Some(error)),
            }
        });
    };
    let note = (!key.note.is_empty()).then(|| {
        view! {
            <div class="facts-row">
                <dt>{t::note()}</dt>
                <dd dir="auto">{key.note.clone()}</dd>
            </div>
        }
    });
    view! {
        <Dialog title=t::delete_api_key() on_close_request=Callback::new(move |()| if !busy.get_untracked() { close() })>
            <div class="form-body">
                <p>{t::delete_question()}</p>
                <dl class="facts facts-boxed">
                    <div class="facts-row">
                        <dt>{t::app_id()}</dt>
                        <dd><code class="code">{key.app_id}</code></dd>
                    </div>
                    {note}
                </dl>
                <p class="hint">{t::delete_hint()}</p>
                {shown(move || failed.get().map(|error| view! {
                    <Notice kind=NoticeKind::Error><p>{failure_text(&error)}</p></Notice>
                }))}
            </div>
            <footer class="form-footer">
                <div class="form-actions">
                    <Button label=t::cancel() on_press=move |()| close() autofocus=true />
                    <Button class="button-danger" label=Signal::derive(delete_label) busy on_press=delete />
                </div>
            </footer>
        </Dialog>
    }
}
