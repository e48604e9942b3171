//! Long-lived tokens.

use async_trait::async_trait;
use backend::store::StoreError;
use jiff::Timestamp;
use sqlx::types::Json;

use super::{PostgresStore, findable, in_time, store_error};
use crate::store::{
    AccessToken, TokenHash, TokenStore,
    tokens::{TokenRow, token_columns},
};

#[async_trait]
impl TokenStore for PostgresStore {
    async fn add_token(&self, hash: TokenHash, token: &AccessToken) -> Result<bool, StoreError> {
        in_time(async {
            let added = sqlx::query(concat!(
                "INSERT INTO access_tokens (token_hash, ",
                token_columns!(),
                ") VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO NOTHING"
            ))
            .bind(hash.as_bytes())
            .bind(&token.name)
            .bind(token.role.as_str())
            .bind(Json(&token.deployments))
            .bind(token.created_at.as_millisecond())
            .bind(token.expires_at.map(Timestamp::as_millisecond))
            .execute(&self.pool)
            .await
            .map_err(store_error)?;
            Ok(added.rows_affected() > 0)
        })
        .await
    }

    async fn token(&self, hash: TokenHash) -> Result<Option<AccessToken>, StoreError> {
        in_time(async {
            let row: Option<TokenRow> =
                sqlx::query_as(concat!("SELECT ", token_columns!(), " FROM access_tokens WHERE token_hash = $1"))
                    .bind(hash.as_bytes())
                    .fetch_optional(&self.pool)
                    .await
                    .map_err(store_error)?;
            row.map(TryInto::try_into).transpose()
        })
        .await
    }

    async fn tokens(&self) -> Result<Vec<AccessToken>, StoreError> {
        in_time(async {
            let rows: Vec<TokenRow> =
                sqlx::query_as(concat!("SELECT ", token_columns!(), " FROM access_tokens ORDER BY name"))
                    .fetch_all(&self.pool)
                    .await
                    .map_err(store_error)?;
            rows.into_iter().map(TryInto::try_into).collect()
        })
        .await
    }

    async fn revoke_token(&self, name: &str) -> Result<bool, StoreError> {
        in_time(async {
            let revoked = sqlx::query("DELETE FROM access_tokens WHERE name = $1")
                .bind(findable(name))
                .execute(&self.pool)
                .await
                .map_err(store_error)?;
            Ok(revoked.rows_affected() > 0)
        })
        .await
    }
}
