//! Requests that are answered with a secret, once or again.

use backend::{
    secret::HashedSecret,
    store::{
        Created, Difference, NewKey, REISSUE_WITHIN, REMEMBER_DELETED_FOR, Rotated, Rotation, StoreError, StoredKey,
    },
};
use contract::AuditAction;
use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::{SqliteStore, audit, store_error};
use crate::store::{
    audit_rows::Done,
    rows::{KeyRow, TallyColumns, access_column, key_columns},
};

/// A request for a secret.
struct Asked<'r> {
    principal: &'r str,
    deployment: &'r str,
    idempotency_key: &'r str,
    body_hash: &'r [u8; 32],
    secret: &'r HashedSecret,
    now: Timestamp,
}

/// What is known of a request for a secret.
enum Known {
    /// It is new.
    No,
    BodyDiffers,
    Deleted(String),
    SecretLost(String),
    /// It has given this key its present secret, which has been replaced by this request's.
    Reissued(StoredKey),
}

/// What is remembered of a request that was answered with a secret.
#[derive(sqlx::FromRow)]
struct Remembered {
    body_hash: Vec<u8>,
    app_id: String,
    deleted_at: Option<i64>,
    superseded: bool,
}

pub(super) async fn create(store: &SqliteStore, new: &NewKey) -> Result<Created, StoreError> {
    let mut transaction = store.write().await?;
    let outcome = match repeat(&mut transaction, &Asked::from(new)).await? {
        Known::No => Created::New(insert(&mut transaction, new).await?),
        Known::BodyDiffers => Created::BodyDiffers,
        Known::Deleted(app_id) => Created::Deleted(app_id),
        Known::SecretLost(app_id) => Created::SecretLost(app_id),
        Known::Reissued(key) => Created::Reissued(key),
    };
    transaction.commit().await.map_err(store_error)?;
    Ok(outcome)
}

pub(super) async fn rotate(
    store: &SqliteStore,
    deployment: &str,
    app_id: &str,
    rotation: &Rotation,
) -> Result<Rotated, StoreError> {
    let mut transaction = store.write().await?;
    let asked = Asked {
        principal: &rotation.principal,
        deployment,
        idempotency_key: &rotation.idempotency_key,
        body_hash: &rotation.body_hash,
        secret: &rotation.secret,
        now: rotation.now,
    };
    let outcome = match repeat(&mut transaction, &asked).await? {
        Known::No => exchange(&mut transaction, &asked, app_id, rotation).await?,
        Known::BodyDiffers => Rotated::BodyDiffers,
        Known::Deleted(app_id) => Rotated::Deleted(app_id),
        Known::SecretLost(app_id) => Rotated::SecretLost(app_id),
        Known::Reissued(key) => Rotated::Reissued(key),
    };
    transaction.commit().await.map_err(store_error)?;
    Ok(outcome)
}

/// Stores a key that no request has made before.
pub(super) async fn insert(connection: &mut SqliteConnection, new: &NewKey) -> Result<StoredKey, StoreError> {
    let now = new.now.as_millisecond();
    let tally = TallyColumns::from(&new.tally);
    let row: KeyRow = sqlx::query_as(concat!(
        "INSERT INTO api_keys (app_id, deployment, note, note_lower, access, tally_catalog, tally_granted, \
         tally_dropped, secret_hash, secret_issued_at, expires_at, created_at, updated_at, version) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) RETURNING ",
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
    .bind(new.expires_at.map(Timestamp::as_millisecond))
    .bind(now)
    .bind(now)
    .fetch_one(&mut *connection)
    .await
    .map_err(store_error)?;
    let asked = Asked::from(new);
    remember(connection, &asked, &new.app_id).await?;
    note(connection, &asked, &new.app_id, &new.note, AuditAction::Created, &new.difference()).await?;
    row.try_into()
}

/// Gives a key another secret, by a request that has not done so before.
async fn exchange(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    app_id: &str,
    rotation: &Rotation,
) -> Result<Rotated, StoreError> {
    let until = rotation.previous_until().map(Timestamp::as_millisecond);
    let now = asked.now.as_millisecond();
    let row: Option<KeyRow> = sqlx::query_as(concat!(
        "UPDATE api_keys SET previous_hash = CASE WHEN ? IS NULL THEN NULL ELSE secret_hash END, previous_until = ?, \
         secret_hash = ?, secret_issued_at = ?, secret_used_at = NULL, updated_at = ?, version = version + 1 \
         WHERE deployment = ? AND app_id = ? RETURNING ",
        key_columns!()
    ))
    .bind(until)
    .bind(until)
    .bind(asked.secret.as_bytes().as_slice())
    .bind(now)
    .bind(now)
    .bind(asked.deployment)
    .bind(app_id)
    .fetch_optional(&mut *connection)
    .await
    .map_err(store_error)?;
    let Some(row) = row else { return Ok(Rotated::Missing) };
    let key = StoredKey::try_from(row)?;
    sqlx::query("UPDATE idempotency SET superseded = 1 WHERE app_id = ?")
        .bind(app_id)
        .execute(&mut *connection)
        .await
        .map_err(store_error)?;
    remember(connection, asked, app_id).await?;
    note(connection, asked, app_id, &key.note, AuditAction::Rotated, &rotation.difference()).await?;
    Ok(Rotated::New(key))
}

/// Finds what a request has done before. If it may be, its secret is issued again.
async fn repeat(connection: &mut SqliteConnection, asked: &Asked<'_>) -> Result<Known, StoreError> {
    Ok(match remembered(connection, asked).await? {
        None => Known::No,
        Some(request) if request.body_hash != asked.body_hash => Known::BodyDiffers,
        Some(Remembered { app_id, deleted_at: Some(_), .. }) => Known::Deleted(app_id),
        Some(Remembered { app_id, superseded: true, .. }) => Known::SecretLost(app_id),
        Some(Remembered { app_id, .. }) => reissue(connection, app_id, asked).await?,
    })
}

/// What is remembered under this request's `Idempotency-Key`; that of a key deleted long ago is forgotten here.
async fn remembered(connection: &mut SqliteConnection, asked: &Asked<'_>) -> Result<Option<Remembered>, StoreError> {
    sqlx::query(
        "DELETE FROM idempotency WHERE principal = ? AND deployment = ? AND idempotency_key = ? AND deleted_at <= ?",
    )
    .bind(asked.principal)
    .bind(asked.deployment)
    .bind(asked.idempotency_key)
    .bind((asked.now - REMEMBER_DELETED_FOR).as_millisecond())
    .execute(&mut *connection)
    .await
    .map_err(store_error)?;
    sqlx::query_as(
        "SELECT body_hash, app_id, deleted_at, superseded FROM idempotency \
         WHERE principal = ? AND deployment = ? AND idempotency_key = ?",
    )
    .bind(asked.principal)
    .bind(asked.deployment)
    .bind(asked.idempotency_key)
    .fetch_optional(connection)
    .await
    .map_err(store_error)
}

async fn remember(connection: &mut SqliteConnection, asked: &Asked<'_>, app_id: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO idempotency (principal, deployment, idempotency_key, body_hash, app_id) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(asked.principal)
    .bind(asked.deployment)
    .bind(asked.idempotency_key)
    .bind(asked.body_hash.as_slice())
    .bind(app_id)
    .execute(connection)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Gives the key of a retried request its new secret, in one conditional update: never after the old one has been used.
async fn reissue(connection: &mut SqliteConnection, app_id: String, asked: &Asked<'_>) -> Result<Known, StoreError> {
    let row: Option<KeyRow> = sqlx::query_as(concat!(
        "UPDATE api_keys SET secret_hash = ? \
         WHERE deployment = ? AND app_id = ? AND secret_used_at IS NULL AND secret_issued_at >= ? RETURNING ",
        key_columns!()
    ))
    .bind(asked.secret.as_bytes().as_slice())
    .bind(asked.deployment)
    .bind(&app_id)
    .bind((asked.now - REISSUE_WITHIN).as_millisecond())
    .fetch_optional(&mut *connection)
    .await
    .map_err(store_error)?;
    let Some(row) = row else { return Ok(Known::SecretLost(app_id)) };
    let key = StoredKey::try_from(row)?;
    note(connection, asked, &app_id, &key.note, AuditAction::Rotated, &Difference::reissued()).await?;
    Ok(Known::Reissued(key))
}

async fn note(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    app_id: &str,
    note: &str,
    action: AuditAction,
    difference: &Difference,
) -> Result<(), StoreError> {
    let Asked { deployment, principal, now, .. } = *asked;
    audit::note(connection, Done { deployment, app_id, note, action, principal, now, difference }).await
}

impl<'r> From<&'r NewKey> for Asked<'r> {
    fn from(new: &'r NewKey) -> Self {
        Asked {
            principal: &new.principal,
            deployment: &new.deployment,
            idempotency_key: &new.idempotency_key,
            body_hash: &new.body_hash,
            secret: &new.secret,
            now: new.now,
        }
    }
}
