//! A database that goes away is said to be away, by whatever needs it, and is found when it is back.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use backend::{Clock, secret::AppSecret};
use futures_util::future::join_all;
use reqwest::{RequestBuilder, header};
use server::{
    config::{Config, Upstream as Settings},
    store::Database,
};

use crate::{
    postgres::{Cluster, TestDatabase},
    several_servers::{KEYS, body, create, get, server_over},
    support::{Setup, TestServer, problem},
    upstream::Upstream,
};

use super::Key;

/// So that who looks does not keep who writes from the processor.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// A server over this database, with a gateway to an upstream.
async fn server_before(upstream: &Upstream, database: &TestDatabase) -> TestServer {
    let settings = Settings::new(&format!("http://{}", upstream.address)).expect("a good upstream");
    let config = Config { upstreams: HashMap::from([("dedicated-v5".to_owned(), settings)]), ..Config::default() };
    let database = Some(Database::Postgres(database.url()));
    TestServer::start_with(Setup { config, database, ..Setup::default() }).await
}

/// A key with `GET /clients`.
async fn made(server: &TestServer, cookie: &str) -> Key {
    Key::of(create(server, cookie, "the-first-request").await).await
}

/// `GET /clients` with a key, as the gateway is asked for it and as the decision endpoint is.
fn both_ways(server: &TestServer, key: &Key) -> [RequestBuilder; 2] {
    let gateway = server.client.get(format!("{}/dedicated-v5/api/v5/clients", server.api()));
    let decision = server.client.get(format!("{}/authorize/dedicated-v5/nginx", server.api()));
    let decision = decision.header("x-original-method", "GET").header("x-original-uri", "/api/v5/clients");
    [gateway, decision].map(|request| request.basic_auth(&key.app_id, Some(&key.secret)))
}

/// The statuses that a key gets in both ways.
async fn statuses(server: &TestServer, key: &Key) -> Vec<u16> {
    let answers = join_all(both_ways(server, key).map(RequestBuilder::send)).await;
    answers.into_iter().map(|answer| answer.expect("an answer").status().as_u16()).collect()
}

/// A connection that rested so shortly that nobody asked whether it lives costs one answer.
async fn until_it_is_back(server: &TestServer, cookie: &str) {
    let mut failed = 0;
    while server.session_status(cookie).await != 200 {
        failed += 1;
        assert!(failed <= 16, "as many as there may be connections");
    }
}

#[tokio::test]
async fn a_database_that_goes_away_is_said_to_be_away_and_found_when_it_is_back() {
    let mut cluster = Cluster::start();
    let database = cluster.database().await;
    let server = server_over(&database).await;
    let cookie = server.sign_in().await;
    assert_eq!(create(&server, &cookie, "the-first-request").await.status(), 201);

    for round in 0..2 {
        cluster.stop();
        for path in [KEYS, "/api/session", "/api/deployments"] {
            let answer = get(&server, &cookie, path).await;
            assert!(answer.headers().contains_key(header::RETRY_AFTER), "{path}");
            assert_eq!(problem(answer).await, (503, "store-unavailable".into()), "{path}");
        }
        let answer = create(&server, &cookie, &format!("a-request-of-round-{round}")).await;
        assert_eq!(problem(answer).await, (503, "store-unavailable".into()));
        let health = server.get("/healthz").send().await.expect("an answer");
        assert_eq!(health.status(), 200, "the server itself is well");

        cluster.start_again();
        until_it_is_back(&server, &cookie).await;
        assert_eq!(create(&server, &cookie, &format!("a-request-of-round-{round}")).await.status(), 201);
        let list = body(get(&server, &cookie, KEYS).await).await;
        assert_eq!(list["total"]["count"], 2 + round, "what was answered before is there, and nothing twice");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_database_that_has_gone_without_a_word_holds_no_request_up_for_good() {
    let cluster = Cluster::start();
    let database = cluster.database().await;
    let upstream = Upstream::start().await;
    let server = server_before(&upstream, &database).await;
    let cookie = server.sign_in().await;
    let key = made(&server, &cookie).await;

    cluster.signal("-STOP");
    // Not 408: the server gives the database up before it gives up the request.
    let (session, list, keys) = tokio::join!(
        get(&server, &cookie, "/api/session"),
        get(&server, &cookie, KEYS),
        join_all(both_ways(&server, &key).map(RequestBuilder::send)),
    );
    cluster.signal("-CONT");
    for answer in [session, list].into_iter().chain(keys.into_iter().map(|answer| answer.expect("an answer"))) {
        assert_eq!(problem(answer).await, (503, "store-unavailable".into()));
    }
    assert!(upstream.arrived().is_empty());
    until_it_is_back(&server, &cookie).await;
    assert_eq!(statuses(&server, &key).await, [200, 200]);
    assert_eq!(body(get(&server, &cookie, KEYS).await).await["total"]["count"], 1);
    server.stop().await;
}

#[tokio::test]
async fn a_database_that_has_gone_without_a_word_holds_no_stop_up() {
    let cluster = Cluster::start();
    let database = cluster.database().await;
    let upstream = Upstream::start().await;
    let server = server_before(&upstream, &database).await;
    let key = made(&server, &server.sign_in().await).await;
    assert_eq!(statuses(&server, &key).await, [200, 200], "a use that is to be written");

    cluster.signal("-STOP");
    let start = Instant::now();
    server.stop().await;
    let taken = start.elapsed();
    cluster.signal("-CONT");
    assert!(taken < Duration::from_secs(15), "{taken:?}");
}

#[tokio::test]
async fn an_export_that_loses_its_database_never_looks_whole() {
    const EXPORT: &str = "/api/deployments/dedicated-v5/audit.export";
    /// More than all buffers on the way hold.
    const ENTRIES: u16 = 50_000;
    let mut cluster = Cluster::start();
    let database = cluster.database().await;
    let server = server_over(&database).await;
    let cookie = server.sign_in().await;
    let fill = "INSERT INTO audit (deployment, at, principal, action, app_id, note, changes)
                SELECT 'dedicated-v5', n, 'admin', 'deleted', 'key', repeat('n', 500), '{}' FROM generate_series(1, $1) n";
    let mut connection = database.connect().await;
    sqlx::query(fill).bind(i32::from(ENTRIES)).execute(&mut connection).await.expect("entries");
    drop(connection);

    let mut answer = get(&server, &cookie, EXPORT).await;
    assert_eq!(answer.status(), 200);
    answer.chunk().await.expect("a beginning");
    cluster.stop();
    let broken = loop {
        match answer.chunk().await {
            Ok(Some(_)) => {}
            end => break end.is_err(),
        }
    };
    assert!(broken, "whoever has a part of the trail takes it for all of it");
    assert_eq!(problem(get(&server, &cookie, EXPORT).await).await, (503, "store-unavailable".into()));

    cluster.start_again();
    until_it_is_back(&server, &cookie).await;
    let whole = get(&server, &cookie, EXPORT).await.text().await.expect("all of it");
    assert_eq!(whole.matches("\r\n").count(), 1 + usize::from(ENTRIES));
    server.stop().await;
}

#[tokio::test]
async fn keys_open_nothing_while_the_database_is_away_and_the_same_as_before_when_it_is_back() {
    let mut cluster = Cluster::start();
    let database = cluster.database().await;
    let upstream = Upstream::start().await;
    let server = server_before(&upstream, &database).await;
    let cookie = server.sign_in().await;
    let key = made(&server, &cookie).await;
    let another = Key { secret: AppSecret::generate().expect("a generator").expose().to_owned(), ..key.clone() };
    let none = Key { secret: "guess".to_owned(), ..key.clone() };

    for _ in 0..2 {
        assert_eq!(statuses(&server, &key).await, [200, 200]);
        assert_eq!(upstream.line(), "GET /api/v5/clients");
        cluster.stop();
        for key in [&key, &another] {
            for request in both_ways(&server, key) {
                let answer = request.send().await.expect("an answer");
                assert!(answer.headers().contains_key(header::RETRY_AFTER));
                assert_eq!(problem(answer).await, (503, "store-unavailable".into()));
            }
        }
        assert_eq!(statuses(&server, &none).await, [401, 401], "what is no secret needs no database");
        assert!(upstream.arrived().is_empty());
        cluster.start_again();
        until_it_is_back(&server, &cookie).await;
    }
    assert_eq!(statuses(&server, &another).await, [401, 401]);
    server.stop().await;
}

#[tokio::test]
async fn a_use_that_could_not_be_written_is_written_when_the_database_is_back() {
    let mut cluster = Cluster::start();
    let database = cluster.database().await;
    let upstream = Upstream::start().await;
    let server = server_before(&upstream, &database).await;
    let cookie = server.sign_in().await;
    let key = made(&server, &cookie).await;
    let at = format!("{:.3}", server.clock.now());

    // Somebody holds the table, so that the write is under way, and not yet done, when the database goes.
    let mut other = database.connect().await;
    sqlx::raw_sql("BEGIN; LOCK TABLE key_uses").execute(&mut other).await.expect("the lock");
    assert_eq!(statuses(&server, &key).await, [200, 200]);
    let mut observer = database.connect().await;
    let waiting = "SELECT count(*) FROM pg_stat_activity \
                   WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO key_uses%'";
    let deadline = Instant::now() + Duration::from_secs(10);
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut observer).await.expect("a count") == 0 {
        assert!(Instant::now() < deadline, "nobody writes the use");
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    cluster.stop();
    drop((other, observer));
    cluster.start_again();

    until_it_is_back(&server, &cookie).await;
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let shown = body(get(&server, &cookie, &format!("{KEYS}/{}", key.app_id)).await).await;
        if let Some(last) = shown.get("last_used").filter(|last| last.is_object()) {
            assert_eq!((last["at"].as_str(), last["endpoint"].as_str()), (Some(at.as_str()), Some("GET /clients")));
            break;
        }
        assert!(Instant::now() < deadline, "the use is lost: {shown}");
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    server.stop().await;
}
