//! Elements of a view that the page has to reach.

use std::marker::PhantomData;

use send_wrapper::SendWrapper;
use upstream::tachys::html::element::ElementType;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::RwSignal;

/// Where the element is put when it is made.
pub(crate) type Place = RwSignal<Option<SendWrapper<Element>>>;

/// The element that stands in a view where it says `node_ref=`, once that was built. It is copied freely and gone with its
/// owner. Leptos has a signal for each kind of element; here all have one, and which kind it is is known to the handle.
pub struct NodeRef<E>(Place, PhantomData<fn() -> E>);

impl<E> Clone for NodeRef<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for NodeRef<E> {}

impl<E> Default for NodeRef<E> {
    #[track_caller]
    fn default() -> Self {
        NodeRef::new()
    }
}

impl<E> NodeRef<E> {
    /// Of an element that is not there yet.
    #[track_caller]
    pub fn new() -> Self {
        NodeRef(RwSignal::new(None), PhantomData)
    }

    /// Whether the owner was cleaned up.
    pub fn is_disposed(&self) -> bool {
        self.0.is_disposed()
    }

    pub(crate) fn place(self) -> Place {
        self.0
    }
}

impl<E: ElementType> NodeRef<E>
where
    E::Output: JsCast,
{
    /// The element, as soon as it is there; whoever asks follows that.
    ///
    /// # Panics
    /// When the owner was cleaned up.
    #[track_caller]
    pub fn get(&self) -> Option<E::Output> {
        self.0.get().map(of_kind)
    }

    /// The element, if it is there by now.
    ///
    /// # Panics
    /// When the owner was cleaned up.
    #[track_caller]
    pub fn get_untracked(&self) -> Option<E::Output> {
        self.0.get_untracked().map(of_kind)
    }

    /// The same; none when the owner was cleaned up.
    pub fn try_get_untracked(&self) -> Option<Option<E::Output>> {
        Some(self.0.try_get_untracked()?.map(of_kind))
    }
}

fn of_kind<T: JsCast>(element: SendWrapper<Element>) -> T {
    element.take().unchecked_into()
}
