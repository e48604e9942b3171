//! Answers that carry a secret, and those that no longer can.

use axum::{
    Json,
    http::{StatusCode, header::ETAG},
    response::{IntoResponse, Response},
};
use contract::{CreatedKey, ProblemKind};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{Failure, extract::etag, secret::AppSecret, store::StoredKey, wire};

/// The one answer that carries a secret: whatever stands around the Router knows it by its status.
pub(super) fn with_secret(key: StoredKey, secret: &AppSecret, now: Timestamp) -> Response {
    let etag = [(ETAG, etag(key.version))];
    let body = CreatedKey { key: wire::key(key, now), app_secret: secret.expose().to_owned() };
    (StatusCode::CREATED, etag, Json(body)).into_response()
}

/// A hash of what a request says, not of how it is written: neither spaces nor the order of fields count.
pub(super) fn body_hash(said: &impl Serialize) -> [u8; 32] {
    Sha256::digest(serde_json::to_vec(said).expect("strings and numbers are always JSON")).into()
}

/// The key that this request was about before has been deleted.
pub(super) fn deleted(app_id: String) -> Failure {
    Failure::new(
        ProblemKind::KeyDeleted,
        "This request has been answered already, and the API key that it made has been deleted. To make another, send \
         a new Idempotency-Key.",
    )
    .about(app_id)
}

/// The `Idempotency-Key` is that of another request.
pub(super) fn body_differs() -> Failure {
    Failure::new(
        ProblemKind::IdempotencyKeyReused,
        "This Idempotency-Key was sent with another request before; nothing was made. Send a new one.",
    )
}
