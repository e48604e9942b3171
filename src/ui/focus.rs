//! What has the focus. In a shadow tree its own root is asked: the document knows only the element that the tree belongs to.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, FocusOptions, HtmlElement, Node};

use super::dialog::CONTENT;

/// What has the focus in the tree in which a node stands; nothing where it is elsewhere.
pub fn focused_beside(node: &Node) -> Option<HtmlElement> {
    active_element(&node.get_root_node())
}

/// The `activeElement` of a document or a shadow root.
fn active_element(root: &JsValue) -> Option<HtmlElement> {
    Reflect::get(root, &JsValue::from_str("activeElement")).ok()?.dyn_into().ok()
}

/// Says whether no control has the focus, as far as `element` can tell: the body has it then, or a dialog that had
/// nothing to focus when it opened, or that has kept the focus of a button that is gone.
pub fn has_no_focus(element: &Element) -> bool {
    focused_beside(element).is_none_or(|focused| {
        matches!(focused.tag_name().as_str(), "BODY" | "DIALOG") || focused.class_name() == CONTENT
    })
}

/// Gives the focus back to what has it now, should the next change of the page take it: an element that moves loses it.
pub fn keep_focus() {
    let Some(focused) = focused() else { return };
    request_animation_frame(move || {
        if focused.is_connected() && has_no_focus(&focused) {
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = focused.focus_with_options(&options);
        }
    });
}

/// What has the focus, also in a shadow tree.
fn focused() -> Option<HtmlElement> {
    let mut focused = active_element(&document())?;
    while let Some(inner) = focused.shadow_root().and_then(|root| active_element(&root)) {
        focused = inner;
    }
    Some(focused)
}
