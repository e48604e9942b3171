//! Views that are passed to components.

use std::sync::Arc;

use crate::node::{IntoView, Node};

/// Children that are shown once.
pub type Children = Box<dyn FnOnce() -> Node>;

/// Children that can be shown again and again.
pub type ChildrenFn = Arc<dyn Fn() -> Node + Send + Sync>;

/// Makes the children that a component asks for of what stands between its tags.
pub trait ToChildren<F> {
    /// Makes them.
    fn to_children(view: F) -> Self;
}

impl<F, V> ToChildren<F> for Children
where
    F: FnOnce() -> V + 'static,
    V: IntoView,
{
    fn to_children(view: F) -> Self {
        Box::new(move || view().into_node())
    }
}

impl<F, V> ToChildren<F> for ChildrenFn
where
    F: Fn() -> V + Send + Sync + 'static,
    V: IntoView,
{
    fn to_children(view: F) -> Self {
        Arc::new(move || view().into_node())
    }
}

/// Children that are a text: `view!` passes it without a closure.
#[doc(hidden)]
pub struct ChildrenOptContainer<T>(pub T);

impl<T: IntoView + 'static> ToChildren<ChildrenOptContainer<T>> for Children {
    fn to_children(text: ChildrenOptContainer<T>) -> Self {
        Box::new(move || text.0.into_node())
    }
}

/// A view that is made whenever it is asked for, as a property of a component.
#[derive(Clone)]
pub struct ViewFn(Arc<dyn Fn() -> Node + Send + Sync>);

impl ViewFn {
    /// Makes the view.
    pub fn run(&self) -> Node {
        (self.0)()
    }
}

impl<F, V> From<F> for ViewFn
where
    F: Fn() -> V + Send + Sync + 'static,
    V: IntoView,
{
    fn from(view: F) -> Self {
        ViewFn(Arc::new(move || view().into_node()))
    }
}
