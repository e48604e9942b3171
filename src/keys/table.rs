//! The list of keys: a table, and its loading and empty states.

use leptos::prelude::*;

use super::{list::Loading, row::KeyRow, shared::Section};
use crate::{
    i18n::{number, t},
    ui::{Button, Failure, Icon, IconName, reactive, shown, when},
};

/// The keys as a table. The roles are written out: its narrow form is cards, and browsers drop a table's roles with its
/// display.
#[component]
pub(super) fn KeyTable(section: Section) -> impl IntoView {
    let rows = section.rows;
    let empty = Memo::new(move |_| rows.rows.with(Vec::is_empty));
    let loading = Memo::new(move |_| rows.loading.get() == Loading::Running);
    let done = Memo::new(move |_| rows.loading.get() == Loading::Done);
    view! {
        {when(move || empty.get() && loading.get(), move || view! {
            <div class="skeleton" role="status" aria-label=t::loading_keys()>
                <div class="skeleton-line"></div>
                <div class="skeleton-line"></div>
                <div class="skeleton-line"></div>
            </div>
        })}
        {when(move || empty.get() && done.get(), move || view! {
            <div class="empty">
                <Icon name=IconName::Key />
                <p class="empty-title">{t::no_keys()}</p>
                <p class="hint">{t::no_keys_hint()}</p>
            </div>
        })}
        {when(move || !empty.get(), move || view! {
            <table class="table" role="table" aria-labelledby="keys-title" aria-busy=reactive(move || loading.get().to_string())>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{t::app_id()}</th>
                        {section.capabilities.notes.then(|| view! { <th role="columnheader" scope="col">{t::note()}</th> })}
                        <th role="columnheader" scope="col">{t::access()}</th>
                        <th role="columnheader" scope="col">{t::created()}</th>
                        <th role="columnheader" scope="col"><span class="visually-hidden">{t::actions()}</span></th>
                    </tr>
                </thead>
                <For each=move || rows.rows.get() key=|row| row.number let(row)>
                    <KeyRow section row />
                </For>
            </table>
            <More section />
        })}
    }
}

/// Loads the next page, where there is one.
#[component]
fn More(section: Section) -> impl IntoView {
    let rows = section.rows;
    let count = move || {
        let total = rows.total.get();
        t::keys_shown(total.count, &number(rows.rows.with(Vec::len) as u64))
    };
    view! {
        {when(move || rows.next_cursor.with(Option::is_some), move || view! {
            <div class="more">
                <span role="status">{count}</span>
                {shown(move || match rows.loading_more.get() {
                    Loading::Failed(error) => view! { <Failure error retry=move |()| rows.load_more() /> }.into_any(),
                    loading => view! {
                        <Button label=t::show_more() busy=Signal::stored(loading == Loading::Running) on_press=move |()| rows.load_more() />
                    }.into_any(),
                })}
            </div>
        })}
    }
}
