//! A button with a text.

use leptos::prelude::*;

use super::reactive;

/// A button. It is one component rather than an element in each view, for the page's size.
#[component]
pub fn Button(
    /// The text, which is its accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// Further classes: `button-primary`, `button-small`.
    #[prop(default = "")]
    class: &'static str,
    /// Whether what it started is under way: it keeps the focus and is said to be disabled.
    #[prop(into, default = Signal::stored(false))]
    busy: Signal<bool>,
    /// Whether it can be used at all.
    #[prop(into, default = Signal::stored(false))]
    disabled: Signal<bool>,
    /// The `id` of what describes it.
    #[prop(optional, into)]
    described_by: Option<String>,
    /// Takes the focus when its dialog opens.
    #[prop(default = false)]
    autofocus: bool,
    /// It sends its form.
    #[prop(default = false)]
    submit: bool,
    /// It is pressed.
    #[prop(into, default = Callback::new(|()| ()))]
    on_press: Callback<()>,
) -> impl IntoView {
    let class = format!("button {class}");
    view! {
        <button type=if submit { "submit" } else { "button" } class=class.clone() part=class autofocus=autofocus
            disabled=disabled aria-disabled=reactive(move || busy.get().then_some("true")) aria-describedby=described_by
            on:click=move |_| on_press.run(())>
            {label}
        </button>
    }
}
