//! `/api/deployments/{deployment}/keys/{app_id}/…`: what becomes of a key after it was made.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use contract::{ApiKey, CreatedKey, FieldError, FieldErrorCode, GRACE_MAX_MINUTES, Problem, ProblemKind, RotateSecret};

use crate::{
    Failure,
    document::problems,
    extract::{AppId, Found, IdempotencyKey, JsonBody},
    routes::{
        key::answer,
        secret::{body_differs, body_hash, deleted, with_secret},
    },
    secret::AppSecret,
    served::Served,
    store::{By, Rotated, Rotation},
};

problems!(ChangeProblems: Unauthenticated, Forbidden, NotFound, DeploymentNotFound, KeyNotFound, Internal, StoreUnavailable);
problems!(
    RotateProblems: Unauthenticated, Forbidden, NotFound, DeploymentNotFound, KeyNotFound, IdempotencyKeyRequired,
    MalformedBody, UnsupportedMediaType, BodyTooLarge, InvalidInput, IdempotencyKeyReused, SecretLost, KeyDeleted,
    Internal, StoreUnavailable,
);

/// Disables a key.
///
/// Its access has ended when this is answered. A key that is disabled already stays so.
#[utoipa::path(post, path = "/api/deployments/{deployment}/keys/{app_id}/disable", tag = "keys",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("app_id" = String, Path, description = "The key's App ID"),
    ),
    responses(
        (status = 200, description = "The key as it is now", body = ApiKey, headers(
            ("ETag" = String, description = "The key's version in quotes"),
        )),
        ChangeProblems,
    ),
)]
pub(crate) async fn disable_key(
    State(served): State<Arc<Served>>,
    found: Found,
    app_id: AppId,
) -> Result<Response, Failure> {
    set_disabled(&served, &found, &app_id, true).await
}

/// Enables a key that was disabled.
///
/// It opens what it opened before. A key that is enabled already stays so.
#[utoipa::path(post, path = "/api/deployments/{deployment}/keys/{app_id}/enable", tag = "keys",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("app_id" = String, Path, description = "The key's App ID"),
    ),
    responses(
        (status = 200, description = "The key as it is now", body = ApiKey, headers(
            ("ETag" = String, description = "The key's version in quotes"),
        )),
        ChangeProblems,
    ),
)]
pub(crate) async fn enable_key(
    State(served): State<Arc<Served>>,
    found: Found,
    app_id: AppId,
) -> Result<Response, Failure> {
    set_disabled(&served, &found, &app_id, false).await
}

async fn set_disabled(served: &Served, found: &Found, app_id: &AppId, disabled: bool) -> Result<Response, Failure> {
    let by = By { principal: found.principal.name.clone(), now: served.now() };
    let key = served.store.set_disabled(found.id(), &app_id.0, disabled, &by).await?;
    key.map(|key| answer(key, by.now)).ok_or_else(|| app_id.not_found())
}

/// Gives a key a new secret.
///
/// The answer is the only one that carries it. The old secret works beside it for as long as the request says; one
/// that was still working from a rotation before ends now. When the answer is lost, the request is sent again with the
/// same `Idempotency-Key`: the lost secret dies, and the old one works as long as was said first.
#[utoipa::path(post, path = "/api/deployments/{deployment}/keys/{app_id}/rotate", tag = "keys",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("app_id" = String, Path, description = "The key's App ID"),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, pattern = "^[!-~]+$",
            description = "Random, one for each rotation; the same when a request is sent again"),
    ),
    request_body = RotateSecret,
    responses(
        (status = 201, description = "The key and its new secret", body = CreatedKey, headers(
            ("ETag" = String, description = "The key's version in quotes"),
        )),
        RotateProblems,
    ),
)]
pub(crate) async fn rotate_secret(
    State(served): State<Arc<Served>>,
    found: Found,
    app_id: AppId,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    JsonBody(body): JsonBody<RotateSecret>,
) -> Result<Response, Failure> {
    if body.grace_minutes > GRACE_MAX_MINUTES {
        let error = FieldError::new(FieldErrorCode::GraceTooLong, "/grace_minutes".into());
        return Err(Problem::invalid_input(vec![error.with("max", &GRACE_MAX_MINUTES.to_string())]).into());
    }
    let secret = AppSecret::generate()?;
    let rotation = Rotation {
        secret: secret.hashed(),
        grace_minutes: body.grace_minutes,
        now: served.now(),
        principal: found.principal.name.clone(),
        idempotency_key,
        body_hash: body_hash(&("rotate", &app_id.0, &body)),
    };
    match served.store.rotate(found.id(), &app_id.0, &rotation).await? {
        Rotated::New(key) | Rotated::Reissued(key) => Ok(with_secret(key, &secret, rotation.now)),
        Rotated::SecretLost(app_id) => Err(Failure::new(
            ProblemKind::SecretLost,
            "This request has been answered already, and its secret can no longer be issued again. To give the key \
             another, send a new Idempotency-Key.",
        )
        .about(app_id)),
        Rotated::Deleted(app_id) => Err(deleted(app_id)),
        Rotated::BodyDiffers => Err(body_differs()),
        Rotated::Missing => Err(app_id.not_found()),
    }
}
