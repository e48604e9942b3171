//! The decision endpoint: yes or no for a request that somebody else passes on.
//!
//! One form for each proxy, and each form reads only what its own proxy writes: a header that a client could add to
//! another form's request decides nothing. nginx understands 200, 401 and 403 and takes all else for a fault, so what no
//! key opens is answered 403 here.

use axum::response::{IntoResponse, Response};
use contract::NotOffered;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header::CACHE_CONTROL, request::Parts};

use super::{
    Guard,
    entry::first_segment,
    headers::APP_ID,
    keys::Asked,
    refusal::{Refusal, sentence},
};

/// A proxy that describes the request in two headers.
struct Form {
    method: HeaderName,
    target: HeaderName,
}

/// nginx, `auth_request`.
const NGINX: Form =
    Form { method: HeaderName::from_static("x-original-method"), target: HeaderName::from_static("x-original-uri") };

/// Traefik, `ForwardAuth`.
const FORWARDED: Form =
    Form { method: HeaderName::from_static("x-forwarded-method"), target: HeaderName::from_static("x-forwarded-uri") };

impl Guard {
    /// `rest` is what follows `/authorize`: `/{deployment}/nginx`, `/{deployment}/forwarded`, or
    /// `/{deployment}/envoy` and the path that was asked for.
    pub(super) async fn decide(&self, rest: &str, request: &Parts) -> Result<Response, Refusal> {
        let (id, rest) = first_segment(rest);
        let known = self.deployment(id)?;
        let (form, rest) = first_segment(rest);
        let headers = &request.headers;
        let asked = match form {
            "nginx" => described(&NGINX, request, rest)?,
            "forwarded" => described(&FORWARDED, request, rest)?,
            // Envoy asks with the method and the path of the request itself.
            "envoy" => Asked { method: request.method.as_str(), target: rest.as_bytes() },
            _ => return Err(no_such_form()),
        };
        let app_id = self.permit(known, headers, asked, not_allowed).await?;
        let mut response = StatusCode::OK.into_response();
        response.headers_mut().insert(APP_ID, app_id);
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }
}

/// What the proxy says of the request: each header exactly once.
fn described<'r>(form: &Form, request: &'r Parts, rest: &str) -> Result<Asked<'r>, Refusal> {
    if request.method != Method::GET || rest.starts_with('/') {
        return Err(no_such_form());
    }
    let target = only(&request.headers, &form.target)?;
    let method = only(&request.headers, &form.method)?;
    let method = method.to_str().map_err(|_| not_allowed(NotOffered::Method))?;
    Ok(Asked { method, target: target.as_bytes() })
}

fn only<'r>(headers: &'r HeaderMap, name: &HeaderName) -> Result<&'r HeaderValue, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(Refusal::NotAllowed(format!("The proxy must send the header {name} exactly once."))),
    }
}

fn not_allowed(reason: NotOffered) -> Refusal {
    Refusal::NotAllowed(sentence(reason))
}

fn no_such_form() -> Refusal {
    Refusal::NoSuchAddress(
        "Proxies ask GET /authorize/{deployment}/nginx, GET /authorize/{deployment}/forwarded, or with any method \
         /authorize/{deployment}/envoy and the path that was asked for.",
    )
}
