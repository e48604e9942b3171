//! The cookie that carries a session.

use ::cookie::{Cookie, SameSite, time::Duration};
use http::{HeaderMap, HeaderValue, header};

use crate::store::{SESSION_LIFETIME, TokenHash};

/// What the cookie is called.
pub(crate) const NAME: &str = "console_session";

/// The session that the request's cookie names, as the hash that is stored.
pub(super) fn session_of(headers: &HeaderMap) -> Option<TokenHash> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == NAME)
        .map(|cookie| TokenHash::of(cookie.value()))
}

/// `Set-Cookie` for a new session. No script can read it, no other site can send it, and under https
/// it never travels in clear.
pub(super) fn set(token: &str, https: bool) -> Option<HeaderValue> {
    header_value(build(token, https, Duration::seconds(SESSION_LIFETIME.as_secs())))
}

/// `Set-Cookie` that takes the session's cookie away.
pub(super) fn clear(https: bool) -> Option<HeaderValue> {
    header_value(build("", https, Duration::ZERO))
}

fn build(value: &str, https: bool, max_age: Duration) -> Cookie<'_> {
    Cookie::build((NAME, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(https)
        .max_age(max_age)
        .build()
}

fn header_value(cookie: Cookie<'_>) -> Option<HeaderValue> {
    // Sensitive: hyper and tracing print such a value as `Sensitive`.
    let mut value = HeaderValue::from_str(&cookie.to_string()).ok()?;
    value.set_sensitive(true);
    Some(value)
}
