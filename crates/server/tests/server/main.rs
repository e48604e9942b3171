//! The server from outside: a real port, a real database, real HTTP.

mod bearer;
mod config;
mod console_files;
mod faults;
mod large_catalog;
mod limits;
mod migration;
mod nginx;
mod postgres;
mod process;
mod program;
mod schemathesis;
mod sessions;
mod several_servers;
mod sign_in;
mod store;
mod support;
#[expect(dead_code, reason = "the tests of the gateway ask it for more")]
#[path = "../guard/upstream.rs"]
mod upstream;
