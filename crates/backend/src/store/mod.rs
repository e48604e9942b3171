//! Where keys and templates are kept: the seam between the API and a database.

mod audit;
mod guard;
mod key;
mod list;
mod template;

use async_trait::async_trait;
use contract::EndpointId;
use jiff::Timestamp;

pub use audit::{AuditPage, AuditQuery, Difference, StoredEntry};
pub use guard::{Guard, PreviousSecret, Use};
pub use key::{
    By, Created, KeyChange, LastUse, NewKey, REISSUE_WITHIN, REMEMBER_DELETED_FOR, Rotated, Rotation, StoredKey, Tally,
    Updated,
};
pub use list::{KeyPage, ListQuery, ListedAccess, ListedKey, Position, SEARCH_COUNT_CAP, SortValue};
pub use template::{Replacing, StoredTemplate, TemplateSaved};

use crate::secret::HashedSecret;

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
///
/// Whatever changes a key writes an entry of the audit trail in the same transaction; what changes nothing writes none.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// One page of a deployment's keys. It takes about as long as any other, however many keys there are: only
    /// a search or a filter may look at all of them.
    async fn list(&self, deployment: &str, query: &ListQuery) -> Result<KeyPage, StoreError>;

    /// The key of a deployment with this App ID.
    async fn get(&self, deployment: &str, app_id: &str) -> Result<Option<StoredKey>, StoreError>;

    /// Stores a new key, or finds what this request made before; see [`Created`].
    async fn create(&self, new: &NewKey) -> Result<Created, StoreError>;

    /// Changes a key that is still at the version the change was made from.
    async fn update(&self, deployment: &str, app_id: &str, change: &KeyChange) -> Result<Updated, StoreError>;

    /// Gives a key a new secret, or finds what this request did before; see [`Rotated`].
    ///
    /// A secret may be issued again as that of a new key may: to the request that it was made for, while nothing has
    /// used it and no other has taken its place, within [`REISSUE_WITHIN`].
    async fn rotate(&self, deployment: &str, app_id: &str, rotation: &Rotation) -> Result<Rotated, StoreError>;

    /// Disables or enables a key, and answers it as it is now. When it is so already nothing is changed.
    async fn set_disabled(
        &self,
        deployment: &str,
        app_id: &str,
        disabled: bool,
        by: &By,
    ) -> Result<Option<StoredKey>, StoreError>;

    /// Deletes a key; says whether there was one. Its `Idempotency-Key`s are remembered for
    /// [`REMEMBER_DELETED_FOR`], its trail for good.
    async fn delete(&self, deployment: &str, app_id: &str, by: &By) -> Result<bool, StoreError>;

    /// What guards a key, and whether it grants this endpoint. Without an endpoint it is asked for what only full
    /// access opens.
    ///
    /// Once a change has been answered, by this server or another on the same database, what is answered here is not
    /// older than that change.
    async fn guard(
        &self,
        deployment: &str,
        app_id: &str,
        endpoint: Option<&EndpointId>,
    ) -> Result<Option<Guard>, StoreError>;

    /// Notes the first use of a key's present secret, durably, before the request is answered. Later ones change
    /// nothing. Says whether this is still the key's present secret: where it is not, it has not been used.
    async fn mark_used(
        &self,
        deployment: &str,
        app_id: &str,
        secret: &HashedSecret,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Records when keys were last used, each at the latest time that is told of it, now or before. What is told of
    /// keys that do not exist is dropped.
    async fn record_uses(&self, uses: &[Use]) -> Result<(), StoreError>;

    /// How many uses are recorded together, where there are many. What writes takes its processor from requests, so these
    /// are the fewest for which a call of [`Store::record_uses`] does not cost more than what it writes.
    fn uses_at_once(&self) -> usize {
        250
    }

    /// One page of a deployment's audit trail.
    async fn audit(&self, deployment: &str, query: &AuditQuery) -> Result<AuditPage, StoreError>;

    /// One entry of a deployment's audit trail, whole.
    async fn audit_entry(&self, deployment: &str, id: u64) -> Result<Option<StoredEntry>, StoreError>;

    /// The templates of a deployment, by name, byte by byte.
    async fn templates(&self, deployment: &str) -> Result<Vec<StoredTemplate>, StoreError>;

    /// The template of a deployment with this name.
    async fn template(&self, deployment: &str, name: &str) -> Result<Option<StoredTemplate>, StoreError>;

    /// Stores a template, also in the place of one of the same name where that is allowed; see [`TemplateSaved`]. A
    /// deployment never has more than [`TEMPLATES_MAX`](contract::TEMPLATES_MAX), whoever saves at the same time.
    async fn put_template(
        &self,
        deployment: &str,
        template: &StoredTemplate,
        replacing: Replacing,
    ) -> Result<TemplateSaved, StoreError>;

    /// Removes a template; says whether there was one.
    async fn delete_template(&self, deployment: &str, name: &str) -> Result<bool, StoreError>;
}
