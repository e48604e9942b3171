//! What has been built: nodes of the page, and how they take a new view.

mod element;
mod models;
mod rows;
mod running;

use std::borrow::Cow;

use js_sys::{Function, Reflect};
use upstream::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Comment, HtmlTemplateElement, Text};

use crate::node::Node;
use element::MountedElement;
use rows::Rows;
pub(crate) use running::Effect;
use running::Running;

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
    /// Made anew whenever what it read changes.
    Live(Running<Mounted>),
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
            Node::Element(element) => Mounted::Element(Box::new(MountedElement::build(*element.0))),
            Node::Many(nodes) if nodes.is_empty() => Node::Nothing.build(),
            Node::Many(nodes) => Mounted::Many(nodes.into_iter().map(Node::build).collect()),
            Node::Live(mut view) => Mounted::Live(Running::new(move |before: Option<Mounted>| {
                let node = view.make();
                match before {
                    Some(mut mounted) => {
                        mounted.update(node);
                        mounted
                    }
                    None => node.build(),
                }
            })),
            Node::Keyed(keyed) => Mounted::Rows(Box::new(Rows::build(*keyed))),
            Node::Inert(html) => Mounted::Inert(parsed(html), html),
            // The parser knows by what it stands in that it is a drawing's.
            Node::InertSvg(html) => {
                let svg = parsed(&format!("<svg>{html}</svg>"));
                Mounted::Inert(svg.first_child().unwrap_or(svg), html)
            }
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
            (Node::Inert(html) | Node::InertSvg(html), Mounted::Inert(_, before)) if html == *before => {}
            (Node::Element(element), Mounted::Element(mounted)) if mounted.fits(&element.0) => {
                mounted.update(*element.0)
            }
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
        std::mem::replace(self, new).remove();
    }

    /// Puts it into the page, before a node of `parent` or at its end.
    pub fn insert(&self, parent: &web_sys::Node, before: Option<&web_sys::Node>) {
        // Fails only when `before` is no longer in `parent`, which nothing but this crate changes.
        self.each(&mut |node| drop(parent.insert_before(node, before)));
    }

    /// Puts it elsewhere in the page. Where the browser can move what is on the page, the focus stays in it.
    fn put(&self, parent: &web_sys::Node, before: &web_sys::Node) {
        let move_before = Reflect::get(parent, &JsValue::from_str("moveBefore")).map(JsCast::dyn_into::<Function>);
        self.each(&mut |node| match &move_before {
            Ok(Ok(move_before)) if move_before.call2(parent, node, before).is_ok() => {}
            _ => drop(parent.insert_before(node, Some(before))),
        });
    }

    /// Calls `to` with each of its outermost nodes, in order.
    fn each(&self, to: &mut dyn FnMut(&web_sys::Node)) {
        match self {
            Mounted::Nothing(node) => to(node),
            Mounted::Text(node, _) => to(node),
            Mounted::Element(element) => to(&element.node),
            Mounted::Many(mounted) => mounted.iter().for_each(|mounted| mounted.each(to)),
            Mounted::Live(live) => {
                live.with_value(|mounted| mounted.each(to));
            }
            Mounted::Rows(rows) => rows.each(to),
            Mounted::Inert(node, _) => to(node),
        }
    }

    /// Takes it out of the page. It stops listening first: the browser may have something to say about an element that
    /// goes (`blur`), but what the listeners would use is disposed of already.
    pub fn remove(self) {
        match self {
            Mounted::Nothing(node) => node.remove(),
            Mounted::Text(node, _) => node.remove(),
            Mounted::Element(element) => {
                let node = element.node.clone();
                drop(element);
                node.remove();
            }
            Mounted::Many(mounted) => mounted.into_iter().for_each(Mounted::remove),
            Mounted::Live(live) => live.take_value().into_iter().for_each(Mounted::remove),
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
            Mounted::Live(live) => {
                live.with_value(Mounted::first).unwrap_or_else(|| document().create_comment("").into())
            }
            Mounted::Rows(rows) => rows.first(),
            Mounted::Inert(node, _) => node.clone(),
        }
    }
}

/// The element that is written in HTML.
fn parsed(html: &str) -> web_sys::Node {
    let made = document().create_element("template").ok().and_then(|template| {
        template.set_inner_html(html);
        template.unchecked_ref::<HtmlTemplateElement>().content().first_child()
    });
    // It is there: the HTML is written by `view!`, one element at a time.
    made.unwrap_or_else(|| document().create_comment("").into())
}
