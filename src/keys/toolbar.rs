//! What stands above the list: the search, how many keys there are, and what can be done with those that are picked.

use std::time::Duration;

use contract::{Filter, Total, UNUSED_DAYS};
use leptos::prelude::*;

use super::shared::{Section, offers};
use crate::{
    api::{Loading, filter_of},
    i18n::{number, t},
    ui::{Button, Icon, IconName, Select, shown, unique_id, when},
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
            <Show section />
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

/// Which keys are shown, by where they are in their life.
#[component]
fn Show(section: Section) -> impl IntoView {
    let id = unique_id("filter");
    let shown = Filter::ALL.into_iter().filter(|filter| offers(section.capabilities, *filter));
    let mut options = vec![(String::new(), t::all_keys())];
    options.extend(shown.map(|filter| (filter.as_str().to_owned(), filter_text(filter))));
    let said = move || section.rows.listing.with(|listing| listing.filter.map_or("", Filter::as_str).to_owned());
    view! {
        <div class="toolbar-show">
            <label for=id.clone()>{t::show()}</label>
            <Select id options value=Signal::derive(said)
                on_change=Callback::new(move |said: String| section.filter(filter_of(&said))) />
        </div>
    }
}

/// A filter's name.
pub(super) fn filter_text(filter: Filter) -> String {
    match filter {
        Filter::NeverExpires => t::never_expires(),
        Filter::ExpiresSoon => t::expires_soon(),
        Filter::Expired => t::expired(),
        Filter::Unused => t::unused(u64::from(UNUSED_DAYS)),
        Filter::Disabled => t::disabled(),
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
