//! `/api/deployments/{deployment}/keys`: the keys of a deployment.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::header::LOCATION,
    response::{IntoResponse, Response},
};
use contract::{CreateKey, CreatedKey, KeyList, ProblemKind, Total};

use crate::{
    Failure,
    cursor::List,
    document::problems,
    extract::{Found, IdempotencyKey, JsonBody, ListParams},
    routes::{
        input::check_input,
        secret::{body_differs, body_hash, deleted, with_secret},
    },
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
        ("filter" = Option<contract::Filter>, Query,
            description = "Only keys that never expire, expire within 14 days, have expired, are disabled, or have opened \
                nothing for 90 days"),
        ("sort" = Option<contract::Sort>, Query, description = "The order; the newest first by default"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before, with the same sort, filter and search"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The rows of a page; 50 by default"),
    ),
    responses((status = 200, description = "One page", body = KeyList), ListProblems),
)]
pub(crate) async fn list_keys(
    State(served): State<Arc<Served>>,
    found: Found,
    params: ListParams,
) -> Result<Json<KeyList>, Failure> {
    let list = List { deployment: found.id(), sort: params.sort, filter: params.filter, words: &params.words };
    let after = params.cursor.as_deref().map(|cursor| list.place(cursor)).transpose()?;
    let query = ListQuery {
        words: params.words.clone(),
        filter: params.filter,
        sort: params.sort,
        after,
        limit: params.limit,
        catalog: found.known.catalog.as_ref().map(|known| known.catalog.version.clone()),
        now: served.now(),
    };
    let page = served.store.list(found.id(), &query).await?;
    let next_cursor = page.rows.last().filter(|_| page.more).map(|row| list.cursor_after(row));
    Ok(Json(KeyList {
        keys: page.rows.into_iter().map(|key| wire::row(key, found.known.offered(), query.now)).collect(),
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
    found: Found,
    IdempotencyKey(idempotency_key): IdempotencyKey,
    JsonBody(body): JsonBody<CreateKey>,
) -> Result<Response, Failure> {
    let body_hash = body_hash(&body);
    let now = served.now();
    let input = check_input(&found.known, None, body, now)?;
    let secret = AppSecret::generate()?;
    let new = NewKey {
        deployment: found.id().to_owned(),
        app_id: new_app_id()?,
        secret: secret.hashed(),
        note: input.note,
        tally: found.known.tally(&input.access),
        access: input.access,
        expires_at: input.expires_at,
        now,
        principal: found.principal.name.clone(),
        idempotency_key,
        body_hash,
    };
    match served.store.create(&new).await? {
        Created::New(key) | Created::Reissued(key) => {
            let location = [(LOCATION, format!("/api/deployments/{}/keys/{}", found.id(), key.app_id))];
            Ok((location, with_secret(key, &secret, now)).into_response())
        }
        Created::SecretLost(app_id) => Err(Failure::new(
            ProblemKind::SecretLost,
            "This request has made the API key already, and its secret can no longer be issued again. Rotate the key's \
             secret, or delete the key and make another.",
        )
        .about(app_id)),
        Created::Deleted(app_id) => Err(deleted(app_id)),
        Created::BodyDiffers => Err(body_differs()),
    }
}
