//! Links by which somebody signs in.
//!
//! The server leaves its origin in the database, so that `deployment-console sign-in-link` can name it too.

use backend::store::StoreError;

use crate::store::ServerStore;

const ORIGIN: &str = "console_origin";

/// Leaves the origin under which the console is reached.
///
/// # Errors
/// When the database does not answer.
pub async fn set_origin(store: &dyn ServerStore, origin: &str) -> Result<(), StoreError> {
    store.set_meta(ORIGIN, origin).await
}

/// The origin that the running server has left.
///
/// # Errors
/// When the database does not answer, or no server has ever left an origin there.
pub async fn origin(store: &dyn ServerStore) -> Result<String, StoreError> {
    let none = || StoreError::Internal("the server is not up yet".into());
    store.meta(ORIGIN).await?.ok_or_else(none)
}

/// The link with this code. It stands in the fragment, which browsers do not send: it is in no log of a proxy.
pub fn with_code(origin: &str, code: &str) -> String {
    format!("{origin}/sign-in#{code}")
}
