//! What can go wrong with a request, as the page has to word it.

use contract::{FieldError, Problem, ProblemKind};

/// Why an operation of the Deployment API did not succeed.
#[derive(Clone, Debug, PartialEq)]
pub enum ApiError {
    /// No answer came: the server or the network is out of reach.
    Unreachable,
    /// No answer came in time.
    TimedOut,
    /// The server answered with a problem.
    Problem {
        /// The problem.
        problem: Box<Problem>,
        /// When to try again, in seconds, where the server said so.
        retry_after: Option<u64>,
    },
    /// The answer was none that this page understands: a proxy's error page, another version's shape.
    Unexpected {
        /// The HTTP status.
        status: u16,
    },
}

impl ApiError {
    /// The problem's kind, where there is one.
    pub fn kind(&self) -> Option<ProblemKind> {
        match self {
            ApiError::Problem { problem, .. } => problem.kind(),
            _ => None,
        }
    }

    /// What in the body breaks which rule.
    pub fn field_errors(&self) -> &[FieldError] {
        match self {
            ApiError::Problem { problem, .. } => &problem.errors,
            _ => &[],
        }
    }

    /// Whether the request may have been carried out all the same: its answer was lost.
    pub fn answer_was_lost(&self) -> bool {
        match self {
            ApiError::Unreachable | ApiError::TimedOut => true,
            ApiError::Unexpected { status } => *status >= 500 || *status < 300,
            ApiError::Problem { problem, .. } => problem.status >= 500 || problem.status == 408,
        }
    }
}
