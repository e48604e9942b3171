//! Which headers cross, seen from both ends.

use std::net::IpAddr;

use axum::body::Body;
use http::{HeaderValue, Response};
use server::{client::TrustedProxies, serve::Limits};

use crate::{
    raw,
    support::{CATALOGED, TestServer, settings},
    upstream::Upstream,
};

#[tokio::test]
async fn neither_the_clients_secrets_nor_its_lies_reach_the_upstream() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let cookie = format!("cookie: {}", server.cookie);
    let answer = server
        .raw(
            "GET /dedicated-v5/api/v5/clients",
            &key,
            &[
                &cookie,
                "Cookie: another=1",
                "proxy-authorization: Basic YTpi",
                "X-Forwarded-For: 10.0.0.1",
                "X-Forwarded-For: 10.0.0.2",
                "x-forwarded-proto: https",
                "x-forwarded-host: evil.example",
                "X-Forwarded-User: admin",
                "X_Forwarded_For: 10.0.0.3",
                "forwarded: for=10.0.0.1",
                "x-real-ip: 10.0.0.1",
                "x-app-id: another",
                "X-HTTP-Method-Override: DELETE",
                "x-http-method: DELETE",
                "x-method-override: DELETE",
                "x-original-url: /api/v5/users",
                "x-rewrite-url: /api/v5/users",
                "x-original-uri: /api/v5/users",
                "connection: x-hop, Authorization",
                "x-hop: 1",
                "keep-alive: timeout=5",
                "te: trailers",
                "upgrade: websocket",
                "via: 1.0 before",
                "accept: application/json",
                "x-kept: yes",
            ],
        )
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let arrived = upstream.only();
    assert_eq!(arrived.line(), "GET /api/v5/clients");
    let names: std::collections::BTreeSet<_> = arrived.head.headers.keys().map(|name| name.as_str()).collect();
    let expected = [
        "accept",
        "host",
        "via",
        "x-app-id",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-prefix",
        "x-forwarded-proto",
        "x-kept",
        "x-request-id",
    ];
    assert_eq!(names.into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(arrived.all("host"), [upstream.address.to_string()]);
    assert_eq!(arrived.all("via"), ["1.0 before", "1.1 deployment-console"]);
    assert_eq!(arrived.all("x-app-id"), [key.app_id.as_str()]);
    assert_eq!(arrived.all("x-forwarded-for"), ["127.0.0.1"]);
    assert_eq!(arrived.all("x-forwarded-host"), ["api.example.com"]);
    assert_eq!(arrived.all("x-forwarded-prefix"), ["/dedicated-v5"]);
    assert_eq!(arrived.all("x-forwarded-proto"), ["http"]);
}

#[tokio::test]
async fn a_trusted_proxy_says_for_whom_it_asks_and_nobody_else_does() {
    let upstream = Upstream::start().await;
    let proxy = IpAddr::from([127, 0, 0, 2]);
    let server = TestServer::behind(TrustedProxies::new([proxy]), upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let ask = async |last, headers: &str| {
        let request = format!(
            "GET /dedicated-v5/api/v5/clients HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: {}\r\n\
             {headers}\r\n",
            key.basic()
        );
        let answer = raw::exchange_on(raw::connect_as(last, server.api).await, request).await;
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
        let arrived = upstream.only();
        assert!(arrived.all("forwarded").is_empty(), "{arrived:?}");
        assert!(arrived.all("x-real-ip").is_empty(), "{arrived:?}");
        assert!(arrived.all("x-forwarded-user").is_empty(), "{arrived:?}");
        ["x-forwarded-for", "x-forwarded-proto"].map(|name| arrived.all(name).join(" | "))
    };
    let plain = "x-forwarded-for: 8.8.8.8\r\nX-Forwarded-For: 192.0.2.1\r\nx-forwarded-proto: https\r\n\
                 x-real-ip: 8.8.8.8\r\nx-forwarded-user: admin\r\n";
    let standard = "forwarded: for=8.8.8.8, for=\"[2001:db8::1]:4711\";proto=https\r\n";
    assert_eq!(ask(2, plain).await, ["192.0.2.1, 127.0.0.2", "https"]);
    assert_eq!(ask(2, standard).await, ["2001:db8::1, 127.0.0.2", "https"]);
    assert_eq!(ask(2, "").await, ["127.0.0.2", "http"]);
    for other in [1, 3] {
        for lies in [plain, standard] {
            assert_eq!(ask(other, lies).await, [&format!("127.0.0.{other}"), "http"]);
        }
    }
}

#[tokio::test]
async fn a_method_override_is_neither_judged_by_nor_passed_on() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients/{clientid}"]).await;
    for header in ["X-HTTP-Method-Override: GET", "X-HTTP-Method: GET", "X-Method-Override: GET"] {
        let answer = server.raw("DELETE /dedicated-v5/api/v5/clients/c-1", &key, &[header]).await;
        assert_eq!((answer.status, answer.problem()), (403, "endpoint-not-granted"), "{header}");
    }
    assert!(upstream.arrived().is_empty());
}

#[tokio::test]
async fn the_gateway_has_a_credential_of_its_own_there() {
    let upstream = Upstream::start().await;
    let credential = Some(HeaderValue::from_static("Bearer of-the-gateway"));
    let settings = server::config::Upstream { credential, ..settings(upstream.address) };
    let server = TestServer::start(settings, Limits::for_programs()).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    assert_eq!(server.raw("GET /dedicated-v5/api/v5/clients", &key, &["connection: authorization"]).await.status, 200);
    assert_eq!(upstream.only().all("authorization"), ["Bearer of-the-gateway"]);
}

#[tokio::test]
async fn nothing_of_an_upstreams_answer_concerns_the_consoles_host() {
    let upstream = Upstream::answering(|_| {
        Response::builder()
            .header("set-cookie", "deployment-console=evil")
            .header("set-cookie", "more=evil")
            .header("clear-site-data", "\"*\"")
            .header("strict-transport-security", "max-age=1000")
            .header("content-security-policy", "script-src *")
            .header("connection", "x-hop")
            .header("x-hop", "1")
            .header("keep-alive", "timeout=1")
            .header("content-type", "text/html")
            .header("x-kept", "yes")
            .body(Body::from("<script>evil()</script>"))
            .expect("an answer")
    })
    .await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let answer = server.raw("GET /dedicated-v5/api/v5/clients", &key, &[]).await;
    for gone in ["set-cookie", "clear-site-data", "strict-transport-security", "x-hop", "keep-alive"] {
        assert!(answer.all(gone).is_empty(), "{gone}: {answer:?}");
    }
    assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!((answer.header("content-type"), answer.header("x-kept")), ("text/html", "yes"));
}

#[tokio::test]
async fn the_consoles_session_is_worth_nothing_here_and_a_key_is_worth_nothing_there() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let request = format!(
        "GET /dedicated-v5/api/v5/clients HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncookie: {}\r\n\r\n",
        server.cookie
    );
    assert_eq!(raw::send(server.api, request).await.status, 401);
    let console = server.origin.trim_start_matches("http://").parse().expect("an address");
    for path in ["/api/deployments", "/api/deployments/dedicated-v5/keys"] {
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: {}\r\n\r\n", key.basic());
        assert_eq!(raw::send(console, request).await.status, 401, "{path}");
    }
    assert!(upstream.arrived().is_empty());
}
