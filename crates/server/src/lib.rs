//! One binary that serves the console and the Deployment API.
//!
//! - [`cli`] reads the command line and runs a command.
//! - [`config`] reads the configuration, with [`import`] for the OpenAPI documents that it names.
//! - [`data_dir`] and [`store`] keep what must last.
//! - [`sign_in`] turns people into principals, [`bearer`] programs and embedding pages; [`web`] puts limits, headers and the console's files
//!   around the Deployment API of `backend`.
//! - [`client`] says who sends a request, also when a proxy passes it on.
//! - [`guard`] stands before the deployments' own APIs, on a listener of its own.
//! - [`serve`] listens, and drains when it is told to stop.
//!
//! Invariants of this crate:
//! - Codes, tokens of every kind and passwords are stored as hashes only and never reach a log.
//! - All configuration is read and checked before the server listens.
//! - stdout carries the two addresses, stderr everything else.

// Some tests are of this library and of its users alike, and call it by its name.
#[cfg(test)]
extern crate self as server;

/// A request allocates and frees some hundred small pieces, and the system's allocator takes several times as long for it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod bearer;
pub mod cli;
pub mod client;
pub mod clock;
pub mod config;
pub mod data_dir;
pub mod guard;
pub mod import;
pub mod logging;
pub mod serve;
pub mod sign_in;
pub mod store;
mod tls;
pub mod web;
