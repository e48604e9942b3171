//! Between the audit trail's rows and types, the same for every database.

use backend::store::{Difference, StoreError, StoredEntry};
use contract::{AuditAction, AuditChanges, EndpointId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, types::Json};

use super::rows::timestamp;

/// What was done to a key, by whom and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Done<'d> {
    pub(super) deployment: &'d str,
    pub(super) app_id: &'d str,
    /// The key's note after it was done, or before it was deleted.
    pub(super) note: &'d str,
    pub(super) action: AuditAction,
    pub(super) principal: &'d str,
    pub(super) now: Timestamp,
    pub(super) difference: &'d Difference,
}

/// The endpoints that came and went, as a column holds them.
#[derive(Serialize, Deserialize)]
pub(super) struct Sets {
    added: Vec<EndpointId>,
    removed: Vec<EndpointId>,
}

/// The column of a difference's sets; none where nothing came or went.
pub(super) fn sets_column(difference: &Difference) -> Option<Json<Sets>> {
    let Difference { added, removed, .. } = difference;
    let any = !added.is_empty() || !removed.is_empty();
    any.then(|| Json(Sets { added: added.clone(), removed: removed.clone() }))
}

/// An entry as a row has it.
#[derive(FromRow)]
pub(super) struct AuditRow {
    id: i64,
    at: i64,
    principal: String,
    action: String,
    app_id: String,
    note: String,
    changes: Json<AuditChanges>,
    sets: Option<Json<Sets>>,
}

impl TryFrom<AuditRow> for StoredEntry {
    type Error = StoreError;

    fn try_from(row: AuditRow) -> Result<Self, StoreError> {
        let fault = |what: &str| StoreError::Internal(format!("an audit entry has {what}"));
        let action = AuditAction::ALL.into_iter().find(|action| action.as_str() == row.action);
        let (added, removed) = row.sets.map(|Json(Sets { added, removed })| (added, removed)).unwrap_or_default();
        Ok(StoredEntry {
            id: row.id.try_into().map_err(|_| fault("a negative id"))?,
            at: timestamp(row.at)?,
            principal: row.principal,
            action: action.ok_or_else(|| fault("an unknown action"))?,
            app_id: row.app_id,
            note: row.note,
            difference: Difference { changes: row.changes.0, added, removed },
        })
    }
}
