//! Views in the DOM of a real browser.
#![cfg(target_arch = "wasm32")]

// The macros name everything from a crate `leptos`.
extern crate thin_leptos as leptos;

mod elements;
mod lifetimes;
mod listeners;
mod lists;
mod mounting;
mod signals;
mod support;
mod views;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
