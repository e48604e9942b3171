//! *API Key Created* and *New App Secret*: the one place where an App Secret is shown, once.

use contract::{ApiKey, CreatedKey};
use leptos::{ev, prelude::*};

use crate::{
    i18n::{exact_time, t},
    ui::{Button, CopyField, Dialog, Notice, NoticeKind, when},
};

/// The key that was just made or was given a new secret, with that secret, until its dialog is closed. It exists in no other signal.
///
/// Provided by context above the routes: neither Back nor an ended session takes it away.
#[derive(Clone, Copy)]
pub struct CreatedKeySlot {
    shown: RwSignal<Option<CreatedKey>>,
    /// The key was there already, and what is shown replaces its secret.
    replaces: RwSignal<bool>,
}

impl CreatedKeySlot {
    /// Nothing to show.
    pub fn new() -> Self {
        CreatedKeySlot { shown: RwSignal::new(None), replaces: RwSignal::new(false) }
    }

    /// Shows a new key and its secret.
    pub(super) fn show(&self, created: CreatedKey) {
        self.replaces.set(false);
        self.shown.set(Some(created));
    }

    /// Shows the new secret of a key.
    pub(super) fn show_rotated(&self, created: CreatedKey) {
        self.replaces.set(true);
        self.shown.set(Some(created));
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
    let CreatedKeySlot { shown, replaces } = created;
    let open = Memo::new(move |_| shown.with(Option::is_some));
    let app_id = Signal::derive(move || {
        shown.with(|created| created.as_ref().map(|c| c.key.app_id.clone())).unwrap_or_default()
    });
    let app_secret = Signal::derive(move || {
        shown.with(|created| created.as_ref().map(|c| c.app_secret.clone())).unwrap_or_default()
    });
    let of_old = move || {
        let old = |created: &CreatedKey| until_when_the_old_one_works(&created.key);
        replaces.get_untracked().then(|| shown.with_untracked(|created| created.as_ref().map(old)))
    };
    let title = move || if replaces.get_untracked() { t::new_app_secret() } else { t::api_key_created() };
    view! {
        {when(move || open.get(), move || view! {
            <Dialog title=title() class="dialog-medium">
                <AskBeforeLeaving />
                <div class="form-body">
                    <Notice kind=NoticeKind::Warning>
                        <p><strong>{t::secret_once()}</strong></p>
                        <p>{t::secret_once_hint()}</p>
                    </Notice>
                    <CopyField label=t::app_id() text=app_id />
                    <CopyField label=t::app_secret() text=app_secret />
                    <p class="hint">{t::secret_use()}</p>
                    {of_old().flatten().map(|text| view! { <p class="hint">{text}</p> })}
                </div>
                <footer class="form-footer">
                    <div class="form-actions">
                        <Button class="button-primary" label=t::close() on_press=move |()| shown.set(None) />
                    </div>
                </footer>
            </Dialog>
        })}
    }
}

fn until_when_the_old_one_works(key: &ApiKey) -> String {
    key.previous_secret_until
        .as_ref()
        .map_or_else(t::old_secret_stopped, |until| t::old_secret_works(&exact_time(until)))
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
