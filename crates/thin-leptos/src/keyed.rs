//! Lists whose rows keep their elements, and with them focus, selection and what is expanded.

use std::{cell::RefCell, rc::Rc};

use upstream::{component, prelude::Owner};

use crate::{
    boxed::Make,
    node::{IntoView, Node},
};

/// A list. The type of its items is gone: what is left is their keys, and a view for each place.
pub struct Keyed {
    /// The keys, in order, whenever they change.
    pub(crate) keys: Box<dyn Make<Vec<u64>>>,
    /// The view of the item at a place among the keys that were given last; asked for once at most.
    pub(crate) view: Box<dyn FnMut(usize) -> Node>,
    /// The owner of what the rows make.
    pub(crate) owner: Owner,
}

/// Shows a view for each item. A row is kept as long as there is an item with its key, which is a number that no other
/// item of the list has.
#[component(transparent)]
pub fn For<T, I, E, K, C, V>(
    /// The items.
    each: E,
    /// The key of an item.
    key: K,
    /// The view of an item.
    children: C,
) -> Node
where
    T: 'static,
    I: IntoIterator<Item = T>,
    E: Fn() -> I + Send + 'static,
    K: Fn(&T) -> u64 + Send + 'static,
    C: Fn(T) -> V + Send + 'static,
    V: IntoView,
{
    let given = Rc::new(RefCell::new(Vec::new()));
    let taken = given.clone();
    Keyed {
        keys: Box::new(move || {
            let items: Vec<Option<T>> = each().into_iter().map(Some).collect();
            let keys = items.iter().flatten().map(&key).collect();
            *given.borrow_mut() = items;
            keys
        }),
        view: Box::new(move |place| {
            let item = taken.borrow_mut().get_mut(place).and_then(Option::take);
            item.map_or(Node::Nothing, |item| children(item).into_node())
        }),
        owner: Owner::current().unwrap_or_default(),
    }
    .into_node()
}
