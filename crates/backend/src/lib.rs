//! The Deployment API as an axum [`Router`](axum::Router) over a [`Store`].
//!
//! Invariants of this crate:
//! - It knows no cookie, Origin, compression, timer or rate limit. It is handed a [`Principal`] (a
//!   request extension), a [`Clock`] and a [`Store`]; whoever serves it puts the rest around it.
//! - It compiles and runs on the host and on wasm32: no `SystemTime::now`, no runtime, no files.
//! - A secret exists in clear only between its generation and the answer that carries it.

pub mod catalogs;
pub mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod deployment;
pub mod guard;
pub mod memory;
pub mod principal;
pub mod samples;
pub mod secret;
pub mod store;

mod api;
mod cursor;
mod document;
mod expiry;
mod export;
mod extract;
mod failure;
mod routes;
mod served;
mod wire;

pub use api::{Api, openapi, router};
pub use clock::Clock;
pub use deployment::{DeploymentSpec, Deployments};
pub use document::{add_problem, problem_responses};
pub use extract::JsonBody;
pub use failure::{Failure, PROBLEM_JSON};
pub use principal::{Principal, Visible};
pub use served::BODY_MAX_BYTES;
pub use store::Store;
