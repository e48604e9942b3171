//! *Rotate secret*, *Disable* and *Enable*: what can be done to a key that is there, each a request of its own.

use std::time::Duration;

use contract::{ApiKey, ApiKeyRow, ProblemKind, RotateSecret};
use leptos::prelude::*;

use super::{
    created::CreatedKeySlot,
    lost::lost_secret,
    row_of::row_of,
    shared::{Act, Acting, Section},
};
use crate::{
    api::{ApiError, IdempotencyKey},
    i18n::{duration, exact_time, t},
    task::begin,
    ui::{Button, Dialog, Notice, NoticeKind, Select, Toasts, failure_text, shown, unique_id},
};

/// For how many minutes the old secret may go on working.
const GRACES: [u32; 4] = [0, 60, USUAL_GRACE, 7 * 24 * 60];
const USUAL_GRACE: u32 = 24 * 60;

/// A rotation whose answer was lost: of which key, with which grace. It is asked for again under the same name, also when
/// the dialog was left in between; another one would stop the secret that programs still use.
pub(super) type Rotation = (String, u32, IdempotencyKey);

/// Asks before a secret is rotated or a key is disabled, and says what did not work.
#[component]
pub(super) fn LifeDialog(section: Section, acting: Acting, rotations: StoredValue<Vec<Rotation>>) -> impl IntoView {
    let Acting { act, key, failed } = acting;
    let ApiKeyRow { app_id, note, previous_secret_until, .. } = key.clone();
    let under_way = rotations.get_value().into_iter().find(|(of, ..)| *of == app_id);
    let awaited = RwSignal::new(under_way.is_some());
    let grace = RwSignal::new(under_way.map_or(USUAL_GRACE, |(_, grace, _)| grace).to_string());
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(failed);
    let slot = expect_context::<CreatedKeySlot>();
    let toasts = expect_context::<Toasts>();
    let close = move || {
        if !busy.get_untracked() {
            section.acting.set(None);
        }
    };
    let rotate = {
        let (app_id, before) = (app_id.clone(), key.clone());
        move || {
            let grace_minutes = minutes_of(&grace.get_untracked());
            let lost = rotations.get_value().into_iter().find(|(of, ..)| *of == app_id);
            let (.., attempt) = lost.unwrap_or_else(|| {
                let new = (app_id.clone(), grace_minutes, IdempotencyKey::new());
                rotations.update_value(|rotations| rotations.push(new.clone()));
                new
            });
            busy.set(true);
            failed.set(None);
            let address = section.api_address();
            let (app_id, before) = (app_id.clone(), before.clone());
            begin(async move {
                let body = RotateSecret { grace_minutes };
                let result = section.api.rotate_secret(&section.rows.deployment(), &app_id, &body, &attempt).await;
                let left = busy.is_disposed();
                if !result.as_ref().is_err_and(ApiError::answer_was_lost) {
                    rotations.try_update_value(|rotations| rotations.retain(|(of, ..)| *of != app_id));
                }
                match result {
                    Ok(created) => {
                        if !left {
                            section.changed(before, &created.key);
                            section.acting.set(None);
                        }
                        // Also when the person has gone elsewhere: the secret must not be lost with the page. Once
                        // this dialog has given the focus back, so that the next one can.
                        set_timeout(move || slot.show_rotated(created, address), Duration::ZERO);
                    }
                    Err(_) if left => (),
                    Err(error) => {
                        busy.set(false);
                        awaited.set(error.answer_was_lost());
                        section.failed(&app_id, &error);
                        failed.set(Some(error));
                    }
                }
            });
        }
    };
    let not_done = move |error| {
        busy.try_set(false);
        failed.try_set(Some(error));
    };
    let confirm = move |()| match act {
        _ if busy.get_untracked() => (),
        Act::Rotate => rotate(),
        Act::Disable | Act::Enable => {
            busy.set(true);
            failed.set(None);
            section.set_disabled(key.clone(), act, toasts, Box::new(not_done));
        }
    };
    let (title, label, class) = match act {
        Act::Rotate => (t::rotate_secret(), t::rotate_secret(), "button-primary"),
        Act::Disable => (t::disable_api_key(), t::disable(), "button-danger"),
        Act::Enable => (t::enable_api_key(), t::enable(), "button-primary"),
    };
    let label = move || if busy.get() { t::working() } else { label.clone() };
    let about = match act {
        Act::Rotate => view! {
            <p>{t::rotate_hint()}</p>
            {previous_secret_until.map(|until| view! {
                <Notice kind=NoticeKind::Warning><p>{t::rotate_ends_older(&exact_time(&until))}</p></Notice>
            })}
            <GraceField grace locked=awaited />
        }
        .into_any(),
        Act::Disable => view! { <p>{t::disable_question()}</p><p class="hint">{t::disable_hint()}</p> }.into_any(),
        Act::Enable => ().into_any(),
    };
    view! {
        <Dialog title on_close_request=Callback::new(move |()| close())>
            <p class="dialog-subject">
                <span>{t::app_id()}</span>" "<code class="code">{app_id}</code>" "<span dir="auto">{note}</span>
            </p>
            <div class="form-body">
                {about}
                {shown(move || failed.get().map(|error| view! {
                    <Notice kind=NoticeKind::Error><p>{failed_text(act, &error)}</p></Notice>
                }))}
            </div>
            <footer class="form-footer">
                <div class="form-actions">
                    <Button label=t::cancel() disabled=busy on_press=move |()| close() autofocus=true />
                    <Button class label=Signal::derive(label) busy on_press=confirm />
                </div>
            </footer>
        </Dialog>
    }
}

/// Chooses for how long the old secret works beside the new one.
#[component]
fn GraceField(grace: RwSignal<String>, locked: RwSignal<bool>) -> impl IntoView {
    let (id, hint) = (unique_id("grace"), unique_id("grace-hint"));
    let options = GRACES.map(|minutes| {
        let text = if minutes == 0 { t::no_overlap() } else { duration(minutes) };
        (minutes.to_string(), text)
    });
    let in_words = move || match minutes_of(&grace.get()) {
        0 => t::old_secret_stops(),
        minutes => t::both_secrets_work(&duration(minutes)),
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{t::grace()}</label>
            <Select id options=options.into() value=grace disabled=locked
                described_by=hint.clone()
                on_change=Callback::new(move |minutes| grace.set(minutes)) />
            <p class="hint" id=hint role="status">{in_words}</p>
        </div>
    }
}

fn minutes_of(grace: &str) -> u32 {
    grace.parse().unwrap_or(USUAL_GRACE)
}

fn failed_text(act: Act, error: &ApiError) -> String {
    let text = failure_text(error);
    match act {
        Act::Rotate if lost_secret(error).is_some() => t::new_secret_lost(),
        Act::Rotate if error.answer_was_lost() => format!("{text} {}", t::rotation_awaited()),
        _ => text,
    }
}

impl Section {
    /// Enables a key: nobody is asked first.
    pub fn enable(self, key: ApiKeyRow, toasts: Toasts) {
        let again = key.clone();
        // No callback: the menu from which it is called is gone by then.
        let not_done = move |error| {
            self.acting.set(Some(Acting { act: Act::Enable, key: again.clone(), failed: Some(error) }));
        };
        self.set_disabled(key, Act::Enable, toasts, Box::new(not_done));
    }

    fn set_disabled(self, before: ApiKeyRow, act: Act, toasts: Toasts, on_failed: Box<dyn Fn(ApiError)>) {
        begin(async move {
            let (deployment, app_id) = (self.rows.deployment(), before.app_id.clone());
            let result = match act {
                Act::Disable => self.api.disable_key(&deployment, &app_id).await,
                _ => self.api.enable_key(&deployment, &app_id).await,
            };
            // The page was left.
            if self.acting.is_disposed() {
                return;
            }
            match result {
                Ok(key) => {
                    self.changed(before, &key);
                    self.acting.set(None);
                    toasts.show(if act == Act::Disable { t::disabled_now(&app_id) } else { t::enabled_now(&app_id) });
                }
                Err(error) => {
                    self.failed(&app_id, &error);
                    on_failed(error);
                }
            }
        });
    }

    /// Shows what has become of a key, whose access is what it was.
    fn changed(self, before: ApiKeyRow, key: &ApiKey) {
        let version = before.version;
        self.rows.replace(&ApiKeyRow { access_summary: before.access_summary, ..row_of(key, None) });
        // Whether the filter still finds it is the server's to say, and so is what somebody else has changed.
        if key.version > version + 1 || self.rows.listing.with_untracked(|listing| listing.filter.is_some()) {
            self.rows.refresh();
        }
    }

    /// Shows what the list does not know yet, after something has failed.
    fn failed(self, app_id: &str, error: &ApiError) {
        if error.kind() == Some(ProblemKind::KeyNotFound) {
            self.rows.remove(&[app_id.to_owned()]);
        } else if error.answer_was_lost() || lost_secret(error).is_some() {
            self.rows.refresh();
        }
    }
}
