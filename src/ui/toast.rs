//! Short confirmations of what was done. Never a secret.

use std::time::Duration;

use leptos::prelude::*;

/// Shows confirmations; provided by context.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Vec<(u32, String)>>);

impl Toasts {
    /// No confirmation yet.
    pub fn new() -> Self {
        Toasts(RwSignal::new(Vec::new()))
    }

    /// Shows a confirmation for a few seconds, and has it read out.
    pub fn show(&self, text: String) {
        let toasts = self.0;
        let id = toasts.try_update(|toasts| {
            let id = toasts.last().map_or(0, |(id, _)| id + 1);
            toasts.push((id, text));
            id
        });
        set_timeout(
            move || {
                toasts.try_update(|toasts| toasts.retain(|(other, _)| Some(*other) != id));
            },
            Duration::from_secs(6),
        );
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

/// Where confirmations appear.
#[component]
pub fn ToastRegion(
    /// What to show.
    toasts: Toasts,
) -> impl IntoView {
    view! {
        <div class="toasts" role="status">
            <For each=move || toasts.0.get() key=|(id, _)| u64::from(*id) let((_, text))>
                <p class="toast" part="toast">{text}</p>
            </For>
        </div>
    }
}
