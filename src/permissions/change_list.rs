//! What a change of an access adds and removes, to be read.

use contract::EndpointId;
use leptos::prelude::*;

use super::changes::Changes;
use crate::i18n::t;

/// The endpoints that come and go.
#[component]
pub fn ChangeList(
    /// What it adds and removes.
    changes: Changes,
) -> impl IntoView {
    let lines = |endpoints: &[EndpointId]| {
        endpoints.iter().map(|id| view! { <li><code>{id.to_string()}</code></li> }).collect_view()
    };
    let group = |class: &'static str, title: String, endpoints: &[EndpointId]| {
        (!endpoints.is_empty()).then(|| {
            // The list scrolls: somebody without a mouse must be able to reach it.
            let label = title.clone();
            view! {
                <details class=class>
                    <summary>{title}</summary>
                    <ul tabindex="0" aria-label=label>{lines(endpoints)}</ul>
                </details>
            }
        })
    };
    view! {
        {group("changes-added", t::apis_added(changes.added.len() as u64), &changes.added)}
        {group("changes-removed", t::apis_removed(changes.removed.len() as u64), &changes.removed)}
    }
}
