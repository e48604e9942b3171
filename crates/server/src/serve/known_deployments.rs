//! The ids of the deployments.
//!
//! The server leaves them in the database, so that `deployment-console token create` knows them without a
//! configuration, and knows those that are served.

use backend::store::StoreError;

use crate::store::ServerStore;

const DEPLOYMENTS: &str = "deployments";

/// Leaves the ids.
///
/// # Errors
/// When the database does not answer.
pub async fn set(store: &dyn ServerStore, ids: impl Iterator<Item = &str>) -> Result<(), StoreError> {
    // An id has no space: see the configuration.
    store.set_meta(DEPLOYMENTS, &ids.collect::<Vec<_>>().join(" ")).await
}

/// The ids that the running server has left.
///
/// # Errors
/// When the database does not answer, or no server has ever left them there.
pub async fn get(store: &dyn ServerStore) -> Result<Vec<String>, StoreError> {
    let none = || StoreError::Internal("the server is not up yet".into());
    let ids = store.meta(DEPLOYMENTS).await?.ok_or_else(none)?;
    Ok(ids.split_whitespace().map(str::to_owned).collect())
}
