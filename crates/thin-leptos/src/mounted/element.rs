//! An element of the page.

use std::borrow::Cow;

use js_sys::Reflect;
use send_wrapper::SendWrapper;
use upstream::{prelude::Owner, reactive::graph::untrack};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, HtmlElement};

use super::{Mounted, models, running::Setting};
use crate::{
    boxed::Take,
    element::{Content, Part, Slot},
    value::Value,
};

/// An element that has been built.
pub struct MountedElement {
    pub(super) node: web_sys::Element,
    tag: &'static str,
    parts: Vec<MountedPart>,
    children: Vec<Mounted>,
}

enum MountedPart {
    /// A value that does not change by itself.
    Fixed(Slot, &'static str, Value),
    /// A value that changes, by the effect, which stops with it.
    Live(Slot, &'static str, #[expect(dead_code, reason = "it runs as long as it is held")] Setting),
    On(Listener),
    Ref,
}

impl MountedElement {
    pub(super) fn build(element: Content) -> Self {
        let node = models::copy(&element);
        let Content { tag, parts, children, .. } = element;
        let children: Vec<Mounted> = children.into_iter().map(|child| child.build()).collect();
        for child in &children {
            child.insert(&node, None);
        }
        // After the children: the value of a `<select>` is one of theirs.
        let parts = parts.into_iter().map(|part| MountedPart::build(&node, part)).collect();
        MountedElement { node, tag, parts, children }
    }

    /// Says whether a view is of the same shape: tag, and names of attributes and listeners in the same order.
    pub(super) fn fits(&self, element: &Content) -> bool {
        self.tag == element.tag
            && self.parts.len() == element.parts.len()
            && self.children.len() == element.children.len()
            && self.parts.iter().zip(&element.parts).all(|(mounted, part)| mounted.fits(part))
    }

    pub(super) fn update(&mut self, element: Content) {
        for (mounted, part) in self.parts.iter_mut().zip(element.parts) {
            mounted.update(&self.node, part);
        }
        for (mounted, child) in self.children.iter_mut().zip(element.children) {
            mounted.update(child);
        }
    }
}

impl MountedPart {
    fn build(node: &web_sys::Element, part: Part) -> Self {
        match part {
            Part::Set(slot, name, Value::Live(mut value)) => {
                let node = node.clone();
                let mut before = None;
                let work = move || {
                    let value = value.make();
                    // Whoever uses the page changes properties too: what is ticked, what is typed.
                    if before.as_ref() != Some(&value) || slot == Slot::Property {
                        set(&node, slot, name, &value);
                    }
                    before = Some(value);
                };
                MountedPart::Live(slot, name, Setting::new(Box::new(work)))
            }
            Part::Set(slot, name, value) => {
                if value != Value::None && !models::has(slot, &value) {
                    set(node, slot, name, &value);
                }
                MountedPart::Fixed(slot, name, value)
            }
            Part::On(event, handler) => MountedPart::On(Listener::new(node, event, handler)),
            Part::Ref(place) => {
                place.set(Some(SendWrapper::new(node.clone())));
                MountedPart::Ref
            }
        }
    }

    fn fits(&self, part: &Part) -> bool {
        match (self, part) {
            (
                MountedPart::Fixed(slot, name, _) | MountedPart::Live(slot, name, _),
                Part::Set(new_slot, new_name, _),
            ) => slot == new_slot && name == new_name,
            (MountedPart::On(listener), Part::On(event, _)) => listener.event == *event,
            (MountedPart::Ref, Part::Ref(_)) => true,
            _ => false,
        }
    }

    fn update(&mut self, node: &web_sys::Element, part: Part) {
        match (&mut *self, part) {
            (MountedPart::Fixed(_, _, before), Part::Set(_, _, value)) if *before == value => {}
            (_, Part::Set(slot, name, value)) if !matches!(value, Value::Live(_)) => {
                set(node, slot, name, &value);
                *self = MountedPart::Fixed(slot, name, value);
            }
            (_, part) => *self = MountedPart::build(node, part),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::None, Value::None) => true,
            (Value::Bool(one), Value::Bool(other)) => one == other,
            (Value::Text(one), Value::Text(other)) => one == other,
            // A closure is equal to nothing, not even to itself.
            _ => false,
        }
    }
}

/// Sets a value. What the browser refuses (an attribute's name that is none) is a mistake of the page's author, and is left.
pub(super) fn set(node: &web_sys::Element, slot: Slot, name: &str, value: &Value) {
    let text = match value {
        Value::None | Value::Bool(false) => None,
        Value::Bool(true) => Some(""),
        Value::Text(text) => Some(text.as_ref()),
        // What a changing value becomes is not one that changes in turn.
        Value::Live(_) => return,
    };
    match (slot, text) {
        (Slot::Attribute, Some(text)) => drop(node.set_attribute(name, text)),
        (Slot::Attribute, None) => drop(node.remove_attribute(name)),
        (Slot::Class, text) => drop(node.class_list().toggle_with_force(name, text.is_some())),
        (Slot::Style, text) => {
            drop(node.unchecked_ref::<HtmlElement>().style().set_property(name, text.unwrap_or_default()))
        }
        (Slot::Property, _) => {
            let value = match value {
                Value::Bool(yes) => JsValue::from_bool(*yes),
                Value::Text(text) => JsValue::from_str(text),
                Value::None | Value::Live(_) => JsValue::NULL,
            };
            let name = JsValue::from_str(name);
            // Setting a field's text moves the cursor.
            if Reflect::get(node, &name).as_ref() != Ok(&value) {
                drop(Reflect::set(node, &name, &value));
            }
        }
    }
}

/// A listener, which stops listening when it is dropped.
struct Listener {
    node: web_sys::Element,
    event: Cow<'static, str>,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    fn new(node: &web_sys::Element, event: Cow<'static, str>, mut handler: Box<dyn Take<Event>>) -> Self {
        // Whoever is called has the context of the view, and is not part of an effect that lets the event happen.
        let owner = Owner::current().unwrap_or_default();
        let closure: Box<dyn FnMut(Event)> = Box::new(move |event| untrack(|| owner.with(|| handler.take(event))));
        let closure = Closure::wrap(closure);
        let _ = node.add_event_listener_with_callback(&event, closure.as_ref().unchecked_ref());
        Listener { node: node.clone(), event, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.node.remove_event_listener_with_callback(&self.event, self.closure.as_ref().unchecked_ref());
    }
}
