//! A key as it is stored, and what is asked of it.

use contract::{Access, AuditChanges, EndpointId, ExpiryChange};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Difference;
use crate::{secret::HashedSecret, wire};

/// How long after it was made a secret may be issued again to a retried request.
pub const REISSUE_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// How long the `Idempotency-Key` of a deleted key is remembered.
pub const REMEMBER_DELETED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A key as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredKey {
    /// The App ID, unique over all deployments.
    pub app_id: String,
    /// The note; empty where there is none.
    pub note: String,
    /// What the key may do.
    pub access: Access,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Starts at 1 and grows by 1 with every change. What is only noted of its use is none.
    pub version: u64,
    /// When it stops working; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// Since when it is disabled.
    pub disabled_at: Option<Timestamp>,
    /// Until when the secret before the present one works too, also when that time is over.
    pub previous_until: Option<Timestamp>,
    /// Its last use, as far as it has been recorded.
    pub last_used: Option<LastUse>,
}

/// The last use of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastUse {
    /// When.
    pub at: Timestamp,
    /// Which endpoint it called; `None` where there is no catalog.
    pub endpoint: Option<EndpointId>,
}

/// An explicit set of endpoints in numbers, under one catalog.
///
/// To count takes the whole set, and a page of a list shows a hundred of them. So whoever writes a set counts it, and
/// a store keeps the numbers beside it with the version of the catalog that they were counted under. A catalog that
/// has changed since has another version: then the numbers are not shown, and a list carries the set itself, to be
/// counted again. Nothing has to be brought up to date when a catalog changes, servers with different catalogs may
/// share a database, and no row ever tells what is no longer so; until a key is changed its row costs what its set
/// is long, which a page has a hundred times at most, however many keys there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// When it stops working; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// Now, to the millisecond.
    pub now: Timestamp,
    /// The name of the principal that asks.
    pub principal: String,
    /// The request's `Idempotency-Key`, unique for (principal, deployment).
    pub idempotency_key: String,
    /// The SHA-256 of the parsed body, by which a retry is told from another request.
    pub body_hash: [u8; 32],
}

impl NewKey {
    /// The difference that it makes, for the audit trail.
    pub fn difference(&self) -> Difference {
        let expires_at = self.expires_at.map(|to| ExpiryChange { from: None, to: Some(wire::time(to)) });
        let added = match &self.access {
            Access::Full => Vec::new(),
            Access::Endpoints(endpoints) => endpoints.clone(),
        };
        Difference::new(AuditChanges { expires_at, ..AuditChanges::default() }, added, Vec::new())
    }
}

/// What became of a [`NewKey`]. A body that differs is found first, whatever became of the key since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// The key was stored.
    New(StoredKey),
    /// This request had made the key before: its secret has been replaced by the new one.
    Reissued(StoredKey),
    /// This request had made the key with this App ID before, and its secret has been used or the
    /// ten minutes of [`REISSUE_WITHIN`] are over, or another has taken its place: nothing was changed.
    SecretLost(String),
    /// This request had made the key with this App ID before, and the key has been deleted.
    Deleted(String),
    /// The `Idempotency-Key` was used for another body: nothing was changed.
    BodyDiffers,
}

/// A change of a key: note, access and expiry, whole.
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
    /// When it stops working; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// The difference to `expected_version`, for the audit trail.
    pub difference: Difference,
    /// Now, to the millisecond.
    pub now: Timestamp,
    /// The name of the principal that asks.
    pub principal: String,
}

/// What became of a [`KeyChange`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(clippy::large_enum_variant, reason = "there is one a request, and it is taken apart at once")
)]
pub enum Updated {
    /// The key as it is now.
    Done(StoredKey),
    /// The key has another version: nothing was changed.
    Stale,
    /// There is no such key.
    Missing,
}

/// A new secret for a key, with the request that asks for it.
#[derive(Clone, Debug)]
pub struct Rotation {
    /// The hash of the new secret.
    pub secret: HashedSecret,
    /// For how many minutes the secret before it works too. The one before that ends now.
    pub grace_minutes: u32,
    /// Now, to the millisecond.
    pub now: Timestamp,
    /// The name of the principal that asks.
    pub principal: String,
    /// The request's `Idempotency-Key`, of the same space as that of a [`NewKey`].
    pub idempotency_key: String,
    /// The SHA-256 of what is asked for, App ID included.
    pub body_hash: [u8; 32],
}

impl Rotation {
    /// Until when the secret before the new one works; `None` when it ends now.
    pub fn previous_until(&self) -> Option<Timestamp> {
        (self.grace_minutes > 0).then(|| self.now + SignedDuration::from_mins(self.grace_minutes.into()))
    }

    /// The difference that it makes, for the audit trail.
    pub fn difference(&self) -> Difference {
        let changes = AuditChanges { grace_minutes: Some(self.grace_minutes), ..AuditChanges::default() };
        Difference { changes, ..Difference::default() }
    }
}

/// What became of a [`Rotation`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rotated {
    /// The key has its new secret.
    New(StoredKey),
    /// This request had given the key a new secret before, which has been replaced by this one. The secret before both
    /// works as long as was said then.
    Reissued(StoredKey),
    /// This request had given the key a new secret before, which can no longer be issued again: nothing was changed.
    SecretLost(String),
    /// This request had given the key with this App ID a new secret before, and the key has been deleted.
    Deleted(String),
    /// The `Idempotency-Key` was used for another body: nothing was changed.
    BodyDiffers,
    /// There is no such key.
    Missing,
}

/// Who does something to a key, and when.
#[derive(Clone, Debug)]
pub struct By {
    /// The name of the principal.
    pub principal: String,
    /// Now, to the millisecond.
    pub now: Timestamp,
}
