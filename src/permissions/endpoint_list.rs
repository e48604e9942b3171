//! The endpoints that a key was given, by category, to be read.

use std::sync::Arc;

use contract::Access;
use leptos::prelude::*;

use super::{index::CatalogIndex, selection::Selection};
use crate::{
    i18n::{number, t},
    ui::{Icon, IconName, shown},
};

/// What a key may do, by category: whole categories told from partial ones, details on demand.
#[component]
pub fn GrantedEndpoints(
    /// The catalog.
    index: Arc<CatalogIndex>,
    /// What the key holds.
    access: Access,
) -> impl IntoView {
    let selection = Selection::stored(&index, &access);
    let categories = index.categories.iter().filter_map(|category| {
        let granted: Vec<_> = category.range.clone().filter(|position| selection.contains(*position)).collect();
        if granted.is_empty() {
            return None;
        }
        let all = category.range.len();
        let whole = granted.len() == all;
        let extent = if whole {
            t::whole_category(all as u64)
        } else {
            t::of_count(&number(granted.len() as u64), &number(all as u64))
        };
        let index = index.clone();
        let opened = RwSignal::new(false);
        Some(view! {
            <li class="granted" class:granted-whole=whole>
                <details on:toggle=move |_| opened.set(true)>
                    <summary>
                        <Icon name=IconName::Chevron />
                        <span class="granted-name">{category.name.clone()}</span>
                        <span class="granted-extent">{extent}</span>
                    </summary>
                    {shown(move || opened.get().then(|| view! { <Lines index=index.clone() positions=granted.clone() /> }))}
                </details>
            </li>
        })
    });
    let categories = categories.collect_view();
    let dropped = selection.dropped().iter().map(|(id, _)| view! { <li><code>{id.to_string()}</code></li> });
    let dropped = dropped.collect_view();
    let any_dropped = !dropped.is_empty();
    view! {
        <ul class="granted-list">{categories}</ul>
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
    view! { <ul class="granted-lines">{lines.collect_view()}</ul> }
}
