//! `/api/deployments/{deployment}/keys`: the keys of a deployment.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{
        StatusCode,
        header::{ETAG, LOCATION},
    },
    response::{IntoResponse, Response},
};
use contract::{CreateKey, CreatedKey, KeyList, Problem, ProblemKind, Total, check_key_input};
use sha2::{Digest, Sha256};

use crate::{
    Failure,
    cursor::List,
    document::problems,
    extract::{Found, IdempotencyKey, JsonBody, ListParams, Writable, etag},
    secret::{AppSecret, new_app_id},
    served::Served,
    store::{Created, ListQuery, NewKey},
    wire,
};

problems!(ListProblems: Unauthenticated, NotFound, DeploymentNotFound, InvalidQuery, InvalidCursor, Internal, StoreUnavailable);
problems!(
    CreateProblems: Unauthenticated, Forbidden, NotFound, DeploymentNotFound, IdempotencyKeyRequired, MalformedBody,
    UnsupportedMediaType, BodyTooLarge, InvalidInput, IdempotencyKeyReused, SecretLost, KeyDeleted, Internal,
    StoreUnavailable,
);

/// Lists the keys of a deployment.
///
/// Page by page: `next_cursor` of one page is the `cursor` of the next. What nobody touches meanwhile comes exactly
/// once, whatever others create and delete, also when the last key of a page is deleted. A key whose note is changed
/// between two pages moves in the orders by note, so there it may come twice or not at all.
#[utoipa::path(get, path = "/api/deployments/{deployment}/keys", tag = "keys",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("search" = Option<String>, Query, max_length = 256,
            description = "Words that App ID or note hold, each of them somewhere, whatever their case"),
        ("sort" = Option<contract::Sort>, Query, description = "The order; the newest first by default"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before, with the same sort and search"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The rows of a page; 50 by default"),
    ),
    responses((status = 200, description = "One page", body = KeyList), ListProblems),
)]
pub(crate) async fn list_keys(
    State(served): State<Arc<Served>>,
    found: Found,
    params: ListParams,
) -> Result<Json<KeyList>, Failure> {
    let list = List { deployment: found.id(), sort: params.sort, words: &params.words };
    let after = params.cursor.as_deref().map(|cursor| list.place(cursor)).transpose()?;
    let query = ListQuery {
        words: params.words.clone(),
        sort: params.sort,
        after,
        limit: params.limit,
        catalog: found.known.catalog.as_ref().map(|known| known.catalog.version.clone()),
    };
    let page = served.store.list(found.id(), &query).await?;
    let next_cursor = page.rows.last().filter(|_| page.more).map(|row| list.cursor_after(row));
    Ok(Json(KeyList {
        keys: page.rows.into_iter().map(|key| wire::row(key, found.known.offered())).collect(),
        total: Total { count: page.count, capped: page.capped },
        next_cursor,
    }))
}

/// Creates a key.
///
/// The answer is the only one that carries the App Secret. When the answer is lost, the request is sent again with
/// the same `Idempotency-Key`: it makes no second key.
#[utoipa::path(post, path = "/api/deployments/{deployment}/keys", tag = "keys",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, pattern = "^[!-~]+$",
            description = "Random, one for each key to be made; the same when a request is sent again"),
    ),
    request_body = CreateKey,
    responses(
        (status = 201, description = "The key and its secret", body = CreatedKey, headers(
            ("Location" = String, description = "The key's address"),
            ("ETag" = String, description = "The key's version in quotes"),
        )),
        CreateProblems,
    ),
)]
pub(crate) async fn create_key(
    State(served): State<Arc<Served>>,
    Writable(found): Writable,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    JsonBody(body): JsonBody<CreateKey>,
) -> Result<Response, Failure> {
    let body_hash = body_hash(&body);
    let (note, access) = check_key_input(found.known.capabilities(), found.known.offered(), &[], body)
        .map_err(Problem::invalid_input)?;
    let secret = AppSecret::generate()?;
    let new = NewKey {
        deployment: found.id().to_owned(),
        app_id: new_app_id()?,
        secret: secret.hashed(),
        note,
        tally: found.known.tally(&access),
        access,
        now: served.now(),
        principal: found.principal.name.clone(),
        idempotency_key,
        body_hash,
    };
    match served.store.create(&new).await? {
        Created::New(key) | Created::Reissued(key) => {
            let headers =
                [(LOCATION, format!("/api/deployments/{}/keys/{}", found.id(), key.app_id)), (ETAG, etag(key.version))];
            let body = CreatedKey { key: wire::key(key), app_secret: secret.expose().to_owned() };
            Ok((StatusCode::CREATED, headers, Json(body)).into_response())
        }
        Created::SecretLost(app_id) => Err(Failure::new(
            ProblemKind::SecretLost,
            "This request has made the API key already, and its secret can no longer be issued again. Delete the key \
             and make another.",
        )
        .about(app_id)),
        Created::Deleted(app_id) => Err(Failure::new(
            ProblemKind::KeyDeleted,
            "This request has made an API key already, and that key has been deleted. To make another, send a new \
             Idempotency-Key.",
        )
        .about(app_id)),
        Created::BodyDiffers => Err(Failure::new(
            ProblemKind::IdempotencyKeyReused,
            "This Idempotency-Key was sent with another body before; nothing was made. Send a new one.",
        )),
    }
}

/// A hash of what the body says, not of how it is written: neither spaces nor the order of fields count.
fn body_hash(body: &CreateKey) -> [u8; 32] {
    Sha256::digest(serde_json::to_vec(body).expect("strings are always JSON")).into()
}
