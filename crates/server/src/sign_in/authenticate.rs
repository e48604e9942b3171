//! From a cookie to a principal, and the rule of Origin.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend::{Failure, Principal, Visible, store::StoreError};
use contract::{ProblemKind, Role};
use http::Method;
use jiff::SignedDuration;

use super::{SignIn, cookie};
use crate::store::TokenHash;

/// How old a session's `last_seen_at` may grow before it is written anew: reads should stay reads.
const TOUCH_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// The session of a request, for whoever ends or replaces it.
#[derive(Clone, Copy)]
pub(super) struct CurrentSession(pub TokenHash);

/// Turns the session's cookie into a [`Principal`], and refuses writes that another site's page sends
/// with it. A request without a session goes on without a principal.
pub async fn authenticate(State(sign_in): State<Arc<SignIn>>, mut request: Request, next: Next) -> Response {
    let session = match cookie::session_of(request.headers()) {
        None => None,
        Some(token) => match alive(&sign_in, token).await {
            Ok(alive) => alive.then_some(token),
            Err(error) => return Failure::from(error).into_response(),
        },
    };
    let signs_in = request.uri().path() == "/api/session" && request.method() == Method::POST;
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if writes && (session.is_some() || signs_in) && sign_in.origins.of(request.headers()).is_none() {
        let detail = "Writes are taken from this server's own pages only, and the header Origin names another one or \
                      none. If you reach the console at this address, add it to public_origins in the server's \
                      configuration.";
        return Failure::new(ProblemKind::OriginRefused, detail).into_response();
    }
    if let Some(token) = session {
        request.extensions_mut().insert(CurrentSession(token));
        request.extensions_mut().insert(administrator());
    }
    next.run(request).await
}

/// The name of everybody who has signed in. No principal of another sort has it.
pub(crate) const ADMINISTRATOR: &str = "administrator";

pub(super) fn administrator() -> Principal {
    Principal { name: ADMINISTRATOR.into(), role: Role::Administrator, visible: Visible::All }
}

async fn alive(sign_in: &SignIn, token: TokenHash) -> Result<bool, StoreError> {
    let now = sign_in.clock.now();
    let Some(session) = sign_in.store.session(token).await?.filter(|session| session.is_alive(now)) else {
        return Ok(false);
    };
    if now.duration_since(session.last_seen_at) >= TOUCH_AFTER {
        // What cannot be written, for want of room perhaps, can still be read. It is tried again with the next request.
        if let Err(error) = sign_in.store.touch_session(token, now).await {
            tracing::warn!(cause = %error, "when a session was last used could not be noted");
        }
    }
    Ok(true)
}
