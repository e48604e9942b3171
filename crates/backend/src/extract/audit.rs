//! The query of the audit trail.

use axum::{extract::FromRequestParts, http::request::Parts};
use contract::{AuditAction, ProblemKind};
use jiff::Timestamp;

use super::query::{invalid, named, one_of, pairs, rows};
use crate::{Failure, store::AuditQuery};

/// The longest name or App ID that is looked for.
const TEXT_MAX: usize = 256;

/// Which entries are asked for, checked. `cursor` and `limit` belong to a page, `format` to an export.
#[derive(Debug)]
pub(crate) struct AuditParams {
    pub query: AuditQuery,
    pub format: Format,
}

/// How a trail is exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    #[default]
    Csv,
    JsonLines,
}

impl Format {
    const ALL: [Format; 2] = [Format::Csv, Format::JsonLines];

    /// The format as the query says it, which is also the ending of a file of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::JsonLines => "jsonl",
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for AuditParams {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        const NAMES: [&str; 8] = ["app_id", "principal", "action", "since", "until", "cursor", "limit", "format"];
        let [app_id, principal, action, since, until, cursor, limit, format] = named(pairs(parts)?, NAMES)?;
        let before = cursor.map(|cursor| cursor.parse().ok().filter(|id| *id <= i64::MAX as u64).ok_or_else(no_cursor));
        let query = AuditQuery {
            app_id: text(app_id, "app_id")?,
            principal: text(principal, "principal")?,
            action: one_of(action, "action", AuditAction::ALL, AuditAction::as_str)?,
            since: time(since, "since")?,
            until: time(until, "until")?,
            before: before.transpose()?,
            limit: rows(limit)?,
            whole: false,
        };
        let format = one_of(format, "format", Format::ALL, Format::as_str)?.unwrap_or_default();
        Ok(AuditParams { query, format })
    }
}

fn text(value: Option<String>, name: &str) -> Result<Option<String>, Failure> {
    match value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) {
        Some(text) if text.len() > TEXT_MAX => Err(invalid(format!("`{name}` is longer than {TEXT_MAX} bytes."))),
        Some(text) if text.contains(char::is_control) => {
            Err(invalid(format!("`{name}` holds a control character; remove it.")))
        }
        text => Ok(text),
    }
}

fn time(value: Option<String>, name: &str) -> Result<Option<Timestamp>, Failure> {
    let read = |text: String| {
        text.parse()
            .map_err(|_| invalid(format!("`{name}` is not a time as RFC 3339 writes it: 2030-01-31T12:00:00Z.")))
    };
    value.map(read).transpose()
}

fn no_cursor() -> Failure {
    Failure::new(ProblemKind::InvalidCursor, "The trail has not given out this cursor. Read it from its first page.")
}
