//! The endpoints that a key was given, by category, to be read.

use std::sync::Arc;

use contract::Access;
use leptos::prelude::*;

use super::{
    index::{CatalogIndex, IndexedCategory, Position},
    selection::Selection,
};
use crate::{
    i18n::{number, t},
    ui::{Icon, IconName, Lazy, shown},
};

/// How many categories are drawn together.
const TOGETHER: usize = 24;

/// What a key may do, by category: whole categories told from partial ones, details on demand.
#[component]
pub fn GrantedEndpoints(
    /// The catalog.
    index: Arc<CatalogIndex>,
    /// What the key holds.
    access: Arc<Access>,
) -> impl IntoView {
    let selection = Selection::stored(&index, &access);
    let granted = |category: &IndexedCategory| -> Vec<Position> {
        category.range.clone().filter(|position| selection.contains(*position)).collect()
    };
    let granted = index.categories.iter().enumerate().map(|(place, category)| (place, granted(category)));
    let granted: Vec<_> = granted.filter(|(_, granted)| !granted.is_empty()).collect();
    let categories = granted.chunks(TOGETHER).enumerate().map(|(part, granted)| {
        let (index, granted) = (index.clone(), granted.to_vec());
        let rows = granted.len();
        let view = move || {
            let categories = granted.iter().map(|(place, granted)| {
                view! {
                    <GrantedCategory index=index.clone() place=*place granted=granted.clone() />
                }
            });
            categories.collect_view()
        };
        view! { <Lazy class="granted-part lazy" rows eager=part == 0 view /> }
    });
    let categories = categories.collect_view();
    let dropped = selection.dropped().iter().map(|(id, _)| view! { <li><code>{id.to_string()}</code></li> });
    let dropped = dropped.collect_view();
    let any_dropped = !dropped.is_empty();
    view! {
        <div class="granted-list" role="list">{categories}</div>
        {any_dropped.then(|| view! {
            <div class="granted-dropped">
                <h4>{t::no_longer_offered()}</h4>
                <p class="hint">{t::no_longer_offered_hint()}</p>
                <ul class="granted-lines">{dropped}</ul>
            </div>
        })}
    }
}

#[component]
fn GrantedCategory(index: Arc<CatalogIndex>, place: usize, granted: Vec<Position>) -> impl IntoView {
    let category = &index.categories[place];
    let all = category.range.len();
    let whole = granted.len() == all;
    let extent = if whole {
        t::whole_category(all as u64)
    } else {
        t::of_count(&number(granted.len() as u64), &number(all as u64))
    };
    let name = category.name.clone();
    let opened = RwSignal::new(false);
    view! {
        <div class="granted" role="listitem" class:granted-whole=whole>
            <details on:toggle=move |_| opened.set(true)>
                <summary>
                    <Icon name=IconName::Chevron />
                    <span class="granted-name" lang=index.language.clone()>{name}</span>
                    <span class="granted-extent">{extent}</span>
                </summary>
                {shown(move || opened.get().then(|| view! { <Lines index=index.clone() positions=granted.clone() /> }))}
            </details>
        </div>
    }
}

#[component]
fn Lines(index: Arc<CatalogIndex>, positions: Vec<usize>) -> impl IntoView {
    let lines = positions.into_iter().map(|position| {
        let endpoint = &index.endpoints[position];
        let method = endpoint.method.as_str();
        view! {
            <li>
                <span class=format!("method method-{}", method.to_ascii_lowercase())>{method}</span>
                " "
                <code class="endpoint-path">{endpoint.path.clone()}</code>
                <span class="endpoint-summary">{endpoint.summary.clone()}</span>
            </li>
        }
    });
    view! { <ul class="granted-lines" lang=index.language.clone()>{lines.collect_view()}</ul> }
}
