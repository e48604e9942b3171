//! `/api/deployments/{deployment}/keys/{app_id}`: one key.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header::ETAG},
    response::{IntoResponse, Response},
};
use contract::{Access, ApiKey, EndpointId, Problem, ProblemKind, UpdateKey, check_key_input};

use crate::{
    Failure,
    document::problems,
    extract::{AppId, Found, IfMatch, JsonBody, Writable, etag},
    served::Served,
    store::{KeyChange, StoredKey, Updated},
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
    Ok(answer(key))
}

/// Changes the note and the access of a key.
///
/// Both are sent, whole. Access may keep what the key holds already, also when the catalog has dropped it since.
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
    Writable(found): Writable,
    app_id: AppId,
    if_match: IfMatch,
    JsonBody(body): JsonBody<UpdateKey>,
) -> Result<Response, Failure> {
    let stored = served.store.get(found.id(), &app_id.0).await?.ok_or_else(|| app_id.not_found())?;
    if !if_match.names(stored.version) {
        return Err(stale());
    }
    let (note, access) =
        check_key_input(found.known.capabilities(), found.known.offered(), endpoints(&stored.access), body)
            .map_err(Problem::invalid_input)?;
    let tally = found.known.tally(&access);
    let change = KeyChange { expected_version: stored.version, note, access, tally, now: served.now() };
    match served.store.update(found.id(), &app_id.0, &change).await? {
        Updated::Done(key) => Ok(answer(key)),
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
    Writable(found): Writable,
    app_id: AppId,
) -> Result<StatusCode, Failure> {
    match served.store.delete(found.id(), &app_id.0, served.now()).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(app_id.not_found()),
    }
}

fn answer(key: StoredKey) -> Response {
    ([(ETAG, etag(key.version))], Json(wire::key(key))).into_response()
}

fn endpoints(access: &Access) -> &[EndpointId] {
    match access {
        Access::Full => &[],
        Access::Endpoints(endpoints) => endpoints,
    }
}

fn stale() -> Failure {
    Failure::new(
        ProblemKind::StaleVersion,
        "If-Match does not name the version that the key has now: somebody has changed it since, or the header is not \
         an ETag of this key. Read the key again, and send its ETag as it came.",
    )
}
