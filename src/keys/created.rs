//! *API Key Created*: the one place where an App Secret is shown, once.

use contract::CreatedKey;
use leptos::{ev, prelude::*};

use crate::{
    i18n::t,
    ui::{Button, CopyField, Dialog, Notice, NoticeKind, when},
};

/// The key that was just made, with its secret, until its dialog is closed. It exists in no other signal.
///
/// Provided by context above the routes: neither Back nor an ended session takes it away.
#[derive(Clone, Copy)]
pub struct CreatedKeySlot(RwSignal<Option<CreatedKey>>);

impl CreatedKeySlot {
    /// Nothing to show.
    pub fn new() -> Self {
        CreatedKeySlot(RwSignal::new(None))
    }

    /// Shows a key and its secret.
    pub(super) fn show(&self, created: CreatedKey) {
        self.0.set(Some(created));
    }
}

impl Default for CreatedKeySlot {
    fn default() -> Self {
        Self::new()
    }
}

/// The dialog, whenever there is something to show. Only its *Close* closes it.
#[component]
pub fn CreatedDialog(
    /// What to show.
    created: CreatedKeySlot,
) -> impl IntoView {
    let slot = created;
    let open = Memo::new(move |_| slot.0.with(Option::is_some));
    let app_id = Signal::derive(move || {
        slot.0.with(|created| created.as_ref().map(|c| c.key.app_id.clone())).unwrap_or_default()
    });
    let app_secret = Signal::derive(move || {
        slot.0.with(|created| created.as_ref().map(|c| c.app_secret.clone())).unwrap_or_default()
    });
    view! {
        {when(move || open.get(), move || view! {
            <Dialog title=t::api_key_created() class="dialog-medium">
                <AskBeforeLeaving />
                <div class="form-body">
                    <Notice kind=NoticeKind::Warning>
                        <p><strong>{t::secret_once()}</strong></p>
                        <p>{t::secret_once_hint()}</p>
                    </Notice>
                    <CopyField label=t::app_id() text=app_id />
                    <CopyField label=t::app_secret() text=app_secret />
                    <p class="hint">{t::secret_use()}</p>
                </div>
                <footer class="form-footer">
                    <div class="form-actions">
                        <Button class="button-primary" label=t::close() on_press=move |()| slot.0.set(None) />
                    </div>
                </footer>
            </Dialog>
        })}
    }
}

/// The browser asks before the page is left as long as this is mounted.
#[component]
fn AskBeforeLeaving() -> impl IntoView {
    let handle = window_event_listener(ev::beforeunload, |event| {
        event.prevent_default();
        event.set_return_value("1");
    });
    on_cleanup(move || handle.remove());
}
