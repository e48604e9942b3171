//! What is answered when a request cannot be: `application/problem+json`.

use axum::{
    Json,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use contract::{Problem, ProblemKind, SignInWays};

use crate::store::StoreError;

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// After how many seconds it is worth trying again when the database does not answer.
const STORE_RETRY_AFTER: u32 = 2;

/// A [`Problem`] on its way to whoever asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    problem: Box<Problem>,
    retry_after: Option<u32>,
}

impl Failure {
    /// A failure of a kind; `detail` says what and where, and what to do.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Problem::new(kind, detail).into()
    }

    /// Nobody is signed in; these are the ways to do so.
    pub fn unauthenticated(sign_in: SignInWays) -> Self {
        let problem = Problem::new(ProblemKind::Unauthenticated, "There is no session, or it has ended. Sign in.");
        Problem { sign_in: Some(sign_in), ..problem }.into()
    }

    /// The same, naming the key that it is about.
    #[must_use]
    pub fn about(mut self, app_id: String) -> Self {
        self.problem.app_id = Some(app_id);
        self
    }

    /// The same, saying after how many seconds to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The problem that is answered.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure { problem: Box::new(problem), retry_after: None }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(cause = %error, "the store failed");
        match error {
            StoreError::Unavailable(_) => {
                let detail = "The database does not answer, or has no room. Try again in a moment; if that does not help, \
                              tell the server's operator: its log says more.";
                Failure::new(ProblemKind::StoreUnavailable, detail).retry_after(STORE_RETRY_AFTER)
            }
            StoreError::Internal(_) => Failure::internal(),
        }
    }
}

impl From<getrandom::Error> for Failure {
    fn from(error: getrandom::Error) -> Self {
        tracing::error!(cause = %error, "the operating system's generator failed");
        Failure::internal()
    }
}

impl Failure {
    /// A fault of the server; the log has the cause.
    pub fn internal() -> Self {
        Failure::new(
            ProblemKind::Internal,
            "This is a fault of the server, and its log says more. Trying again may help; if not, tell its operator.",
        )
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.problem)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
