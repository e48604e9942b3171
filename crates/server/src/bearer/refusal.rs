//! Why a bearer token opens nothing, and how that is answered.

use axum::response::{IntoResponse, Response};
use backend::{Failure, store::StoreError};
use contract::ProblemKind;
use http::{HeaderValue, header::WWW_AUTHENTICATE};

/// What is wrong with a token. Nothing of the token is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It has not the form of any token, or has been cut.
    #[error("it is malformed")]
    Malformed,
    /// It was never given out, or has been revoked.
    #[error("it is unknown here, or has been revoked")]
    Unknown,
    /// Its time is over.
    #[error("it has expired")]
    Expired,
    /// Its time has not come.
    #[error("it is not valid yet")]
    TooEarly,
    /// It is signed by an algorithm that the configuration does not list.
    #[error("its algorithm is not one that is taken here")]
    Algorithm,
    /// Its header asks for an understanding that nobody has here.
    #[error("its header has critical parameters, and none is understood here")]
    Critical,
    /// Its header says that it is a token of another sort.
    #[error("it is a token of another type")]
    Type,
    /// It is signed by a key that the identity provider does not publish.
    #[error("it is signed by a key that the identity provider does not publish")]
    UnknownKey,
    /// Its signature is not that of the key that it names.
    #[error("its signature is wrong")]
    Signature,
    /// It is of another issuer.
    #[error("its issuer is not the one that is trusted here")]
    Issuer,
    /// It is for somebody else.
    #[error("it is meant for another audience")]
    Audience,
    /// A claim is missing, or not of the form that it must have.
    #[error("its claim {0} is missing, or not of the form that it must have")]
    Claim(&'static str),
}

/// Why a request with a bearer token, or with something in its place, is not answered.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is more than one header, so it is not clear who is asking.
    #[error("there is more than one Authorization header")]
    Doubled,
    /// The token opens nothing now; another might.
    #[error("the bearer token opens nothing: {0}")]
    Token(#[from] Reason),
    /// The token is good, and gives no role here; another of the same person would not either.
    #[error("the bearer token is valid and gives no role here: {0}")]
    NoRole(&'static str),
    /// Whether the token is good cannot be found out for want of the identity provider's keys.
    #[error("the identity provider's keys cannot be had")]
    ProviderAway {
        /// After how many seconds it is worth trying again.
        retry_after: u32,
    },
    /// Whether the token is good cannot be found out for want of the database.
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let sentence = self.to_string();
        let (failure, challenge) = match self {
            Refusal::Doubled => {
                let detail = "There is more than one Authorization header; send one.";
                (Failure::new(ProblemKind::RequestUnsound, detail), Some("invalid_request"))
            }
            Refusal::Token(reason) => {
                let detail = format!("The bearer token opens nothing: {reason}. Get another one.");
                (Failure::new(ProblemKind::TokenRefused, detail), Some("invalid_token"))
            }
            Refusal::NoRole(_) => {
                let detail = format!("{}{}.", sentence[..1].to_uppercase(), &sentence[1..]);
                (Failure::new(ProblemKind::NoRole, detail), Some("insufficient_scope"))
            }
            Refusal::ProviderAway { retry_after } => {
                let detail = "The keys of the identity provider cannot be had, so this token cannot be verified. Try \
                              again in a moment; if that does not help, tell the server's operator: its log says more.";
                (Failure::new(ProblemKind::IdentityProviderUnavailable, detail).retry_after(retry_after), None)
            }
            Refusal::Store(error) => (error.into(), None),
        };
        let mut response = failure.into_response();
        if let Some(error) = challenge {
            let value = HeaderValue::try_from(format!("{CHALLENGE}, error=\"{error}\""));
            response.headers_mut().extend(value.map(|value| (WWW_AUTHENTICATE, value)));
        }
        response
    }
}

/// What every 401 of the API asks for (RFC 9110, 11.6.1).
pub(super) const CHALLENGE: &str = "Bearer realm=\"Deployment API\"";
