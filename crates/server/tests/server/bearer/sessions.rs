//! Tokens beside sessions: which of the two counts, and what stays as it was.

use reqwest::{Method, header};
use serde_json::{Value, json};

use super::{KEYS, ask, get, json as body, refused, token_of};
use crate::support::{TestServer, problem};

#[tokio::test]
async fn whoever_brings_both_is_whom_the_token_says() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    let viewer = token_of(&server, "viewer", "ci").await;
    let both = |method: Method, path: &str| {
        ask(&server, method, path, &viewer).header(header::COOKIE, &cookie).header(header::ORIGIN, &server.origin)
    };
    let session = body(both(Method::GET, "/api/session").send().await.expect("an answer")).await;
    assert_eq!(session["name"], "token ci");
    let list = body(both(Method::GET, "/api/deployments").send().await.expect("an answer")).await;
    assert_eq!(list["deployments"].as_array().map(Vec::len), Some(1));
    let access = json!({ "access": { "type": "endpoints", "endpoints": ["GET /clients"] } });
    let create = both(Method::POST, KEYS).header("idempotency-key", "a-request").json(&access);
    assert_eq!(problem(create.send().await.expect("an answer")).await, (403, "forbidden".into()));
    assert_eq!(server.session_status(&cookie).await, 200);
}

#[tokio::test]
async fn a_bad_token_is_refused_however_good_the_cookie_is() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    for token in ["nonsense", "dct_nonsense", "a.b.c", ""] {
        for (method, path) in [(Method::GET, "/api/session"), (Method::GET, KEYS), (Method::DELETE, "/api/session")] {
            let request = ask(&server, method, path, token).header(header::COOKIE, &cookie);
            refused(request.header(header::ORIGIN, &server.origin).send().await.expect("an answer")).await;
        }
    }
    assert_eq!(server.session_status(&cookie).await, 200, "and no session has ended by it");
}

#[tokio::test]
async fn credentials_that_a_proxy_has_asked_for_leave_the_session_what_it_is() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    let basic = || server.get("/api/session").basic_auth("somebody", Some("of-the-proxy"));
    let answer = basic().header(header::COOKIE, &cookie).send().await.expect("an answer");
    assert_eq!(body(answer).await["name"], "administrator");
    assert_eq!(problem(basic().send().await.expect("an answer")).await, (401, "unauthenticated".into()));
}

#[tokio::test]
async fn the_rule_of_origin_is_for_sessions_and_stays_theirs() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    let token = token_of(&server, "administrator", "ci").await;
    let access = json!({ "access": { "type": "endpoints", "endpoints": ["GET /clients"] } });
    for (number, origin) in [None, Some("https://other.example"), Some("null")].into_iter().enumerate() {
        let create = |request: reqwest::RequestBuilder| {
            let request = request.header("idempotency-key", format!("request-{number}")).json(&access);
            let request = match origin {
                Some(origin) => request.header(header::ORIGIN, origin),
                None => request,
            };
            async { request.send().await.expect("an answer") }
        };
        assert_eq!(create(ask(&server, Method::POST, KEYS, &token)).await.status(), 201, "{origin:?}");
        let by_cookie = server.client.post(format!("{}{KEYS}", server.origin)).header(header::COOKIE, &cookie);
        assert_eq!(problem(create(by_cookie).await).await, (403, "origin-refused".into()), "{origin:?}");
    }
}

#[tokio::test]
async fn with_a_token_nobody_signs_in_from_elsewhere_and_nobody_is_signed_out() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    let server = server.restart().await;
    let token = token_of(&server, "administrator", "ci").await;
    for origin in ["https://other.example", "null"] {
        let sign_in = ask(&server, Method::POST, "/api/session", &token).header(header::ORIGIN, origin);
        let answer = sign_in.json(&json!({ "code": server.code })).send().await.expect("an answer");
        assert_eq!(problem(answer).await, (403, "origin-refused".into()));
    }
    for with_cookie in [true, false] {
        let mut sign_out = ask(&server, Method::DELETE, "/api/session", &token).header(header::ORIGIN, &server.origin);
        if with_cookie {
            sign_out = sign_out.header(header::COOKIE, &cookie);
        }
        assert_eq!(problem(sign_out.send().await.expect("an answer")).await, (403, "forbidden".into()));
    }
    assert_eq!(server.session_status(&cookie).await, 200);
    assert_eq!(get(&server, "/api/session", &token).await.status(), 200);
    server.sign_in().await;
}

#[tokio::test]
async fn whoever_brings_nothing_is_told_what_to_bring() {
    let server = TestServer::start().await;
    for request in [server.get("/api/deployments"), server.get("/api/session"), server.get("/api/nowhere")] {
        let response = request.send().await.expect("an answer");
        assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer realm=\"Deployment API\"");
        assert_eq!(problem(response).await, (401, "unauthenticated".into()));
    }
}

#[tokio::test]
async fn the_document_names_both_ways_and_what_is_answered_to_a_token() {
    let server = TestServer::start().await;
    let token = token_of(&server, "viewer", "ci").await;
    let document: Value = body(get(&server, "/api/openapi.json", &token).await).await;
    let schemes = &document["components"]["securitySchemes"];
    assert_eq!(schemes["bearer"]["type"], "http");
    assert_eq!(schemes["bearer"]["scheme"], "bearer");
    assert_eq!((&schemes["session"]["in"], &schemes["session"]["name"]), (&json!("cookie"), &json!("console_session")));
    assert_eq!(document["security"], json!([{ "session": [] }, { "bearer": [] }]));
    let session = &document["paths"]["/api/session"];
    assert_eq!((&session["post"]["security"], &session["get"]["security"]), (&json!([]), &Value::Null));
    assert_eq!(session["delete"]["security"], json!([{ "session": [] }]));
    for path in document["paths"].as_object().expect("paths").values() {
        for operation in path.as_object().expect("operations").values() {
            for (status, kind) in [
                ("400", "/problems/request-unsound"),
                ("401", "/problems/token-refused"),
                ("403", "/problems/no-role"),
                ("503", "/problems/identity-provider-unavailable"),
            ] {
                let words = operation["responses"][status]["description"].as_str().unwrap_or_default();
                assert!(words.contains(kind), "{}: {status}: {words}", operation["operationId"]);
            }
        }
    }
}
