//! The headers that every answer carries, and the answer to a panic.

use std::any::Any;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use backend::Failure;
use tower_http::catch_panic::CatchPanicLayer;

/// The security headers, put together once.
#[derive(Clone, Debug)]
pub struct SecurityHeaders(Vec<(HeaderName, HeaderValue)>);

impl SecurityHeaders {
    /// The headers for a page with inline scripts of these hashes (`'sha256-…'`), that these
    /// ancestors may frame (none when empty).
    ///
    /// # Errors
    /// When an ancestor holds what no header may hold.
    pub fn new(
        script_hashes: &[String],
        frame_ancestors: &[String],
        all_https: bool,
    ) -> Result<Self, header::InvalidHeaderValue> {
        let scripts = script_hashes.iter().map(|hash| format!(" {hash}")).collect::<String>();
        let ancestors = if frame_ancestors.is_empty() { "'none'".to_owned() } else { frame_ancestors.join(" ") };
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; \
             img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'self'; \
             form-action 'self'; frame-ancestors {ancestors}"
        );
        let fixed = HeaderValue::from_static;
        let mut headers = vec![
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy)?),
            (header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
            (header::REFERRER_POLICY, fixed("no-referrer")),
            (
                HeaderName::from_static("permissions-policy"),
                fixed("camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)"),
            ),
            (HeaderName::from_static("cross-origin-opener-policy"), fixed("same-origin")),
        ];
        if frame_ancestors.is_empty() {
            headers.push((header::X_FRAME_OPTIONS, fixed("DENY")));
        }
        if all_https {
            headers.push((header::STRICT_TRANSPORT_SECURITY, fixed("max-age=31536000")));
        }
        Ok(SecurityHeaders(headers))
    }
}

pub(super) fn wrap(router: Router, headers: SecurityHeaders) -> Router {
    router.layer(catching_panics()).layer(from_fn_with_state(headers, add))
}

/// A panic ends the request that it came from, with an answer.
pub(super) fn catching_panics() -> CatchPanicLayer<fn(Box<dyn Any + Send>) -> Response> {
    CatchPanicLayer::custom(after_panic)
}

async fn add(State(headers): State<SecurityHeaders>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in headers.0 {
        response.headers_mut().insert(name, value);
    }
    response
}

/// The panic itself is in the log, by the hook that [`crate::logging`] sets; its message may hold anything
/// and is not answered.
fn after_panic(_: Box<dyn Any + Send>) -> Response {
    Failure::internal().into_response()
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::StatusCode, routing::get};
    use tower::ServiceExt;

    use super::*;

    fn headers(hashes: &[&str], ancestors: &[&str], all_https: bool) -> SecurityHeaders {
        let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        SecurityHeaders::new(&owned(hashes), &owned(ancestors), all_https).expect("good headers")
    }

    fn value(headers: &SecurityHeaders, name: &str) -> Option<String> {
        let found = headers.0.iter().find(|(header, _)| header.as_str() == name);
        found.map(|(_, value)| value.to_str().expect("ASCII").to_owned())
    }

    #[test]
    fn only_the_hashed_scripts_and_the_configured_ancestors_are_allowed() {
        let headers = headers(&["'sha256-abc='"], &["'self'", "https://*.example.com"], false);
        let policy = value(&headers, "content-security-policy").expect("a policy");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-abc=';"), "{policy}");
        assert!(policy.ends_with("frame-ancestors 'self' https://*.example.com"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(value(&headers, "x-frame-options"), None);
    }

    #[test]
    fn https_is_insisted_on_only_where_every_origin_has_it() {
        assert_eq!(value(&headers(&[], &[], false), "strict-transport-security"), None);
        assert!(value(&headers(&[], &[], true), "strict-transport-security").is_some());
    }

    #[tokio::test]
    async fn a_panic_is_answered_as_a_problem_that_does_not_repeat_it() {
        async fn panicking() {
            panic!("the secret is dks_secret");
        }
        let router = wrap(Router::new().route("/", get(panicking)), headers(&[], &[], false));
        let response = router.oneshot(Request::new(Body::empty())).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()[header::CONTENT_TYPE], backend::PROBLEM_JSON);
        assert!(response.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.expect("a body");
        assert!(!String::from_utf8_lossy(&body).contains("dks_secret"));
    }
}
