//! Errors on the wire: `application/problem+json` (RFC 9457).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::SignInWays;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $slug:literal, $status:literal, $title:literal;)*) => {
        /// What went wrong, as a stable identity with its HTTP status and title.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ProblemKind { $($(#[$doc])* $name,)* }

        impl ProblemKind {
            /// Every kind.
            pub const ALL: &'static [ProblemKind] = &[$(ProblemKind::$name,)*];

            /// The problem's `type`: a relative reference that never changes.
            pub const fn uri(self) -> &'static str {
                match self { $(ProblemKind::$name => concat!("/problems/", $slug),)* }
            }

            /// The HTTP status that it is answered with.
            pub const fn status(self) -> u16 {
                match self { $(ProblemKind::$name => $status,)* }
            }

            /// The problem's `title`.
            pub const fn title(self) -> &'static str {
                match self { $(ProblemKind::$name => $title,)* }
            }
        }
    };
}

kinds! {
    /// There is no session, or it has ended.
    Unauthenticated = "unauthenticated", 401, "Sign in first";
    /// The bearer token is not one of this server's, or not one that it takes from the identity provider.
    TokenRefused = "token-refused", 401, "The bearer token is not valid";
    /// The code of the sign-in link is not one of this server's.
    SignInCodeWrong = "sign-in-code-wrong", 401, "This sign-in link is not valid";
    /// The code of the sign-in link has been used.
    SignInCodeUsed = "sign-in-code-used", 401, "This sign-in link has been used";
    /// The code of the sign-in link is too old.
    SignInCodeExpired = "sign-in-code-expired", 401, "This sign-in link has expired";
    /// The password is wrong.
    PasswordWrong = "password-wrong", 401, "The password is wrong";
    /// The principal may see but not change.
    Forbidden = "forbidden", 403, "Not allowed";
    /// The bearer token is good, and gives no role here.
    NoRole = "no-role", 403, "The bearer token gives no role here";
    /// The request's Origin is not one of this server's.
    OriginRefused = "origin-refused", 403, "This origin may not write";
    /// App ID and App Secret are missing, or do not open this deployment now.
    KeyRefused = "key-refused", 401, "App ID and App Secret are required";
    /// The API key does not hold the endpoint that the request is for.
    EndpointNotGranted = "endpoint-not-granted", 403, "The API key does not have this permission";
    /// No API key opens what the request is for, or a proxy has not said what it is.
    RequestNotAllowed = "request-not-allowed", 403, "No API key may do this";
    /// The catalog has no endpoint that the request is for.
    EndpointNotOffered = "endpoint-not-offered", 404, "No API key may do this";
    /// There is no such address.
    NotFound = "not-found", 404, "Not found";
    /// There is no such deployment, or the principal may not see it.
    DeploymentNotFound = "deployment-not-found", 404, "No such deployment";
    /// The deployment has no such key.
    KeyNotFound = "key-not-found", 404, "No such API key";
    /// The deployment has no such template.
    TemplateNotFound = "template-not-found", 404, "No such template";
    /// The deployment's audit trail has no such entry.
    AuditEntryNotFound = "audit-entry-not-found", 404, "No such entry in the audit trail";
    /// The deployment has no catalog.
    CatalogNotFound = "catalog-not-found", 404, "This deployment has no catalog";
    /// The address has no such method.
    MethodNotAllowed = "method-not-allowed", 405, "Method not allowed";
    /// The body is not JSON, or not of the shape asked for.
    MalformedBody = "malformed-body", 400, "The body could not be read";
    /// The request could be read in more than one way.
    RequestUnsound = "request-unsound", 400, "The request is ambiguous";
    /// A query parameter has a value that is not allowed.
    InvalidQuery = "invalid-query", 400, "A query parameter is not valid";
    /// The cursor was not given out by this list.
    InvalidCursor = "invalid-cursor", 400, "The cursor is not valid";
    /// `Idempotency-Key` is missing or not of the form asked for.
    IdempotencyKeyRequired = "idempotency-key-required", 400, "An Idempotency-Key is required";
    /// The request did not arrive whole in time.
    RequestTimeout = "request-timeout", 408, "The request took too long";
    /// The key was made, and its secret can no longer be issued again.
    SecretLost = "secret-lost", 409, "The secret of this API key can no longer be shown";
    /// The key that this `Idempotency-Key` made has been deleted.
    KeyDeleted = "key-deleted", 409, "The API key made by this request has been deleted";
    /// The deployment has as many templates as it may.
    TooManyTemplates = "too-many-templates", 409, "The deployment has too many templates";
    /// Somebody else has changed the key since.
    StaleVersion = "stale-version", 412, "The API key has changed since";
    /// There is a template of this name, and it was not to be replaced.
    TemplateExists = "template-exists", 412, "There is a template of this name already";
    /// The body is larger than allowed.
    BodyTooLarge = "body-too-large", 413, "The body is too large";
    /// The body is not declared as JSON.
    UnsupportedMediaType = "unsupported-media-type", 415, "The body must be application/json";
    /// The body breaks rules; `errors` says which and where.
    InvalidInput = "invalid-input", 422, "The input breaks a rule";
    /// The `Idempotency-Key` was used for another body.
    IdempotencyKeyReused = "idempotency-key-reused", 422, "The Idempotency-Key was used for another request";
    /// `If-Match` is missing.
    IfMatchRequired = "if-match-required", 428, "If-Match is required";
    /// Too many attempts; `Retry-After` says when to go on.
    RateLimited = "rate-limited", 429, "Too many attempts";
    /// A fault of the server.
    Internal = "internal", 500, "Something went wrong on the server";
    /// The deployment's API cannot be reached, or does not answer as it should.
    UpstreamUnavailable = "upstream-unavailable", 502, "The deployment's API does not answer";
    /// The deployment's API takes too long.
    UpstreamTimeout = "upstream-timeout", 504, "The deployment's API takes too long";
    /// The database does not answer.
    StoreUnavailable = "store-unavailable", 503, "The database does not answer";
    /// The keys by which a bearer token is verified cannot be had.
    IdentityProviderUnavailable = "identity-provider-unavailable", 503, "The identity provider does not answer";
}

impl ProblemKind {
    /// The kind whose `type` this is.
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.uri() == uri)
    }
}

/// A problem as RFC 9457 has it, with this API's extension members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// The stable identity; see [`ProblemKind::uri`].
    #[cfg_attr(feature = "openapi", schema(example = "/problems/invalid-input"))]
    pub r#type: String,
    /// The kind in a few English words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do, in English, for logs and curl.
    pub detail: String,
    /// What in the body breaks which rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The key that the problem is about, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// The ways of signing in; with `unauthenticated` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignInWays>,
}

impl Problem {
    /// A problem of a kind; `detail` says what and where, and what to do.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Problem {
            r#type: kind.uri().into(),
            title: kind.title().into(),
            status: kind.status(),
            detail: detail.into(),
            errors: Vec::new(),
            app_id: None,
            sign_in: None,
        }
    }

    /// The problem of a body that breaks rules.
    pub fn invalid_input(errors: Vec<FieldError>) -> Self {
        let detail = errors.iter().map(|error| error.detail.as_str()).collect::<Vec<_>>().join(" ");
        Problem { errors, ..Problem::new(ProblemKind::InvalidInput, detail) }
    }

    /// The kind, or `None` when it is one that this build does not know.
    pub fn kind(&self) -> Option<ProblemKind> {
        ProblemKind::from_uri(&self.r#type)
    }
}

/// One rule that the body breaks, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Where: a JSON Pointer (RFC 6901) into the body; `/name` is a template's name, which stands in the path.
    #[cfg_attr(feature = "openapi", schema(example = "/access/endpoints/3"))]
    pub pointer: String,
    /// Which rule; the page words the error from it.
    pub code: FieldErrorCode,
    /// What the words need: limits, counts, names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
    /// The error in English, for logs and curl.
    pub detail: String,
}

impl FieldError {
    /// An error of this rule at this place.
    pub fn new(code: FieldErrorCode, pointer: String) -> Self {
        FieldError { pointer, code, params: BTreeMap::new(), detail: code.detail().to_owned() }
    }

    /// The same with one more parameter; the detail names its value where it is an endpoint.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if name == "endpoint" {
            self.detail = format!("{} ({value})", self.detail);
        }
        self.params.insert(name.to_owned(), value.to_owned());
        self
    }
}

/// The rules that a body can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FieldErrorCode {
    /// The note is longer than allowed (`max`, `count`).
    NoteTooLong,
    /// The note holds a control character.
    NoteControlCharacter,
    /// The deployment's keys have no notes.
    NoteNotSupported,
    /// The deployment's keys have no permissions.
    PermissionsNotSupported,
    /// Access must be named.
    AccessMissing,
    /// `type` is neither `full` nor `endpoints`.
    AccessTypeUnknown,
    /// `full` is not for deployments with permissions.
    FullAccessNotAllowed,
    /// No endpoint is selected.
    SelectionEmpty,
    /// The same endpoint stands in the set twice (`endpoint`).
    EndpointTwice,
    /// The catalog does not offer the endpoint (`endpoint`).
    EndpointNotOffered,
    /// The deployment's keys do not expire.
    ExpiryNotSupported,
    /// The key expires, and a change must say when.
    ExpiryMissing,
    /// The expiry is not a time as RFC 3339 writes it.
    ExpiryInvalid,
    /// The expiry is not in the future.
    ExpiryPast,
    /// The old secret would work for longer than allowed (`max`).
    GraceTooLong,
    /// The template's name is empty or longer than allowed (`max`, `count`).
    TemplateNameLength,
    /// The template's name begins or ends with a space, holds a control character, or is `.` or `..`.
    TemplateNameRefused,
    /// Exactly one of `code` and `password` must be sent.
    SignInWayMissing,
}

impl FieldErrorCode {
    const fn detail(self) -> &'static str {
        match self {
            FieldErrorCode::NoteTooLong => "The note is longer than 256 characters; shorten it.",
            FieldErrorCode::NoteControlCharacter => {
                "The note holds a control character, such as a line break; remove it."
            }
            FieldErrorCode::NoteNotSupported => "Keys of this deployment have no note; leave `note` out.",
            FieldErrorCode::PermissionsNotSupported => {
                "Keys of this deployment always have full access; leave `access` out."
            }
            FieldErrorCode::AccessMissing => {
                "Name what the key may do: {\"type\": \"endpoints\", \"endpoints\": [...]}."
            }
            FieldErrorCode::AccessTypeUnknown => "`type` is neither `full` nor `endpoints`.",
            FieldErrorCode::FullAccessNotAllowed => {
                "Keys of this deployment hold an explicit set of endpoints; `full` is not for them."
            }
            FieldErrorCode::SelectionEmpty => "Select at least one endpoint: a key that can call nothing is a mistake.",
            FieldErrorCode::EndpointTwice => "This endpoint stands in the set twice; send it once.",
            FieldErrorCode::EndpointNotOffered => "The catalog of this deployment does not offer this endpoint.",
            FieldErrorCode::ExpiryNotSupported => "Keys of this deployment do not expire; leave `expires_at` out.",
            FieldErrorCode::ExpiryMissing => {
                "This key expires: send `expires_at`, the same to keep it, or null for never."
            }
            FieldErrorCode::ExpiryInvalid => {
                "`expires_at` is not a time of this age as RFC 3339 writes it, such as \"2030-01-31T12:00:00Z\"."
            }
            FieldErrorCode::ExpiryPast => "`expires_at` is not in the future.",
            FieldErrorCode::GraceTooLong => "The old secret may work for 10,080 minutes (seven days) at most.",
            FieldErrorCode::TemplateNameLength => "A template's name has 1 to 60 characters.",
            FieldErrorCode::TemplateNameRefused => {
                "A template's name has no space at either end and no control character, and is neither `.` nor `..`."
            }
            FieldErrorCode::SignInWayMissing => "Send exactly one of `code` and `password`.",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_kind_has_a_type_of_its_own_and_is_found_by_it() {
        let uris: HashSet<_> = ProblemKind::ALL.iter().map(|kind| kind.uri()).collect();
        assert_eq!(uris.len(), ProblemKind::ALL.len());
        for kind in ProblemKind::ALL {
            assert_eq!(ProblemKind::from_uri(kind.uri()), Some(*kind));
        }
    }
}
