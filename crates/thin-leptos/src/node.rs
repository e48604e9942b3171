//! What can stand in a view.

use std::borrow::Cow;

use crate::{boxed::Make, element::Element, keyed::Keyed, value::from_signals};

/// A view: the one type that all of them have. It is a description; building it makes elements of it.
pub enum Node {
    /// Nothing.
    Nothing,
    /// A text.
    Text(Cow<'static, str>),
    /// An element.
    Element(Element),
    /// Several views, one after the other.
    Many(Vec<Node>),
    /// A view that is made anew whenever what it reads changes.
    Live(Box<dyn Make<Node>>),
    /// A list whose rows keep their elements.
    Keyed(Box<Keyed>),
    /// An element in HTML, with nothing in it that changes.
    Inert(&'static str),
    /// The same, of a drawing.
    InertSvg(&'static str),
}

/// Elements with nothing in them that changes; `view!` writes them out as HTML.
pub struct InertElement(&'static str);

impl InertElement {
    /// The element.
    pub fn new(html: &'static str) -> Self {
        InertElement(html)
    }
}

impl IntoView for InertElement {
    fn into_node(self) -> Node {
        Node::Inert(self.0)
    }
}

/// The same within `<svg>`.
pub struct InertSvgElement(&'static str);

impl InertSvgElement {
    /// The element.
    pub fn new(html: &'static str) -> Self {
        InertSvgElement(html)
    }
}

impl IntoView for InertSvgElement {
    fn into_node(self) -> Node {
        Node::InertSvg(self.0)
    }
}

impl Node {
    /// Takes the place in the source that `view!` notes in development builds for hot reloading, which needs the server
    /// side that is left out here.
    #[doc(hidden)]
    pub fn with_view_marker(self, _: &'static str) -> Self {
        self
    }
}

/// What can stand in a view.
pub trait IntoView: Sized {
    /// The view.
    fn into_node(self) -> Node;

    /// The view: gives the branches of a `match` or an `if` one type.
    fn into_any(self) -> Node {
        self.into_node()
    }

    /// The view, as `view!` asks for that of a child.
    #[doc(hidden)]
    fn into_render(self) -> Node {
        self.into_node()
    }

    /// The view, as `#[component]` passes on what a component returns.
    #[doc(hidden)]
    fn into_maybe_erased(self) -> Node {
        self.into_node()
    }
}

impl IntoView for Node {
    fn into_node(self) -> Node {
        self
    }
}

impl IntoView for Element {
    fn into_node(self) -> Node {
        Node::Element(self)
    }
}

impl IntoView for Keyed {
    fn into_node(self) -> Node {
        Node::Keyed(Box::new(self))
    }
}

impl IntoView for () {
    fn into_node(self) -> Node {
        Node::Nothing
    }
}

impl IntoView for &'static str {
    fn into_node(self) -> Node {
        Node::Text(Cow::Borrowed(self))
    }
}

impl IntoView for String {
    fn into_node(self) -> Node {
        Node::Text(Cow::Owned(self))
    }
}

impl<V: IntoView> IntoView for Option<V> {
    fn into_node(self) -> Node {
        self.map_or(Node::Nothing, IntoView::into_node)
    }
}

impl<V: IntoView> IntoView for Vec<V> {
    fn into_node(self) -> Node {
        Node::Many(self.into_iter().map(IntoView::into_node).collect())
    }
}

impl<F, V> IntoView for F
where
    F: FnMut() -> V + 'static,
    V: IntoView,
{
    fn into_node(mut self) -> Node {
        Node::Live(Box::new(move || self().into_node()))
    }
}

from_signals!(IntoView, into_node, Node);

/// Without `--cfg erase_components` `view!` makes tuples of several children.
macro_rules! tuples {
    ($($view:ident)*) => {
        impl<$($view: IntoView),*> IntoView for ($($view,)*) {
            #[expect(non_snake_case, reason = "one name for the type and its value")]
            fn into_node(self) -> Node {
                let ($($view,)*) = self;
                Node::Many(vec![$($view.into_node()),*])
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);

/// Several children, as `view!` passes them with `--cfg erase_components`.
pub struct Nodes(pub(crate) Vec<Node>);

impl From<Vec<Node>> for Nodes {
    fn from(nodes: Vec<Node>) -> Self {
        Nodes(nodes)
    }
}

impl IntoView for Nodes {
    fn into_node(self) -> Node {
        Node::Many(self.0)
    }
}

/// Several views, of what is iterated over.
pub trait CollectView {
    /// The views.
    fn collect_view(self) -> Vec<Node>;
}

impl<I: Iterator<Item = V>, V: IntoView> CollectView for I {
    fn collect_view(self) -> Vec<Node> {
        self.map(IntoView::into_node).collect()
    }
}

/// What `view!` wraps its result in.
pub struct View;

impl View {
    /// The view.
    #[expect(clippy::new_ret_no_self, reason = "the name is the macro's")]
    pub fn new(view: impl IntoView) -> Node {
        view.into_node()
    }
}
