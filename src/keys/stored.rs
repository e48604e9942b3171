//! A key as it is stored, and the difference that an edit makes.

use contract::{Access, ApiKey, EndpointId};
use leptos::prelude::*;

use crate::{i18n::t, permissions::changes::Changes};

/// What is stored, as far as the form changes it.
#[derive(Clone, PartialEq)]
pub(super) struct Stored {
    pub version: u64,
    pub note: String,
    pub endpoints: Vec<EndpointId>,
}

impl From<&ApiKey> for Stored {
    fn from(key: &ApiKey) -> Self {
        let endpoints = match &key.access {
            Access::Full => Vec::new(),
            Access::Endpoints(endpoints) => endpoints.clone(),
        };
        Stored { version: key.version, note: key.note.clone(), endpoints }
    }
}

/// The endpoints that come and go.
#[component]
pub(super) fn ChangeList(changes: Changes) -> impl IntoView {
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
