//! What stands around the Deployment API: limits, headers, compression, logs, and the console's files.

mod api;
mod console_files;
mod cors;
mod encoding;
mod headers;
mod logs;

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{body::Body, http::Request, response::Response, routing::get};
use tower::{Layer, Service, util::BoxCloneSyncService};

pub(crate) use api::describe;
pub use console_files::{ConsoleFiles, Embedded};
pub use cors::Cors;
pub use headers::SecurityHeaders;

use crate::{bearer::Bearer, sign_in::SignIn};

/// What answers the requests of a listener.
pub type Answers = BoxCloneSyncService<Request<Body>, Response, Infallible>;

/// What the whole site is made of; [`site`] puts it together.
pub struct Site {
    /// The Deployment API.
    pub api: backend::Api,
    /// Signing in.
    pub sign_in: Arc<SignIn>,
    /// Bearer tokens.
    pub bearer: Arc<Bearer>,
    /// The pages of other origins that may call the API.
    pub cors: Cors,
    /// The console's files.
    pub files: ConsoleFiles,
    /// The headers of every answer.
    pub headers: SecurityHeaders,
    /// How long a request of the API may take, its body included.
    pub time_limit: Duration,
}

/// What stands around everything, also around what serves neither console nor Deployment API: request id, log,
/// panics.
pub(crate) fn bare<S>(service: S) -> Answers
where
    S: Service<Request<Body>, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    logs::wrap(headers::catching_panics().layer(service))
}

/// Everything that the server answers: `/api`, `/healthz` and the console.
///
/// The layers, from the outside in: request id and log, security headers, panics; then for `/api`
/// other origins' pages, time limit, compression, bearer token, session and Origin. The limit of the body is theirs who read it.
pub fn site(site: Site) -> Answers {
    let api = api::router(site.api, &site.sign_in, &site.bearer, site.time_limit);
    // Preflights are answered before anybody asks who is there: browsers send them without credentials.
    let router = cors::wrap(api, site.cors)
        .route("/healthz", get(async || "ok\n"))
        .fallback_service(console_files::router(site.files));
    logs::wrap(headers::wrap(router, site.headers))
}
