//! Elements.

use std::borrow::Cow;

use upstream::tachys::html::event::{EventDescriptor, Targeted};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use crate::{
    boxed::Take,
    node::{IntoView, Node},
    signal::{NodeRef, Place},
    value::{IntoValue, Value},
};

/// An element: what `view!` makes of a tag. It is a pointer, so that the calls which `view!` strings together pass little:
/// that is a good part of a page's code.
pub struct Element(pub(crate) Box<Content>);

/// What an element is made of.
pub(crate) struct Content {
    pub(crate) tag: &'static str,
    pub(crate) namespace: Option<&'static str>,
    pub(crate) parts: Vec<Part>,
    pub(crate) children: Vec<Node>,
}

/// What an element has besides its children.
pub(crate) enum Part {
    /// An attribute, a property, a class or a style.
    Set(Slot, &'static str, Value),
    /// A listener.
    On(Cow<'static, str>, Box<dyn Take<Event>>),
    /// Is told which element it became.
    Ref(Place),
}

/// Where a value goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Attribute,
    Property,
    Class,
    Style,
}

impl Element {
    #[inline(never)]
    fn new(tag: &'static str, namespace: Option<&'static str>) -> Self {
        Element(Box::new(Content { tag, namespace, parts: Vec::new(), children: Vec::new() }))
    }

    #[inline(never)]
    fn with(mut self, part: Part) -> Self {
        self.0.parts.push(part);
        self
    }

    #[inline(never)]
    fn set(self, slot: Slot, name: &'static str, value: Value) -> Self {
        self.with(Part::Set(slot, name, value))
    }

    /// Adds children.
    pub fn child(self, child: impl IntoView) -> Self {
        self.node(child.into_node())
    }

    #[inline(never)]
    fn node(mut self, node: Node) -> Self {
        match node {
            Node::Many(nodes) if self.0.children.is_empty() => self.0.children = nodes,
            node => self.0.children.push(node),
        }
        self
    }

    /// Sets an attribute.
    pub fn attr(self, name: &'static str, value: impl IntoValue) -> Self {
        self.set(Slot::Attribute, name, value.into_value())
    }

    /// Sets a property of the element's object.
    pub fn prop(self, name: &'static str, value: impl IntoValue) -> Self {
        self.set(Slot::Property, name, value.into_value())
    }

    /// Sets the classes, or one more that comes and goes: `("key-expanded", expanded)`. Beside such, and before them, stand
    /// classes that do not change: setting these anew would take the others away.
    pub fn class(self, class: impl IntoClass) -> Self {
        class.add_to(self)
    }

    /// Sets one style, `("--rows", rows)`, by the element's object: policies that forbid the attribute `style` allow that.
    pub fn style(self, (name, value): (&'static str, impl IntoValue)) -> Self {
        self.set(Slot::Style, name, value.into_value())
    }

    /// Listens for an event.
    pub fn on<E>(self, event: E, mut handler: impl FnMut(E::EventType) + 'static) -> Self
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        self.with(Part::On(event.name(), Box::new(move |event: Event| handler(event.unchecked_into()))))
    }

    /// Listens for an event of an `<input>`: `event.target()` is that.
    pub fn on_target<E>(
        self,
        event: E,
        mut handler: impl FnMut(Targeted<E::EventType, HtmlInputElement>) + 'static,
    ) -> Self
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        self.on(event, move |event| handler(Targeted::from(event)))
    }

    /// Fills a reference with the element that it becomes.
    pub fn node_ref<E>(self, node_ref: NodeRef<E>) -> Self {
        self.with(Part::Ref(node_ref.place()))
    }
}

/// What `class` takes.
pub trait IntoClass {
    /// Adds it to an element.
    fn add_to(self, element: Element) -> Element;
}

impl<V: IntoValue> IntoClass for V {
    fn add_to(self, element: Element) -> Element {
        element.attr("class", self)
    }
}

impl<V: IntoValue> IntoClass for (&'static str, V) {
    fn add_to(self, element: Element) -> Element {
        element.set(Slot::Class, self.0, self.1.into_value())
    }
}

/// The attributes that have a method of their own, as `view!` calls them.
macro_rules! attributes {
    ($($method:ident $name:literal),* $(,)?) => {
        impl Element {$(
            #[doc = concat!("Sets the attribute `", $name, "`.")]
            pub fn $method(self, value: impl IntoValue) -> Self {
                self.attr($name, value)
            }
        )*}
    };
}

attributes! {
    aria_atomic "aria-atomic", aria_busy "aria-busy", aria_checked "aria-checked", aria_controls "aria-controls",
    aria_current "aria-current", aria_describedby "aria-describedby", aria_disabled "aria-disabled",
    aria_expanded "aria-expanded", aria_haspopup "aria-haspopup", aria_hidden "aria-hidden", aria_invalid "aria-invalid", aria_label "aria-label",
    aria_labelledby "aria-labelledby", aria_live "aria-live", aria_pressed "aria-pressed",
    aria_selected "aria-selected", aria_sort "aria-sort", autocapitalize "autocapitalize", autocomplete "autocomplete", autofocus "autofocus",
    colspan "colspan", datetime "datetime", dir "dir", disabled "disabled", download "download", enterkeyhint "enterkeyhint", hidden "hidden",
    href "href", id "id", inputmode "inputmode", lang "lang", maxlength "maxlength", min "min", name "name", novalidate "novalidate",
    list "list", open "open", part "part", placeholder "placeholder", r#for "for", r#type "type", readonly "readonly", rel "rel", rows "rows",
    required "required", role "role", scope "scope", selected "selected", spellcheck "spellcheck",
    tabindex "tabindex", target "target", title "title", value "value",
}

/// The elements of HTML that a page has used so far.
#[doc(hidden)]
pub mod html {
    super::elements! {
        None;
        a aside article button code datalist dd details dialog div dl dt em fieldset footer form h1 h2 h3 h4 header input kbd label
        legend li main mark menu nav ol optgroup option output p pre search section select small span strong summary table
        tbody td textarea tfoot th thead time tr ul
    }
}

/// The elements of SVG that a page has used so far.
#[doc(hidden)]
pub mod svg {
    pub use crate::node::InertSvgElement as InertElement;

    super::elements! { Some("http://www.w3.org/2000/svg"); circle g line path rect svg }
}

macro_rules! elements {
    ($namespace:expr; $($name:ident)*) => {$(
        #[doc = concat!("`<", stringify!($name), ">`")]
        pub fn $name() -> super::Element {
            super::Element::new(stringify!($name), $namespace)
        }
    )*};
}
use elements;
