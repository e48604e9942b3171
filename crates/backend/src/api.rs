//! The Router: which address is answered by which handler.

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, Uri, header::CACHE_CONTROL},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::any,
};
use contract::{ProblemKind, SignInWays};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Clock, Deployments, Failure, Principal, Store,
    document::Frame,
    routes::{audit, catalog, deployments, document, key, keys, life, templates},
    served::{BODY_MAX_BYTES, Served},
};

/// What the Deployment API is made of; [`router`] makes it answer.
pub struct Api {
    /// The deployments.
    pub deployments: Deployments,
    /// Where their keys are kept.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The document that is served: [`openapi`], and whatever stands beside this Router merged into it.
    pub openapi: OpenApi,
    /// The ways of signing in, for the problem that answers a request without a [`Principal`].
    pub sign_in: SignInWays,
}

impl Api {
    /// The API with its own document and no way of signing in.
    pub fn new(deployments: Deployments, store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Api { deployments, store, clock, openapi: openapi(), sign_in: SignInWays::default() }
    }
}

/// The Deployment API. Each request is handed to it with a [`Principal`] in its extensions.
///
/// It answers everything under `/api` and has no fallback, so that it can be merged with a Router of other addresses.
pub fn router(api: Api) -> Router {
    let document = serde_json::to_vec(&api.openapi).expect("a document made of strings and maps is always JSON").into();
    let Api { deployments, store, clock, sign_in, openapi: _ } = api;
    let served = Arc::new(Served { deployments, store, clock, sign_in, document });
    let (routes, _) = described().split_for_parts();
    routes
        .route("/api", any(not_found))
        .route("/api/", any(not_found))
        .route("/api/{*rest}", any(not_found))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(from_fn_with_state(Arc::clone(&served), guard))
        .with_state(served)
}

/// The OpenAPI 3.1 document of [`router`].
pub fn openapi() -> OpenApi {
    described().split_for_parts().1
}

fn described() -> OpenApiRouter<Arc<Served>> {
    OpenApiRouter::with_openapi(Frame::openapi())
        .routes(routes!(deployments::list_deployments))
        .routes(routes!(deployments::get_deployment))
        .routes(routes!(catalog::get_catalog))
        .routes(routes!(keys::list_keys, keys::create_key))
        .routes(routes!(key::get_key, key::update_key, key::delete_key))
        .routes(routes!(life::disable_key))
        .routes(routes!(life::enable_key))
        .routes(routes!(life::rotate_secret))
        .routes(routes!(templates::list_templates))
        .routes(routes!(templates::save_template, templates::delete_template))
        .routes(routes!(audit::list_audit))
        .routes(routes!(audit::get_audit_entry))
        .routes(routes!(audit::export_audit))
        .routes(routes!(document::get_openapi))
}

/// Lets in who has a [`Principal`], and keeps every answer that says nothing else out of caches.
async fn guard(State(served): State<Arc<Served>>, request: Request, next: Next) -> Response {
    let mut response = match request.extensions().get::<Principal>() {
        Some(_) => next.run(request).await,
        None => Failure::unauthenticated(served.sign_in).into_response(),
    };
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn not_found(uri: Uri) -> Failure {
    let detail = format!("There is nothing at {}; /api/openapi.json describes every address.", uri.path());
    Failure::new(ProblemKind::NotFound, detail)
}

async fn method_not_allowed() -> Failure {
    Failure::new(ProblemKind::MethodNotAllowed, "This address has other methods; the header Allow names them.")
}
