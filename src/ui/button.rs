//! A button with a text.

use leptos::prelude::*;

use super::reactive;

/// A button's text. Nearly every one has one that does not change, and there is nothing to follow then.
pub enum Label {
    /// It stays as it is.
    Fixed(String),
    /// It changes.
    Live(Signal<String>),
}

impl From<String> for Label {
    fn from(text: String) -> Self {
        Label::Fixed(text)
    }
}

impl From<Signal<String>> for Label {
    fn from(text: Signal<String>) -> Self {
        Label::Live(text)
    }
}

/// A button. It is one component rather than an element in each view, for the page's size.
#[component]
pub fn Button(
    /// The text, which is its accessible name.
    #[prop(into)]
    label: Label,
    /// Further classes: `button-primary`, `button-small`.
    #[prop(default = "")]
    class: &'static str,
    /// Whether what it started is under way: it keeps the focus and is said to be disabled.
    #[prop(optional, into)]
    busy: Option<Signal<bool>>,
    /// Whether it can be used at all.
    #[prop(optional, into)]
    disabled: Option<Signal<bool>>,
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
    let label = match label {
        Label::Fixed(text) => text.into_any(),
        Label::Live(text) => text.into_any(),
    };
    view! {
        <button type=if submit { "submit" } else { "button" } class=class.clone() part=class autofocus=autofocus
            disabled=disabled aria-disabled=busy.map(|busy| reactive(move || busy.get().then_some("true")))
            aria-describedby=described_by on:click=move |_| on_press.run(())>
            {label}
        </button>
    }
}
