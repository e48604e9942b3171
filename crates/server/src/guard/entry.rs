//! What is asked: which of the two, and for which deployment. All of it on the bytes as they came.

use std::sync::Arc;

use axum::{extract::Request, response::Response};
use backend::deployment::KnownDeployment;
use http::{
    HeaderMap, Version,
    header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING},
    request::Parts,
};

use super::{AUTHORIZE, Guard, refusal::Refusal};
use crate::client::Client;

impl Guard {
    pub(super) async fn answer(&self, request: Request) -> Result<Response, Refusal> {
        let (mut head, body) = request.into_parts();
        check_soundness(&head)?;
        let target = head.uri.path_and_query().cloned().ok_or(Refusal::Unsound("The request names no path."))?;
        let (first, rest) = first_segment(target.as_str());
        if first == AUTHORIZE {
            return self.decide(rest, &head).await;
        }
        let known = self.deployment(first)?;
        let Some(client) = head.extensions.remove::<Client>() else {
            return Err(Refusal::Unsound("The request comes from nowhere."));
        };
        self.pass_on(known, rest, &client, Request::from_parts(head, body)).await
    }

    pub(super) fn deployment(&self, id: &str) -> Result<&Arc<KnownDeployment>, Refusal> {
        self.deployments.get(id).ok_or(Refusal::NoSuchAddress("There is no such deployment."))
    }
}

/// The first segment of a path, and what follows it from the next slash on.
pub(super) fn first_segment(target: &str) -> (&str, &str) {
    let path = target.strip_prefix('/').unwrap_or_default();
    path.split_at(path.find(['/', '?']).unwrap_or(path.len()))
}

/// Refuses what two programs could read in two ways.
///
/// hyper has done its part before. It refuses a `Content-Length` that is none, two that differ, and a
/// `Transfer-Encoding` that does not end in `chunked`. Where both are sent, in whatever order, it reads the body in
/// chunks, drops the length, and closes the connection after the answer (RFC 9112, 6.3): here it is one of the two.
fn check_soundness(request: &Parts) -> Result<(), Refusal> {
    if request.uri.scheme().is_some() || request.uri.authority().is_some() {
        return Err(Refusal::Unsound("The request's target must be a path, not a whole address."));
    }
    let headers = &request.headers;
    let count = |name| HeaderMap::get_all(headers, name).iter().count();
    if count(HOST) > 1 || (count(HOST) == 0 && request.version >= Version::HTTP_11) {
        return Err(Refusal::Unsound("The request must have one Host header."));
    }
    if count(CONTENT_LENGTH) + count(TRANSFER_ENCODING) > 1 {
        return Err(Refusal::Unsound("The request says more than once how long its body is."));
    }
    Ok(())
}
