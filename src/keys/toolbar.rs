//! What stands above the list: the search, how many keys there are, and what can be done with those that are picked.

use std::time::Duration;

use contract::Total;
use leptos::prelude::*;

use super::{list::Loading, shared::Section};
use crate::{
    i18n::{number, t},
    ui::{Button, Icon, IconName, shown, when},
};

/// How long typing pauses before its search is asked for.
const PAUSE: Duration = Duration::from_millis(250);

/// The search, the count, and what can be done with those that are picked.
#[component]
pub(super) fn Toolbar(section: Section) -> impl IntoView {
    let rows = section.rows;
    let told = move || match rows.picked.get() {
        0 if matches!(rows.loading.get(), Loading::Failed(_)) => String::new(),
        0 => count_text(rows.total.get()),
        picked => t::picked(&number(picked as u64)),
    };
    view! {
        <div class="toolbar">
            <Search section />
            // It is said below, too, where the keys would stand.
            <p class="toolbar-told" class:visually-hidden=move || rows.total.with(Total::is_none) role="status">{shown(told)}</p>
            {when(move || rows.picked.get() > 0, move || view! { <WithPicked section /> })}
        </div>
    }
}

/// How many keys there are, in words: no more than is known.
pub(super) fn count_text(total: Total) -> String {
    match total {
        Total { count: 0, capped: true } => String::new(),
        Total { count: 0, .. } => t::no_key_matches(),
        Total { count, capped: true } => t::over_keys(&number(count)),
        Total { count, .. } => t::keys(count),
    }
}

#[component]
fn Search(section: Section) -> impl IntoView {
    let field = section.search_field;
    // Also once the page has been left: then there is no field.
    let search = move || {
        if let Some(field) = field.try_get_untracked().flatten() {
            section.search(&field.value());
        }
    };
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let search_after = move |pause| {
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        waiting.set_value(set_timeout_with_handle(search, pause).ok());
    };
    // Back, a link, and what else brings another search. What is being typed is left as it is.
    Effect::new(move |_| {
        let wanted = section.rows.listing.with(|listing| listing.search.clone());
        if let Some(field) = field.get()
            && crate::api::search_of(&field.value()) != wanted
        {
            field.set_value(&wanted);
        }
    });
    let placeholder = if section.capabilities.notes { t::search_keys_hint() } else { t::search_keys_hint_app_id() };
    view! {
        <div class="search" role="search">
            <Icon name=IconName::Search />
            <input class="input" type="search" aria-label=t::search_keys() placeholder=placeholder maxlength="256"
                autocomplete="off" spellcheck="false" node_ref=field
                on:input:target=move |event| {
                    search_after(if event.target().value().is_empty() { Duration::ZERO } else { PAUSE });
                }
                // Enter, and the focus goes elsewhere.
                on:change=move |_| search()
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        event.prevent_default();
                        section.clear_search();
                    }
                } />
        </div>
    }
}

/// What can be done with the keys that are picked.
#[component]
fn WithPicked(section: Section) -> impl IntoView {
    let rows = section.rows;
    let delete = move |()| section.deleting.set(rows.picked_keys());
    let clear = move |_| {
        rows.pick_all(false);
        // The button goes; what picks again is next to it.
        if let Some(field) = section.pick_all.get_untracked() {
            let _ = field.focus();
        }
    };
    view! {
        <button type="button" class="button button-icon" aria-label=t::clear_selection() title=t::clear_selection() on:click=clear>
            <Icon name=IconName::Close />
        </button>
        <Button class="button-small button-danger-quiet" label=t::delete_selected() on_press=delete />
    }
}
