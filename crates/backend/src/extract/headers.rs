//! The headers that make a write safe to repeat and a read cheap to.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, header::IF_MATCH, header::IF_NONE_MATCH, request::Parts},
};
use contract::ProblemKind;

use crate::Failure;

/// The longest `Idempotency-Key`.
const IDEMPOTENCY_KEY_MAX: usize = 255;

/// The `Idempotency-Key`: 1 to 255 visible ASCII characters.
pub(crate) struct IdempotencyKey(pub String);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let mut values = parts.headers.get_all("idempotency-key").iter();
        let key = match (values.next(), values.next()) {
            (Some(only), None) => only.to_str().ok(),
            _ => None,
        };
        let allowed = |key: &&str| {
            (1..=IDEMPOTENCY_KEY_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
        };
        key.filter(allowed).map(|key| IdempotencyKey(key.to_owned())).ok_or_else(|| {
            Failure::new(
                ProblemKind::IdempotencyKeyRequired,
                "Send one header Idempotency-Key of 1 to 255 visible ASCII characters: a new random one for each key \
                 to be made, the same one when a request is sent again.",
            )
        })
    }
}

/// `If-Match`, as it came.
///
/// Strong comparison (RFC 9110, 8.8.3.2): a weak tag never matches. Neither does `*`, for it names no version and
/// would overwrite what somebody else has changed; nor does what is no entity tag at all. A list matches when one
/// of its tags does.
pub(crate) struct IfMatch(String);

impl IfMatch {
    /// Whether the version is one that the request was made from.
    pub fn names(&self, version: u64) -> bool {
        let current = etag(version);
        self.0.split(',').any(|tag| tag.trim() == current)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        joined(&parts.headers, &IF_MATCH).map(IfMatch).ok_or_else(|| {
            Failure::new(
                ProblemKind::IfMatchRequired,
                "Send the ETag of the key as it was read in the header If-Match, so that nobody's change is lost.",
            )
        })
    }
}

/// The entity tag of a version.
pub(crate) fn etag(version: impl std::fmt::Display) -> String {
    format!("\"{version}\"")
}

/// Whether `If-None-Match` names this entity tag, compared weakly: then the client has what would be answered.
pub(crate) fn none_match(headers: &HeaderMap, etag: &str) -> bool {
    let known = |tag: &str| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag;
    joined(headers, &IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|tag| known(tag.trim())))
}

/// Whether `If-None-Match: *` asks to make something and to replace nothing. Entity tags beside it name nothing here: what is
/// asked about has none.
pub(crate) fn makes_only(headers: &HeaderMap) -> bool {
    joined(headers, &IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == "*"))
}

/// The lines of a header that holds a list, as one; what is not ASCII is no entity tag of ours and left out.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<_> = headers.get_all(name).iter().map(|line| line.to_str().unwrap_or_default()).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}
