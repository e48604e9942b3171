//! Requests that are answered with a secret, once or again.
//!
//! Whoever remembers a request first does what it asks for. The same request to another server waits until that is done,
//! and then finds it.

use backend::{
    secret::HashedSecret,
    store::{
        Created, Difference, NewKey, REISSUE_WITHIN, REMEMBER_DELETED_FOR, Rotated, Rotation, StoreError, StoredKey,
    },
};
use contract::AuditAction;
use jiff::Timestamp;
use sqlx::{PgConnection, PgPool};

use super::{audit, bulk::insert_query, findable, store_error};
use crate::store::{
    audit_rows::Done,
    rows::{KeyRow, key_columns},
};

/// How often a request looks again, when what it found was forgotten meanwhile.
const ROUNDS: usize = 3;

/// A request for a secret.
struct Asked<'r> {
    principal: &'r str,
    deployment: &'r str,
    idempotency_key: &'r str,
    body_hash: &'r [u8; 32],
    secret: &'r HashedSecret,
    now: Timestamp,
}

/// What an earlier request with the same `Idempotency-Key` has led to.
enum Known {
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

pub(super) async fn create(pool: &PgPool, new: &NewKey) -> Result<Created, StoreError> {
    let asked = Asked::from(new);
    for _ in 0..ROUNDS {
        let mut transaction = pool.begin().await.map_err(store_error)?;
        let outcome = if remember(&mut transaction, &asked, &new.app_id).await? {
            Some(Created::New(insert(&mut transaction, &asked, new).await?))
        } else {
            made_before(&mut transaction, &asked).await?.map(|known| match known {
                Known::BodyDiffers => Created::BodyDiffers,
                Known::Deleted(app_id) => Created::Deleted(app_id),
                Known::SecretLost(app_id) => Created::SecretLost(app_id),
                Known::Reissued(key) => Created::Reissued(key),
            })
        };
        transaction.commit().await.map_err(store_error)?;
        if let Some(outcome) = outcome {
            return Ok(outcome);
        }
    }
    Err(too_often())
}

pub(super) async fn rotate(
    pool: &PgPool,
    deployment: &str,
    app_id: &str,
    rotation: &Rotation,
) -> Result<Rotated, StoreError> {
    let asked = Asked {
        principal: &rotation.principal,
        deployment,
        idempotency_key: &rotation.idempotency_key,
        body_hash: &rotation.body_hash,
        secret: &rotation.secret,
        now: rotation.now,
    };
    let app_id = &findable(app_id);
    for _ in 0..ROUNDS {
        let mut transaction = pool.begin().await.map_err(store_error)?;
        let outcome = if remember(&mut transaction, &asked, app_id).await? {
            match exchange(&mut transaction, &asked, app_id, rotation).await? {
                Some(key) => Some(Rotated::New(key)),
                // Nothing is remembered of it.
                None => return Ok(Rotated::Missing),
            }
        } else {
            made_before(&mut transaction, &asked).await?.map(|known| match known {
                Known::BodyDiffers => Rotated::BodyDiffers,
                Known::Deleted(app_id) => Rotated::Deleted(app_id),
                Known::SecretLost(app_id) => Rotated::SecretLost(app_id),
                Known::Reissued(key) => Rotated::Reissued(key),
            })
        };
        transaction.commit().await.map_err(store_error)?;
        if let Some(outcome) = outcome {
            return Ok(outcome);
        }
    }
    Err(too_often())
}

fn too_often() -> StoreError {
    StoreError::Unavailable("the same request came too often at once".into())
}

/// Says whether this is the first request with its `Idempotency-Key`.
async fn remember(connection: &mut PgConnection, asked: &Asked<'_>, app_id: &str) -> Result<bool, StoreError> {
    let remembered = sqlx::query(
        "INSERT INTO idempotency (principal, deployment, idempotency_key, body_hash, app_id) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (principal, deployment, idempotency_key) DO NOTHING",
    )
    .bind(asked.principal)
    .bind(asked.deployment)
    .bind(asked.idempotency_key)
    .bind(asked.body_hash.as_slice())
    .bind(app_id)
    .execute(connection)
    .await
    .map_err(store_error)?;
    Ok(remembered.rows_affected() > 0)
}

/// The last statement of a create, since it counts: the count is locked until the commit.
async fn insert(connection: &mut PgConnection, asked: &Asked<'_>, new: &NewKey) -> Result<StoredKey, StoreError> {
    note(connection, asked, &new.app_id, &new.note, AuditAction::Created, &new.difference()).await?;
    let row: KeyRow = insert_query(std::slice::from_ref(new))
        .push(concat!(" RETURNING ", key_columns!()))
        .build_query_as()
        .fetch_one(connection)
        .await
        .map_err(store_error)?;
    row.try_into()
}

/// Gives a key another secret, by a request that has not done so before; `None` when there is no such key.
async fn exchange(
    connection: &mut PgConnection,
    asked: &Asked<'_>,
    app_id: &str,
    rotation: &Rotation,
) -> Result<Option<StoredKey>, StoreError> {
    let row: Option<KeyRow> = sqlx::query_as(concat!(
        "UPDATE api_keys SET previous_hash = CASE WHEN $1::bigint IS NULL THEN NULL ELSE secret_hash END, \
         previous_until = $1, secret_hash = $2, secret_issued_at = $3, secret_used_at = NULL, updated_at = $3, \
         version = version + 1 WHERE app_id = $4 AND deployment = $5 RETURNING ",
        key_columns!()
    ))
    .bind(rotation.previous_until().map(Timestamp::as_millisecond))
    .bind(asked.secret.as_bytes().as_slice())
    .bind(asked.now.as_millisecond())
    .bind(app_id)
    .bind(asked.deployment)
    .fetch_optional(&mut *connection)
    .await
    .map_err(store_error)?;
    let Some(row) = row else { return Ok(None) };
    let key = StoredKey::try_from(row)?;
    // Whoever asks for one of their secrets again holds the key first, as this does.
    sqlx::query(
        "UPDATE idempotency SET superseded = true WHERE app_id = $1 AND NOT superseded \
         AND (principal, deployment, idempotency_key) <> ($2, $3, $4)",
    )
    .bind(app_id)
    .bind(asked.principal)
    .bind(asked.deployment)
    .bind(asked.idempotency_key)
    .execute(&mut *connection)
    .await
    .map_err(store_error)?;
    note(connection, asked, app_id, &key.note, AuditAction::Rotated, &rotation.difference()).await?;
    Ok(Some(key))
}

/// What an earlier request with the same `Idempotency-Key` has led to; `None` when that has just been forgotten. If it
/// may be, its secret is issued again.
async fn made_before(connection: &mut PgConnection, asked: &Asked<'_>) -> Result<Option<Known>, StoreError> {
    let forget = (asked.now - REMEMBER_DELETED_FOR).as_millisecond();
    Ok(match remembered(connection, asked).await? {
        None => None,
        Some(Remembered { deleted_at: Some(deleted_at), .. }) if deleted_at <= forget => {
            sqlx::query(
                "DELETE FROM idempotency \
                 WHERE principal = $1 AND deployment = $2 AND idempotency_key = $3 AND deleted_at <= $4",
            )
            .bind(asked.principal)
            .bind(asked.deployment)
            .bind(asked.idempotency_key)
            .bind(forget)
            .execute(connection)
            .await
            .map_err(store_error)?;
            None
        }
        Some(request) if request.body_hash != asked.body_hash => Some(Known::BodyDiffers),
        Some(Remembered { app_id, .. }) => Some(reissue(connection, app_id, asked).await?),
    })
}

async fn remembered(connection: &mut PgConnection, asked: &Asked<'_>) -> Result<Option<Remembered>, StoreError> {
    sqlx::query_as(
        "SELECT body_hash, app_id, deleted_at, superseded FROM idempotency \
         WHERE principal = $1 AND deployment = $2 AND idempotency_key = $3",
    )
    .bind(asked.principal)
    .bind(asked.deployment)
    .bind(asked.idempotency_key)
    .fetch_optional(connection)
    .await
    .map_err(store_error)
}

/// Gives the key of a retried request its new secret: never after the old one has been used, or replaced by another's.
async fn reissue(connection: &mut PgConnection, app_id: String, asked: &Asked<'_>) -> Result<Known, StoreError> {
    // The key is held before it is asked once more what became of the request: a rotation and a deletion hold it too,
    // so what is found now stays so until this is done.
    sqlx::query("SELECT 1 FROM api_keys WHERE app_id = $1 FOR UPDATE")
        .bind(&app_id)
        .execute(&mut *connection)
        .await
        .map_err(store_error)?;
    match remembered(connection, asked).await? {
        Some(Remembered { deleted_at: None, superseded: false, .. }) => {}
        Some(Remembered { deleted_at: None, superseded: true, .. }) => return Ok(Known::SecretLost(app_id)),
        _ => return Ok(Known::Deleted(app_id)),
    }
    let row: Option<KeyRow> = sqlx::query_as(concat!(
        "UPDATE api_keys SET secret_hash = $1 WHERE app_id = $2 AND deployment = $3 AND secret_used_at IS NULL \
         AND secret_issued_at >= $4 RETURNING ",
        key_columns!()
    ))
    .bind(asked.secret.as_bytes().as_slice())
    .bind(&app_id)
    .bind(asked.deployment)
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
    connection: &mut PgConnection,
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
