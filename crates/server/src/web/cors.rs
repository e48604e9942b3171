//! Which pages of other origins may call the API: those that the configuration names, with a bearer token.

use std::time::Duration;

use axum::Router;
use http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::CorsLayer;

use crate::sign_in::Origin;

/// The methods that the API has, besides those that need no leave.
const METHODS: [Method; 4] = [Method::GET, Method::POST, Method::PUT, Method::DELETE];

/// The headers that the API reads, besides those that need no leave.
const HEADERS: [HeaderName; 5] = [
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    HeaderName::from_static("idempotency-key"),
    header::IF_MATCH,
    header::IF_NONE_MATCH,
];

/// The headers of an answer that say what its body does not. The name of an export is one, and the id by which a request
/// is found in the log.
const EXPOSED: [HeaderName; 5] = [
    header::ETAG,
    header::RETRY_AFTER,
    header::LOCATION,
    header::CONTENT_DISPOSITION,
    HeaderName::from_static("x-request-id"),
];

/// How long a browser may go without asking again. None keeps it longer than two hours.
const MAX_AGE: Duration = Duration::from_secs(60 * 60);

/// The origins whose pages may call the API. Without credentials that a browser would add by itself: what they may do,
/// their token says.
#[derive(Clone, Debug)]
pub struct Cors(Vec<HeaderValue>);

impl Cors {
    /// Those origins, and no other.
    ///
    /// # Errors
    /// When an origin holds what no header may hold.
    pub fn new(origins: &[Origin]) -> Result<Self, header::InvalidHeaderValue> {
        origins.iter().map(|origin| HeaderValue::from_str(origin.as_str())).collect::<Result<_, _>>().map(Cors)
    }
}

pub(super) fn wrap(router: Router, Cors(origins): Cors) -> Router {
    if origins.is_empty() {
        return router;
    }
    router.layer(
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods(METHODS)
            .allow_headers(HEADERS)
            .expose_headers(EXPOSED)
            .max_age(MAX_AGE)
            // The rest is the same for everybody.
            .vary([header::ORIGIN]),
    )
}
