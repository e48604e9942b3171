//! The line beside Confirm, which always tells the whole truth about the selection.

use leptos::prelude::*;

use super::state::SelectorState;
use crate::{
    i18n::{number, t},
    ui::{Button, shown, when},
};

/// `12 of 349 APIs selected: 9 GET, 3 DELETE`, and what of it the filters hide.
#[component]
pub fn CountLine(
    /// What is being chosen.
    state: SelectorState,
) -> impl IntoView {
    let tally = Memo::new(move |_| state.tally());
    let line = move || {
        let tally = tally.get();
        let methods = tally.methods.iter().map(|(method, count)| format!("{} {method}", number(*count as u64)));
        let methods = methods.collect::<Vec<_>>().join(", ");
        let selected = number(tally.selected as u64);
        if methods.is_empty() {
            t::apis_selected(tally.offered as u64, &selected)
        } else {
            t::apis_selected_methods(tally.offered as u64, &selected, &methods)
        }
    };
    let hidden = Memo::new(move |_| tally.with(|tally| tally.hidden as u64));
    let dropped = Memo::new(move |_| tally.with(|tally| tally.dropped as u64));
    let remove = move |()| {
        state.shown.with_untracked(|shown| state.selection.update(|selection| selection.remove_hidden(shown)));
    };
    view! {
        <div class="count-line">
            <p role="status" aria-live="polite">
                <span>{line}</span>
                {when(move || dropped.get() != 0, move || view! {
                    <span>"; "{shown(move || t::kept_dropped(dropped.get()))}</span>
                })}
                {when(move || hidden.get() != 0, move || view! {
                    <span>"; "{shown(move || t::hidden_by_filters(hidden.get()))}</span>
                })}
            </p>
            {when(move || hidden.get() != 0, move || view! {
                <span class="count-line-actions">
                    <Button class="button-link" label=t::show() on_press=move |()| state.show_selected() />
                    <Button class="button-link" label=t::remove() on_press=remove />
                </span>
            })}
        </div>
    }
}
