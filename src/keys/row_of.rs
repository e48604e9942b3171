//! The row that the list will have for a key.

use contract::{Access, AccessSummary, ApiKey, ApiKeyRow};

use crate::permissions::index::CatalogIndex;

/// The row of a key: its access in numbers. `index` is the catalog, where there is one.
pub fn row_of(key: &ApiKey, index: Option<&CatalogIndex>) -> ApiKeyRow {
    let access_summary = match (&key.access, index) {
        (Access::Endpoints(endpoints), Some(index)) => {
            let granted = endpoints.iter().filter(|id| index.position(id).is_some()).count();
            let offered = index.endpoints.len();
            AccessSummary::endpoints(granted as u32, offered as u32, (endpoints.len() - granted) as u32)
        }
        (Access::Endpoints(endpoints), None) => AccessSummary::endpoints(0, 0, endpoints.len() as u32),
        (Access::Full, _) => AccessSummary::full(),
    };
    ApiKeyRow {
        app_id: key.app_id.clone(),
        note: key.note.clone(),
        access_summary,
        created_at: key.created_at.clone(),
        updated_at: key.updated_at.clone(),
        version: key.version,
        expires_at: key.expires_at.clone(),
        disabled_at: key.disabled_at.clone(),
        previous_secret_until: key.previous_secret_until.clone(),
        last_used: key.last_used.clone(),
    }
}
