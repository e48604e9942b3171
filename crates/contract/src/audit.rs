//! The audit trail on the wire: who did what to which key, and when.

use serde::{Deserialize, Serialize};

use crate::EndpointId;

/// One thing that was done to a key. It outlives the key. Never a secret is part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    /// The identity; later entries have greater ones.
    pub id: u64,
    /// When (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub at: String,
    /// The name of who did it.
    pub principal: String,
    /// What was done.
    pub action: AuditAction,
    /// To which key.
    pub app_id: String,
    /// The key's note after it was done, or before it was deleted; empty where there is none.
    pub note: String,
    /// The difference that it made.
    #[serde(default, skip_serializing_if = "AuditChanges::is_none")]
    pub changes: AuditChanges,
}

/// What can be done to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuditAction {
    /// It was made.
    Created,
    /// Note, access or expiry were changed.
    Updated,
    /// It was disabled.
    Disabled,
    /// It was enabled again.
    Enabled,
    /// It was given a new secret: asked for, or because the answer with the one before was lost.
    Rotated,
    /// It was deleted.
    Deleted,
}

impl AuditAction {
    /// Every action.
    pub const ALL: [AuditAction; 6] = [
        AuditAction::Created,
        AuditAction::Updated,
        AuditAction::Disabled,
        AuditAction::Enabled,
        AuditAction::Rotated,
        AuditAction::Deleted,
    ];

    /// The action as the wire says it.
    pub const fn as_str(self) -> &'static str {
        match self {
            AuditAction::Created => "created",
            AuditAction::Updated => "updated",
            AuditAction::Disabled => "disabled",
            AuditAction::Enabled => "enabled",
            AuditAction::Rotated => "rotated",
            AuditAction::Deleted => "deleted",
        }
    }
}

/// The difference that an action made; what is absent did not change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditChanges {
    /// The note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteChange>,
    /// The expiry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<ExpiryChange>,
    /// The set of endpoints, in numbers; the entry itself names them ([`AuditDetail`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<AccessChange>,
    /// For how many minutes the old secret went on working.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_minutes: Option<u32>,
    /// The secret was issued again because the answer that carried it was lost.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reissued: bool,
}

impl AuditChanges {
    /// Says whether there is none.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A note before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoteChange {
    /// Before; empty where there was none.
    pub from: String,
    /// After; empty where there is none.
    pub to: String,
}

/// An expiry before and after (RFC 3339, UTC); absent for never.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExpiryChange {
    /// Before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub from: Option<String>,
    /// After.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub to: Option<String>,
}

/// How many endpoints came and went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessChange {
    /// How many came.
    pub added: u32,
    /// How many went.
    pub removed: u32,
}

/// An entry with the endpoints that it is about. Of a new key every endpoint is an added one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditDetail {
    /// The entry.
    pub entry: AuditEntry,
    /// The endpoints that came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<EndpointId>,
    /// The endpoints that went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<EndpointId>,
}

/// One page of the trail, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditList {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// What to send as `cursor` for the next page; `null` on the last one.
    pub next_cursor: Option<String>,
}
