//! The difference that an entry is about.

use contract::AuditEntry;
use leptos::prelude::*;

use crate::{
    api::{Api, Loaded},
    i18n::{exact_time, t},
    permissions::{ChangeList, changes::Changes},
    ui::{Failure, shown},
};

/// Whether there is more to say of an entry than its line does.
pub(super) fn has_details(entry: &AuditEntry) -> bool {
    let changes = &entry.changes;
    changes.note.is_some() || changes.expires_at.is_some() || changes.access.is_some()
}

/// Note and expiry before and after, and the endpoints that came and went.
#[component]
pub(super) fn Detail(deployment: StoredValue<String>, entry: AuditEntry) -> impl IntoView {
    let api = expect_context::<Api>();
    let id = entry.id;
    let whole = Loaded::new(move || async move { api.audit_entry(&deployment.get_value(), id).await });
    let time = |at: Option<String>| at.map_or_else(t::never, |at| exact_time(&at));
    let lines = [
        entry.changes.note.map(|note| [t::note_before(&note.from), t::note_after(&note.to)].join("\n")),
        entry.changes.expires_at.map(|expiry| t::expiry_changes(&time(expiry.from), &time(expiry.to))),
    ];
    let named = entry.changes.access.is_some();
    view! {
        <div class="access changes trail-detail" role="region" aria-label=t::details_of()>
            {lines.into_iter().flatten().map(|line| view! { <p class="trail-line" dir="auto">{line}</p> }).collect_view()}
            {named.then(|| shown(move || match whole.get() {
                None => view! { <p class="hint" role="status">{t::loading_details()}</p> }.into_any(),
                Some(Err(error)) => view! { <Failure error retry=move |()| whole.reload() /> }.into_any(),
                Some(Ok(entry)) => {
                    view! { <ChangeList changes=Changes { added: entry.added, removed: entry.removed } /> }.into_any()
                }
            }))}
        </div>
    }
}
