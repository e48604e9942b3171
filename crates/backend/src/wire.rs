//! Keys as they are answered, from keys as they are stored.

use std::collections::HashSet;

use contract::{AccessSummary, ApiKey, ApiKeyRow, EndpointId};
use jiff::Timestamp;

use crate::store::{ListedAccess, ListedKey, StoredKey};

/// A key, whole.
pub(crate) fn key(key: StoredKey) -> ApiKey {
    ApiKey {
        created_at: time(key.created_at),
        updated_at: time(key.updated_at),
        app_id: key.app_id,
        note: key.note,
        access: key.access,
        version: key.version,
    }
}

/// A row of a list; `offered` are the identities of the catalog.
pub(crate) fn row(key: ListedKey, offered: Option<&HashSet<EndpointId>>) -> ApiKeyRow {
    ApiKeyRow {
        access_summary: summary(&key.access, offered),
        created_at: time(key.created_at),
        updated_at: time(key.updated_at),
        app_id: key.app_id,
        note: key.note,
        version: key.version,
    }
}

fn summary(access: &ListedAccess, offered: Option<&HashSet<EndpointId>>) -> AccessSummary {
    let (granted, dropped) = match access {
        ListedAccess::Full => return AccessSummary::full(),
        ListedAccess::Counted { granted, dropped } => (*granted, *dropped),
        ListedAccess::Uncounted(endpoints) => count(endpoints, offered),
    };
    AccessSummary::endpoints(granted, number(offered.map_or(0, HashSet::len)), dropped)
}

/// How many of these endpoints are offered, and how many are not.
pub(crate) fn count(endpoints: &[EndpointId], offered: Option<&HashSet<EndpointId>>) -> (u32, u32) {
    let granted = endpoints.iter().filter(|id| offered.is_some_and(|ids| ids.contains(*id))).count();
    (number(granted), number(endpoints.len() - granted))
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// RFC 3339 in UTC, with milliseconds, so that every time has the same width.
fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}
