//! The audit trail: what a store keeps of everything that is done to keys.

use contract::{AccessChange, AuditAction, AuditChanges, EndpointId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The difference that an action makes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Note, expiry and the like, and the set in numbers.
    pub changes: AuditChanges,
    /// The endpoints that came.
    pub added: Vec<EndpointId>,
    /// The endpoints that went.
    pub removed: Vec<EndpointId>,
}

impl Difference {
    /// A difference of these changes, with the sets counted into it.
    pub fn new(changes: AuditChanges, added: Vec<EndpointId>, removed: Vec<EndpointId>) -> Self {
        let number = |set: &[EndpointId]| u32::try_from(set.len()).unwrap_or(u32::MAX);
        let access = (!added.is_empty() || !removed.is_empty())
            .then(|| AccessChange { added: number(&added), removed: number(&removed) });
        Difference { changes: AuditChanges { access, ..changes }, added, removed }
    }

    /// That a secret was issued again because the answer that carried it was lost.
    pub fn reissued() -> Self {
        let changes = AuditChanges { reissued: true, ..AuditChanges::default() };
        Difference { changes, ..Difference::default() }
    }
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredEntry {
    /// The identity; later entries have greater ones.
    pub id: u64,
    /// When.
    pub at: Timestamp,
    /// The name of who did it.
    pub principal: String,
    /// What was done.
    pub action: AuditAction,
    /// To which key.
    pub app_id: String,
    /// The key's note after it was done, or before it was deleted.
    pub note: String,
    /// The difference that it made; without the sets unless they were asked for.
    pub difference: Difference,
}

/// Which entries of a deployment's trail are wanted, the newest first.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// Those of this key only.
    pub app_id: Option<String>,
    /// Those of this principal only.
    pub principal: Option<String>,
    /// Those of this action only.
    pub action: Option<AuditAction>,
    /// Those of this time and later only.
    pub since: Option<Timestamp>,
    /// Those before this time only.
    pub until: Option<Timestamp>,
    /// Those with smaller identities only: where the page before ended.
    pub before: Option<u64>,
    /// How many at most.
    pub limit: u32,
    /// The sets are wanted too.
    pub whole: bool,
}

/// One page of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<StoredEntry>,
    /// Whether more follow.
    pub more: bool,
}
