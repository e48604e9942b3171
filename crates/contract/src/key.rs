//! An API key on the wire: as it is asked for, answered and listed.

use std::collections::HashSet;

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    Access, AccessRequest, AccessSummary, Capabilities, EndpointId, FieldError, FieldErrorCode, JsonObject,
    check_access, check_note,
};

/// A key, whole. The App Secret is not part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKey {
    /// The App ID: the user name of HTTP Basic authentication.
    pub app_id: String,
    /// The note; empty where there is none.
    pub note: String,
    /// What the key may do.
    #[cfg_attr(feature = "openapi", schema(value_type = AccessRequest))]
    pub access: Access,
    /// When it was created (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub created_at: String,
    /// When it last changed (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub updated_at: String,
    /// Grows with every change; the ETag is this number in quotes.
    pub version: u64,
    /// When it stops working (RFC 3339, UTC); absent for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub expires_at: Option<String>,
    /// Since when it is disabled (RFC 3339, UTC); absent while it is enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub disabled_at: Option<String>,
    /// Until when the secret before the present one works too (RFC 3339, UTC); absent when none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub previous_secret_until: Option<String>,
    /// When it last opened something; absent when it never did. No part of the version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<LastUsed>,
}

/// A row of a list: a key with its access in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKeyRow {
    /// The App ID.
    pub app_id: String,
    /// The note; empty where there is none.
    pub note: String,
    /// What the key may do, in numbers.
    pub access_summary: AccessSummary,
    /// When it was created (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub created_at: String,
    /// When it last changed (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub updated_at: String,
    /// Grows with every change.
    pub version: u64,
    /// When it stops working (RFC 3339, UTC); absent for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub expires_at: Option<String>,
    /// Since when it is disabled (RFC 3339, UTC); absent while it is enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub disabled_at: Option<String>,
    /// Until when the secret before the present one works too (RFC 3339, UTC); absent when none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub previous_secret_until: Option<String>,
    /// When it last opened something; absent when it never did. No part of the version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<LastUsed>,
}

/// The last use of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastUsed {
    /// When (RFC 3339, UTC); up to ten seconds late.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub at: String,
    /// Which endpoint it called; absent where the deployment has no catalog.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<EndpointId>,
}

/// One page of a deployment's keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyList {
    /// The keys of this page.
    pub keys: Vec<ApiKeyRow>,
    /// How many there are on all pages.
    pub total: Total,
    /// What to send as `cursor` for the next page; `null` on the last one.
    pub next_cursor: Option<String>,
}

/// How many keys there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Total {
    /// The number, exact unless `capped`.
    pub count: u64,
    /// There are more than `count`; counting stopped there.
    pub capped: bool,
}

impl Total {
    /// Says whether it is known that there is none.
    pub const fn is_none(&self) -> bool {
        self.count == 0 && !self.capped
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Sort {
    /// Newest first.
    #[default]
    #[serde(rename = "-created")]
    NewestFirst,
    /// Oldest first.
    #[serde(rename = "created")]
    OldestFirst,
    /// By note, A to Z.
    #[serde(rename = "note")]
    Note,
    /// By note, Z to A.
    #[serde(rename = "-note")]
    NoteReversed,
}

impl Sort {
    /// Every order.
    pub const ALL: [Sort; 4] = [Sort::NewestFirst, Sort::OldestFirst, Sort::Note, Sort::NoteReversed];

    /// The order as the query says it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Sort::NewestFirst => "-created",
            Sort::OldestFirst => "created",
            Sort::Note => "note",
            Sort::NoteReversed => "-note",
        }
    }
}

/// The body of `POST …/keys`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateKey {
    /// A note; only where the deployment has the capability.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 256))]
    pub note: Option<String>,
    /// What the key may do; must be there where the deployment has the capability.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "JsonObject::optional")]
    pub access: Option<AccessRequest>,
    /// When it stops working (RFC 3339), or `null` for never; only where the deployment has the capability. A new key
    /// never expires when it is left out. For a key that expires a change must say it: nothing works longer because
    /// somebody forgot a field.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub expires_at: Option<Option<String>>,
}

/// For `deserialize_with`: tells `null` from a field that is left out.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// The body of `PUT …/keys/{app_id}`: all that can be changed, whole.
pub type UpdateKey = CreateKey;

/// The answer to `POST …/keys`: the one place where an App Secret stands on the wire.
///
/// It does not print its secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedKey {
    /// The key.
    pub key: ApiKey,
    /// The App Secret, shown this once.
    pub app_secret: String,
}

impl std::fmt::Debug for CreatedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreatedKey").field("key", &self.key).field("app_secret", &"[redacted]").finish()
    }
}

/// Says whether a create or an update may be stored: note and access in one answer.
///
/// `offered` and `stored` are those of [`check_access`]. Returns the note (trimmed, empty where
/// there is none) and the access, or every error.
pub fn check_key_input(
    capabilities: Capabilities,
    offered: Option<&HashSet<EndpointId>>,
    stored: &[EndpointId],
    input: CreateKey,
) -> Result<(String, Access), Vec<FieldError>> {
    let mut errors = Vec::new();
    let note = match input.note {
        None => String::new(),
        Some(_) if !capabilities.notes => {
            errors.push(FieldError::new(FieldErrorCode::NoteNotSupported, "/note".into()));
            String::new()
        }
        Some(note) => {
            let note = note.trim();
            errors.extend(check_note(note).err());
            note.to_owned()
        }
    };
    match check_access(capabilities, offered, stored, input.access) {
        Ok(access) if errors.is_empty() => Ok((note, access)),
        Ok(_) => Err(errors),
        Err(more) => {
            errors.extend(more);
            Err(errors)
        }
    }
}
