//! The keys of the Deployment API.

use async_trait::async_trait;
use backend::{
    Store,
    secret::HashedSecret,
    store::{
        Created, KeyChange, KeyPage, ListQuery, NewKey, REISSUE_WITHIN, REMEMBER_DELETED_FOR, StoreError, StoredKey,
        Updated,
    },
};
use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::{SqliteStore, list, store_error};
use crate::store::rows::{KeyRow, TallyColumns, access_column, key_columns, secret_hash};

/// What is remembered of a request that made a key.
#[derive(sqlx::FromRow)]
struct Remembered {
    body_hash: Vec<u8>,
    app_id: String,
    deleted_at: Option<i64>,
}

#[async_trait]
impl Store for SqliteStore {
    async fn list(&self, deployment: &str, query: &ListQuery) -> Result<KeyPage, StoreError> {
        list::list(self, deployment, query).await
    }

    async fn get(&self, deployment: &str, app_id: &str) -> Result<Option<StoredKey>, StoreError> {
        let mut connection = self.readers.acquire().await.map_err(store_error)?;
        find(&mut connection, deployment, app_id).await
    }

    async fn create(&self, new: &NewKey) -> Result<Created, StoreError> {
        let mut transaction = self.write().await?;
        let outcome = match remembered(&mut transaction, new).await? {
            Some(request) if request.body_hash != new.body_hash => Created::BodyDiffers,
            Some(Remembered { app_id, deleted_at: Some(_), .. }) => Created::Deleted(app_id),
            Some(Remembered { app_id, .. }) => reissue(&mut transaction, app_id, new).await?,
            None => Created::New(insert(&mut transaction, new).await?),
        };
        transaction.commit().await.map_err(store_error)?;
        Ok(outcome)
    }

    async fn update(&self, deployment: &str, app_id: &str, change: &KeyChange) -> Result<Updated, StoreError> {
        let tally = TallyColumns::from(&change.tally);
        let mut transaction = self.write().await?;
        let row: Option<KeyRow> = sqlx::query_as(concat!(
            "UPDATE api_keys SET note = ?, note_lower = ?, access = ?, tally_catalog = ?, tally_granted = ?, \
             tally_dropped = ?, updated_at = ?, version = version + 1 WHERE deployment = ? AND app_id = ? AND version = ? RETURNING ",
            key_columns!()
        ))
        .bind(&change.note)
        .bind(change.note.to_lowercase())
        .bind(access_column(&change.access))
        .bind(tally.catalog)
        .bind(tally.granted)
        .bind(tally.dropped)
        .bind(change.now.as_millisecond())
        .bind(deployment)
        .bind(app_id)
        // A version beyond the column's range matches no row.
        .bind(i64::try_from(change.expected_version).unwrap_or(-1))
        .fetch_optional(&mut *transaction)
        .await
        .map_err(store_error)?;
        let outcome = match row {
            Some(row) => Updated::Done(row.try_into()?),
            None if find(&mut transaction, deployment, app_id).await?.is_some() => Updated::Stale,
            None => Updated::Missing,
        };
        transaction.commit().await.map_err(store_error)?;
        Ok(outcome)
    }

    async fn delete(&self, deployment: &str, app_id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let deleted = sqlx::query("DELETE FROM api_keys WHERE deployment = ? AND app_id = ?")
            .bind(deployment)
            .bind(app_id)
            .execute(&mut *transaction)
            .await
            .map_err(store_error)?
            .rows_affected();
        if deleted > 0 {
            sqlx::query("UPDATE idempotency SET deleted_at = ? WHERE app_id = ?")
                .bind(now.as_millisecond())
                .bind(app_id)
                .execute(&mut *transaction)
                .await
                .map_err(store_error)?;
        }
        transaction.commit().await.map_err(store_error)?;
        Ok(deleted > 0)
    }

    async fn secret(&self, deployment: &str, app_id: &str) -> Result<Option<HashedSecret>, StoreError> {
        let hash: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT secret_hash FROM api_keys WHERE deployment = ? AND app_id = ?")
                .bind(deployment)
                .bind(app_id)
                .fetch_optional(&self.readers)
                .await
                .map_err(store_error)?;
        hash.map(secret_hash).transpose()
    }

    async fn mark_used(&self, deployment: &str, app_id: &str, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE api_keys SET first_used_at = ? WHERE deployment = ? AND app_id = ? AND first_used_at IS NULL",
        )
        .bind(now.as_millisecond())
        .bind(deployment)
        .bind(app_id)
        .execute(&self.writer)
        .await
        .map_err(store_error)?;
        Ok(())
    }
}

async fn find(
    connection: &mut SqliteConnection,
    deployment: &str,
    app_id: &str,
) -> Result<Option<StoredKey>, StoreError> {
    let row: Option<KeyRow> =
        sqlx::query_as(concat!("SELECT ", key_columns!(), " FROM api_keys WHERE deployment = ? AND app_id = ?"))
            .bind(deployment)
            .bind(app_id)
            .fetch_optional(connection)
            .await
            .map_err(store_error)?;
    row.map(StoredKey::try_from).transpose()
}

/// What is remembered under this request's `Idempotency-Key`; that of a key deleted long ago is forgotten here.
async fn remembered(connection: &mut SqliteConnection, new: &NewKey) -> Result<Option<Remembered>, StoreError> {
    sqlx::query(
        "DELETE FROM idempotency WHERE principal = ? AND deployment = ? AND idempotency_key = ? AND deleted_at <= ?",
    )
    .bind(&new.principal)
    .bind(&new.deployment)
    .bind(&new.idempotency_key)
    .bind((new.now - REMEMBER_DELETED_FOR).as_millisecond())
    .execute(&mut *connection)
    .await
    .map_err(store_error)?;
    sqlx::query_as(
        "SELECT body_hash, app_id, deleted_at FROM idempotency \
         WHERE principal = ? AND deployment = ? AND idempotency_key = ?",
    )
    .bind(&new.principal)
    .bind(&new.deployment)
    .bind(&new.idempotency_key)
    .fetch_optional(connection)
    .await
    .map_err(store_error)
}

pub(super) async fn insert(connection: &mut SqliteConnection, new: &NewKey) -> Result<StoredKey, StoreError> {
    let now = new.now.as_millisecond();
    let tally = TallyColumns::from(&new.tally);
    let row: KeyRow = sqlx::query_as(concat!(
        "INSERT INTO api_keys (app_id, deployment, note, note_lower, access, tally_catalog, tally_granted, \
         tally_dropped, secret_hash, created_at, updated_at, version) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) RETURNING ",
        key_columns!()
    ))
    .bind(&new.app_id)
    .bind(&new.deployment)
    .bind(&new.note)
    .bind(new.note.to_lowercase())
    .bind(access_column(&new.access))
    .bind(tally.catalog)
    .bind(tally.granted)
    .bind(tally.dropped)
    .bind(new.secret.as_bytes().as_slice())
    .bind(now)
    .bind(now)
    .fetch_one(&mut *connection)
    .await
    .map_err(store_error)?;
    sqlx::query(
        "INSERT INTO idempotency (principal, deployment, idempotency_key, body_hash, app_id) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(&new.principal)
    .bind(&new.deployment)
    .bind(&new.idempotency_key)
    .bind(new.body_hash.as_slice())
    .bind(&new.app_id)
    .execute(connection)
    .await
    .map_err(store_error)?;
    row.try_into()
}

/// Gives the key of a retried request its new secret, in one conditional update: never after the
/// old one has been used.
async fn reissue(connection: &mut SqliteConnection, app_id: String, new: &NewKey) -> Result<Created, StoreError> {
    let row: Option<KeyRow> = sqlx::query_as(concat!(
        "UPDATE api_keys SET secret_hash = ? \
         WHERE deployment = ? AND app_id = ? AND first_used_at IS NULL AND created_at >= ? RETURNING ",
        key_columns!()
    ))
    .bind(new.secret.as_bytes().as_slice())
    .bind(&new.deployment)
    .bind(&app_id)
    .bind((new.now - REISSUE_WITHIN).as_millisecond())
    .fetch_optional(connection)
    .await
    .map_err(store_error)?;
    Ok(match row {
        Some(row) => Created::Reissued(row.try_into()?),
        None => Created::SecretLost(app_id),
    })
}
