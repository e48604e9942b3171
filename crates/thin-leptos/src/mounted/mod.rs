//! What has been built: nodes of the page, and how they take a new view.

mod element;
mod rows;

use std::borrow::Cow;

use upstream::{prelude::document, reactive::effect::RenderEffect};
use wasm_bindgen::JsCast;
use web_sys::{Comment, HtmlTemplateElement, Text};

use crate::node::Node;
use element::MountedElement;
use rows::Rows;

/// A view that has been built.
pub enum Mounted {
    /// Holds the place of nothing.
    Nothing(Comment),
    /// A text.
    Text(Text, Cow<'static, str>),
    /// An element.
    Element(Box<MountedElement>),
    /// Several, at least one.
    Many(Vec<Mounted>),
    /// Made anew whenever what it read changes; by the effect, which stops with it.
    Live(RenderEffect<Mounted>),
    /// The rows of a list.
    Rows(Box<Rows>),
    /// An element with nothing in it that changes, and its HTML.
    Inert(web_sys::Node, &'static str),
}

impl Node {
    /// Makes the page's nodes.
    pub fn build(self) -> Mounted {
        match self {
            Node::Nothing => Mounted::Nothing(document().create_comment("")),
            Node::Text(text) => Mounted::Text(document().create_text_node(&text), text),
            Node::Element(element) => Mounted::Element(Box::new(MountedElement::build(*element))),
            Node::Many(nodes) if nodes.is_empty() => Node::Nothing.build(),
            Node::Many(nodes) => Mounted::Many(nodes.into_iter().map(Node::build).collect()),
            Node::Live(mut view) => Mounted::Live(RenderEffect::new(move |before: Option<Mounted>| {
                let node = view();
                match before {
                    Some(mut mounted) => {
                        mounted.update(node);
                        mounted
                    }
                    None => node.build(),
                }
            })),
            Node::Keyed(keyed) => Mounted::Rows(Box::new(Rows::build(*keyed))),
            Node::Inert(html) => Mounted::Inert(inert(html), html),
        }
    }
}

impl Mounted {
    /// Takes a new view: elements of the same shape are kept and changed, others replaced.
    pub fn update(&mut self, node: Node) {
        match (node, &mut *self) {
            (Node::Nothing, Mounted::Nothing(_)) => {}
            (Node::Text(text), Mounted::Text(mounted, before)) => {
                if text != *before {
                    mounted.set_data(&text);
                    *before = text;
                }
            }
            (Node::Inert(html), Mounted::Inert(_, before)) if html == *before => {}
            (Node::Element(element), Mounted::Element(mounted)) if mounted.fits(&element) => mounted.update(*element),
            (Node::Many(nodes), Mounted::Many(mounted)) if nodes.len() == mounted.len() => {
                for (node, mounted) in nodes.into_iter().zip(mounted) {
                    mounted.update(node);
                }
            }
            (node, _) => self.replace(node.build()),
        }
    }

    fn replace(&mut self, new: Mounted) {
        let before = self.first();
        if let Some(parent) = before.parent_node() {
            new.insert(&parent, Some(&before));
        }
        self.remove();
        *self = new;
    }

    /// Puts it into the page, before a node of `parent` or at its end.
    pub fn insert(&self, parent: &web_sys::Node, before: Option<&web_sys::Node>) {
        match self {
            Mounted::Nothing(node) => insert(parent, node, before),
            Mounted::Text(node, _) => insert(parent, node, before),
            Mounted::Element(element) => insert(parent, &element.node, before),
            Mounted::Many(mounted) => mounted.iter().for_each(|mounted| mounted.insert(parent, before)),
            Mounted::Live(effect) => {
                effect.with_value_mut(|mounted| mounted.insert(parent, before));
            }
            Mounted::Rows(rows) => rows.insert(parent, before),
            Mounted::Inert(node, _) => insert(parent, node, before),
        }
    }

    /// Takes it out of the page.
    pub fn remove(&self) {
        match self {
            Mounted::Nothing(node) => node.remove(),
            Mounted::Text(node, _) => node.remove(),
            Mounted::Element(element) => element.node.remove(),
            Mounted::Many(mounted) => mounted.iter().for_each(Mounted::remove),
            Mounted::Live(effect) => {
                effect.with_value_mut(|mounted| mounted.remove());
            }
            Mounted::Rows(rows) => rows.remove(),
            Mounted::Inert(node, _) => node.unchecked_ref::<web_sys::Element>().remove(),
        }
    }

    /// Its first node.
    pub fn first(&self) -> web_sys::Node {
        match self {
            Mounted::Nothing(node) => node.clone().unchecked_into(),
            Mounted::Text(node, _) => node.clone().unchecked_into(),
            Mounted::Element(element) => element.node.clone().unchecked_into(),
            Mounted::Many(mounted) => mounted[0].first(),
            // It has a value from its first run on.
            Mounted::Live(effect) => {
                effect.with_value_mut(|mounted| mounted.first()).unwrap_or_else(|| document().create_comment("").into())
            }
            Mounted::Rows(rows) => rows.first(),
            Mounted::Inert(node, _) => node.clone(),
        }
    }
}

/// The element that is written in HTML.
fn inert(html: &str) -> web_sys::Node {
    let made = document().create_element("template").ok().and_then(|template| {
        template.set_inner_html(html);
        template.unchecked_ref::<HtmlTemplateElement>().content().first_child()
    });
    // It is there: the HTML is written by `view!`, one element at a time.
    made.unwrap_or_else(|| document().create_comment("").into())
}

/// Fails only when `before` is no longer in `parent`, which nothing but this crate changes.
fn insert(parent: &web_sys::Node, node: &web_sys::Node, before: Option<&web_sys::Node>) {
    let _ = parent.insert_before(node, before);
}
