//! The Deployment API, asked through its Router: one file a resource, as in `src/routes`.
#![cfg(not(target_arch = "wasm32"))]

mod audit;
mod catalog;
mod deployments;
mod document;
mod faults;
mod gate;
mod keys;
mod support;
mod templates;
