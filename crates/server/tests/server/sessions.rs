//! Sessions: their cookie, their end, and what is closed without one.

use jiff::SignedDuration;
use reqwest::{Method, header};
use sqlx::{Connection, SqliteConnection, SqlitePool};

use crate::support::{TestServer, problem, set_cookie};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[tokio::test]
async fn no_script_can_read_the_cookie_and_no_other_site_can_send_it() {
    let server = TestServer::start().await;
    let response = server.try_code(&server.code).await;
    let cookie = set_cookie(&response);
    for attribute in ["; HttpOnly", "; SameSite=Strict", "; Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "over plain http a browser would drop it");
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn without_a_session_every_address_of_the_api_is_closed() {
    let server = TestServer::start().await;
    let addresses = [
        (Method::GET, "/api"),
        (Method::GET, "/api/"),
        (Method::GET, "/api/nowhere"),
        (Method::GET, "/api/openapi.json"),
        (Method::GET, "/api/session"),
        (Method::DELETE, "/api/session"),
        (Method::PATCH, "/api/session"),
        (Method::GET, "/api/session/"),
        (Method::GET, "/api/deployments"),
        (Method::GET, "/api/deployments/serverless"),
        (Method::GET, "/api/deployments/dedicated-v5/catalog"),
        (Method::GET, "/api/deployments/serverless/keys"),
        (Method::POST, "/api/deployments/serverless/keys"),
        (Method::GET, "/api/deployments/serverless/keys/x"),
        (Method::PUT, "/api/deployments/serverless/keys/x"),
        (Method::DELETE, "/api/deployments/serverless/keys/x"),
    ];
    for cookie in [None, Some("console_session=nonsense"), Some("console_session=; other=1"), Some("=;;;")] {
        for (method, path) in &addresses {
            let mut request = server.request(method.clone(), path);
            if let Some(cookie) = cookie {
                request = request.header(header::COOKIE, cookie);
            }
            let response = request.send().await.expect("an answer");
            assert_eq!(problem(response).await, (401, "unauthenticated".into()), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_session_ends_after_12_idle_hours() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    for _ in 0..3 {
        server.clock.advance(HOUR * 12 - SignedDuration::from_mins(2));
        assert_eq!(server.session_status(&cookie).await, 200);
    }
    server.clock.advance(HOUR * 12);
    assert_eq!(server.session_status(&cookie).await, 401);
}

#[tokio::test]
async fn a_session_ends_after_7_days_however_busy() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    for _ in 0..(7 * 24 / 8 - 1) {
        server.clock.advance(HOUR * 8);
        assert_eq!(server.session_status(&cookie).await, 200);
    }
    server.clock.advance(HOUR * 8);
    assert_eq!(server.session_status(&cookie).await, 401);
}

#[tokio::test]
async fn a_session_ends_when_somebody_signs_out() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    let sign_out = || server.request(Method::DELETE, "/api/session").header(header::COOKIE, &cookie).send();
    let response = sign_out().await.expect("an answer");
    assert_eq!(response.status(), 204);
    assert!(set_cookie(&response).starts_with("console_session=; "), "the cookie is taken away");
    assert_eq!(server.session_status(&cookie).await, 401);
    assert_eq!(sign_out().await.expect("an answer").status(), 401);
}

#[tokio::test]
async fn a_session_survives_a_restart_and_the_old_link_stays_used() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    let used = server.code.clone();
    let server = server.restart().await;
    assert_eq!(server.session_status(&cookie).await, 200);
    assert_eq!(problem(server.try_code(&used).await).await, (401, "sign-in-code-used".into()));
}

#[tokio::test]
async fn signing_in_again_replaces_the_browsers_session() {
    let server = TestServer::start().await.restart().await;
    let first = server.sign_in().await;
    let server = server.restart().await;
    let request = server.request(Method::POST, "/api/session").header(header::COOKIE, &first);
    let response = request.json(&serde_json::json!({ "code": server.code })).send().await.expect("an answer");
    let second = crate::support::cookie_of(&response);
    assert_ne!(first, second);
    assert_eq!(server.session_status(&first).await, 401);
    assert_eq!(server.session_status(&second).await, 200);
}

#[tokio::test]
async fn a_session_goes_on_while_nothing_can_be_written() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    let address = format!("sqlite:{}", server.database().display());
    let mut other = SqliteConnection::connect(&address).await.expect("the database");
    let writing = other.begin_with("BEGIN IMMEDIATE").await.expect("the lock that writers need");
    server.clock.advance(HOUR);
    assert_eq!(server.session_status(&cookie).await, 200);
    writing.rollback().await.expect("the lock is given back");
    // It was not noted then, and is now.
    for hours in [10, 11] {
        server.clock.advance(HOUR * hours);
        assert_eq!(server.session_status(&cookie).await, 200);
    }
}

#[tokio::test]
async fn neither_codes_nor_tokens_stand_in_the_database() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    let token = cookie.split_once('=').expect("a value").1.to_owned();
    let pool = SqlitePool::connect(&format!("sqlite:{}", server.database().display())).await.expect("the database");
    let hashes: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT token_hash FROM sessions UNION ALL SELECT code_hash FROM sign_in_codes")
            .fetch_all(&pool)
            .await
            .expect("rows");
    assert_eq!(hashes.len(), 2);
    pool.close().await;
    for suffix in ["", "-wal"] {
        let bytes = std::fs::read(format!("{}{suffix}", server.database().display())).unwrap_or_default();
        for secret in [token.as_bytes(), server.code.as_bytes()] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret));
        }
    }
}
