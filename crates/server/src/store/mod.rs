//! Where the server keeps things: the keys of the Deployment API ([`backend::Store`]) and, beside
//! them, what signing in needs ([`SignInStore`]) and long-lived tokens ([`TokenStore`]). One module
//! for each database that can hold all of it.

mod audit_rows;
mod database;
mod postgres;
mod rows;
mod server_store;
mod sign_in;
mod sqlite;
mod tokens;

pub use database::{Database, OpenDatabase};
pub use postgres::{PostgresStore, PostgresUrl};
pub use server_store::ServerStore;
pub use sign_in::{
    CODE_LIFETIME, CodeState, NewSession, SESSION_IDLE, SESSION_LIFETIME, SignInStore, StoredSession, TokenHash,
};
pub use sqlite::SqliteStore;
pub use tokens::{AccessToken, TokenStore};
