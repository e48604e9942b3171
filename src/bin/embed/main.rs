//! The custom element's WebAssembly: what `element.js` calls. Each element on a page has an instance of its own, so what is
//! kept here is one element's; `element.js` lets go of all of it when the element is gone.

#[cfg(target_arch = "wasm32")]
mod element;

fn main() {}
