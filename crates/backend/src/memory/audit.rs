//! The audit trail, in memory.

use contract::{AuditAction, EndpointId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Entry, State};
use crate::store::{AuditPage, AuditQuery, Difference, StoredEntry};

/// The entries of all deployments, in the order in which they were written.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Trail(Vec<(String, StoredEntry)>);

impl State {
    /// Writes down what was done to a key.
    pub(super) fn note(
        &mut self,
        app_id: &str,
        action: AuditAction,
        principal: &str,
        at: Timestamp,
        difference: Difference,
    ) {
        let Some(Entry { deployment, key, .. }) = self.keys.get(app_id) else { return };
        let entry = StoredEntry {
            id: self.trail.0.len() as u64 + 1,
            at,
            principal: principal.to_owned(),
            action,
            app_id: app_id.to_owned(),
            note: key.note.clone(),
            difference,
        };
        self.trail.0.push((deployment.clone(), entry));
    }
}

impl Trail {
    pub(super) fn page(&self, deployment: &str, query: &AuditQuery) -> AuditPage {
        let differs = |asked: &Option<String>, found: &str| asked.as_ref().is_some_and(|asked| asked != found);
        let is_asked = |entry: &StoredEntry| {
            !differs(&query.app_id, &entry.app_id)
                && !differs(&query.principal, &entry.principal)
                && query.action.is_none_or(|action| action == entry.action)
                && query.since.is_none_or(|since| entry.at >= since)
                && query.until.is_none_or(|until| entry.at < until)
                && query.before.is_none_or(|before| entry.id < before)
        };
        let of_deployment = self.0.iter().rev().filter(|(of, _)| of == deployment).map(|(_, entry)| entry);
        let mut found = of_deployment.filter(|entry| is_asked(entry));
        let entries = found.by_ref().take(query.limit as usize);
        let set = |endpoints: &[EndpointId]| if query.whole { endpoints.to_vec() } else { Vec::new() };
        let entries = entries.map(|entry| {
            let difference = Difference {
                changes: entry.difference.changes.clone(),
                added: set(&entry.difference.added),
                removed: set(&entry.difference.removed),
            };
            StoredEntry { difference, ..entry.clone() }
        });
        let entries = entries.collect();
        AuditPage { entries, more: found.next().is_some() }
    }

    pub(super) fn entry(&self, deployment: &str, id: u64) -> Option<StoredEntry> {
        self.0.iter().find(|(of, entry)| of == deployment && entry.id == id).map(|(_, entry)| entry.clone())
    }
}
