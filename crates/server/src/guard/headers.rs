//! Which headers cross the gateway, and which do not.

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{self, CONNECTION, HOST, VIA},
};

use crate::client::{Client, FORWARDED_FOR, FORWARDED_PROTO};

/// The header that names the key: in the answer of a decision, and in what the upstream gets.
pub(super) const APP_ID: HeaderName = HeaderName::from_static("x-app-id");

const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");

/// What this hop calls itself.
const PSEUDONYM: &str = "1.1 deployment-console";

/// For one connection only (RFC 9110, 7.6.1), besides what `Connection` names. Trailers are dropped, so their
/// announcement is too.
const HOP_BY_HOP: [&str; 10] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authentication-info",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Never passed on to the upstream: the client's cookies and credentials; what was answered already; and all by which
/// an upstream might take another method, path or client than were judged.
const NOT_FOR_UPSTREAM: [&str; 20] = [
    "authorization",
    "client-ip",
    "cookie",
    "cookie2",
    "expect",
    "fastly-client-ip",
    "forwarded",
    "cf-connecting-ip",
    "true-client-ip",
    "x-app-id",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-original-method",
    "x-original-uri",
    "x-original-url",
    "x-real-ip",
    "x-rewrite-url",
];

/// Never passed back to the client: cookies, and what would change how a browser treats the console on the same host.
/// The challenge of an upstream is for the gateway.
const NOT_FOR_CLIENT: [&str; 8] = [
    "alt-svc",
    "clear-site-data",
    "content-security-policy",
    "public-key-pins",
    "set-cookie",
    "set-cookie2",
    "strict-transport-security",
    "www-authenticate",
];

/// Makes the headers of a request what the upstream may see.
pub(super) fn for_upstream(headers: &mut HeaderMap, client: &Client, prefix: &HeaderValue, app_id: &HeaderValue) {
    drop_hop_by_hop(headers);
    drop_all(headers, |name| {
        // Some servers read `X_Forwarded_For` as `X-Forwarded-For`.
        let name = name.replace('_', "-");
        NOT_FOR_UPSTREAM.contains(&name.as_str())
            || HOP_BY_HOP.contains(&name.as_str())
            || name.starts_with("x-forwarded-")
    });
    // The upstream is asked under its own name.
    if let Some(host) = headers.remove(HOST) {
        headers.insert(FORWARDED_HOST, host);
    }
    if let Some(way) = client.forwarded_for() {
        headers.insert(FORWARDED_FOR, way);
    }
    headers.insert(FORWARDED_PROTO, client.scheme());
    headers.insert(FORWARDED_PREFIX, prefix.clone());
    headers.insert(APP_ID, app_id.clone());
    headers.append(VIA, HeaderValue::from_static(PSEUDONYM));
}

/// Makes the headers of an answer what the client may see.
pub(super) fn for_client(headers: &mut HeaderMap) {
    drop_hop_by_hop(headers);
    drop_all(headers, |name| NOT_FOR_CLIENT.contains(&name));
    // Nothing of an upstream is a page of this host: browsers share cookies between its ports.
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

fn drop_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .filter_map(|name| HeaderName::from_bytes(name.trim_ascii()).ok())
        // How long the body is has been settled before this is read.
        .filter(|name| name != header::CONTENT_LENGTH && name != HOST)
        .collect();
    for name in named {
        headers.remove(name);
    }
    drop_all(headers, |name| HOP_BY_HOP.contains(&name));
}

fn drop_all(headers: &mut HeaderMap, unwanted: impl Fn(&str) -> bool) {
    let names: Vec<HeaderName> = headers.keys().filter(|name| unwanted(name.as_str())).cloned().collect();
    for name in names {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::client::TrustedProxies;

    fn map(lines: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            headers.append(name, HeaderValue::from_str(value).expect("a value"));
        }
        headers
    }

    fn lines(headers: &HeaderMap) -> Vec<String> {
        let mut lines: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().expect("ASCII"))).collect();
        lines.sort();
        lines
    }

    fn upstream(sent: &[(&str, &str)]) -> Vec<String> {
        let mut headers = map(sent);
        let fixed = HeaderValue::from_static;
        let client = Client::of(IpAddr::from([192, 0, 2, 1]), &headers, &TrustedProxies::default());
        for_upstream(&mut headers, &client, &fixed("/one"), &fixed("the-key"));
        lines(&headers)
    }

    const ALWAYS: [&str; 5] = [
        "via: 1.1 deployment-console",
        "x-app-id: the-key",
        "x-forwarded-for: 192.0.2.1",
        "x-forwarded-prefix: /one",
        "x-forwarded-proto: http",
    ];

    #[test]
    fn what_is_the_clients_alone_or_could_mean_another_request_stays_here() {
        let kept = upstream(&[
            ("authorization", "Basic YTpi"),
            ("cookie", "session=1"),
            ("cookie", "more=2"),
            ("proxy-authorization", "Basic YTpi"),
            ("expect", "100-continue"),
            ("x-http-method-override", "DELETE"),
            ("x-http-method", "DELETE"),
            ("x-method-override", "DELETE"),
            ("x-original-url", "/api/v5/users"),
            ("x-rewrite-url", "/api/v5/users"),
            ("x_http_method_override", "DELETE"),
            ("x-http_method-override", "DELETE"),
        ]);
        assert_eq!(kept, ALWAYS);
    }

    #[test]
    fn a_client_cannot_say_who_it_is() {
        let kept = upstream(&[
            ("forwarded", "for=10.0.0.1"),
            ("x-forwarded-for", "10.0.0.1"),
            ("x-forwarded-for", "10.0.0.2"),
            ("x_forwarded_for", "10.0.0.3"),
            ("x-forwarded-user", "admin"),
            ("x-forwarded-proto", "https"),
            ("x-real-ip", "10.0.0.1"),
            ("x-app-id", "another-key"),
            ("x_app_id", "another-key"),
        ]);
        assert_eq!(kept, ALWAYS);
    }

    #[test]
    fn the_host_that_was_asked_is_told_apart_from_the_upstreams_own() {
        let kept = upstream(&[("host", "api.example.com"), ("accept", "*/*")]);
        assert!(kept.contains(&"x-forwarded-host: api.example.com".to_owned()), "{kept:?}");
        assert!(!kept.iter().any(|line| line.starts_with("host:")), "{kept:?}");
        assert!(kept.contains(&"accept: */*".to_owned()), "{kept:?}");
    }

    #[test]
    fn what_is_for_one_hop_stays_here_with_all_that_connection_names() {
        let sent = [
            ("connection", "close, X-One , content-length"),
            ("connection", "x-two"),
            ("x-one", "1"),
            ("x-two", "2"),
            ("x-three", "3"),
            ("keep-alive", "timeout=5"),
            ("te", "trailers"),
            ("trailer", "x-late"),
            ("transfer-encoding", "chunked"),
            ("upgrade", "websocket"),
            ("proxy-connection", "close"),
            ("content-length", "7"),
        ];
        let mut headers = map(&sent);
        drop_hop_by_hop(&mut headers);
        assert_eq!(lines(&headers), ["content-length: 7", "x-three: 3"]);
    }

    #[test]
    fn nothing_of_an_answer_changes_the_browsers_view_of_this_host() {
        let mut headers = map(&[
            ("set-cookie", "session=evil"),
            ("set-cookie", "more=evil"),
            ("clear-site-data", "\"*\""),
            ("strict-transport-security", "max-age=1"),
            ("www-authenticate", "Bearer"),
            ("content-security-policy", "script-src *"),
            ("connection", "x-hop"),
            ("x-hop", "1"),
            ("content-type", "text/html"),
        ]);
        for_client(&mut headers);
        assert_eq!(
            lines(&headers),
            [
                "content-security-policy: sandbox; default-src 'none'",
                "content-type: text/html",
                "x-content-type-options: nosniff"
            ]
        );
    }
}
