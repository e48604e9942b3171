//! Elements without what is different each time, to be copied.
//!
//! Every name and every text that goes to the browser is decoded anew. Copying an element is one call without any.

use std::{borrow::Cow, cell::RefCell};

use upstream::prelude::document;
use wasm_bindgen::JsCast;

use super::element::set;
use crate::{
    element::{Content, Part, Slot},
    value::Value,
};

thread_local! {
    /// By what they are made of, ascending.
    static MODELS: RefCell<Vec<(u64, web_sys::Element)>> = const { RefCell::new(Vec::new()) };
}

/// Says whether a copy of the model has this value already: an attribute that is the same whenever this code runs.
pub(super) fn has(slot: Slot, value: &Value) -> bool {
    slot == Slot::Attribute && matches!(value, Value::Text(Cow::Borrowed(_)) | Value::Bool(true))
}

/// A new element with the attributes that [`has`] names, and nothing else.
pub(super) fn copy(element: &Content) -> web_sys::Element {
    let key = key(element);
    let model = MODELS.with_borrow(|models| {
        models.binary_search_by_key(&key, |(key, _)| *key).ok().map(|found| models[found].1.clone())
    });
    let model = model.unwrap_or_else(|| {
        let model = make(element);
        MODELS.with_borrow_mut(|models| {
            let place = models.partition_point(|(other, _)| *other < key);
            models.insert(place, (key, model.clone()));
        });
        model
    });
    model.clone_node().unwrap_or_else(|error| wasm_bindgen::throw_val(error)).unchecked_into()
}

fn make(element: &Content) -> web_sys::Element {
    // The names are those of this crate's functions: they are valid.
    let model = match element.namespace {
        None => document().create_element(element.tag),
        Some(_) => document().create_element_ns(element.namespace, element.tag),
    }
    .unwrap_or_else(|error| wasm_bindgen::throw_val(error));
    for (slot, name, value) in parts(element) {
        set(&model, slot, name, value);
    }
    model
}

fn parts(element: &Content) -> impl Iterator<Item = (Slot, &'static str, &Value)> {
    element.parts.iter().filter_map(|part| match part {
        Part::Set(slot, name, value) if has(*slot, value) => Some((*slot, *name, value)),
        _ => None,
    })
}

/// Tells what a model is made of: texts that are part of the program are the same where they stand in the same place.
/// (FNV-1a, by Fowler, Noll and Vo; two of a few hundred fall together once in 10^14 pages.)
fn key(element: &Content) -> u64 {
    let mut key = 0xcbf2_9ce4_8422_2325;
    let mut add = |text: &str| {
        for number in [text.as_ptr() as usize, text.len()] {
            key = (key ^ number as u64).wrapping_mul(0x0100_0000_01b3);
        }
    };
    add(element.tag);
    add(element.namespace.unwrap_or_default());
    for (_, name, value) in parts(element) {
        add(name);
        add(if let Value::Text(text) = value { text } else { "" });
    }
    key
}
