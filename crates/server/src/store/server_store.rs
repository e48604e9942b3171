//! What a server asks of a database besides keys, sign-in and tokens.

use std::any::Any;

use async_trait::async_trait;
use backend::{
    Store,
    store::{NewKey, StoreError},
};

use super::{SignInStore, TokenStore};

/// All that a server keeps in one database.
#[async_trait]
pub trait ServerStore: Store + SignInStore + TokenStore + Any {
    /// A remark about the installation, such as where the console is reached.
    async fn meta(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Leaves a remark about the installation.
    async fn set_meta(&self, name: &str, value: &str) -> Result<(), StoreError>;

    /// Stores many keys in one transaction, each as a request of its own would: all of them or none. It fails when
    /// an App ID or an `Idempotency-Key` is taken.
    async fn create_all(&self, keys: &mut (dyn Iterator<Item = NewKey> + Send)) -> Result<(), StoreError>;

    /// Closes every connection, once what they do is done.
    async fn close(&self);
}
