//! One entry of the trail.

use contract::AuditEntry;
use leptos::prelude::*;

use super::{
    detail::{Detail, has_details},
    what::what_text,
};
use crate::{
    i18n::t,
    ui::{Icon, IconName, Time, reactive, shown, unique_id},
};

/// An entry's row; what it expands to belongs to it.
#[component]
pub(super) fn EntryRow(deployment: StoredValue<String>, entry: AuditEntry) -> impl IntoView {
    let expanded = RwSignal::new(false);
    let (key, detail) = (unique_id("entry-key"), unique_id("entry-detail"));
    let what = what_text(&entry);
    let whole = entry.clone();
    let AuditEntry { at, principal, app_id, note, .. } = entry;
    view! {
        <tbody role="rowgroup" class="key" class:key-expanded=expanded>
            <tr role="row">
                <td role="cell" data-label=t::time()><Time time=at /></td>
                <td role="cell" data-label=t::who() class="key-note"><span dir="auto">{principal}</span></td>
                <td role="cell" data-label=t::what() class="trail-what"><p>{what}</p></td>
                <td role="cell" data-label=t::key()>
                    <div id=key.clone()>
                        <code class="code">{app_id}</code>
                        <div class="key-small key-note" dir="auto">{note}</div>
                    </div>
                </td>
                <td role="cell" class="key-actions"><div class="key-actions-row">
                    {has_details(&whole).then(|| view! {
                        <button type="button" class="button button-small" aria-describedby=key
                            aria-expanded=reactive(move || expanded.get().to_string()) aria-controls=detail.clone()
                            on:click=move |_| expanded.update(|expanded| *expanded = !*expanded)>
                            <Icon name=IconName::Chevron />
                            <span>{t::details()}</span>
                        </button>
                    })}
                </div></td>
            </tr>
            <tr role="row" id=detail class="key-access" hidden=reactive(move || !expanded.get())>
                <td role="cell" colspan="5">
                    {shown(move || {
                        let entry = whole.clone();
                        expanded.get().then(|| view! { <Detail deployment entry /> })
                    })}
                </td>
            </tr>
        </tbody>
    }
}
