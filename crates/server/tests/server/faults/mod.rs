//! What goes wrong around a server, and what it does then.

mod database;
mod full_disk;
mod kill;
mod operator;
mod revocation;
mod wire;

pub use operator::{Key, Operator, Place};
