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
use sqlx::{PgConnection, PgPool, Postgres, QueryBuilder};

use super::{PostgresStore, findable, in_time, list, store_error};
use crate::store::rows::{KeyRow, TallyColumns, access_column, key_columns, secret_hash};

/// How many keys one statement stores. A statement takes at most 65,535 values.
const AT_ONCE: usize = 1_000;

/// How often a create looks again, when what it found was forgotten meanwhile.
const ROUNDS: usize = 3;

/// What is remembered of a request that made a key.
#[derive(sqlx::FromRow)]
struct Remembered {
    body_hash: Vec<u8>,
    app_id: String,
    deleted_at: Option<i64>,
}

#[async_trait]
impl Store for PostgresStore {
    async fn list(&self, deployment: &str, query: &ListQuery) -> Result<KeyPage, StoreError> {
        in_time(list::list(&self.pool, deployment, query)).await
    }

    async fn get(&self, deployment: &str, app_id: &str) -> Result<Option<StoredKey>, StoreError> {
        in_time(find(&self.pool, deployment, app_id)).await
    }

    async fn create(&self, new: &NewKey) -> Result<Created, StoreError> {
        in_time(create(&self.pool, new)).await
    }

    async fn update(&self, deployment: &str, app_id: &str, change: &KeyChange) -> Result<Updated, StoreError> {
        in_time(update(&self.pool, deployment, app_id, change)).await
    }

    async fn delete(&self, deployment: &str, app_id: &str, now: Timestamp) -> Result<bool, StoreError> {
        in_time(delete(&self.pool, deployment, app_id, now)).await
    }

    async fn secret(&self, deployment: &str, app_id: &str) -> Result<Option<HashedSecret>, StoreError> {
        in_time(async {
            let hash: Option<Vec<u8>> =
                sqlx::query_scalar("SELECT secret_hash FROM api_keys WHERE app_id = $1 AND deployment = $2")
                    .bind(findable(app_id))
                    .bind(deployment)
                    .fetch_optional(&self.pool)
                    .await
                    .map_err(store_error)?;
            hash.map(secret_hash).transpose()
        })
        .await
    }

    async fn mark_used(&self, deployment: &str, app_id: &str, now: Timestamp) -> Result<(), StoreError> {
        in_time(async {
            sqlx::query(
                "UPDATE api_keys SET first_used_at = $1 \
                 WHERE app_id = $2 AND deployment = $3 AND first_used_at IS NULL",
            )
            .bind(now.as_millisecond())
            .bind(findable(app_id))
            .bind(deployment)
            .execute(&self.pool)
            .await
            .map_err(store_error)?;
            Ok(())
        })
        .await
    }
}

async fn find(pool: &PgPool, deployment: &str, app_id: &str) -> Result<Option<StoredKey>, StoreError> {
    let row: Option<KeyRow> =
        sqlx::query_as(concat!("SELECT ", key_columns!(), " FROM api_keys WHERE app_id = $1 AND deployment = $2"))
            .bind(findable(app_id))
            .bind(deployment)
            .fetch_optional(pool)
            .await
            .map_err(store_error)?;
    row.map(StoredKey::try_from).transpose()
}

/// Whoever remembers the request first makes the key. The others, on whichever server, wait until that is done, and
/// then find it.
async fn create(pool: &PgPool, new: &NewKey) -> Result<Created, StoreError> {
    for _ in 0..ROUNDS {
        let mut transaction = pool.begin().await.map_err(store_error)?;
        let outcome = if remember(&mut transaction, new).await? {
            Some(Created::New(insert(&mut transaction, new).await?))
        } else {
            made_before(&mut transaction, new).await?
        };
        transaction.commit().await.map_err(store_error)?;
        if let Some(outcome) = outcome {
            return Ok(outcome);
        }
    }
    Err(StoreError::Unavailable("the same request came too often at once".into()))
}

/// Says whether this is the first request with its `Idempotency-Key`.
async fn remember(connection: &mut PgConnection, new: &NewKey) -> Result<bool, StoreError> {
    let remembered = sqlx::query(
        "INSERT INTO idempotency (principal, deployment, idempotency_key, body_hash, app_id) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (principal, deployment, idempotency_key) DO NOTHING",
    )
    .bind(&new.principal)
    .bind(&new.deployment)
    .bind(&new.idempotency_key)
    .bind(new.body_hash.as_slice())
    .bind(&new.app_id)
    .execute(connection)
    .await
    .map_err(store_error)?;
    Ok(remembered.rows_affected() > 0)
}

/// The last statement of a create, since it counts: the count is locked until the commit.
async fn insert(connection: &mut PgConnection, new: &NewKey) -> Result<StoredKey, StoreError> {
    let row: KeyRow = insert_query(std::slice::from_ref(new))
        .push(concat!(" RETURNING ", key_columns!()))
        .build_query_as()
        .fetch_one(connection)
        .await
        .map_err(store_error)?;
    row.try_into()
}

fn insert_query(keys: &[NewKey]) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "INSERT INTO api_keys (app_id, deployment, note, note_lower, access, tally_catalog, tally_granted, \
         tally_dropped, secret_hash, created_at, updated_at, version) ",
    );
    sql.push_values(keys, |mut row, new| {
        let now = new.now.as_millisecond();
        let tally = TallyColumns::from(&new.tally);
        row.push_bind(&new.app_id)
            .push_bind(&new.deployment)
            .push_bind(&new.note)
            .push_bind(new.note.to_lowercase())
            .push_bind(access_column(&new.access))
            .push_bind(tally.catalog)
            .push_bind(tally.granted)
            .push_bind(tally.dropped)
            .push_bind(new.secret.as_bytes().as_slice())
            .push_bind(now)
            .push_bind(now)
            .push("1");
    });
    sql
}

/// What an earlier request with the same `Idempotency-Key` has led to; `None` when that has just been forgotten.
async fn made_before(connection: &mut PgConnection, new: &NewKey) -> Result<Option<Created>, StoreError> {
    let forget = (new.now - REMEMBER_DELETED_FOR).as_millisecond();
    Ok(match remembered(connection, new).await? {
        None => None,
        Some(Remembered { deleted_at: Some(deleted_at), .. }) if deleted_at <= forget => {
            sqlx::query(
                "DELETE FROM idempotency \
                 WHERE principal = $1 AND deployment = $2 AND idempotency_key = $3 AND deleted_at <= $4",
            )
            .bind(&new.principal)
            .bind(&new.deployment)
            .bind(&new.idempotency_key)
            .bind(forget)
            .execute(connection)
            .await
            .map_err(store_error)?;
            None
        }
        Some(request) if request.body_hash != new.body_hash => Some(Created::BodyDiffers),
        Some(Remembered { app_id, deleted_at: Some(_), .. }) => Some(Created::Deleted(app_id)),
        Some(Remembered { app_id, .. }) => Some(reissue(connection, app_id, new).await?),
    })
}

async fn remembered(connection: &mut PgConnection, new: &NewKey) -> Result<Option<Remembered>, StoreError> {
    sqlx::query_as(
        "SELECT body_hash, app_id, deleted_at FROM idempotency \
         WHERE principal = $1 AND deployment = $2 AND idempotency_key = $3",
    )
    .bind(&new.principal)
    .bind(&new.deployment)
    .bind(&new.idempotency_key)
    .fetch_optional(connection)
    .await
    .map_err(store_error)
}

/// Gives the key of a retried request its new secret, in one conditional update: never after the
/// old one has been used.
async fn reissue(connection: &mut PgConnection, app_id: String, new: &NewKey) -> Result<Created, StoreError> {
    let row: Option<KeyRow> = sqlx::query_as(concat!(
        "UPDATE api_keys SET secret_hash = $1 \
         WHERE app_id = $2 AND deployment = $3 AND first_used_at IS NULL AND created_at >= $4 RETURNING ",
        key_columns!()
    ))
    .bind(new.secret.as_bytes().as_slice())
    .bind(&app_id)
    .bind(&new.deployment)
    .bind((new.now - REISSUE_WITHIN).as_millisecond())
    .fetch_optional(&mut *connection)
    .await
    .map_err(store_error)?;
    if let Some(row) = row {
        return Ok(Created::Reissued(row.try_into()?));
    }
    // It may have been deleted since it was found.
    let deleted = remembered(connection, new).await?.is_none_or(|request| request.deleted_at.is_some());
    Ok(if deleted { Created::Deleted(app_id) } else { Created::SecretLost(app_id) })
}

async fn update(pool: &PgPool, deployment: &str, app_id: &str, change: &KeyChange) -> Result<Updated, StoreError> {
    let tally = TallyColumns::from(&change.tally);
    let row: Option<KeyRow> = sqlx::query_as(concat!(
        "UPDATE api_keys SET note = $1, note_lower = $2, access = $3, tally_catalog = $4, tally_granted = $5, \
         tally_dropped = $6, updated_at = $7, version = version + 1 \
         WHERE app_id = $8 AND deployment = $9 AND version = $10 RETURNING ",
        key_columns!()
    ))
    .bind(&change.note)
    .bind(change.note.to_lowercase())
    .bind(access_column(&change.access))
    .bind(tally.catalog)
    .bind(tally.granted)
    .bind(tally.dropped)
    .bind(change.now.as_millisecond())
    .bind(findable(app_id))
    .bind(deployment)
    // A version beyond the column's range matches no row.
    .bind(i64::try_from(change.expected_version).unwrap_or(-1))
    .fetch_optional(pool)
    .await
    .map_err(store_error)?;
    Ok(match row {
        Some(row) => Updated::Done(row.try_into()?),
        None if find(pool, deployment, app_id).await?.is_some() => Updated::Stale,
        None => Updated::Missing,
    })
}

async fn delete(pool: &PgPool, deployment: &str, app_id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let mut transaction = pool.begin().await.map_err(store_error)?;
    let deleted = sqlx::query("DELETE FROM api_keys WHERE app_id = $1 AND deployment = $2")
        .bind(findable(app_id))
        .bind(deployment)
        .execute(&mut *transaction)
        .await
        .map_err(store_error)?
        .rows_affected();
    if deleted > 0 {
        sqlx::query("UPDATE idempotency SET deleted_at = $1 WHERE app_id = $2")
            .bind(now.as_millisecond())
            .bind(app_id)
            .execute(&mut *transaction)
            .await
            .map_err(store_error)?;
    }
    transaction.commit().await.map_err(store_error)?;
    Ok(deleted > 0)
}

/// It may take long, so nobody waits for a time here; each statement is short.
pub(super) async fn create_all(
    pool: &PgPool,
    keys: &mut (dyn Iterator<Item = NewKey> + Send),
) -> Result<(), StoreError> {
    let mut transaction = pool.begin().await.map_err(store_error)?;
    loop {
        let some: Vec<NewKey> = keys.take(AT_ONCE).collect();
        if some.is_empty() {
            return transaction.commit().await.map_err(store_error);
        }
        let mut requests = QueryBuilder::<Postgres>::new(
            "INSERT INTO idempotency (principal, deployment, idempotency_key, body_hash, app_id) ",
        );
        requests.push_values(&some, |mut row, new| {
            row.push_bind(&new.principal)
                .push_bind(&new.deployment)
                .push_bind(&new.idempotency_key)
                .push_bind(new.body_hash.as_slice())
                .push_bind(&new.app_id);
        });
        requests.build().execute(&mut *transaction).await.map_err(store_error)?;
        insert_query(&some).build().execute(&mut *transaction).await.map_err(store_error)?;
    }
}
