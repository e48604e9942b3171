//! Copying a text, also where there is no clipboard.

use std::time::Duration;

use js_sys::Reflect;
use leptos::{html, prelude::*};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{Button, Icon, IconName, reactive, shown, unique_id, when};
use crate::{i18n::t, task::begin};

#[derive(Clone, Copy, PartialEq)]
enum CopyState {
    Idle,
    Copied,
    /// There is no clipboard (plain-http hosts have none): the text is selected instead.
    Selected,
}

async fn write_to_clipboard(text: &str) -> Result<(), JsValue> {
    let navigator = window().navigator();
    if Reflect::get(&navigator, &JsValue::from_str("clipboard"))?.is_undefined() {
        return Err(JsValue::UNDEFINED);
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.map(drop)
}

/// A button that copies a text. Where it cannot, it has the text selected and says what to press.
#[component]
pub fn CopyButton(
    /// The accessible name: `Copy App ID`.
    #[prop(into)]
    name: String,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// Selects the text where it stands.
    select: Callback<()>,
    /// It was copied.
    #[prop(default = Callback::new(|()| ()))]
    on_copied: Callback<()>,
) -> impl IntoView {
    let state = RwSignal::new(CopyState::Idle);
    let copy = move |_| {
        let text = text.get_untracked();
        begin(async move {
            if write_to_clipboard(&text).await.is_ok() {
                state.try_set(CopyState::Copied);
                on_copied.try_run(());
            } else {
                state.try_set(CopyState::Selected);
                select.run(());
            }
            set_timeout(
                move || {
                    state.try_set(CopyState::Idle);
                },
                Duration::from_secs(4),
            );
        });
    };
    let icon = move || if state.get() == CopyState::Copied { IconName::Check } else { IconName::Copy };
    let told = move || match state.get() {
        CopyState::Idle => String::new(),
        CopyState::Copied => t::copied(),
        CopyState::Selected => t::selected_press_copy(),
    };
    view! {
        <span class="copy" class:copy-done=reactive(move || state.get() == CopyState::Copied)>
            <button type="button" class="button button-icon" aria-label=name.clone() title=name on:click=copy>
                {shown(move || view! { <Icon name=icon() /> })}
            </button>
            <span class="copy-told" role="status">{told}</span>
        </span>
    }
}

/// A button with a text that copies something which is not shown. Where there is no clipboard it is shown, selected.
#[component]
pub fn CopyTextButton(
    /// The button's text.
    #[prop(into)]
    label: String,
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// It was copied, by the button or by hand.
    on_copied: Callback<()>,
) -> impl IntoView {
    let told = RwSignal::new(String::new());
    let by_hand = RwSignal::new(false);
    let field = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let name = label.clone();
    let press = move |()| {
        let text = text.get_untracked();
        begin(async move {
            let copied = write_to_clipboard(&text).await.is_ok();
            told.try_set(if copied { t::copied() } else { t::selected_press_copy() });
            by_hand.try_set(!copied);
            if copied {
                on_copied.try_run(());
            }
        });
    };
    view! {
        <Button class="button-small" label on_press=press />
        <span class="copy-said" role="status">{told}</span>
        {when(move || by_hand.get(), move || view! {
            <textarea class="input input-code" rows="3" readonly aria-label=name.clone() node_ref=field prop:value=text
                on:copy=move |_| on_copied.run(())></textarea>
        })}
    }
}

/// A read-only field with its label and a copy button.
#[component]
pub fn CopyField(
    /// The label: `App ID`.
    #[prop(into)]
    label: String,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// It was copied, by the button or by hand.
    #[prop(default = Callback::new(|()| ()))]
    on_copied: Callback<()>,
) -> impl IntoView {
    let id = unique_id("copy-field");
    let input = NodeRef::<html::Input>::new();
    let select = Callback::new(move |()| {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
            input.select();
        }
    });
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label.clone()}</label>
            <div class="field-with-button">
                <input id=id class="input input-code" type="text" readonly autocomplete="off" spellcheck="false"
                    node_ref=input prop:value=text on:focus=move |_| select_all(input)
                    on:copy=move |_| on_copied.run(()) />
                <CopyButton name=t::copy_named(&label) text select on_copied />
            </div>
        </div>
    }
}

fn select_all(input: NodeRef<html::Input>) {
    if let Some(input) = input.get_untracked() {
        input.select();
    }
}

/// A text in the page with a copy button beside it.
#[component]
pub fn CopyText(
    /// The button's accessible name.
    #[prop(into)]
    name: String,
    /// The text.
    #[prop(into)]
    text: String,
    /// The text's `id`, by which other controls are described.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let code = NodeRef::<html::Code>::new();
    let select = Callback::new(move |()| {
        if let (Some(code), Ok(Some(selection))) = (code.get_untracked(), window().get_selection()) {
            let _ = selection.select_all_children(&code);
        }
    });
    let copied = text.clone();
    view! {
        <span class="copy-text">
            <code class="code" id=id node_ref=code>{text}</code>
            <CopyButton name text=Signal::derive(move || copied.clone()) select />
        </span>
    }
}
