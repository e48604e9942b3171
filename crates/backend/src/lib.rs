//! The Deployment API as an axum [`Router`](axum::Router) over a [`Store`].
//!
//! Invariants of this crate:
//! - It knows no cookie, Origin, compression, timer or rate limit. It is handed a [`Principal`] (a
//!   request extension), a [`Clock`] and a [`Store`]; whoever serves it puts the rest around it.
//! - It compiles and runs on the host and on wasm32: no `SystemTime::now`, no runtime, no files.
//! - A secret exists in clear only between its generation and the answer that carries it.

pub mod clock;
pub mod deployment;
pub mod principal;
pub mod secret;
pub mod store;

pub use clock::Clock;
pub use deployment::{DeploymentSpec, Deployments};
pub use principal::{Principal, Visible};
pub use store::Store;
