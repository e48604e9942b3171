//! What changes on the page, with its type erased.
//!
//! Leptos compiles its view code anew for the type of every closure that stands in a view. Boxed, all of them share one
//! type: together with one button, flat routes and plain loading that took 26 kB of WebAssembly (after brotli) off the
//! page. What is lost is a pointer's indirection when something changes.

use leptos::prelude::*;

/// A value that changes, as attributes and children take it.
pub type Reactive<T> = Box<dyn FnMut() -> T + Send>;

/// An attribute or property that changes.
pub fn reactive<T>(value: impl FnMut() -> T + Send + 'static) -> Reactive<T> {
    Box::new(value)
}

/// A part of the view that changes.
pub fn shown<V: IntoView>(mut view: impl FnMut() -> V + Send + 'static) -> Reactive<AnyView> {
    Box::new(move || view().into_any())
}

/// A part of the view that is there when `condition` holds; it is not made again as long as it does.
pub fn when<V: IntoView>(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    mut view: impl FnMut() -> V + Send + 'static,
) -> Reactive<AnyView> {
    let condition = Memo::new(move |_| condition());
    shown(move || if condition.get() { view().into_any() } else { ().into_any() })
}
