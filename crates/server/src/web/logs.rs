//! One line a request: an id, the method, the path, the status and how long it took.
//!
//! Neither query nor headers nor bodies are logged: that is where secrets are.

use std::{
    convert::Infallible,
    fmt::Display,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    BoxError,
    body::{Body, Bytes, HttpBody},
    http::{HeaderName, HeaderValue, Request, Response},
};
use tower::{Service, ServiceBuilder};
use tower_http::{
    classify::ServerErrorsFailureClass,
    request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    trace::TraceLayer,
};
use tracing::Span;

use super::Answers;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) fn wrap<S, B>(service: S) -> Answers
where
    S: Service<Request<Body>, Response = Response<B>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
    B: HttpBody<Data = Bytes, Error: Into<BoxError> + Display> + Send + 'static,
{
    let trace = TraceLayer::new_for_http()
        .make_span_with(span)
        .on_request(())
        .on_response(|response: &Response<B>, latency: Duration, _: &Span| {
            tracing::info!(status = response.status().as_u16(), milliseconds = latency.as_millis(), "answered");
        })
        // The status is in the line above, and the cause in the line of whoever met it.
        .on_failure(|_: ServerErrorsFailureClass, _: Duration, _: &Span| {});
    // One stack: as layers of a router each would be put into a box of its own, for every request.
    let service = ServiceBuilder::new()
        .map_response(|response: Response<_>| response.map(Body::new))
        // An id is this server's to give: one from outside could hold anything.
        .map_request(|mut request: Request<Body>| {
            request.headers_mut().remove(REQUEST_ID);
            request
        })
        .layer(SetRequestIdLayer::new(REQUEST_ID, Numbers::new()))
        .layer(trace)
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .service(service);
    Answers::new(service)
}

/// Numbers requests: what the process has by chance, and a count. Asking the system for chance each time costs as much as
/// deciding a request.
#[derive(Clone)]
struct Numbers {
    process: u32,
    count: Arc<AtomicU64>,
}

impl Numbers {
    fn new() -> Self {
        // Without a generator the numbers of two runs look alike, and nothing else is lost.
        Numbers { process: getrandom::u32().unwrap_or_default(), count: Arc::default() }
    }
}

impl MakeRequestId for Numbers {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let id = format!("{:08x}-{count:x}", self.process);
        HeaderValue::try_from(id).ok().map(RequestId::new)
    }
}

fn span(request: &Request<Body>) -> Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}
