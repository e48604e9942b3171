//! Signals whose code exists once.
//!
//! Leptos compiles a signal anew for the type of its value: storage, locks, subscribers, memos and guards, for each of the
//! hundred types of a page. Here a value stands in a box that forgets its type, so that there is one signal, one memo and
//! one stored value in the WebAssembly; what is left for each type is the cast of a reference, a clone and a comparison.
//!
//! Names, methods and what they do are those of Leptos, whose graph and arena are underneath. What differs:
//!
//! - The methods are the types' own, not those of traits (`Get`, `Set`, `With`); they are those that a page has needed.
//! - A value takes an allocation more, and setting one is another; a [`Signal`] that is derived makes one for each reading.
//! - A [`Signal`] can be made of a signal, a memo, a closure or a value, but a closure is passed to [`Signal::derive`].
//! - Memos and signals have no local variants; [`StoredValue`] has.

mod callback;
mod derived;
mod erased;
mod memo;
mod node_ref;
mod read;
mod rw_signal;
mod source;
mod stored;
#[cfg(test)]
mod tests;

pub use callback::Callback;
pub use derived::Signal;
pub use memo::Memo;
pub use node_ref::NodeRef;
pub use rw_signal::{ArcRwSignal, RwSignal};
pub use stored::{Kept, StoredValue};

pub(crate) use erased::copy;
pub(crate) use node_ref::Place;
pub(crate) use source::{Handle, Sourced};
