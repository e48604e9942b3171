//! What is noted of the use of keys.

use backend::{
    secret::HashedSecret,
    store::{StoreError, Use},
};
use jiff::Timestamp;

use super::{SqliteStore, store_error};

/// Notes the first use of a key's present secret; says whether it is the present one.
pub(super) async fn mark(
    store: &SqliteStore,
    deployment: &str,
    app_id: &str,
    secret: &HashedSecret,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let now = now.as_millisecond();
    let marked = sqlx::query(
        "UPDATE api_keys SET secret_used_at = coalesce(secret_used_at, ?), first_used_at = coalesce(first_used_at, ?) \
         WHERE deployment = ? AND app_id = ? AND secret_hash = ?",
    )
    .bind(now)
    .bind(now)
    .bind(deployment)
    .bind(app_id)
    .bind(secret.as_bytes().as_slice())
    .execute(&store.writer)
    .await
    .map_err(store_error)?;
    Ok(marked.rows_affected() > 0)
}

/// Records when keys were last used; what is older than what is known, or of keys that are gone, is dropped. In one
/// statement: each is a trip to the connection's thread.
pub(super) async fn record(store: &SqliteStore, uses: &[Use]) -> Result<(), StoreError> {
    if uses.is_empty() {
        return Ok(());
    }
    let told: Vec<_> = uses
        .iter()
        .map(|Use { deployment, app_id, at, endpoint }| (deployment, app_id, at.as_millisecond(), endpoint))
        .collect();
    let told = serde_json::to_string(&told).map_err(|error| StoreError::Internal(error.to_string()))?;
    // CROSS JOIN: the keys are looked up one by one and never read through. Without WHERE, SQLite takes the ON that
    // follows for that of a join.
    sqlx::query(
        "INSERT INTO key_uses (app_id, last_used_at, endpoint) \
         SELECT app_id, told.value ->> 2, told.value ->> 3 FROM json_each(?) AS told CROSS JOIN api_keys \
         WHERE app_id = told.value ->> 1 AND deployment = told.value ->> 0 \
         ON CONFLICT (app_id) DO UPDATE SET last_used_at = excluded.last_used_at, endpoint = excluded.endpoint \
         WHERE excluded.last_used_at > last_used_at",
    )
    .bind(told)
    .execute(&store.writer)
    .await
    .map_err(store_error)?;
    Ok(())
}
