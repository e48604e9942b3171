//! A checkbox with three states.

use leptos::{ev, html, prelude::*};

/// A checkbox that is checked, unchecked or mixed; its label is what stands in it.
#[component]
pub fn TriState(
    /// Whether it is checked.
    #[prop(into)]
    checked: Signal<bool>,
    /// Whether it is mixed; it then counts as unchecked.
    #[prop(into)]
    mixed: Signal<bool>,
    /// Whether it can be used.
    #[prop(optional, into)]
    disabled: Option<Signal<bool>>,
    /// Filled with the checkbox.
    #[prop(default = NodeRef::new())]
    input: NodeRef<html::Input>,
    /// The person wants it checked, or not. A mixed one wants to be checked.
    on_change: Callback<bool>,
    /// A key is pressed while it has the focus.
    #[prop(into, default = Callback::new(|_: ev::KeyboardEvent| ()))]
    on_keydown: Callback<ev::KeyboardEvent>,
    /// The label.
    children: Children,
) -> impl IntoView {
    let change = move |_| {
        if let Some(input) = input.get_untracked() {
            on_change.run(input.checked());
            // The state is the model's: a click that changes nothing there changes nothing here.
            input.set_checked(checked.get_untracked());
            input.set_indeterminate(mixed.get_untracked());
        }
    };
    view! {
        <label class="check">
            <input type="checkbox" node_ref=input prop:checked=checked prop:indeterminate=mixed disabled=disabled
                on:change=change on:keydown=move |event| on_keydown.run(event) />
            <span class="check-label">{children()}</span>
        </label>
    }
}
