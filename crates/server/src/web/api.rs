//! `/api`: the Deployment API and the sessions, with what protects them.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use backend::Failure;
use contract::ProblemKind;
use http::{HeaderValue, StatusCode, header};
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, DefaultPredicate, Predicate},
};
use utoipa::openapi::{OpenApi, path::Operation};

use crate::{
    bearer::{self, Bearer},
    sign_in::{self, SignIn, authenticate},
};

/// Brotli's default for files would cost more time than it saves on answers made on the fly. From level 5 on it looks
/// further back: a catalog of 5,000 endpoints is 29 kB instead of 40, and takes no longer.
const LEVEL: CompressionLevel = CompressionLevel::Precise(5);

pub(super) fn router(api: backend::Api, sign_in: &Arc<SignIn>, bearer: &Arc<Bearer>, time_limit: Duration) -> Router {
    Router::new()
        .merge(backend::router(api))
        .merge(sign_in::router(Arc::clone(sign_in)))
        .layer(from_fn_with_state(Arc::clone(sign_in), authenticate))
        .layer(from_fn_with_state(Arc::clone(bearer), bearer::authenticate))
        .layer(CompressionLayer::new().quality(LEVEL).compress_when(DefaultPredicate::new().and(NoSecret)))
        .layer(from_fn_with_state(time_limit, keep_time))
        .layer(from_fn(no_store))
}

/// What is answered around every operation: a session or a token cannot be looked up in a database that is away, and no
/// request takes longer than it may.
const AROUND: [ProblemKind; 6] = [
    ProblemKind::RequestTimeout,
    ProblemKind::StoreUnavailable,
    ProblemKind::RequestUnsound,
    ProblemKind::TokenRefused,
    ProblemKind::NoRole,
    ProblemKind::IdentityProviderUnavailable,
];

/// Adds that to every operation of the document.
pub(crate) fn describe(document: &mut OpenApi) {
    for path in document.paths.paths.values_mut() {
        let operations = [&mut path.get, &mut path.put, &mut path.post, &mut path.delete];
        for Operation { responses, .. } in operations.into_iter().flatten() {
            for kind in AROUND {
                backend::add_problem(&mut responses.responses, kind);
            }
        }
    }
}

/// Answers that carry a secret are not compressed: their size would say something of their content.
#[derive(Clone, Copy)]
struct NoSecret;

impl Predicate for NoSecret {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &http::Response<B>) -> bool {
        response.status() != StatusCode::CREATED
    }
}

async fn keep_time(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        let detail = format!("The request was not done after {} seconds. Try again.", limit.as_secs());
        Failure::new(ProblemKind::RequestTimeout, detail).into_response()
    })
}

/// Nothing of the API is kept in caches unless it says so itself.
async fn no_store(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
