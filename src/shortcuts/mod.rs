//! Keys that do something wherever the focus is, but never while somebody types or a dialog is open; and switched off for
//! whoever does not want them (WCAG 2.2, success criterion 2.1.4).

mod dialog;

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::{
    preferences::{kept, remember},
    ui::is_dialog_open,
};

pub use dialog::ShortcutsDialog;

/// The name under which it is remembered that they are off.
const SHORTCUTS: &str = "shortcuts";
const OFF: &str = "off";

/// Whether they are on, and whether their list is open. Copied freely; provided by context.
#[derive(Clone, Copy)]
pub struct Shortcuts {
    /// They do something.
    pub on: RwSignal<bool>,
    /// Their list is open.
    pub listed: RwSignal<bool>,
}

impl Shortcuts {
    /// On, unless they were switched off.
    pub fn of_browser() -> Self {
        let on = kept(SHORTCUTS).as_deref() != Some(OFF);
        Shortcuts { on: RwSignal::new(on), listed: RwSignal::new(false) }
    }

    /// Switches them on or off, and remembers it.
    pub fn switch(self, on: bool) {
        self.on.set(on);
        remember(SHORTCUTS, (!on).then_some(OFF));
    }

    /// Calls `act` with each key that is pressed as a shortcut, as long as its owner lives; it says whether that was one.
    pub fn listen(self, act: impl Fn(&str) -> bool + 'static) {
        let listener = window_event_listener(ev::keydown, move |event| {
            if self.on.get_untracked() && is_for_us(&event) && act(&event.key()) {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    }
}

/// Whether nobody else takes this key.
fn is_for_us(event: &ev::KeyboardEvent) -> bool {
    let held = event.ctrl_key() || event.meta_key() || event.alt_key();
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let typed_into = "input:not([type=checkbox]), textarea, select, [contenteditable], [role=menu] *";
    let typing = target.is_some_and(|target| target.matches(typed_into).unwrap_or(true));
    // A dialog of this page, or of whoever stands beside it: behind one nobody presses anything.
    let dialog = is_dialog_open() || matches!(document().query_selector("dialog:modal"), Ok(Some(_)));
    !(held || typing || event.repeat() || event.is_composing() || event.default_prevented() || dialog)
}
