//! The selector: filters above, categories below, and what acts on all that is shown.

use leptos::prelude::*;

use super::{
    as_text::AsText, category::Category, filter::Filters, presets::Presets, selection::PositionSet,
    state::SelectorState,
};
use crate::{
    i18n::t,
    ui::{Button, Icon, IconName, Lazy, reactive, shown, when},
};

/// How many categories are drawn together.
const TOGETHER: usize = 16;

/// How many categories a catalog of the usual size has at most: they are drawn wherever they are.
const USUAL: usize = 48;

/// The filters and the categories of a catalog.
#[component]
pub fn Selector(
    /// What is being chosen.
    state: SelectorState,
    /// Further ways to start, beside the presets.
    #[prop(default = None)]
    starts: Option<ViewFn>,
) -> impl IntoView {
    let places = state.index().categories.len();
    let categories = (0..places).step_by(TOGETHER).map(|start| {
        let range = start..places.min(start + TOGETHER);
        let shown = Memo::new(move |_| range.clone().filter(|place| state.shows_category(*place)).collect::<Vec<_>>());
        let rows = Signal::derive(move || shown.with(Vec::len));
        let view = move || {
            view! {
                <For each=move || shown.get() key=|place| *place as u64 let(place)>
                    <Category state place />
                </For>
            }
        };
        view! { <Lazy class="lazy" rows eager=start == 0 || places <= USUAL view /> }
    });
    let categories = categories.collect_view();
    let nothing_shown = Memo::new(move |_| state.shown.with(|shown| shown.count() == 0));
    let set_shown = move |selected| {
        state.shown.with_untracked(|shown| state.selection.update(|selection| selection.set_shown(shown, selected)));
    };
    view! {
        <div class="selector">
            {shown(move || {
                state.track_start();
                view! { <Presets state more=starts.clone() /> }
            })}
            <div class="selector-top">
            <Filter state />
            <div class="selector-bar">
                <span class="selector-shown" role="status">{shown(move || shown_text(state))}</span>
                <Button class="button-small" label=t::select_all() on_press=move |()| set_shown(true) disabled=nothing_shown />
                <Button class="button-small" label=t::clear_all() on_press=move |()| set_shown(false) disabled=nothing_shown />
            </div>
            </div>
            <div class="categories">
                <Dropped state />
                {categories}
                {when(move || nothing_shown.get(), move || view! {
                    <div class="selector-empty">
                        <p>{shown(move || nothing_found_text(state))}</p>
                        <Button label=t::clear_filters() on_press=move |()| state.clear_filters() />
                    </div>
                })}
            </div>
            {shown(move || {
                state.track_start();
                view! { <AsText state /> }
            })}
        </div>
    }
}

fn shown_text(state: SelectorState) -> String {
    let (shown, all) = (state.shown.with(PositionSet::count), state.index().endpoints.len());
    if shown == all { t::all_shown(all as u64) } else { t::some_shown(all as u64, &crate::i18n::number(shown as u64)) }
}

fn nothing_found_text(state: SelectorState) -> String {
    state.filters.with(|filters| match filters.methods.is_empty() {
        true => t::no_method_shown(),
        false => t::nothing_found(filters.search.trim()),
    })
}

/// The methods that are shown, and the search.
#[component]
fn Filter(state: SelectorState) -> impl IntoView {
    let methods = state.index().methods.clone();
    let methods = methods.into_iter().map(|method| {
        let shown = move || state.filters.with(|filters| filters.methods.contains(&method));
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=shown
                    on:change:target=move |event| {
                        let shown = event.target().checked();
                        state.filter(|filters| filters.set_method(method, shown));
                    } />
                <span class=format!("method method-{}", method.as_str().to_ascii_lowercase())>{method.as_str()}</span>
            </label>
        }
    });
    view! {
        <div class="filter">
            <div class="filter-methods" role="group" aria-label=t::show_methods()>
                <span class="filter-label" aria-hidden="true">{t::show_methods()}</span>
                {methods.collect_view()}
            </div>
            <div class="search">
                <Icon name=IconName::Search />
                <input class="input" type="search" aria-label=t::search_apis() placeholder=t::search_apis_hint()
                    autocomplete="off" spellcheck="false"
                    prop:value=reactive(move || state.filters.with(|filters| filters.search.clone()))
                    on:input:target=move |event| {
                        let search = event.target().value();
                        state.filter(|filters| filters.search = search);
                    }
                    on:keydown=move |event| {
                        // Enter would send the form that the selector stands in.
                        if event.key() == "Enter" {
                            event.prevent_default();
                        }
                        // The first Escape clears the search; only the next one is the dialog's.
                        if event.key() == "Escape" && state.filters.with_untracked(Filters::searches) {
                            event.prevent_default();
                            state.filter(|filters| filters.search.clear());
                        }
                    } />
            </div>
        </div>
    }
}

/// The endpoints that the key holds and the catalog no longer offers.
#[component]
fn Dropped(state: SelectorState) -> impl IntoView {
    let dropped = state.selection.with_untracked(|selection| selection.dropped().to_vec());
    if dropped.is_empty() {
        return ().into_any();
    }
    let entries = dropped.into_iter().map(|(id, _)| {
        let kept = {
            let id = id.clone();
            move || {
                state.selection.with(|selection| selection.dropped().iter().any(|(other, kept)| *other == id && *kept))
            }
        };
        let name = id.to_string();
        view! {
            <li class="endpoint">
                <label class="check">
                    <input type="checkbox" prop:checked=kept aria-label=name
                        on:change:target={
                            let id = id.clone();
                            move |event| {
                                let kept = event.target().checked();
                                state.selection.update(|selection| selection.set_dropped(&id, kept));
                            }
                        } />
                    <code class="endpoint-path">{id.to_string()}</code>
                </label>
            </li>
        }
    });
    view! {
        <section class="dropped" role="group" aria-label=t::no_longer_offered()>
            <h3 class="dropped-title">{t::no_longer_offered()}</h3>
            <p class="hint">{t::no_longer_offered_hint()}</p>
            <ul class="endpoints">{entries.collect_view()}</ul>
        </section>
    }
    .into_any()
}
