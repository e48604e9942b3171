//! What long-lived tokens keep: each as a hash, with what it opens.

use std::collections::BTreeSet;

use async_trait::async_trait;
use backend::store::StoreError;
use contract::Role;
use jiff::Timestamp;
use sqlx::{FromRow, types::Json};

use super::{TokenHash, rows::timestamp};

/// A long-lived token as it is stored: all but the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// What people call it, and whom the audit trail names; no other has this name.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The ids of the deployments that it may see.
    pub deployments: BTreeSet<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends, where it does.
    pub expires_at: Option<Timestamp>,
}

impl AccessToken {
    /// Says whether the token still opens anything.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

/// Where long-lived tokens are kept. Nothing of them is kept in the program, so a token that was revoked by one process
/// is gone for every other.
#[async_trait]
pub trait TokenStore: Send + Sync + 'static {
    /// Stores a new token; false when the name is taken.
    async fn add_token(&self, hash: TokenHash, token: &AccessToken) -> Result<bool, StoreError>;

    /// The token with this hash, alive or not.
    async fn token(&self, hash: TokenHash) -> Result<Option<AccessToken>, StoreError>;

    /// Every token, by name.
    async fn tokens(&self) -> Result<Vec<AccessToken>, StoreError>;

    /// Takes away what the token with this name opens; false when there is none.
    async fn revoke_token(&self, name: &str) -> Result<bool, StoreError>;
}

/// The columns of a [`TokenRow`].
macro_rules! token_columns {
    () => {
        "name, role, deployments, created_at, expires_at"
    };
}
pub(super) use token_columns;

/// A token as a row has it.
#[derive(FromRow)]
pub(super) struct TokenRow {
    name: String,
    role: String,
    deployments: Json<BTreeSet<String>>,
    created_at: i64,
    expires_at: Option<i64>,
}

impl TryFrom<TokenRow> for AccessToken {
    type Error = StoreError;

    fn try_from(row: TokenRow) -> Result<Self, StoreError> {
        let role = Role::ALL.into_iter().find(|role| role.as_str() == row.role);
        Ok(AccessToken {
            role: role.ok_or_else(|| StoreError::Internal("a token has an unknown role".into()))?,
            name: row.name,
            deployments: row.deployments.0,
            created_at: timestamp(row.created_at)?,
            expires_at: row.expires_at.map(timestamp).transpose()?,
        })
    }
}
