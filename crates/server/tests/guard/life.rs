//! What becomes of a key in the console is true for its next request.

use std::time::{Duration, Instant};

use backend::secret::AppSecret;
use reqwest::{Method, header};
use serde_json::{Value, json};

use jiff::SignedDuration;
use server::serve::Limits;

use crate::{
    support::{CATALOGED, Key, TestServer, basic, settings},
    upstream::Upstream,
};

const KEYS: &str = "/api/deployments/dedicated-v5/keys";
/// How old the last use of a key may be in the console.
const PROMISED: Duration = Duration::from_secs(10);

/// So that who looks does not keep who writes from the processor.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

const CLIENTS: &str = "/dedicated-v5/api/v5/clients";

async fn status(server: &TestServer, key: &Key) -> u16 {
    server.api(Method::GET, CLIENTS, key).send().await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn a_deleted_key_opens_nothing_from_the_moment_it_is_answered() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    for _ in 0..20 {
        let key = server.key(CATALOGED, &["GET /clients"]).await;
        assert_eq!(status(&server, &key).await, 200);
        let delete = server.console(Method::DELETE, &format!("{KEYS}/{}", key.app_id));
        assert_eq!(delete.send().await.expect("an answer").status(), 204);
        assert_eq!(status(&server, &key).await, 401);
    }
    assert_eq!(upstream.arrived().len(), 20);
}

#[tokio::test]
async fn an_edit_is_true_from_the_moment_it_is_answered() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients", "GET /stats"]).await;
    let path = format!("{KEYS}/{}", key.app_id);
    for (endpoints, expected) in [(vec!["GET /stats"], 403), (vec!["GET /clients"], 200), (vec!["GET /stats"], 403)] {
        let now: Value =
            server.console(Method::GET, &path).send().await.expect("an answer").json().await.expect("JSON");
        let access = json!({ "type": "endpoints", "endpoints": endpoints });
        let mut body = json!({ "note": "", "access": access });
        if let Some(expires_at) = now.get("expires_at") {
            body["expires_at"] = expires_at.clone();
        }
        let edit = server.console(Method::PUT, &path).header(header::IF_MATCH, format!("\"{}\"", now["version"]));
        assert_eq!(edit.json(&body).send().await.expect("an answer").status(), 200);
        assert_eq!(status(&server, &key).await, expected, "{endpoints:?}");
    }
}

#[tokio::test]
async fn a_first_use_settles_the_secret_and_a_failed_one_does_not() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let create = async || {
        let access = json!({ "type": "endpoints", "endpoints": ["GET /clients"] });
        let request = server.console(Method::POST, KEYS).header("idempotency-key", "one-and-the-same-request");
        let answer = request.json(&json!({ "note": "", "access": access })).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json::<Value>().await.expect("JSON"))
    };
    let key = |made: &Value| Key {
        app_id: made["key"]["app_id"].as_str().expect("an App ID").to_owned(),
        secret: made["app_secret"].as_str().expect("a secret").to_owned(),
    };
    let first = key(&create().await.1);
    // Somebody who does not know the secret uses nothing up.
    let another = AppSecret::generate().expect("a generator").expose().to_owned();
    for guess in [another, "guess".to_owned()] {
        assert_eq!(status(&server, &Key { secret: guess, ..first.clone() }).await, 401);
    }
    let (created, second) = create().await;
    let second = key(&second);
    assert_eq!((created, &second.app_id), (201, &first.app_id));
    assert_eq!(status(&server, &first).await, 401, "the lost secret is dead");
    assert_eq!(status(&server, &second).await, 200);
    let (status, problem) = create().await;
    assert_eq!((status, problem["type"].as_str()), (409, Some("/problems/secret-lost")));
}

#[tokio::test]
async fn the_secret_of_another_key_is_a_wrong_one() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let keys = [server.key(CATALOGED, &["GET /clients"]).await, server.key(CATALOGED, &["GET /clients"]).await];
    let mixed = Key { app_id: keys[0].app_id.clone(), secret: keys[1].secret.clone() };
    assert_eq!(status(&server, &mixed).await, 401);
    assert_ne!(mixed.basic(), basic(&keys[0].app_id, &keys[0].secret));
    for key in &keys {
        assert_eq!(status(&server, key).await, 200);
    }
}

#[tokio::test]
async fn a_disabled_key_opens_nothing_until_it_is_enabled() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    for (change, expected) in [("disable", 401), ("enable", 200), ("disable", 401), ("disable", 401)] {
        let request = server.console(Method::POST, &format!("{KEYS}/{}/{change}", key.app_id));
        assert_eq!(request.send().await.expect("an answer").status(), 200, "{change}");
        assert_eq!(status(&server, &key).await, expected, "{change}");
    }
}

#[tokio::test]
async fn a_key_opens_nothing_from_the_moment_it_expires() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let expires_at = backend::Clock::now(&*server.clock) + SignedDuration::from_hours(1);
    let key = server.expiring_key(CATALOGED, &["GET /clients"], &expires_at.to_string()).await;
    server.clock.advance(SignedDuration::from_hours(1) - SignedDuration::from_millis(1));
    assert_eq!(status(&server, &key).await, 200);
    server.clock.advance(SignedDuration::from_millis(1));
    assert_eq!(status(&server, &key).await, 401);
}

#[tokio::test]
async fn an_old_secret_works_as_long_as_it_was_given() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let mut key = server.key(CATALOGED, &["GET /clients"]).await;
    for grace in [0, 5] {
        let old = key.clone();
        let rotate = server.console(Method::POST, &format!("{KEYS}/{}/rotate", key.app_id));
        let rotate = rotate.header("idempotency-key", format!("rotation-with-grace-{grace}"));
        let answer = rotate.json(&json!({ "grace_minutes": grace })).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{answer:?}");
        let made: Value = answer.json().await.expect("JSON");
        key.secret = made["app_secret"].as_str().expect("a secret").to_owned();
        assert_eq!(status(&server, &key).await, 200);
        assert_eq!(status(&server, &old).await, if grace == 0 { 401 } else { 200 }, "{grace} minutes");
        server.clock.advance(SignedDuration::from_mins(grace));
        assert_eq!(status(&server, &old).await, 401, "after {grace} minutes");
        assert_eq!(status(&server, &key).await, 200);
    }
}

/// What the console says of the last use of a key.
async fn last_used(server: &TestServer, key: &Key) -> Option<(String, String)> {
    let request = server.console(Method::GET, &format!("{KEYS}/{}", key.app_id));
    let shown: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    let text = |name: &str| shown["last_used"][name].as_str().map(str::to_owned);
    text("at").zip(text("endpoint"))
}

#[tokio::test]
async fn a_use_stands_in_the_console_with_its_endpoint_and_what_is_refused_is_no_use() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let (used, unused) = (server.key(CATALOGED, &["GET /clients"]).await, server.key(CATALOGED, &["GET /stats"]).await);
    for (key, expected) in [(&unused, 403), (&used, 200)] {
        assert_eq!(status(&server, key).await, expected);
    }
    let at = format!("{:.3}", backend::Clock::now(&*server.clock));
    let start = Instant::now();
    let shown = loop {
        if let Some(shown) = last_used(&server, &used).await {
            break shown;
        }
        assert!(start.elapsed() < PROMISED, "a use is in the list at most ten seconds later");
        tokio::time::sleep(BETWEEN_LOOKS).await;
    };
    assert_eq!(shown, (at, "GET /clients".to_owned()));
    assert_eq!(last_used(&server, &unused).await, None);
}

#[tokio::test]
async fn the_last_uses_are_written_when_the_server_stops() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let keys = [server.key(CATALOGED, &["GET /clients"]).await, server.key(CATALOGED, &["GET /clients"]).await];
    assert_eq!(status(&server, &keys[0]).await, 200);
    server.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(status(&server, &keys[0]).await, 200);
    let request = ["x-original-method: HEAD", "x-original-uri: /api/v5/clients"];
    assert_eq!(server.raw("GET /authorize/dedicated-v5/nginx", &keys[1], &request).await.status, 200);
    let at = format!("{:.3}", backend::Clock::now(&*server.clock));
    let data = server.stop().await;
    let server = TestServer::over(data, settings(upstream.address), Limits::for_programs()).await;
    for key in &keys {
        assert_eq!(last_used(&server, key).await, Some((at.clone(), "GET /clients".to_owned())));
    }
}
