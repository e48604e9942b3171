//! Where keys are kept: the seam between the API and a database.

use async_trait::async_trait;
use contract::{Access, EndpointId, Sort};
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

/// An explicit set of endpoints in numbers, under one catalog.
///
/// To count takes the whole set, and a page of a list shows a hundred of them. So whoever writes a set counts it, and
/// a store keeps the numbers beside it with the version of the catalog that they were counted under. A catalog that
/// has changed since has another version: then the numbers are not shown, and a list carries the set itself, to be
/// counted again. Nothing has to be brought up to date when a catalog changes, servers with different catalogs may
/// share a database, and no row ever tells what is no longer so; until a key is changed its row costs what its set
/// is long, which a page has a hundred times at most, however many keys there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The version of the catalog.
    pub catalog: String,
    /// How many endpoints of the set the catalog offers.
    pub granted: u32,
    /// How many it does not.
    pub dropped: u32,
}

/// A key to be stored, with the request that asks for it.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// The deployment that it is for.
    pub deployment: String,
    /// The App ID to give it, should it be made; in lower case.
    pub app_id: String,
    /// The hash of its secret.
    pub secret: HashedSecret,
    /// The note.
    pub note: String,
    /// What it may do.
    pub access: Access,
    /// That in numbers; `None` where access is full or there is no catalog.
    pub tally: Option<Tally>,
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
    /// That in numbers; `None` where access is full or there is no catalog.
    pub tally: Option<Tally>,
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
    /// The version of the catalog that access is shown under, or `None` where there is no catalog.
    pub catalog: Option<String>,
}

/// A place between the rows of a list: between values, not at a row. So a list goes on from it whatever became of the
/// row it was taken from, and what nobody touches meanwhile comes exactly once. A row whose note is edited between two
/// pages of a list by note moves, as the list itself does: it may come twice, or not at all.
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

/// A key as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey {
    /// The App ID.
    pub app_id: String,
    /// The note; empty where there is none.
    pub note: String,
    /// What the key may do.
    pub access: ListedAccess,
    /// When it was created.
    pub created_at: Timestamp,
    /// When note or access last changed.
    pub updated_at: Timestamp,
    /// The version.
    pub version: u64,
}

/// What a key may do, as far as a list must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListedAccess {
    /// Every endpoint.
    Full,
    /// An explicit set, of which so many are offered by the catalog of the query, and so many are not.
    Counted {
        /// See [`Tally::granted`].
        granted: u32,
        /// See [`Tally::dropped`].
        dropped: u32,
    },
    /// An explicit set that was not counted under the catalog of the query.
    Uncounted(Vec<EndpointId>),
}

/// One page of keys.
#[derive(Clone, Debug)]
pub struct KeyPage {
    /// The rows.
    pub rows: Vec<ListedKey>,
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
    /// One page of a deployment's keys. It takes about as long as any other, however many keys there are: only
    /// a search may look at all of them.
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
