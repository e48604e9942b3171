//! `/api/deployments/{deployment}/keys/{app_id}`: one key.

use std::{collections::HashSet, sync::Arc};

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header::ETAG},
    response::{IntoResponse, Response},
};
use contract::{ApiKey, AuditChanges, ExpiryChange, NoteChange, ProblemKind, UpdateKey};
use jiff::Timestamp;

use crate::{
    Failure,
    document::problems,
    extract::{AppId, Found, IfMatch, JsonBody, etag},
    routes::input::{Input, check_input, endpoints},
    served::Served,
    store::{By, Difference, KeyChange, StoredKey, Updated},
    wire,
};

problems!(GetProblems: Unauthenticated, NotFound, DeploymentNotFound, KeyNotFound, Internal, StoreUnavailable);
problems!(
    UpdateProblems: Unauthenticated, Forbidden, NotFound, DeploymentNotFound, KeyNotFound, IfMatchRequired, StaleVersion,
    MalformedBody, UnsupportedMediaType, BodyTooLarge, InvalidInput, Internal, StoreUnavailable,
);
problems!(DeleteProblems: Unauthenticated, Forbidden, NotFound, DeploymentNotFound, KeyNotFound, Internal, StoreUnavailable);

/// Reads one key, with its whole access.
#[utoipa::path(get, path = "/api/deployments/{deployment}/keys/{app_id}", tag = "keys",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("app_id" = String, Path, description = "The key's App ID"),
    ),
    responses(
        (status = 200, description = "The key", body = ApiKey, headers(
            ("ETag" = String, description = "The key's version in quotes"),
        )),
        GetProblems,
    ),
)]
pub(crate) async fn get_key(
    State(served): State<Arc<Served>>,
    found: Found,
    app_id: AppId,
) -> Result<Response, Failure> {
    let key = served.store.get(found.id(), &app_id.0).await?.ok_or_else(|| app_id.not_found())?;
    Ok(answer(key, served.now()))
}

/// Changes note, access and expiry of a key.
///
/// All are sent, whole. Access may keep what the key holds already, also when the catalog has dropped it since.
#[utoipa::path(put, path = "/api/deployments/{deployment}/keys/{app_id}", tag = "keys",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("app_id" = String, Path, description = "The key's App ID"),
        ("If-Match" = String, Header, description = "The ETag of the key as it was read"),
    ),
    request_body = contract::CreateKey,
    responses(
        (status = 200, description = "The key as it is now", body = ApiKey, headers(
            ("ETag" = String, description = "The key's version in quotes"),
        )),
        UpdateProblems,
    ),
)]
pub(crate) async fn update_key(
    State(served): State<Arc<Served>>,
    found: Found,
    app_id: AppId,
    if_match: IfMatch,
    JsonBody(body): JsonBody<UpdateKey>,
) -> Result<Response, Failure> {
    let stored = served.store.get(found.id(), &app_id.0).await?.ok_or_else(|| app_id.not_found())?;
    if !if_match.names(stored.version) {
        return Err(stale());
    }
    let now = served.now();
    let input = check_input(&found.known, Some(&stored), body, now)?;
    let change = KeyChange {
        expected_version: stored.version,
        difference: difference(&stored, &input),
        tally: found.known.tally(&input.access),
        note: input.note,
        access: input.access,
        expires_at: input.expires_at,
        now,
        principal: found.principal.name.clone(),
    };
    match served.store.update(found.id(), &app_id.0, &change).await? {
        Updated::Done(key) => Ok(answer(key, now)),
        Updated::Stale => Err(stale()),
        Updated::Missing => Err(app_id.not_found()),
    }
}

/// Deletes a key.
///
/// Its access has ended when this is answered.
#[utoipa::path(delete, path = "/api/deployments/{deployment}/keys/{app_id}", tag = "keys",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("app_id" = String, Path, description = "The key's App ID"),
    ),
    responses((status = 204, description = "The key is deleted"), DeleteProblems),
)]
pub(crate) async fn delete_key(
    State(served): State<Arc<Served>>,
    found: Found,
    app_id: AppId,
) -> Result<StatusCode, Failure> {
    let by = By { principal: found.principal.name.clone(), now: served.now() };
    match served.store.delete(found.id(), &app_id.0, &by).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(app_id.not_found()),
    }
}

/// A key with its version.
pub(super) fn answer(key: StoredKey, now: Timestamp) -> Response {
    ([(ETAG, etag(key.version))], Json(wire::key(key, now))).into_response()
}

/// What a change makes of a key, for the audit trail.
fn difference(stored: &StoredKey, input: &Input) -> Difference {
    let (before, after) = (endpoints(&stored.access), endpoints(&input.access));
    let without = |set: &[_], other: &[_]| {
        let other: HashSet<_> = other.iter().collect();
        set.iter().filter(|id| !other.contains(id)).cloned().collect::<Vec<_>>()
    };
    let note = (stored.note != input.note).then(|| NoteChange { from: stored.note.clone(), to: input.note.clone() });
    let expires_at = (stored.expires_at != input.expires_at)
        .then(|| ExpiryChange { from: stored.expires_at.map(wire::time), to: input.expires_at.map(wire::time) });
    let changes = AuditChanges { note, expires_at, ..AuditChanges::default() };
    Difference::new(changes, without(after, before), without(before, after))
}

fn stale() -> Failure {
    Failure::new(
        ProblemKind::StaleVersion,
        "If-Match does not name the version that the key has now: somebody has changed it since, or the header is not \
         an ETag of this key. Read the key again, and send its ETag as it came.",
    )
}
