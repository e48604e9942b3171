//! One-time codes and sessions.

use async_trait::async_trait;
use backend::store::{REMEMBER_DELETED_FOR, StoreError};
use jiff::{SignedDuration, Timestamp};
use sqlx::SqliteConnection;

use super::{SqliteStore, store_error};
use crate::store::{
    CodeState, NewSession, SignInStore, StoredSession, TokenHash,
    rows::timestamp,
    sign_in::{CODE_LIFETIME, CODE_REMEMBERED, SESSION_IDLE, SESSION_LIFETIME},
};

#[async_trait]
impl SignInStore for SqliteStore {
    async fn add_code(&self, code: TokenHash, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO sign_in_codes (code_hash, created_at) VALUES (?, ?)")
            .bind(code.as_bytes())
            .bind(now.as_millisecond())
            .execute(&self.writer)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn redeem_code(&self, code: TokenHash, session: &NewSession) -> Result<CodeState, StoreError> {
        // Anybody may come with any code: what was never given out must not make the writers wait.
        let known: Option<i64> = sqlx::query_scalar("SELECT created_at FROM sign_in_codes WHERE code_hash = ?")
            .bind(code.as_bytes())
            .fetch_optional(&self.readers)
            .await
            .map_err(store_error)?;
        if known.is_none() {
            return Ok(CodeState::Unknown);
        }
        let mut transaction = self.write().await?;
        let found: Option<(i64, Option<i64>)> =
            sqlx::query_as("SELECT created_at, used_at FROM sign_in_codes WHERE code_hash = ?")
                .bind(code.as_bytes())
                .fetch_optional(&mut *transaction)
                .await
                .map_err(store_error)?;
        let Some((created_at, used_at)) = found else { return Ok(CodeState::Unknown) };
        if used_at.is_some() {
            return Ok(CodeState::Used);
        }
        if session.now.duration_since(timestamp(created_at)?) >= CODE_LIFETIME {
            return Ok(CodeState::Expired);
        }
        sqlx::query("UPDATE sign_in_codes SET used_at = ? WHERE code_hash = ?")
            .bind(session.now.as_millisecond())
            .bind(code.as_bytes())
            .execute(&mut *transaction)
            .await
            .map_err(store_error)?;
        insert_session(&mut transaction, session).await?;
        transaction.commit().await.map_err(store_error)?;
        Ok(CodeState::Accepted)
    }

    async fn add_session(&self, session: &NewSession) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        insert_session(&mut transaction, session).await?;
        transaction.commit().await.map_err(store_error)
    }

    async fn session(&self, token: TokenHash) -> Result<Option<StoredSession>, StoreError> {
        let found: Option<(i64, i64)> =
            sqlx::query_as("SELECT created_at, last_seen_at FROM sessions WHERE token_hash = ?")
                .bind(token.as_bytes())
                .fetch_optional(&self.readers)
                .await
                .map_err(store_error)?;
        found
            .map(|(created_at, last_seen_at)| {
                Ok(StoredSession { created_at: timestamp(created_at)?, last_seen_at: timestamp(last_seen_at)? })
            })
            .transpose()
    }

    async fn touch_session(&self, token: TokenHash, now: Timestamp) -> Result<(), StoreError> {
        // Requests that overlap may arrive here out of order.
        sqlx::query("UPDATE sessions SET last_seen_at = max(last_seen_at, ?) WHERE token_hash = ?")
            .bind(now.as_millisecond())
            .bind(token.as_bytes())
            .execute(&self.writer)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn delete_session(&self, token: TokenHash) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sessions WHERE token_hash = ?")
            .bind(token.as_bytes())
            .execute(&self.writer)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn purge(&self, now: Timestamp) -> Result<(), StoreError> {
        let before = |age: SignedDuration| (now - age).as_millisecond();
        let mut transaction = self.write().await?;
        sqlx::query("DELETE FROM sessions WHERE last_seen_at <= ? OR created_at <= ?")
            .bind(before(SESSION_IDLE))
            .bind(before(SESSION_LIFETIME))
            .execute(&mut *transaction)
            .await
            .map_err(store_error)?;
        sqlx::query("DELETE FROM sign_in_codes WHERE created_at <= ?")
            .bind(before(CODE_REMEMBERED))
            .execute(&mut *transaction)
            .await
            .map_err(store_error)?;
        sqlx::query("DELETE FROM idempotency WHERE deleted_at <= ?")
            .bind(before(REMEMBER_DELETED_FOR))
            .execute(&mut *transaction)
            .await
            .map_err(store_error)?;
        transaction.commit().await.map_err(store_error)
    }
}

async fn insert_session(connection: &mut SqliteConnection, session: &NewSession) -> Result<(), StoreError> {
    if let Some(replaced) = session.replaces {
        sqlx::query("DELETE FROM sessions WHERE token_hash = ?")
            .bind(replaced.as_bytes())
            .execute(&mut *connection)
            .await
            .map_err(store_error)?;
    }
    sqlx::query("INSERT INTO sessions (token_hash, created_at, last_seen_at) VALUES (?, ?, ?)")
        .bind(session.token.as_bytes())
        .bind(session.now.as_millisecond())
        .bind(session.now.as_millisecond())
        .execute(connection)
        .await
        .map_err(store_error)?;
    Ok(())
}
