//! A time, relative in the text and exact on hover and focus.

use std::time::Duration;

use leptos::prelude::*;

use crate::i18n::{exact_time, relative_time};

/// Counts minutes, so that relative times do not grow stale.
#[derive(Clone, Copy)]
struct Minute(RwSignal<u32>);

/// Provides the count of minutes by which every [`Time`] below renews itself.
pub fn provide_minute() {
    let minute = RwSignal::new(0);
    let tick = move || {
        minute.update(|minute| *minute += 1);
    };
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(60)) {
        on_cleanup(move || handle.clear());
    }
    provide_context(Minute(minute));
}

/// Has whoever asks be asked again every minute.
pub fn track_minute() {
    if let Some(Minute(minute)) = use_context() {
        minute.track();
    }
}

/// Whether a time (RFC 3339) is over, or will be in so many days.
pub fn is_over(time: &str, days: u32) -> bool {
    js_sys::Date::parse(time) <= js_sys::Date::now() + f64::from(days) * 86_400_000.0
}

/// A time: `3 hours ago`, and the exact one on hover and focus.
#[component]
pub fn Time(
    /// The time, RFC 3339.
    time: String,
    /// What is said with the exact time.
    #[prop(optional_no_strip)]
    what: Option<String>,
) -> impl IntoView {
    let exact = exact_time(&time);
    let exact = what.map_or(exact.clone(), |what| format!("{exact}, {what}"));
    let tip = exact.clone();
    let minute = use_context::<Minute>();
    let shown = {
        let time = time.clone();
        move || {
            if let Some(Minute(minute)) = minute {
                minute.track();
            }
            relative_time(&time)
        }
    };
    view! {
        <time class="tip" datetime=time tabindex="0" data-tip=tip>
            {shown}
            <span class="visually-hidden">", "{exact}</span>
        </time>
    }
}
