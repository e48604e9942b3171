//! What is answered instead of passing a request on.

use axum::response::{IntoResponse, Response};
use backend::{Failure, store::StoreError};
use contract::{EndpointId, NotOffered, ProblemKind};
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, WWW_AUTHENTICATE},
};

/// Why a request does not pass.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The request is not one that could be understood in one way only.
    Unsound(&'static str),
    /// No credentials, or not those of a key that opens this deployment; everything alike, for whoever guesses.
    Unauthenticated { deployment: String },
    /// The key does not hold the endpoint.
    Missing { app_id: String, endpoint: Option<EndpointId> },
    /// No key opens this, at the gateway.
    NotOffered(NotOffered),
    /// No key opens this, for a proxy that understands 401 and 403 only.
    NotAllowed(String),
    /// There is nothing at this address.
    NoSuchAddress(&'static str),
    /// The database does not answer, so nobody is let in.
    Store(StoreError),
    /// The upstream cannot be reached, or answers nonsense.
    BadGateway(&'static str),
    /// The upstream takes too long.
    GatewayTimeout,
    /// The client did not send its body.
    RequestTimeout,
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Refusal::Store(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut challenge = None;
        let failure = match self {
            Refusal::Unsound(reason) => Failure::new(ProblemKind::RequestUnsound, reason),
            Refusal::Unauthenticated { deployment } => {
                challenge = HeaderValue::from_str(&format!("Basic realm=\"{deployment}\", charset=\"UTF-8\"")).ok();
                Failure::new(
                    ProblemKind::KeyRefused,
                    "This takes the App ID and the App Secret of an API key of this deployment, as HTTP Basic \
                     authentication.",
                )
            }
            Refusal::Missing { app_id, endpoint } => {
                let detail = match &endpoint {
                    Some(endpoint) => format!("The API key {app_id} does not have the permission {endpoint}."),
                    None => format!("The permissions of the API key {app_id} do not apply to this deployment."),
                };
                Failure::new(ProblemKind::EndpointNotGranted, detail).about(app_id)
            }
            Refusal::NotOffered(reason) => Failure::new(ProblemKind::EndpointNotOffered, sentence(reason)),
            Refusal::NotAllowed(reason) => Failure::new(ProblemKind::RequestNotAllowed, reason),
            Refusal::NoSuchAddress(detail) => Failure::new(ProblemKind::NotFound, detail),
            Refusal::Store(error) => error.into(),
            Refusal::BadGateway(detail) => Failure::new(ProblemKind::UpstreamUnavailable, detail),
            Refusal::GatewayTimeout => {
                Failure::new(ProblemKind::UpstreamTimeout, "The deployment's API did not answer in time.")
            }
            Refusal::RequestTimeout => {
                Failure::new(ProblemKind::RequestTimeout, "The request's body did not arrive. Send it again.")
            }
        };
        let mut response = failure.into_response();
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(challenge) = challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// Why no key opens it, in words.
pub(super) fn sentence(reason: NotOffered) -> String {
    format!("No API key opens this: {reason}.")
}
