//! Between rows and types, the same for every database.

use backend::{
    secret::HashedSecret,
    store::{LastUse, ListedAccess, ListedKey, StoreError, StoredKey, StoredTemplate, Tally},
};
use contract::{Access, EndpointId};
use jiff::Timestamp;
use sqlx::{FromRow, types::Json};

/// The columns of a [`KeyRow`], for `SELECT` and `RETURNING`.
macro_rules! key_columns {
    () => {
        concat!("access, ", $crate::store::rows::list_columns!())
    };
}
pub(super) use key_columns;

/// The columns of a [`ListRow`], without those of its access.
macro_rules! list_columns {
    () => {
        "app_id, note, created_at, updated_at, version, expires_at, disabled_at, previous_until, \
         (SELECT last_used_at FROM key_uses WHERE key_uses.app_id = api_keys.app_id) AS last_used_at, \
         (SELECT endpoint FROM key_uses WHERE key_uses.app_id = api_keys.app_id) AS last_used_endpoint"
    };
}
pub(super) use list_columns;

/// A key as a row has it.
#[derive(FromRow)]
pub(super) struct KeyRow {
    app_id: String,
    note: String,
    access: Option<Json<Vec<EndpointId>>>,
    created_at: i64,
    updated_at: i64,
    version: i64,
    expires_at: Option<i64>,
    disabled_at: Option<i64>,
    previous_until: Option<i64>,
    last_used_at: Option<i64>,
    last_used_endpoint: Option<String>,
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
            version: version(row.version)?,
            expires_at: row.expires_at.map(timestamp).transpose()?,
            disabled_at: row.disabled_at.map(timestamp).transpose()?,
            previous_until: row.previous_until.map(timestamp).transpose()?,
            last_used: last_use(row.last_used_at, row.last_used_endpoint)?,
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

/// The columns of a tally.
pub(super) struct TallyColumns<'t> {
    pub(super) catalog: Option<&'t str>,
    pub(super) granted: Option<i64>,
    pub(super) dropped: Option<i64>,
}

impl<'t> From<&'t Option<Tally>> for TallyColumns<'t> {
    fn from(tally: &'t Option<Tally>) -> Self {
        let tally = tally.as_ref();
        TallyColumns {
            catalog: tally.map(|tally| tally.catalog.as_str()),
            granted: tally.map(|tally| tally.granted.into()),
            dropped: tally.map(|tally| tally.dropped.into()),
        }
    }
}

/// A key as a list reads it.
#[derive(FromRow)]
pub(super) struct ListRow {
    app_id: String,
    note: String,
    created_at: i64,
    updated_at: i64,
    version: i64,
    expires_at: Option<i64>,
    disabled_at: Option<i64>,
    previous_until: Option<i64>,
    last_used_at: Option<i64>,
    last_used_endpoint: Option<String>,
    /// The tally, where it is of the catalog that was asked for.
    granted: Option<i64>,
    dropped: Option<i64>,
    /// The set, where the tally is of another catalog.
    uncounted: Option<Json<Vec<EndpointId>>>,
}

impl TryFrom<ListRow> for ListedKey {
    type Error = StoreError;

    fn try_from(row: ListRow) -> Result<Self, StoreError> {
        let access = match (row.granted, row.dropped, row.uncounted) {
            (Some(granted), Some(dropped), _) => {
                ListedAccess::Counted { granted: number(granted)?, dropped: number(dropped)? }
            }
            (_, _, Some(Json(endpoints))) => ListedAccess::Uncounted(endpoints),
            _ => ListedAccess::Full,
        };
        Ok(ListedKey {
            app_id: row.app_id,
            note: row.note,
            access,
            created_at: timestamp(row.created_at)?,
            updated_at: timestamp(row.updated_at)?,
            version: version(row.version)?,
            expires_at: row.expires_at.map(timestamp).transpose()?,
            disabled_at: row.disabled_at.map(timestamp).transpose()?,
            previous_until: row.previous_until.map(timestamp).transpose()?,
            last_used: last_use(row.last_used_at, row.last_used_endpoint)?,
        })
    }
}

/// A template as a row has it.
#[derive(FromRow)]
pub(super) struct TemplateRow {
    name: String,
    endpoints: Json<Vec<EndpointId>>,
    updated_at: i64,
}

impl TryFrom<TemplateRow> for StoredTemplate {
    type Error = StoreError;

    fn try_from(row: TemplateRow) -> Result<Self, StoreError> {
        let Json(endpoints) = row.endpoints;
        Ok(StoredTemplate { name: row.name, endpoints, updated_at: timestamp(row.updated_at)? })
    }
}

fn last_use(at: Option<i64>, endpoint: Option<String>) -> Result<Option<LastUse>, StoreError> {
    let Some(at) = at else { return Ok(None) };
    Ok(Some(LastUse { at: timestamp(at)?, endpoint: endpoint.map(EndpointId::from) }))
}

fn number(stored: i64) -> Result<u32, StoreError> {
    u32::try_from(stored).map_err(|_| StoreError::Internal(format!("a stored number is out of range: {stored}")))
}

fn version(stored: i64) -> Result<u64, StoreError> {
    u64::try_from(stored).map_err(|_| StoreError::Internal("a negative version".into()))
}

pub(super) fn timestamp(milliseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(milliseconds)
        .map_err(|_| StoreError::Internal(format!("a stored time is out of range: {milliseconds}")))
}

pub(super) fn secret_hash(bytes: Vec<u8>) -> Result<HashedSecret, StoreError> {
    let bytes = bytes.try_into().map_err(|_| StoreError::Internal("a stored hash is not a SHA-256".into()))?;
    Ok(HashedSecret::from_bytes(bytes))
}
