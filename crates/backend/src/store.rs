//! Where keys are kept: the seam between the API and a database.

use async_trait::async_trait;
use contract::{Access, Sort};
use jiff::{SignedDuration, Timestamp};

use crate::secret::HashedSecret;

/// How long after its creation a key's secret may be issued again to a retried request.
pub const REISSUE_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// How long the `Idempotency-Key` of a deleted key is remembered.
pub const REMEMBER_DELETED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Where counting stops when a list is searched.
pub const SEARCH_COUNT_CAP: u64 = 1_000;

/// A key as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// The App ID, unique over all deployments.
    pub app_id: String,
    /// The note; empty where there is none.
    pub note: String,
    /// What the key may do.
    pub access: Access,
    /// When it was created.
    pub created_at: Timestamp,
    /// When note or access last changed.
    pub updated_at: Timestamp,
    /// Starts at 1 and grows by 1 with every change of note or access.
    pub version: u64,
}

/// A key to be stored, with the request that asks for it.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// The deployment that it is for.
    pub deployment: String,
    /// The App ID to give it, should it be made.
    pub app_id: String,
    /// The hash of its secret.
    pub secret: HashedSecret,
    /// The note.
    pub note: String,
    /// What it may do.
    pub access: Access,
    /// Now, to the millisecond.
    pub now: Timestamp,
    /// The name of the principal that asks.
    pub principal: String,
    /// The request's `Idempotency-Key`, unique for (principal, deployment).
    pub idempotency_key: String,
    /// The SHA-256 of the parsed body, by which a retry is told from another request.
    pub body_hash: [u8; 32],
}

/// What became of a [`NewKey`]. A body that differs is found first, whatever became of the key since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// The key was stored.
    New(StoredKey),
    /// This request had made the key before: its secret has been replaced by the new one.
    Reissued(StoredKey),
    /// This request had made the key with this App ID before, and its secret has been used or the
    /// ten minutes of [`REISSUE_WITHIN`] are over: nothing was changed.
    SecretLost(String),
    /// This request had made the key with this App ID before, and the key has been deleted.
    Deleted(String),
    /// The `Idempotency-Key` was used for another body: nothing was changed.
    BodyDiffers,
}

/// A change of a key: note and access, whole.
#[derive(Clone, Debug)]
pub struct KeyChange {
    /// The version that the change was made from.
    pub expected_version: u64,
    /// The note.
    pub note: String,
    /// What the key may do.
    pub access: Access,
    /// Now, to the millisecond.
    pub now: Timestamp,
}

/// What became of a [`KeyChange`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Updated {
    /// The key as it is now.
    Done(StoredKey),
    /// The key has another version: nothing was changed.
    Stale,
    /// There is no such key.
    Missing,
}

/// Which page of a deployment's keys is wanted.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// The words that App ID or note must hold, each of them somewhere, in lower case; empty for no search.
    pub words: Vec<String>,
    /// The order; App IDs decide among equals, in the same direction.
    pub sort: Sort,
    /// The last row of the page before, or `None` for the first page.
    pub after: Option<Position>,
    /// How many rows at most.
    pub limit: u32,
}

/// A place between the rows of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// What the list is sorted by, of the row before this place.
    pub value: SortValue,
    /// The App ID of that row.
    pub app_id: String,
}

/// What a row is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortValue {
    /// `created_at`, in milliseconds since 1970.
    Created(i64),
    /// The note in lower case (`str::to_lowercase`).
    Note(String),
}

/// One page of keys.
#[derive(Clone, Debug)]
pub struct KeyPage {
    /// The rows.
    pub rows: Vec<StoredKey>,
    /// Whether more rows follow.
    pub more: bool,
    /// How many there are on all pages: exact without a search; with one, at most [`SEARCH_COUNT_CAP`].
    pub count: u64,
    /// There are more than `count`.
    pub capped: bool,
}

/// Why the store could not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is out of reach, full or busy for too long: trying again may help.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// A fault of this program or of what is stored.
    #[error("the store failed: {0}")]
    Internal(String),
}

/// Where keys are kept. Its futures are `Send`; every method is one transaction.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// One page of a deployment's keys.
    async fn list(&self, deployment: &str, query: &ListQuery) -> Result<KeyPage, StoreError>;

    /// The key of a deployment with this App ID.
    async fn get(&self, deployment: &str, app_id: &str) -> Result<Option<StoredKey>, StoreError>;

    /// Stores a new key, or finds what this request made before; see [`Created`].
    async fn create(&self, new: &NewKey) -> Result<Created, StoreError>;

    /// Changes a key that is still at the version the change was made from.
    async fn update(&self, deployment: &str, app_id: &str, change: &KeyChange) -> Result<Updated, StoreError>;

    /// Deletes a key; says whether there was one. Its `Idempotency-Key` is remembered for
    /// [`REMEMBER_DELETED_FOR`].
    async fn delete(&self, deployment: &str, app_id: &str, now: Timestamp) -> Result<bool, StoreError>;

    /// The hash of the key's secret, for authentication.
    async fn secret(&self, deployment: &str, app_id: &str) -> Result<Option<HashedSecret>, StoreError>;

    /// Notes the first successful authentication by a key, durably, before it is answered. Later
    /// ones, and a key that does not exist, change nothing.
    async fn mark_used(&self, deployment: &str, app_id: &str, now: Timestamp) -> Result<(), StoreError>;
}
