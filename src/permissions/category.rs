//! A category of the selector: its checkbox, and its endpoints once it is opened.

use leptos::{ev, prelude::*};

use super::{filter::matches, selection::CheckState, state::SelectorState};
use crate::{
    i18n::{number, t},
    ui::{Icon, IconName, Lazy, TriState, reactive, shown, unique_id, when},
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
    let look = Memo::new(move |_| state.look(place));
    let check = move || CheckState::of(look.get().selected, look.get().shown);
    let on_change = Callback::new(move |selected| {
        state.shown.with_untracked(|shown| {
            state.selection.update(|selection| selection.set_range(shown, range.clone(), selected));
        });
    });
    let on_keydown = Callback::new(move |event: ev::KeyboardEvent| match event.key().as_str() {
        "ArrowRight" => state.set_open(place, true),
        "ArrowLeft" => state.set_open(place, false),
        _ => (),
    });
    let (list, count) = (unique_id("category"), unique_id("category-count"));
    let (label, language) = (name.clone(), index.language.clone());
    let show_label = t::show_apis_of(&name);
    let counted = move || {
        let look = look.get();
        t::of_count(&number(look.selected as u64), &number(look.shown as u64))
    };
    view! {
        <div class="category" class:category-open=reactive(move || look.get().open)>
            <div class="category-head">
                <TriState checked=Signal::derive(move || check() == CheckState::Checked)
                    mixed=Signal::derive(move || check() == CheckState::Mixed) on_change on_keydown>
                    <span lang=language>{shown(move || state.words.with(|words| marked(&label, words)))}</span>
                </TriState>
                <span class="category-count" id=count.clone()>{counted}</span>
                <button type="button" class="category-toggle" aria-label=show_label aria-describedby=count
                    aria-expanded=reactive(move || look.get().open.to_string()) aria-controls=list.clone()
                    on:click=move |_| state.set_open(place, !look.get_untracked().open)>
                    <Icon name=IconName::Chevron />
                </button>
            </div>
            <div id=list role="group" aria-label=name>
                {when(move || look.get().open, move || view! {
                    <Endpoints state place />
                })}
            </div>
        </div>
    }
}

/// How many endpoints are drawn together.
const TOGETHER: usize = 32;

/// The endpoints of a category, drawn where they are near.
#[component]
fn Endpoints(state: SelectorState, place: usize) -> impl IntoView {
    let whole = state.index().categories[place].range.clone();
    let parts = whole.clone().step_by(TOGETHER).map(|start| {
        let range = start..whole.end.min(start + TOGETHER);
        let first = start == whole.start;
        let shown = Memo::new(move |_| state.shown_in(range.clone()));
        let rows = Signal::derive(move || shown.with(Vec::len));
        let eager = Signal::derive(move || if state.searches() { start < state.first_found.get() } else { first });
        let view = move || {
            view! {
                <For each=move || shown.get() key=|position| *position as u64 let(position)>
                    <EndpointCheck state position />
                </For>
            }
        };
        view! { <Lazy class="endpoints lazy" rows eager view /> }
    });
    parts.collect_view()
}

#[component]
fn EndpointCheck(state: SelectorState, position: usize) -> impl IntoView {
    let index = state.index();
    let endpoint = &index.endpoints[position];
    let (name, method, path, summary) =
        (endpoint.id.to_string(), endpoint.method, endpoint.path.clone(), endpoint.summary.clone());
    let summary_id = unique_id("summary");
    let described_by = summary_id.clone();
    let checked = move || state.selection.with(|selection| selection.contains(position));
    // Both texts change with the search, at once.
    let texts = move || {
        let (path, summary) = state.words.with(|words| (marked(&path, words), marked(&summary, words)));
        view! {
            <code class="endpoint-path">{path}</code>
            <span class="endpoint-summary" id=summary_id.clone()>{summary}</span>
        }
    };
    view! {
        <label class="check endpoint">
            <input type="checkbox" prop:checked=reactive(checked) aria-label=name aria-describedby=described_by
                on:change:target=move |event| {
                    let selected = event.target().checked();
                    state.selection.update(|selection| selection.set(position, selected));
                } />
            <span class="endpoint-text" lang=index.language.clone()>
                <span class=format!("method method-{}", method.as_str().to_ascii_lowercase())>{method.as_str()}</span>
                {shown(texts)}
            </span>
        </label>
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
