//! One-time codes and sessions.

use async_trait::async_trait;
use backend::store::{REMEMBER_DELETED_FOR, StoreError};
use jiff::{SignedDuration, Timestamp};
use sqlx::{PgConnection, PgPool};

use super::{PostgresStore, in_time, store_error};
use crate::store::{
    CodeState, NewSession, SignInStore, StoredSession, TokenHash,
    rows::timestamp,
    sign_in::{CODE_LIFETIME, CODE_REMEMBERED, SESSION_IDLE, SESSION_LIFETIME},
};

/// Names the purge among this database's advisory locks.
const PURGE: i64 = 0x6465_706c_7075_7267;

#[async_trait]
impl SignInStore for PostgresStore {
    async fn add_code(&self, code: TokenHash, now: Timestamp) -> Result<(), StoreError> {
        in_time(async {
            sqlx::query("INSERT INTO sign_in_codes (code_hash, created_at) VALUES ($1, $2)")
                .bind(code.as_bytes())
                .bind(now.as_millisecond())
                .execute(&self.pool)
                .await
                .map_err(store_error)?;
            Ok(())
        })
        .await
    }

    async fn redeem_code(&self, code: TokenHash, session: &NewSession) -> Result<CodeState, StoreError> {
        in_time(redeem_code(&self.pool, code, session)).await
    }

    async fn add_session(&self, session: &NewSession) -> Result<(), StoreError> {
        in_time(async {
            let mut transaction = self.pool.begin().await.map_err(store_error)?;
            insert_session(&mut transaction, session).await?;
            transaction.commit().await.map_err(store_error)
        })
        .await
    }

    async fn session(&self, token: TokenHash) -> Result<Option<StoredSession>, StoreError> {
        in_time(async {
            let found: Option<(i64, i64)> =
                sqlx::query_as("SELECT created_at, last_seen_at FROM sessions WHERE token_hash = $1")
                    .bind(token.as_bytes())
                    .fetch_optional(&self.pool)
                    .await
                    .map_err(store_error)?;
            found
                .map(|(created_at, last_seen_at)| {
                    Ok(StoredSession { created_at: timestamp(created_at)?, last_seen_at: timestamp(last_seen_at)? })
                })
                .transpose()
        })
        .await
    }

    async fn touch_session(&self, token: TokenHash, now: Timestamp) -> Result<(), StoreError> {
        in_time(async {
            // Requests that overlap may arrive here out of order.
            sqlx::query("UPDATE sessions SET last_seen_at = greatest(last_seen_at, $1) WHERE token_hash = $2")
                .bind(now.as_millisecond())
                .bind(token.as_bytes())
                .execute(&self.pool)
                .await
                .map_err(store_error)?;
            Ok(())
        })
        .await
    }

    async fn delete_session(&self, token: TokenHash) -> Result<(), StoreError> {
        in_time(async {
            sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
                .bind(token.as_bytes())
                .execute(&self.pool)
                .await
                .map_err(store_error)?;
            Ok(())
        })
        .await
    }

    async fn purge(&self, now: Timestamp) -> Result<(), StoreError> {
        in_time(purge(&self.pool, now)).await
    }
}

/// Of several who come with the same code at once, to whichever server, one is accepted.
async fn redeem_code(pool: &PgPool, code: TokenHash, session: &NewSession) -> Result<CodeState, StoreError> {
    let mut transaction = pool.begin().await.map_err(store_error)?;
    let accepted = sqlx::query(
        "UPDATE sign_in_codes SET used_at = $1 WHERE code_hash = $2 AND used_at IS NULL AND created_at > $3",
    )
    .bind(session.now.as_millisecond())
    .bind(code.as_bytes())
    .bind((session.now - CODE_LIFETIME).as_millisecond())
    .execute(&mut *transaction)
    .await
    .map_err(store_error)?
    .rows_affected();
    if accepted > 0 {
        insert_session(&mut transaction, session).await?;
        transaction.commit().await.map_err(store_error)?;
        return Ok(CodeState::Accepted);
    }
    let used: Option<Option<i64>> = sqlx::query_scalar("SELECT used_at FROM sign_in_codes WHERE code_hash = $1")
        .bind(code.as_bytes())
        .fetch_optional(&mut *transaction)
        .await
        .map_err(store_error)?;
    transaction.rollback().await.map_err(store_error)?;
    Ok(match used {
        None => CodeState::Unknown,
        Some(Some(_)) => CodeState::Used,
        Some(None) => CodeState::Expired,
    })
}

async fn insert_session(connection: &mut PgConnection, session: &NewSession) -> Result<(), StoreError> {
    if let Some(replaced) = session.replaces {
        sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
            .bind(replaced.as_bytes())
            .execute(&mut *connection)
            .await
            .map_err(store_error)?;
    }
    sqlx::query("INSERT INTO sessions (token_hash, created_at, last_seen_at) VALUES ($1, $2, $2)")
        .bind(session.token.as_bytes())
        .bind(session.now.as_millisecond())
        .execute(connection)
        .await
        .map_err(store_error)?;
    Ok(())
}

/// One server at a time is enough; while it does, another has nothing to do.
async fn purge(pool: &PgPool, now: Timestamp) -> Result<(), StoreError> {
    let before = |age: SignedDuration| (now - age).as_millisecond();
    let mut transaction = pool.begin().await.map_err(store_error)?;
    let alone: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)")
        .bind(PURGE)
        .fetch_one(&mut *transaction)
        .await
        .map_err(store_error)?;
    if alone {
        sqlx::query("DELETE FROM sessions WHERE last_seen_at <= $1 OR created_at <= $2")
            .bind(before(SESSION_IDLE))
            .bind(before(SESSION_LIFETIME))
            .execute(&mut *transaction)
            .await
            .map_err(store_error)?;
        sqlx::query("DELETE FROM sign_in_codes WHERE created_at <= $1")
            .bind(before(CODE_REMEMBERED))
            .execute(&mut *transaction)
            .await
            .map_err(store_error)?;
        sqlx::query("DELETE FROM idempotency WHERE deleted_at <= $1")
            .bind(before(REMEMBER_DELETED_FOR))
            .execute(&mut *transaction)
            .await
            .map_err(store_error)?;
    }
    transaction.commit().await.map_err(store_error)
}
