//! Where a key is in its life, as its row says it.

use contract::{ApiKeyRow, EXPIRES_SOON_DAYS};
use leptos::prelude::*;

use crate::{
    i18n::t,
    ui::{Time, is_over, shown, track_minute},
};

/// The badges of a key that does not work, or soon will not, and how long its old secret still does.
#[component]
pub(super) fn Status(content: RwSignal<ApiKeyRow>) -> impl IntoView {
    shown(move || {
        track_minute();
        content.with(|row| {
            let expired = row.expires_at.as_ref().is_some_and(|at| is_over(at, 0));
            let soon = !expired && row.expires_at.as_ref().is_some_and(|at| is_over(at, EXPIRES_SOON_DAYS));
            let old_secret = row.previous_secret_until.clone().filter(|until| !is_over(until, 0));
            if !expired && !soon && row.disabled_at.is_none() && old_secret.is_none() {
                return ().into_any();
            }
            let badge = |class: &'static str, text: String| view! { <span class=class>{text}</span> };
            view! {
                <div class="key-status">
                    {row.disabled_at.is_some().then(|| badge("badge badge-strong", t::disabled()))}
                    {expired.then(|| badge("badge badge-danger", t::expired()))}
                    {soon.then(|| badge("badge badge-warning", t::expires_soon()))}
                    {old_secret.map(|until| view! { <span class="key-small">{t::old_secret_ends()}" "<Time time=until /></span> })}
                </div>
            }
            .into_any()
        })
    })
}

/// When a key expires, below the time at which it was made.
#[component]
pub(super) fn ExpiryLine(content: RwSignal<ApiKeyRow>) -> impl IntoView {
    shown(move || {
        track_minute();
        let Some(at) = content.with(|row| row.expires_at.clone()) else {
            return view! { <span class="key-small key-expiry">{t::never_expires()}</span> }.into_any();
        };
        let (text, class) = match () {
            () if is_over(&at, 0) => (t::expired(), "key-small key-expiry key-expired"),
            () if is_over(&at, EXPIRES_SOON_DAYS) => (t::expires(), "key-small key-expiry key-expires-soon"),
            () => (t::expires(), "key-small key-expiry"),
        };
        view! { <span class=class>{text}" "<Time time=at /></span> }.into_any()
    })
}

/// When a key was last used, and which endpoint it called then.
#[component]
pub(super) fn LastUse(content: RwSignal<ApiKeyRow>) -> impl IntoView {
    shown(move || match content.with(|row| row.last_used.clone()) {
        Some(used) => view! { <Time time=used.at what=used.endpoint.map(|id| id.to_string()) /> }.into_any(),
        None => view! { <span class="muted">{t::never_used()}</span> }.into_any(),
    })
}
