//! What the gateway lets through, and how.

use axum::body::Body;
use http::Response;
use reqwest::Method;

use crate::{
    raw,
    support::{CATALOGED, OPEN, TestServer, UNREACHED, WHOLE},
    upstream::Upstream,
};

const CHALLENGE: &str = "Basic realm=\"dedicated-v5\", charset=\"UTF-8\"";

#[tokio::test]
async fn a_key_opens_exactly_what_it_holds() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients", "POST /publish"]).await;

    let answer = server.api(Method::GET, "/dedicated-v5/api/v5/clients?page=2", &key).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.text().await.expect("a body"), "upstream");
    assert_eq!(upstream.line(), "GET /api/v5/clients?page=2");
    let post = server.api(Method::POST, "/dedicated-v5/api/v5/publish", &key).body("{\"topic\": \"t\"}");
    assert_eq!(post.send().await.expect("an answer").status(), 200);
    assert_eq!(upstream.only().body, b"{\"topic\": \"t\"}");

    for (method, path, endpoint) in [
        ("GET", "/clients/c-1", "GET /clients/{clientid}"),
        ("DELETE", "/clients/c-1", "DELETE /clients/{clientid}"),
        ("POST", "/publish/bulk", "POST /publish/bulk"),
    ] {
        let answer = server.raw(&format!("{method} /dedicated-v5/api/v5{path}"), &key, &[]).await;
        assert_eq!((answer.status, answer.problem()), (403, "endpoint-not-granted"), "{method} {path}");
        assert!(answer.body.contains(&format!("permission {endpoint}.")), "{}", answer.body);
        assert!(answer.body.contains(&format!("\"app_id\":\"{}\"", key.app_id)), "{}", answer.body);
    }
    assert!(upstream.arrived().is_empty());
}

#[tokio::test]
async fn without_credentials_that_are_good_there_nothing_is_told() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let elsewhere = server.key(crate::support::STRICT, &["GET /clients"]).await;
    let with = |app_id: &str, secret: &str| vec![format!("authorization: {}", crate::support::basic(app_id, secret))];
    let mut cases = vec![
        vec![],
        with(&key.app_id, "wrong"),
        with(&key.app_id, ""),
        with("nobody", &key.secret),
        with("", &key.secret),
        with(&key.app_id.to_uppercase(), &key.secret),
        with(&key.app_id, &key.secret.to_uppercase()),
        with(&format!("{} ", key.app_id), &key.secret),
        with(&elsewhere.app_id, &elsewhere.secret),
        with(&key.app_id, &elsewhere.secret),
        vec![format!("authorization: Bearer {}", key.secret)],
        vec![format!("authorization: {}", key.basic().replace("Basic ", "Basic"))],
        vec![format!("authorization: {},{}", key.basic(), key.basic())],
        vec![format!("authorization: Basic {}", "A".repeat(20_000))],
        vec![format!("cookie: {}", server.cookie)],
        vec![format!("proxy-authorization: {}", key.basic())],
    ];
    // One good header beside another is no good header.
    cases.push([with(&key.app_id, &key.secret), with(&key.app_id, &key.secret)].concat());
    cases.push([with("nobody", "x"), with(&key.app_id, &key.secret)].concat());
    for headers in cases {
        // Also where there is nothing: who has no key learns nothing of the catalog.
        for path in ["clients", "users", "clients/.."] {
            let request = format!(
                "GET /dedicated-v5/api/v5/{path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{}\r\n",
                headers.iter().map(|header| format!("{header}\r\n")).collect::<String>()
            );
            let answer = raw::send(server.api, request).await;
            assert_eq!((answer.status, answer.problem()), (401, "key-refused"), "{headers:?}");
            assert_eq!(answer.header("www-authenticate"), CHALLENGE);
            assert_eq!(answer.header("cache-control"), "no-store");
            assert!(!answer.body.contains(&key.app_id), "{}", answer.body);
        }
    }
    assert!(upstream.arrived().is_empty());
}

#[tokio::test]
async fn full_access_opens_the_catalog_and_never_what_it_leaves_out() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.full_key(WHOLE).await;
    let answer = server.raw("GET /serverless/api/v5/clients/c-1", &key, &[]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "upstream"), "{answer:?}");
    assert_eq!(upstream.line(), "GET /api/v5/clients/c-1");
    for line in [
        "GET /serverless/api/v5/api_key",
        "POST /serverless/api/v5/api_key",
        "POST /serverless/api/v5/login",
        "DELETE /serverless/api/v5/users/admin",
        "GET /serverless/api/v5/nothing",
        "GET /serverless/api/v5",
        "GET /serverless/api/v6/clients",
        "GET /serverless/clients",
        "GET /serverless",
        "GET /serverless?x",
        "PATCH /serverless/api/v5/clients",
        "OPTIONS /serverless/api/v5/clients",
        "TRACE /serverless/api/v5/clients",
    ] {
        let answer = server.raw(line, &key, &[]).await;
        assert_eq!((answer.status, answer.problem()), (404, "endpoint-not-offered"), "{line}");
    }
    assert!(upstream.arrived().is_empty());
}

#[tokio::test]
async fn without_a_catalog_what_lies_under_the_base_path_is_open() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.full_key(OPEN).await;
    let answer = server.raw("PUT /dedicated-v4/api/v4/anything/at/all?x=y", &key, &["content-length: 0"]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(upstream.line(), "PUT /api/v4/anything/at/all?x=y");
    for path in ["/api/v4", "/api/v4/", "/api/v5/clients", "/", "/api/v4/../v5/clients", "/api/v4/a%2Fb"] {
        let answer = server.raw(&format!("GET /dedicated-v4{path}"), &key, &[]).await;
        assert_eq!((answer.status, answer.problem()), (404, "endpoint-not-offered"), "{path}");
    }
    assert!(upstream.arrived().is_empty());
}

#[tokio::test]
async fn what_is_no_deployment_with_an_upstream_is_not_there() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(UNREACHED, &["GET /clients"]).await;
    for path in [
        "/",
        "/nothing/api/v5/clients",
        "/unreached/api/v5/clients",
        "/Dedicated-v5/api/v5/clients",
        "/%64edicated-v5/api/v5/clients",
        "//dedicated-v5/api/v5/clients",
        "/./dedicated-v5/api/v5/clients",
        "/healthz",
        "/api/deployments",
        "/sign-in",
        "/authorize",
        "/authorize/",
        "*",
    ] {
        let answer = server.raw(&format!("GET {path}"), &key, &[]).await;
        assert_eq!((answer.status, answer.problem()), (404, "not-found"), "{path}");
    }
    assert!(upstream.arrived().is_empty());
}

#[tokio::test]
async fn the_bytes_of_the_path_cross_as_they_were_judged() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients/{clientid}", "GET /clients"]).await;
    for target in [
        "/clients/a%2Fb",
        "/clients/a%2fb",
        "/clients/%2F%2f",
        "/clients/%41%5a%7E",
        "/clients/a%20b",
        "/clients/a+b",
        "/clients/caf%C3%A9",
        "/clients/caf%c3%a9",
        "/clients/100%25",
        "/clients/%2541",
        "/clients/{x}|^\"",
        "/clients/a:b@c,d=e&f!$'()*~",
        "/clients/...",
        "/clients?",
        "/clients??",
        "/clients?a=b/../c&d=%zz",
        "/clients?/",
    ] {
        let answer = server.raw(&format!("GET /dedicated-v5/api/v5{target}"), &key, &[]).await;
        assert_eq!(answer.status, 200, "{target}: {answer:?}");
        assert_eq!(upstream.line(), format!("GET /api/v5{target}"));
    }
}

#[tokio::test]
async fn head_is_asked_as_head_and_answered_without_a_body() {
    let upstream = Upstream::answering(|_| {
        Response::builder().header("content-length", 8).body(Body::from("upstream")).expect("an answer")
    })
    .await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let answer = server.raw("HEAD /dedicated-v5/api/v5/clients", &key, &[]).await;
    assert_eq!((answer.status, answer.header("content-length"), answer.body.as_str()), (200, "8", ""));
    assert_eq!(upstream.line(), "HEAD /api/v5/clients");
    let answer = server.raw("HEAD /dedicated-v5/api/v5/stats", &key, &[]).await;
    assert_eq!((answer.status, answer.body.as_str()), (403, ""));
}

#[tokio::test]
async fn what_the_upstream_answers_is_passed_back_and_no_redirect_is_followed() {
    for status in [201, 204, 301, 302, 304, 307, 400, 403, 404, 409, 418, 429, 500, 503] {
        let upstream = Upstream::answering(move |_| {
            let answer = Response::builder().status(status).header("location", "http://127.0.0.1:9/elsewhere");
            let body = if matches!(status, 204 | 304) { Body::empty() } else { Body::from("said so") };
            answer.header("x-more", "kept").body(body).expect("an answer")
        })
        .await;
        let server = TestServer::before(upstream.address).await;
        let key = server.key(CATALOGED, &["GET /clients"]).await;
        let answer = server.raw("GET /dedicated-v5/api/v5/clients", &key, &[]).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("x-more"), "kept");
        assert_eq!(answer.header("location"), "http://127.0.0.1:9/elsewhere");
        assert!(matches!(status, 204 | 304) || answer.body.ends_with("said so"), "{answer:?}");
        assert_eq!(upstream.arrived().len(), 1);
    }
}

#[tokio::test]
async fn an_address_of_the_upstreams_own_is_told_as_the_client_reaches_it() {
    let upstream = Upstream::answering(|one| {
        let host = one.all("host")[0];
        let answer = Response::builder().status(201).header("location", format!("http://{host}/api/v5/clients/1"));
        answer.header("content-location", "/api/v5/clients/1?whole").body(Body::empty()).expect("an answer")
    })
    .await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["POST /publish", "GET /clients/{clientid}"]).await;
    let answer = server.raw("POST /dedicated-v5/api/v5/publish", &key, &["content-length: 0"]).await;
    assert_eq!(answer.header("content-location"), "/dedicated-v5/api/v5/clients/1?whole");
    let location = answer.header("location");
    assert_eq!(location, "/dedicated-v5/api/v5/clients/1");
    upstream.arrived();
    assert_eq!(server.raw(&format!("GET {location}"), &key, &[]).await.status, 201);
    assert_eq!(upstream.line(), "GET /api/v5/clients/1");
}
