//! *API Key Created* and *New App Secret*: the one place where an App Secret is shown, once.

use contract::{ApiKey, CreatedKey};
use leptos::{ev, prelude::*};

use super::carry;
use crate::{
    i18n::{exact_time, t},
    ui::{Button, CopyField, CopyTextButton, Dialog, Notice, NoticeKind, Question, download as download_file, when},
};

/// The key that was just made or was given a new secret, with that secret, until its dialog is closed. It exists in no other signal.
///
/// Provided by context above the routes: neither Back nor an ended session takes it away.
#[derive(Clone, Copy)]
pub struct CreatedKeySlot {
    shown: RwSignal<Option<CreatedKey>>,
    /// Where the key's API is.
    api_address: RwSignal<String>,
    /// The key was there already, and what is shown replaces its secret.
    replaces: RwSignal<bool>,
}

impl CreatedKeySlot {
    /// Nothing to show.
    pub fn new() -> Self {
        CreatedKeySlot {
            shown: RwSignal::new(None),
            api_address: RwSignal::new(String::new()),
            replaces: RwSignal::new(false),
        }
    }

    /// Shows a new key of the deployment whose API is there, and its secret.
    pub(super) fn show(&self, created: CreatedKey, api_address: String) {
        self.replaces.set(false);
        self.api_address.set(api_address);
        self.shown.set(Some(created));
    }

    /// Shows the new secret of a key.
    pub(super) fn show_rotated(&self, created: CreatedKey, api_address: String) {
        self.replaces.set(true);
        self.api_address.set(api_address);
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
    let CreatedKeySlot { shown: slot, replaces, api_address } = created;
    let open = Memo::new(move |_| slot.with(Option::is_some));
    let of_slot = move |text: fn(&CreatedKey) -> String| {
        Signal::derive(move || slot.with(|created| created.as_ref().map(text)).unwrap_or_default())
    };
    let app_id = of_slot(|created| created.key.app_id.clone());
    let app_secret = of_slot(|created| created.app_secret.clone());
    let of_old = move || {
        let old = |created: &CreatedKey| until_when_the_old_one_works(&created.key);
        replaces.get_untracked().then(|| slot.with_untracked(|created| created.as_ref().map(old)))
    };
    let title = move || if replaces.get_untracked() { t::new_app_secret() } else { t::api_key_created() };
    // Copied or downloaded: before that, closing asks.
    let taken = RwSignal::new(false);
    let asking = RwSignal::new(false);
    let take = Callback::new(move |()| {
        taken.set(true);
        asking.set(false);
    });
    let close = move || slot.set(None);
    let env = Signal::derive(move || {
        slot.with(|created| created.as_ref().map(|created| carry::env(created, &api_address.get()))).unwrap_or_default()
    });
    let curl = Signal::derive(move || {
        slot.with(|created| created.as_ref().map(|created| carry::curl(&created.key, &api_address.get())))
            .unwrap_or_default()
    });
    let download = move |()| {
        let file = slot.with_untracked(|created| {
            created
                .as_ref()
                .map(|created| (created.key.app_id.clone(), carry::json(created, &api_address.get_untracked())))
        });
        if let Some((app_id, content)) = file
            && download_file(&format!("{app_id}.json"), "application/json", &content).is_ok()
        {
            take.run(());
        }
    };
    view! {
        {when(move || open.get(), move || {
            taken.set(false);
            asking.set(false);
            view! {
                <Dialog title=title() class="dialog-medium">
                    <AskBeforeLeaving />
                    <div class="form-body">
                        <Notice kind=NoticeKind::Warning>
                            <p><strong>{t::secret_once()}</strong></p>
                            <p>{t::secret_once_hint()}</p>
                        </Notice>
                        <CopyField label=t::app_id() text=app_id />
                        <CopyField label=t::app_secret() text=app_secret on_copied=take />
                        <div class="carry" role="group" aria-label=t::both()>
                            <span class="field-label" aria-hidden="true">{t::both()}</span>
                            <CopyTextButton label=t::copy_env() text=env on_copied=take />
                            <Button class="button-small" label=t::download_json() on_press=download />
                        </div>
                        <CopyField label=t::try_it() text=curl />
                        <p class="hint">{t::secret_use()}</p>
                        {of_old().flatten().map(|text| view! { <p class="hint">{text}</p> })}
                    </div>
                    <footer class="form-footer">
                        {when(move || asking.get(), move || view! {
                            <Question question=t::not_taken() stay=t::back_to_secret() go_on=t::close_anyway()
                                on_stay=Callback::new(move |()| asking.set(false)) on_go_on=Callback::new(move |()| close()) />
                        })}
                        {when(move || !asking.get(), move || view! {
                            <div class="form-actions">
                                <Button class="button-primary" label=t::close()
                                    on_press=move |()| if taken.get_untracked() { close() } else { asking.set(true) } />
                            </div>
                        })}
                    </footer>
                </Dialog>
            }
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
