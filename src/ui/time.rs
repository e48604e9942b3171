//! A time, relative in the text and exact on hover and focus.

use std::time::Duration;

use leptos::prelude::*;

use crate::i18n::{exact_time, relative_time};

/// Counts minutes, so that relative times do not grow stale.
#[derive(Clone, Copy)]
struct Minute(ReadSignal<u32>);

/// Provides the count of minutes by which every [`Time`] below renews itself.
pub fn provide_minute() {
    let (minute, set_minute) = signal(0);
    let tick = move || {
        set_minute.try_update(|minute| *minute += 1);
    };
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(60)) {
        on_cleanup(move || handle.clear());
    }
    provide_context(Minute(minute));
}

/// A time: `3 hours ago`, and the exact one on hover and focus.
#[component]
pub fn Time(
    /// The time, RFC 3339.
    time: String,
) -> impl IntoView {
    let minute = use_context::<Minute>();
    let exact = exact_time(&time);
    let tip = exact.clone();
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
