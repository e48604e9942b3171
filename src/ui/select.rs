//! A choice of one of several.

use leptos::{html, prelude::*};

use super::reactive;

/// The browser's own `<select>`.
#[component]
pub fn Select(
    /// The `id`, by which its label finds it.
    #[prop(into)]
    id: String,
    /// Values and their texts.
    options: Vec<(String, String)>,
    /// The value that is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// The `id` of what describes it.
    #[prop(optional, into)]
    described_by: Option<String>,
    /// Whether it cannot be used.
    #[prop(optional, into)]
    disabled: Option<Signal<bool>>,
    /// Filled with the element.
    #[prop(default = NodeRef::new())]
    select: NodeRef<html::Select>,
    /// Another value is chosen.
    on_change: Callback<String>,
) -> impl IntoView {
    let option = |(own, text): (String, String)| {
        let name = own.clone();
        // Said by each option: the element itself takes a value only once its options are there.
        view! { <option value=name prop:selected=reactive(move || value.with(|value| *value == own))>{text}</option> }
    };
    let change = move |_| {
        if let Some(select) = select.get_untracked() {
            on_change.run(select.value());
        }
    };
    view! {
        <select id=id class="input select" node_ref=select aria-describedby=described_by disabled=disabled
            on:change=change>
            {options.into_iter().map(option).collect_view()}
        </select>
    }
}
