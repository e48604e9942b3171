//! A question in the footer of a dialog, before something is lost.

use leptos::{html, prelude::*};
use web_sys::HtmlElement;

use super::{Button, focus::focused_beside};

/// Asks before something is lost. It has the focus as long as it stands, and then gives it back.
#[component]
pub fn Question(
    /// What is asked, which is its accessible name.
    question: String,
    /// The text of the button that loses nothing; it has the focus first.
    stay: String,
    /// The text of the button that goes on.
    go_on: String,
    /// Nothing is to be lost.
    on_stay: Callback<()>,
    /// It may be lost.
    on_go_on: Callback<()>,
) -> impl IntoView {
    let keep = NodeRef::<html::Button>::new();
    let before = StoredValue::new_local(None::<HtmlElement>);
    Effect::new(move |_| {
        if let Some(keep) = keep.get() {
            before.set_value(focused_beside(&keep));
            let _ = keep.focus();
        }
    });
    on_cleanup(move || {
        // The question is taken away after this. Where its answer closes the dialog, that gives the focus back last.
        if let Some(before) = before.try_get_value().flatten() {
            queue_microtask(move || {
                let _ = before.focus();
            });
        }
    });
    view! {
        <div class="form-actions" role="alertdialog" aria-label=question.clone()>
            <p class="form-question">{question.clone()}</p>
            <button type="button" class="button" node_ref=keep on:click=move |_| on_stay.run(())>{stay}</button>
            <Button class="button-danger" label=go_on on_press=on_go_on />
        </div>
    }
}
