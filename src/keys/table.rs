//! The list of keys: a table, and its loading and empty states.

use contract::{Sort, Total};
use leptos::prelude::*;

use super::{
    row::KeyRow,
    shared::Section,
    toolbar::{Toolbar, count_text, filter_text},
};
use crate::{
    api::Loading,
    i18n::{number, t},
    later::Later,
    ui::{Button, Failure, Icon, IconName, More, TriState, after_paint, reactive, shown, when},
};

/// How many keys are drawn at first: more than a screen of them.
const FIRST_DRAWN: usize = 24;

/// The keys as a table. The roles are written out: its narrow form is cards, and browsers drop a table's roles with its
/// display.
#[component]
pub(super) fn KeyTable(section: Section) -> impl IntoView {
    let rows = section.rows;
    let empty = Memo::new(move |_| rows.rows.with(Vec::is_empty));
    let running = Memo::new(move |_| rows.loading.get() == Loading::Running);
    let none = Memo::new(move |_| rows.total.with(Total::is_none));
    // What fills a screen is painted before the rest is drawn.
    let drawn = RwSignal::new(FIRST_DRAWN);
    let half = expect_context::<Later>();
    Effect::new(move |_| {
        if !empty.get() {
            after_paint(move || {
                drawn.try_set(usize::MAX);
            });
        }
    });
    Effect::new(move |_| {
        if !running.get() {
            after_paint(move || half.ask());
        }
    });
    let each = move || {
        let mut rows = rows.rows.get();
        rows.truncate(drawn.get());
        rows
    };
    let count = move || {
        let shown = rows.rows.with(Vec::len);
        t::keys_shown(&number(shown as u64), &count_text(rows.total.get()))
    };
    view! {
        {when(move || rows.searchable.get(), move || view! { <Toolbar section /> })}
        {shown(move || match rows.loading.get() {
            Loading::Failed(error) => view! { <Failure error retry=move |()| rows.reload() /> }.into_any(),
            _ => ().into_any(),
        })}
        {when(move || empty.get() && running.get() && !none.get(), move || view! {
            <div class="skeleton" role="status" aria-label=t::loading_keys()>
                <div class="skeleton-line"></div>
                <div class="skeleton-line"></div>
                <div class="skeleton-line"></div>
            </div>
        })}
        {when(move || empty.get() && none.get(), move || view! { <Nothing section /> })}
        {when(move || !empty.get(), move || view! {
            <table class=table_class(section) part="table" role="table" aria-labelledby="keys-title" aria-busy=reactive(move || running.get().to_string())>
                <thead role="rowgroup">
                    <tr role="row">
                        {if section.changes {
                            view! { <th role="columnheader" scope="col" class="key-pick"><PickAll section /></th> }.into_any()
                        } else {
                            // Nothing stands there: no head of a column, which would have to say of what.
                            view! { <td role="cell" class="key-pick"></td> }.into_any()
                        }}
                        <th role="columnheader" scope="col">{t::app_id()}</th>
                        {section.capabilities.notes.then(|| view! {
                            <SortHeader section label=t::note() ascending=Sort::Note descending=Sort::NoteReversed first=Sort::Note />
                        })}
                        <th role="columnheader" scope="col">{t::access()}</th>
                        <SortHeader section label=t::created() ascending=Sort::OldestFirst descending=Sort::NewestFirst first=Sort::NewestFirst />
                        <th role="columnheader" scope="col">{t::last_used()}</th>
                        <th role="columnheader" scope="col"><span class="visually-hidden">{t::actions()}</span></th>
                    </tr>
                </thead>
                <For each=each key=|row| row.number let(row)>
                    <KeyRow section row />
                </For>
            </table>
            <More cursor=rows.next_cursor loading=rows.loading_more count=Signal::derive(count)
                on_load=Callback::new(move |()| rows.load_more()) />
        })}
    }
}

/// Which columns there are.
fn table_class(section: Section) -> &'static str {
    match (section.capabilities.notes, section.capabilities.permissions) {
        (true, true) => "table table-notes table-permissions",
        (true, false) => "table table-notes",
        (false, true) => "table table-permissions",
        (false, false) => "table",
    }
}

/// Why there is no row.
#[component]
fn Nothing(section: Section) -> impl IntoView {
    view! {
        <div class="empty">
            {shown(move || if section.rows.searchable.get() {
                let filter = section.rows.listing.with(|listing| listing.filter);
                let (hint, clear) = match filter {
                    Some(filter) => (t::no_match_filter(&filter_text(filter)), t::show_all_keys()),
                    None if section.capabilities.notes => (t::no_match_hint(), t::clear_search()),
                    None => (t::no_match_hint_app_id(), t::clear_search()),
                };
                view! {
                    <Icon name=IconName::Search />
                    <p class="empty-title">{t::no_key_matches()}</p>
                    <p class="hint">{hint}</p>
                    <Button label=clear on_press=move |()| section.clear_search() />
                }.into_any()
            } else {
                view! {
                    <Icon name=IconName::Key />
                    <p class="empty-title">{t::no_keys()}</p>
                    <p class="hint">{t::no_keys_hint()}</p>
                }.into_any()
            })}
        </div>
    }
}

/// Picks all rows that are shown.
#[component]
fn PickAll(section: Section) -> impl IntoView {
    let rows = section.rows;
    let all = move || rows.picked.get() == rows.rows.with(Vec::len);
    view! {
        <TriState input=section.pick_all checked=Signal::derive(all) mixed=Signal::derive(move || rows.picked.get() > 0 && !all())
            on_change=Callback::new(move |picked| rows.pick_all(picked))>
            {t::select_all_shown()}
        </TriState>
    }
}

/// The head of a column by which the list can be sorted.
#[component]
fn SortHeader(section: Section, label: String, ascending: Sort, descending: Sort, first: Sort) -> impl IntoView {
    let listing = section.rows.listing;
    let sort = move || listing.with(|listing| listing.sort);
    let said = move || match sort() {
        sort if sort == ascending => Some("ascending"),
        sort if sort == descending => Some("descending"),
        _ => None,
    };
    let press = move |_| {
        let now = listing.with_untracked(|listing| listing.sort);
        section.sort(match now {
            now if now == ascending => descending,
            now if now == descending => ascending,
            _ => first,
        });
    };
    view! {
        <th role="columnheader" scope="col" class="sortable" aria-sort=reactive(said)>
            <button type="button" class="sort" on:click=press>{label}<Icon name=IconName::Arrow /></button>
        </th>
    }
}
