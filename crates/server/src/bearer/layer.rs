//! From a bearer token to a principal, around the whole API.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{COOKIE, WWW_AUTHENTICATE},
};
use utoipa::openapi::{
    OpenApi,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

use super::{Bearer, header, refusal::CHALLENGE};
use crate::client::Client;

/// Puts the principal of the request's token on it, and takes its cookies away: whoever comes with a token has no
/// session, whatever a browser adds, and so neither the session's principal nor its rule of Origin. A request without a
/// token goes on as it is.
pub async fn authenticate(State(bearer): State<Arc<Bearer>>, mut request: Request, next: Next) -> Response {
    let principal = match header::token_of(request.headers()) {
        Ok(None) => Ok(None),
        Ok(Some(token)) => bearer.principal(token).await.map(Some),
        Err(refusal) => Err(refusal),
    };
    let mut response = match principal {
        Ok(principal) => {
            if let Some(principal) = principal {
                request.headers_mut().remove(COOKIE);
                request.extensions_mut().insert(principal);
            }
            next.run(request).await
        }
        Err(refusal) => {
            let client = request.extensions().get::<Client>().map(Client::address);
            tracing::warn!(client = client.map(tracing::field::display), reason = %refusal, "bearer token refused");
            refusal.into_response()
        }
    };
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().entry(WWW_AUTHENTICATE).or_insert(HeaderValue::from_static(CHALLENGE));
    }
    response
}

const BY_SESSION: &str = "session";
const BY_TOKEN: &str = "bearer";

/// Adds to the document by what one is known.
pub(crate) fn describe(document: &mut OpenApi, cookie: &str) {
    let session = "The session of somebody who has signed in on the console's own page";
    let token = "A token of `deployment-console token create`, or a JWT of the identity provider that the server trusts. It \
                 goes before a cookie.";
    let session = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(cookie, session)));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(token)).build();
    let schemes = &mut document.components.get_or_insert_default().security_schemes;
    schemes.insert(BY_SESSION.into(), session.into());
    schemes.insert(BY_TOKEN.into(), SecurityScheme::Http(bearer).into());
    let by = |name: &str| SecurityRequirement::new(name, [] as [&str; 0]);
    document.security = Some(vec![by(BY_SESSION), by(BY_TOKEN)]);
    if let Some(session) = document.paths.paths.get_mut("/api/session") {
        if let Some(open) = &mut session.post {
            open.security = Some(Vec::new());
        }
        if let Some(close) = &mut session.delete {
            close.security = Some(vec![by(BY_SESSION)]);
        }
    }
}
