//! Signing in: one-time links, the password, Origin, and how often somebody may be wrong.

use std::net::IpAddr;

use jiff::SignedDuration;
use reqwest::{Method, header};
use serde_json::{Value, json};
use server::{client::TrustedProxies, config::Config, sign_in::Origin};

use crate::support::{Setup, TestServer, problem, set_cookie};

#[tokio::test]
async fn a_link_signs_in_once() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    assert_eq!(server.session_status(&cookie).await, 200);
    let again = server.try_code(&server.code).await;
    assert!(!again.headers().contains_key(header::SET_COOKIE));
    assert_eq!(problem(again).await, (401, "sign-in-code-used".into()));
    assert_eq!(server.session_status(&cookie).await, 200);
}

#[tokio::test]
async fn a_link_works_for_15_minutes_and_then_says_that_it_has_expired() {
    let server = TestServer::start().await;
    server.clock.advance(SignedDuration::from_mins(15) - SignedDuration::from_millis(1));
    server.sign_in().await;

    let server = TestServer::start().await;
    server.clock.advance(SignedDuration::from_mins(15));
    assert_eq!(problem(server.try_code(&server.code).await).await, (401, "sign-in-code-expired".into()));
}

#[tokio::test]
async fn a_code_that_was_never_given_out_is_wrong() {
    let server = TestServer::start().await;
    for code in ["", "nonsense", &server.code[1..], &"x".repeat(10_000)] {
        assert_eq!(problem(server.try_code(code).await).await, (401, "sign-in-code-wrong".into()), "{code:?}");
    }
}

#[tokio::test]
async fn a_failed_sign_in_leaves_the_session_that_is_there() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    for code in ["nonsense", server.code.as_str()] {
        let request = server.request(Method::POST, "/api/session").header(header::COOKIE, &cookie);
        let response = request.json(&json!({ "code": code })).send().await.expect("an answer");
        assert_eq!(response.status(), 401);
        assert!(!response.headers().contains_key(header::SET_COOKIE));
    }
    assert_eq!(server.session_status(&cookie).await, 200);
}

#[tokio::test]
async fn the_password_signs_in_as_often_as_need_be_and_another_does_not() {
    let server = TestServer::start_with(Setup { password: Some("correct horse"), ..Setup::default() }).await;
    let attempt = async |password: &str| {
        let request = server.request(Method::POST, "/api/session").json(&json!({ "password": password }));
        request.send().await.expect("an answer")
    };
    assert_eq!(attempt("correct horse").await.status(), 200);
    assert_eq!(attempt("correct horse").await.status(), 200);
    assert_eq!(problem(attempt("correct horse\n").await).await, (401, "password-wrong".into()));
    assert_eq!(problem(attempt("").await).await, (401, "password-wrong".into()));
}

#[tokio::test]
async fn without_a_password_set_none_is_right() {
    let server = TestServer::start().await;
    let request = server.request(Method::POST, "/api/session").json(&json!({ "password": "" }));
    assert_eq!(problem(request.send().await.expect("an answer")).await, (401, "password-wrong".into()));
}

#[tokio::test]
async fn exactly_one_way_of_signing_in_must_be_sent() {
    let server = TestServer::start().await;
    for body in [json!({}), json!({ "code": server.code, "password": "x" })] {
        let request = server.request(Method::POST, "/api/session").json(&body);
        assert_eq!(problem(request.send().await.expect("an answer")).await, (422, "invalid-input".into()));
    }
    for body in [json!([]), json!({ "code": 1 }), json!({ "token": "x" })] {
        let request = server.request(Method::POST, "/api/session").json(&body);
        assert_eq!(problem(request.send().await.expect("an answer")).await, (400, "malformed-body".into()), "{body}");
    }
    server.sign_in().await;
}

#[tokio::test]
async fn too_many_failures_must_wait_but_a_good_link_still_signs_in() {
    let server = TestServer::start().await;
    for _ in 0..10 {
        assert_eq!(server.try_code("wrong").await.status(), 401);
    }
    let limited = server.try_code("wrong").await;
    let wait: u32 = limited.headers()[header::RETRY_AFTER].to_str().expect("ASCII").parse().expect("seconds");
    assert!((1..=31).contains(&wait), "{wait}");
    assert_eq!(problem(limited).await, (429, "rate-limited".into()));
    let password = server.request(Method::POST, "/api/session").json(&json!({ "password": "x" }));
    assert_eq!(problem(password.send().await.expect("an answer")).await, (429, "rate-limited".into()));
    server.sign_in().await;
}

/// The status of a wrong password that somebody at this address tried.
async fn guess_of(server: &TestServer, forwarded_for: &str) -> u16 {
    let request = server.request(Method::POST, "/api/session").header("x-forwarded-for", forwarded_for);
    request.json(&json!({ "password": "wrong" })).send().await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_attempts_of_its_own() {
    let proxies = TrustedProxies::new([IpAddr::from([127, 0, 0, 1])]);
    let config = Config { trusted_proxies: proxies, ..Config::default() };
    let server = TestServer::start_with(Setup { config, ..Setup::default() }).await;
    for attempt in 0..10 {
        // What a client writes itself stands before what the proxy adds.
        assert_eq!(guess_of(&server, &format!("203.0.113.{attempt}, 192.0.2.1")).await, 401);
    }
    assert_eq!(guess_of(&server, "192.0.2.1").await, 429);
    assert_eq!(guess_of(&server, "192.0.2.1, 192.0.2.2").await, 401);
}

#[tokio::test]
async fn who_is_no_trusted_proxy_gets_no_more_attempts_by_naming_others() {
    let server = TestServer::start().await;
    for attempt in 0..10 {
        assert_eq!(guess_of(&server, &format!("192.0.2.{attempt}")).await, 401);
    }
    assert_eq!(guess_of(&server, "192.0.2.99").await, 429);
}

#[tokio::test]
async fn whoever_is_not_signed_in_learns_the_ways_to_do_so() {
    let server = TestServer::start().await;
    let body: Value = server.get("/api/session").send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(body["sign_in"], json!({ "link": true, "password": false }));
    let server = TestServer::start_with(Setup { password: Some("x"), ..Setup::default() }).await;
    let body: Value = server.get("/api/session").send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(body["sign_in"], json!({ "link": true, "password": true }));
}

#[tokio::test]
async fn pages_of_other_origins_can_neither_sign_in_nor_write() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    let port = server.origin.rsplit(':').next().expect("a port").to_owned();
    let others = ["null", "https://evil.example", "http://127.0.0.1", &format!("https://127.0.0.1:{port}")];
    let writes = [
        (Method::POST, "/api/session"),
        (Method::DELETE, "/api/session"),
        (Method::POST, "/api/deployments/serverless/keys"),
        (Method::PUT, "/api/deployments/dedicated-v5/keys/x"),
        (Method::DELETE, "/api/deployments/serverless/keys/x"),
    ];
    for (method, path) in writes {
        for origin in others.into_iter().map(Some).chain([None]) {
            let url = format!("{}{path}", server.origin);
            let mut request = server.client.request(method.clone(), url).header(header::COOKIE, &cookie);
            if let Some(origin) = origin {
                request = request.header(header::ORIGIN, origin);
            }
            let response = request.json(&json!({})).send().await.expect("an answer");
            assert_eq!(problem(response).await, (403, "origin-refused".into()), "{method} {path} from {origin:?}");
        }
    }
    assert_eq!(server.session_status(&cookie).await, 200);
    let local = format!("http://localhost:{port}");
    let request = server.client.delete(format!("{}/api/session", server.origin)).header(header::ORIGIN, local);
    assert_eq!(request.header(header::COOKIE, &cookie).send().await.expect("an answer").status(), 204);
}

#[tokio::test]
async fn under_https_the_cookie_is_secure_and_https_is_insisted_on() {
    let origin = Origin::parse("https://console.example.com").expect("an origin");
    let config = Config { public_origins: Some(vec![origin]), ..Config::default() };
    let server = TestServer::start_with(Setup { config, ..Setup::default() }).await;
    let request = server.client.post(format!("{}/api/session", server.origin));
    let request = request.header(header::ORIGIN, "https://console.example.com").json(&json!({ "code": server.code }));
    let response = request.send().await.expect("an answer");
    assert!(set_cookie(&response).contains("; Secure"));
    assert!(response.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
    assert_eq!(server.try_code("x").await.status(), 403, "the listen address is no public origin");
}
