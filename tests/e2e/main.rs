//! The console as a person uses it: the built page in a headless Chromium against the built server.
#![cfg(not(target_arch = "wasm32"))]

mod accessibility;
mod address;
mod audit;
mod broker;
mod conflict;
mod create;
mod delete;
mod demo;
mod deployments;
mod edit;
mod embed;
mod expiry;
mod filter;
mod full_access;
mod keyboard;
mod languages;
mod later;
mod life;
mod list;
mod lost_answers;
mod narrow;
mod paging;
mod pictures;
mod presets;
mod rotate;
mod search;
mod secret;
mod select_several;
mod selector;
mod shortcuts;
mod sign_in;
mod support;
mod trouble;
mod try_request;
mod view_access;
