//! Where the server keeps things: the keys of the Deployment API ([`backend::Store`]) and, beside
//! them, what signing in needs ([`SignInStore`]). One module for each database that can hold both.

mod sign_in;
mod sqlite;

pub use sign_in::{
    CODE_LIFETIME, CodeState, NewSession, SESSION_IDLE, SESSION_LIFETIME, SignInStore, StoredSession, TokenHash,
};
pub use sqlite::SqliteStore;
