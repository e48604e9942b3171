//! One line a request: an id, the method, the path, the status and how long it took.
//!
//! Neither query nor headers nor bodies are logged: that is where secrets are.

use std::time::Duration;

use axum::{Router, extract::Request, http::HeaderName, middleware::map_request, response::Response};
use tower_http::{
    classify::ServerErrorsFailureClass,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    trace::TraceLayer,
};
use tracing::Span;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) fn wrap(router: Router) -> Router {
    let trace = TraceLayer::new_for_http()
        .make_span_with(span)
        .on_request(())
        .on_response(|response: &Response, latency: Duration, _: &Span| {
            tracing::info!(status = response.status().as_u16(), milliseconds = latency.as_millis(), "answered");
        })
        // The status is in the line above, and the cause in the line of whoever met it.
        .on_failure(|_: ServerErrorsFailureClass, _: Duration, _: &Span| {});
    router
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(trace)
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        // An id is this server's to give: one from outside could hold anything.
        .layer(map_request(async |mut request: Request| {
            request.headers_mut().remove(REQUEST_ID);
            request
        }))
}

fn span(request: &Request) -> Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}
