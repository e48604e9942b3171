//! Between rows and types.

use backend::store::{StoreError, StoredKey};
use contract::{Access, EndpointId};
use jiff::Timestamp;
use sqlx::{FromRow, types::Json};

/// The columns of a [`KeyRow`], for `SELECT` and `RETURNING`.
macro_rules! key_columns {
    () => {
        "app_id, note, access, created_at, updated_at, version"
    };
}
pub(super) use key_columns;

/// A key as a row has it.
#[derive(FromRow)]
pub(super) struct KeyRow {
    app_id: String,
    note: String,
    access: Option<Json<Vec<EndpointId>>>,
    created_at: i64,
    updated_at: i64,
    version: i64,
}

impl TryFrom<KeyRow> for StoredKey {
    type Error = StoreError;

    fn try_from(row: KeyRow) -> Result<Self, StoreError> {
        Ok(StoredKey {
            app_id: row.app_id,
            note: row.note,
            access: row.access.map_or(Access::Full, |Json(endpoints)| Access::Endpoints(endpoints)),
            created_at: timestamp(row.created_at)?,
            updated_at: timestamp(row.updated_at)?,
            version: u64::try_from(row.version).map_err(|_| StoreError::Internal("a negative version".into()))?,
        })
    }
}

/// The column of an access.
pub(super) fn access_column(access: &Access) -> Option<Json<&Vec<EndpointId>>> {
    match access {
        Access::Full => None,
        Access::Endpoints(endpoints) => Some(Json(endpoints)),
    }
}

/// What a search looks through. App IDs are in lower case already. The line break keeps a word from
/// matching across the two: no word holds one.
pub(super) fn search_text(app_id: &str, note_lower: &str) -> String {
    format!("{}\n{note_lower}", app_id.to_lowercase())
}

pub(super) fn timestamp(milliseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(milliseconds)
        .map_err(|_| StoreError::Internal(format!("a stored time is out of range: {milliseconds}")))
}
