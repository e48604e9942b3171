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

/// Records when keys were last used; what is older than what is known, or of keys that are gone, is dropped.
pub(super) async fn record(store: &SqliteStore, uses: &[Use]) -> Result<(), StoreError> {
    if uses.is_empty() {
        return Ok(());
    }
    let mut transaction = store.write().await?;
    for Use { deployment, app_id, at, endpoint } in uses {
        sqlx::query(
            "INSERT INTO key_uses (app_id, last_used_at, endpoint) \
             SELECT app_id, ?, ? FROM api_keys WHERE deployment = ? AND app_id = ? \
             ON CONFLICT (app_id) DO UPDATE SET last_used_at = excluded.last_used_at, endpoint = excluded.endpoint \
             WHERE excluded.last_used_at > last_used_at",
        )
        .bind(at.as_millisecond())
        .bind(endpoint.as_ref().map(|endpoint| endpoint.as_str()))
        .bind(deployment)
        .bind(app_id)
        .execute(&mut *transaction)
        .await
        .map_err(store_error)?;
    }
    transaction.commit().await.map_err(store_error)
}
