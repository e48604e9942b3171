//! Something that is done when an element comes near what is seen.

use js_sys::Array;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How far from what is seen is near.
const NEAR: &str = "600px";

/// Watches an element until it is dropped.
pub struct InView {
    observer: IntersectionObserver,
    _closure: Closure<dyn FnMut(Array)>,
}

impl InView {
    /// Does something at once when the element is near, and whenever it comes near again.
    pub fn watch(element: &Element, then: impl Fn() + 'static) -> Option<Self> {
        let closure = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let entry = entries.get(entries.length().saturating_sub(1)).unchecked_into::<IntersectionObserverEntry>();
            if entry.is_intersecting() {
                then();
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(NEAR);
        // Fails only for a distance that is none.
        let observer = IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &options).ok()?;
        observer.observe(element);
        Some(InView { observer, _closure: closure })
    }
}

impl Drop for InView {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
