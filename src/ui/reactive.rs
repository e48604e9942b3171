//! What changes on the page.

use leptos::{
    prelude::*,
    value::{IntoValue, Value},
};

/// An attribute or property that changes.
pub fn reactive<V: IntoValue>(value: impl FnMut() -> V + 'static) -> Value {
    value.into_value()
}

/// A part of the view that changes.
pub fn shown<V: IntoView>(view: impl FnMut() -> V + 'static) -> AnyView {
    view.into_any()
}

/// A part of the view that is there when `condition` holds; it is not made again as long as it does.
pub fn when<V: IntoView>(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    mut view: impl FnMut() -> V + 'static,
) -> AnyView {
    let condition = Memo::new(move |_| condition());
    shown(move || condition.get().then(&mut view))
}
