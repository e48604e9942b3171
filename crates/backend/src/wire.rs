//! Keys, templates and the audit trail as they are answered, from how they are stored.

use std::collections::HashSet;

use contract::{Access, AccessSummary, ApiKey, ApiKeyRow, AuditDetail, AuditEntry, EndpointId, LastUsed, Template};
use jiff::Timestamp;

use crate::store::{LastUse, ListedAccess, ListedKey, StoredEntry, StoredKey, StoredTemplate};

/// A key, whole, as it is now.
pub(crate) fn key(key: StoredKey, now: Timestamp) -> ApiKey {
    ApiKey {
        expires_at: key.expires_at.map(time),
        disabled_at: key.disabled_at.map(time),
        previous_secret_until: key.previous_until.filter(|until| *until > now).map(time),
        last_used: key.last_used.map(last_used),
        created_at: time(key.created_at),
        updated_at: time(key.updated_at),
        app_id: key.app_id,
        note: key.note,
        access: key.access,
        version: key.version,
    }
}

/// A row of a list as it is now; `offered` are the identities of the catalog.
pub(crate) fn row(key: ListedKey, offered: Option<&HashSet<EndpointId>>, now: Timestamp) -> ApiKeyRow {
    ApiKeyRow {
        expires_at: key.expires_at.map(time),
        disabled_at: key.disabled_at.map(time),
        previous_secret_until: key.previous_until.filter(|until| *until > now).map(time),
        last_used: key.last_used.map(last_used),
        access_summary: summary(&key.access, offered),
        created_at: time(key.created_at),
        updated_at: time(key.updated_at),
        app_id: key.app_id,
        note: key.note,
        version: key.version,
    }
}

/// A template.
pub(crate) fn template(template: StoredTemplate) -> Template {
    Template {
        name: template.name,
        access: Access::Endpoints(template.endpoints),
        updated_at: time(template.updated_at),
    }
}

/// An entry of the audit trail, without its sets.
pub(crate) fn entry(entry: StoredEntry) -> AuditEntry {
    AuditEntry {
        id: entry.id,
        at: time(entry.at),
        principal: entry.principal,
        action: entry.action,
        app_id: entry.app_id,
        note: entry.note,
        changes: entry.difference.changes,
    }
}

/// An entry of the audit trail, whole.
pub(crate) fn detail(stored: StoredEntry) -> AuditDetail {
    let (added, removed) = (stored.difference.added.clone(), stored.difference.removed.clone());
    AuditDetail { entry: entry(stored), added, removed }
}

fn last_used(used: LastUse) -> LastUsed {
    LastUsed { at: time(used.at), endpoint: used.endpoint }
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
pub(crate) fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}
