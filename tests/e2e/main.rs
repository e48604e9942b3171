//! The console as a person uses it: the built page in a headless Chromium against the built server.
#![cfg(not(target_arch = "wasm32"))]

mod accessibility;
mod deployments;
mod full_access;
mod lost_answers;
mod secret;
mod sign_in;
mod support;
mod trouble;
