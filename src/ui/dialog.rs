//! A modal dialog: the browser's own `<dialog>`, with what it leaves open settled.

use std::cell::RefCell;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{
    focus::{focused_beside, has_no_focus},
    unique_id,
};

/// Where the focus goes when what had it before a dialog is gone: provided by context.
#[derive(Clone, Copy)]
pub struct FocusHome(pub NodeRef<html::Button>);

/// The class of a dialog's content; its title is in it.
pub(super) const CONTENT: &str = "dialog-content";

thread_local! {
    /// The titles' `id`s of the dialogs that are open, the topmost last.
    static OPEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// What is done once none is open.
    static WAITING: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Whether a dialog is open.
pub fn is_dialog_open() -> bool {
    OPEN.with_borrow(|open| !open.is_empty())
}

/// Does something as soon as no dialog is open, instead of what was to be done then before.
pub fn when_no_dialog_is_open(then: impl FnOnce() + 'static) {
    WAITING.set(Some(Box::new(then)));
    do_what_waits();
}

/// Has the dialog with this title's `id` be the topmost, unless it is open already.
fn note_open(id: &str) {
    OPEN.with_borrow_mut(|open| {
        if !open.iter().any(|other| other == id) {
            open.push(id.to_owned());
        }
    });
}

fn do_what_waits() {
    if !is_dialog_open()
        && let Some(then) = WAITING.take()
    {
        then();
    }
}

/// A modal dialog with a title; open as long as it is mounted, or as `open` says.
///
/// When it closes the focus returns to what had it before, or to [`FocusHome`].
#[component]
pub fn Dialog(
    /// The title, which is its accessible name.
    #[prop(into)]
    title: String,
    /// Further classes.
    #[prop(default = "")]
    class: &'static str,
    /// Whether it is open. A dialog with much in it opens again faster when it stays mounted in between.
    #[prop(optional, into)]
    open: Option<Signal<bool>>,
    /// The person asks to close it (Escape). Without this it cannot be closed but by what stands in it.
    #[prop(optional, into)]
    on_close_request: Option<Callback<()>>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let id = unique_id("dialog-title");
    let labelled_by = id.clone();
    let dialog = NodeRef::<html::Dialog>::new();
    let content = NodeRef::<html::Div>::new();
    let before = StoredValue::new_local(None::<HtmlElement>);
    let home = use_context::<FocusHome>();
    let is_open = move || open.is_none_or(|open| open.get());

    let closed = id.clone();
    let close = move || {
        OPEN.with_borrow_mut(|open| open.retain(|other| *other != closed));
        let before = before.try_get_value().flatten();
        // The view may be taken away after this; the focus can move once it is gone.
        queue_microtask(move || {
            give_back_focus(before, home);
            do_what_waits();
        });
    };
    on_cleanup({
        let close = close.clone();
        move || close()
    });
    let opened = id.clone();
    // At once, not with the effect: who asks meanwhile whether a dialog is open is told so.
    if untrack(is_open) {
        note_open(&opened);
    }
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (is_open(), dialog.open()) {
            (true, false) => {
                note_open(&opened);
                before.set_value(focused_beside(&dialog));
                // Not among the attributes that `view!` knows. A click beside the dialog must not close it.
                let _ = dialog.set_attribute("closedby", "none");
                // It would be the first that can have the focus.
                if let Some(content) = content.get_untracked() {
                    let _ = content.remove_attribute("tabindex");
                }
                // It fails only when the element is not connected, and then there is nothing to show.
                let _ = dialog.show_modal();
            }
            (false, true) => {
                dialog.close();
                close();
            }
            _ => (),
        }
    });

    let ask = move || {
        if let Some(on_close_request) = on_close_request {
            on_close_request.run(());
        }
    };
    // Chromium closes a dialog on the second Escape when only `cancel` is prevented. Listened for on the window: the
    // focus may have left the dialog, with a button that is gone or by a click beside everything.
    let topmost = id.clone();
    let escape = window_event_listener(ev::keydown, move |event| {
        let is_topmost = OPEN.with_borrow(|open| open.last() == Some(&topmost));
        let ours = dialog.get_untracked();
        if event.key() == "Escape"
            && !event.default_prevented()
            && is_topmost
            && !is_of_another(&event, ours.as_deref().map(AsRef::as_ref))
        {
            event.prevent_default();
            ask();
        }
    });
    on_cleanup(move || escape.remove());
    // A button that is gone when it was pressed takes the focus along; the dialog keeps it.
    let keep_focus = move |_| {
        request_animation_frame(move || {
            if let Some(content) = content.try_get_untracked().flatten()
                && has_no_focus(&content)
            {
                // Not before: see above.
                content.set_tab_index(-1);
                let _ = content.focus();
            }
        });
    };
    view! {
        <dialog class=format!("dialog {class}") part="dialog" aria-labelledby=labelled_by node_ref=dialog on:click=keep_focus
            on:cancel=move |event: ev::Event| {
                event.prevent_default();
                event.stop_propagation();
            }>
            <div class=CONTENT node_ref=content>
                <h2 class="dialog-title" part="dialog-title" id=id>{title}</h2>
                {children()}
            </div>
        </dialog>
    }
}

/// Whether an event is about a dialog that is not this one: of the page in which this one is embedded.
fn is_of_another(event: &ev::KeyboardEvent, ours: Option<&Element>) -> bool {
    // The window is told no more than in which element of the page it was; the path has all.
    let target = event.composed_path().get(0).dyn_into::<Element>().ok();
    let theirs = target.and_then(|target| target.closest("dialog[open]").ok().flatten());
    theirs.is_some() && theirs.as_ref() != ours
}

fn give_back_focus(before: Option<HtmlElement>, home: Option<FocusHome>) {
    // The body has the focus when nothing has it.
    if let Some(element) = before.filter(|element| element.is_connected() && element.tag_name() != "BODY") {
        let _ = element.focus();
        // What is not shown any more cannot have it.
        if !has_no_focus(&element) {
            return;
        }
    }
    if let Some(button) = home.and_then(|FocusHome(button)| button.try_get_untracked().flatten()) {
        let _ = button.focus();
    }
}
