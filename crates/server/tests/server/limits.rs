//! Headers, limits and what is answered outside the API.

use std::{collections::HashSet, time::Duration};

use reqwest::{Method, header};
use serde_json::{Value, json};
use server::serve::Limits;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Setup, TestServer, problem};

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_an_id() {
    let server = TestServer::start().await;
    let mut ids = HashSet::new();
    for path in ["/", "/healthz", "/nothing.js", "/api/deployments", "/deployments/x"] {
        let response = server.get(path).header("x-request-id", "from outside").send().await.expect("an answer");
        let headers = response.headers();
        let value = |name: &str| headers[name].to_str().expect("ASCII");
        let policy = value("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
        assert_eq!(value("x-content-type-options"), "nosniff");
        assert_eq!(value("referrer-policy"), "no-referrer");
        assert_eq!(value("x-frame-options"), "DENY");
        assert_eq!(value("cross-origin-opener-policy"), "same-origin");
        assert!(headers.contains_key("permissions-policy"));
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        assert_ne!(value("x-request-id"), "from outside", "an id of this server");
        assert!(ids.insert(value("x-request-id").to_owned()), "an id of its own");
    }
}

#[tokio::test]
async fn health_is_open_and_says_nothing() {
    let server = TestServer::start().await;
    let response = server.get("/healthz").send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await.expect("a body"), "ok\n");
}

#[tokio::test]
async fn a_body_over_1_mib_is_refused() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    for path in ["/api/deployments/dedicated-v5/keys", "/api/session"] {
        let post = |size: usize| {
            let body = format!("{{\"note\": \"{}\"}}", "x".repeat(size));
            let request = server.request(Method::POST, path).header(header::COOKIE, &cookie);
            request
                .header("idempotency-key", "one-request-of-its-own")
                .header(header::CONTENT_TYPE, "application/json")
                .body(body)
        };
        let response = post(1024 * 1024).send().await.expect("an answer");
        assert_eq!(problem(response).await, (413, "body-too-large".into()), "{path}");
        let response = post(1023 * 1024).send().await.expect("an answer");
        assert_ne!(response.status(), 413, "{path}");
    }
}

#[tokio::test]
async fn a_request_that_does_not_arrive_in_time_is_given_up() {
    let setup = Setup { time_limit: Duration::from_millis(50), ..Setup::default() };
    let server = TestServer::start_with(setup).await;
    let mut stream = half_a_request(&server).await;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("/problems/request-timeout"), "{answer}");
}

#[tokio::test]
async fn a_request_under_way_is_answered_before_the_server_stops() {
    let server = TestServer::start().await;
    let origin = server.origin.clone();
    let mut stream = half_a_request(&server).await;
    let stopped = server.stop();
    stream.write_all(b"}").await.expect("a connection");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.contains("HTTP/1.1 422"), "{answer}");
    stopped.await;
    assert!(TcpStream::connect(origin.trim_start_matches("http://")).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn whoever_never_finishes_a_head_is_cut_off() {
    const MOMENT: Duration = Duration::from_millis(200);
    let limits = Limits { head_time: MOMENT, connections: 8, ..Limits::default() };
    let server = TestServer::start_with(Setup { limits, ..Setup::default() }).await;
    // As many as there is room for.
    let mut streams = Vec::new();
    for start in ["", "G", "GET / HTTP/1.1\r\n", "POST /api/session HTTP/1.1\r\nhost: a\r\nx: "].repeat(2) {
        let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
        stream.write_all(start.as_bytes()).await.expect("a connection");
        streams.push(stream);
    }
    // Somebody who sends a byte now and then: the head has one time for all of it.
    let mut slow = TcpStream::connect(server.address()).await.expect("a connection");
    assert_eq!(server.get("/healthz").send().await.expect("an answer").status(), 200, "there is room again");
    let mut sent = 0;
    while slow.write_all(b"G").await.is_ok() {
        sent += 1;
        tokio::time::sleep(MOMENT / 10).await;
        assert!(sent < 5_000, "the connection is never closed");
    }
    for mut stream in streams {
        let mut answer = Vec::new();
        // It ends: a server that waited for ever would hold this test.
        stream.read_to_end(&mut answer).await.unwrap_or_default();
        assert!(!answer.starts_with(b"HTTP/1.1 2"), "{}", String::from_utf8_lossy(&answer));
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = TestServer::start().await;
    let many: String = (0..200).map(|number| format!("x-{number}: 1\r\n")).collect();
    let long = "a".repeat(70_000);
    for (line, headers) in [
        ("GET /healthz", format!("x-long: {long}\r\n")),
        ("GET /healthz", many),
        ("GET /api/deployments", format!("cookie: console_session={long}\r\n")),
        (&format!("GET /{long}"), String::new()),
    ] {
        let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
        let request = format!("{line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{headers}\r\n");
        // The server may have answered and gone before it has read everything.
        stream.write_all(request.as_bytes()).await.unwrap_or_default();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.expect("an answer");
        assert!(matches!(&answer[9..], b"431" | b"414"), "{}", String::from_utf8_lossy(&answer));
    }
    assert_eq!(server.get("/healthz").send().await.expect("an answer").status(), 200);
}

/// Sends a request but for its last byte, and waits until the server asks for the body.
async fn half_a_request(server: &TestServer) -> TcpStream {
    let address = server.origin.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST /api/session HTTP/1.1\r\nHost: {address}\r\nOrigin: {}\r\nContent-Type: application/json\r\n\
         Content-Length: 2\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n",
        server.origin
    );
    stream.write_all(head.as_bytes()).await.expect("a connection");
    let mut interim = [0u8; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut interim).await.expect("an interim answer");
    assert!(interim.starts_with(b"HTTP/1.1 100"));
    stream.write_all(b"{").await.expect("a connection");
    stream
}

#[tokio::test]
async fn answers_are_compressed_except_the_one_with_a_secret() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    let get = server.get("/api/deployments/dedicated-v5/catalog").header(header::COOKIE, &cookie);
    let response = get.header(header::ACCEPT_ENCODING, "gzip, br").send().await.expect("an answer");
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "br");
    let post = server.request(Method::POST, "/api/deployments/serverless/keys").header(header::COOKIE, &cookie);
    let post = post.header(header::ACCEPT_ENCODING, "gzip, br").header("idempotency-key", "one-request-of-its-own");
    let response = post.json(&json!({})).send().await.expect("an answer");
    assert_eq!(response.status(), 201);
    assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
}

#[tokio::test]
async fn the_openapi_document_describes_the_session_and_refers_to_nothing_that_is_missing() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    let request = server.get("/api/openapi.json").header(header::COOKIE, &cookie);
    let document: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    for method in ["get", "post", "delete"] {
        assert!(document["paths"]["/api/session"][method].is_object(), "{method}");
    }
    assert!(document["paths"]["/api/deployments"]["get"].is_object());
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}
