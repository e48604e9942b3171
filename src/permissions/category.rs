//! A category of the selector: its checkbox, and its endpoints once it is opened.

use leptos::{ev, prelude::*};

use super::{
    filter::{Filters, matches},
    selection::CheckState,
    state::SelectorState,
};
use crate::{
    i18n::{number, t},
    ui::{Icon, IconName, TriState, reactive, shown, unique_id, when},
};

/// A category: drawn whole only when it is open.
#[component]
pub fn Category(
    /// What is being chosen.
    state: SelectorState,
    /// The category's place in the catalog.
    place: usize,
) -> impl IntoView {
    let index = state.index();
    let name = index.categories[place].name.clone();
    let range = index.categories[place].range.clone();
    let visible = Memo::new(move |_| state.shows_category(place));
    let counts = {
        let range = range.clone();
        Memo::new(move |_| {
            state.shown.with(|shown| state.selection.with(|selection| selection.count_range(shown, range.clone())))
        })
    };
    let check = Memo::new(move |_| {
        let (selected, shown) = counts.get();
        CheckState::of(selected, shown)
    });
    // The search opens what it finds; the person's own opening and closing is remembered beneath it.
    let searching = Memo::new(move |_| state.filters.with(Filters::searches));
    let closed_in_search = RwSignal::new(false);
    Effect::new(move |_| {
        state.filters.track();
        closed_in_search.set(false);
    });
    let open = Memo::new(move |_| {
        if searching.get() { !closed_in_search.get() } else { state.opened.with(|opened| opened.contains(place)) }
    });
    let set_open = move |wanted: bool| {
        if searching.get_untracked() {
            closed_in_search.set(!wanted);
        } else {
            state.opened.update(|opened| {
                if wanted {
                    opened.insert(place)
                } else {
                    opened.remove(place)
                };
            });
        }
    };
    let on_change = Callback::new(move |selected| {
        state.shown.with_untracked(|shown| {
            state.selection.update(|selection| selection.set_range(shown, range.clone(), selected));
        });
    });
    let on_keydown = Callback::new(move |event: ev::KeyboardEvent| match event.key().as_str() {
        "ArrowRight" => set_open(true),
        "ArrowLeft" => set_open(false),
        _ => (),
    });
    let (list, count) = (unique_id("category"), unique_id("category-count"));
    let label = name.clone();
    let show_label = t::show_apis_of(&name);
    let counted = move || {
        let (selected, shown) = counts.get();
        t::of_count(&number(selected as u64), &number(shown as u64))
    };
    view! {
        <div class="category" class:category-open=open hidden=reactive(move || !visible.get())>
            <div class="category-head">
                <TriState checked=Signal::derive(move || check.get() == CheckState::Checked)
                    mixed=Signal::derive(move || check.get() == CheckState::Mixed) on_change on_keydown>
                    {shown(move || marked(&label, &state.filters.with(Filters::words)))}
                </TriState>
                <span class="category-count" id=count.clone()>{counted}</span>
                <button type="button" class="category-toggle" aria-label=show_label aria-describedby=count
                    aria-expanded=reactive(move || open.get().to_string()) aria-controls=list.clone()
                    on:click=move |_| set_open(!open.get_untracked())>
                    <Icon name=IconName::Chevron />
                </button>
            </div>
            <div id=list role="group" aria-label=name>
                {when(move || visible.get() && open.get(), move || view! {
                    <Endpoints state place />
                })}
            </div>
        </div>
    }
}

#[component]
fn Endpoints(state: SelectorState, place: usize) -> impl IntoView {
    let index = state.index();
    let range = index.categories[place].range.clone();
    let shown = move || {
        state.shown.with(|shown| range.clone().filter(|position| shown.contains(*position)).collect::<Vec<_>>())
    };
    view! {
        <ul class="endpoints">
            <For each=shown key=|position| *position as u64 let(position)>
                <EndpointCheck state position />
            </For>
        </ul>
    }
}

#[component]
fn EndpointCheck(state: SelectorState, position: usize) -> impl IntoView {
    let index = state.index();
    let endpoint = &index.endpoints[position];
    let (name, method, path, summary) =
        (endpoint.id.to_string(), endpoint.method, endpoint.path.clone(), endpoint.summary.clone());
    let summary_id = unique_id("summary");
    let words = Memo::new(move |_| state.filters.with(Filters::words));
    let checked = Memo::new(move |_| state.selection.with(|selection| selection.contains(position)));
    view! {
        <li class="endpoint">
            <label class="check">
                <input type="checkbox" prop:checked=checked aria-label=name aria-describedby=summary_id.clone()
                    on:change:target=move |event| {
                        let selected = event.target().checked();
                        state.selection.update(|selection| selection.set(position, selected));
                    } />
                <span class="endpoint-text">
                    <span class=format!("method method-{}", method.as_str().to_ascii_lowercase())>{method.as_str()}</span>
                    <code class="endpoint-path">{shown(move || marked(&path, &words.get()))}</code>
                    <span class="endpoint-summary" id=summary_id>{shown(move || marked(&summary, &words.get()))}</span>
                </span>
            </label>
        </li>
    }
}

/// A text with what the search found in it marked.
fn marked(text: &str, words: &[String]) -> impl IntoView + use<> {
    let mut parts = Vec::new();
    let mut end = 0;
    for range in matches(text, words) {
        parts.push(text[end..range.start].to_owned().into_any());
        parts.push(view! { <mark>{text[range.clone()].to_owned()}</mark> }.into_any());
        end = range.end;
    }
    parts.push(text[end..].to_owned().into_any());
    parts
}
