//! What was done, in words.

use contract::{AuditAction, AuditEntry};

use crate::i18n::{duration, t};

/// An action's name.
pub(super) fn action_text(action: AuditAction) -> String {
    match action {
        AuditAction::Created => t::was_created(),
        AuditAction::Updated => t::updated(),
        AuditAction::Disabled => t::disabled(),
        AuditAction::Enabled => t::enabled(),
        AuditAction::Rotated => t::rotated(),
        AuditAction::Deleted => t::is_deleted(),
    }
}

/// What an entry says that was done, with the difference that it made.
pub(super) fn what_text(entry: &AuditEntry) -> String {
    let changes = &entry.changes;
    match entry.action {
        AuditAction::Created => match &changes.access {
            Some(access) => t::did_create_with(u64::from(access.added)),
            None => t::did_create(),
        },
        AuditAction::Disabled => t::did_disable(),
        AuditAction::Enabled => t::did_enable(),
        AuditAction::Deleted => t::did_delete(),
        AuditAction::Rotated => match changes.grace_minutes {
            _ if changes.reissued => t::did_reissue(),
            None | Some(0) => t::did_rotate_at_once(),
            Some(minutes) => t::did_rotate(&duration(minutes)),
        },
        AuditAction::Updated => {
            let (added, removed) = changes.access.map_or((0, 0), |access| (access.added, access.removed));
            let expiry = changes.expires_at.as_ref();
            let parts = [
                changes.note.is_some().then(t::did_note),
                expiry.map(|expiry| if expiry.to.is_some() { t::did_expiry() } else { t::did_expiry_never() }),
                (added > 0).then(|| t::did_add(u64::from(added))),
                (removed > 0).then(|| t::did_remove(u64::from(removed))),
            ];
            let parts: Vec<_> = parts.into_iter().flatten().collect();
            if parts.is_empty() { t::did_update() } else { parts.join(", ") }
        }
    }
}
