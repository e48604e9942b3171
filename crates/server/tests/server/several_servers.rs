//! Several servers over one PostgreSQL are one console.

use std::collections::BTreeSet;

use reqwest::{Method, RequestBuilder, Response, header};
use serde_json::{Value, json};
use server::{config::Config, sign_in::Origin, store::Database};

use crate::{
    nginx::{Nginx, ReservedPort},
    postgres::{Cluster, TestDatabase},
    support::{Setup, TestServer, cookie_of, problem},
};

pub const KEYS: &str = "/api/deployments/dedicated-v5/keys";

/// A server over this database.
pub async fn server_over(database: &TestDatabase) -> TestServer {
    let database = Some(Database::Postgres(database.url()));
    TestServer::start_with(Setup { database, ..Setup::default() }).await
}

/// Asks as whoever is signed in.
pub async fn get(server: &TestServer, cookie: &str, path: &str) -> Response {
    server.get(path).header(header::COOKIE, cookie).send().await.expect("an answer")
}

/// Asks for a key, in a request of this name.
pub async fn create(server: &TestServer, cookie: &str, request: &str) -> Response {
    let create = server.request(Method::POST, KEYS).header(header::COOKIE, cookie).header("idempotency-key", request);
    let body = json!({ "note": "exporter", "access": { "type": "endpoints", "endpoints": ["GET /clients"] } });
    create.json(&body).send().await.expect("an answer")
}

/// What was answered, and well.
pub async fn body(response: Response) -> Value {
    assert!(response.status().is_success(), "{response:?}");
    response.json().await.expect("JSON")
}

#[tokio::test]
async fn what_is_done_through_one_server_is_true_for_the_other_at_once() {
    let database = Cluster::shared().database().await;
    let (one, other) = (server_over(&database).await, server_over(&database).await);
    let cookie = one.sign_in().await;
    assert_eq!(problem(other.try_code(&one.code).await).await, (401, "sign-in-code-used".into()));
    assert_eq!(other.session_status(&cookie).await, 200);

    let made = body(create(&one, &cookie, "a-request-of-its-own").await).await;
    let app_id = made["key"]["app_id"].as_str().expect("an App ID");
    let again = body(create(&other, &cookie, "a-request-of-its-own").await).await;
    assert_eq!(again["key"]["app_id"], app_id, "the same request makes no second key on the other server");
    assert_ne!(again["app_secret"], made["app_secret"]);
    let list = body(get(&other, &cookie, KEYS).await).await;
    assert_eq!((list["total"]["count"].as_u64(), list["keys"][0]["app_id"].as_str()), (Some(1), Some(app_id)));

    let path = format!("{KEYS}/{app_id}");
    let etag = get(&one, &cookie, &path).await.headers()[header::ETAG].to_str().expect("ASCII").to_owned();
    let edit = async |server: &TestServer, note: &str| {
        let request = server.request(Method::PUT, &path).header(header::COOKIE, &cookie);
        let body = json!({ "note": note, "access": { "type": "endpoints", "endpoints": ["GET /clients"] } });
        request.header(header::IF_MATCH, &etag).json(&body).send().await.expect("an answer")
    };
    assert_eq!(body(edit(&other, "by the other").await).await["note"], "by the other");
    assert_eq!(edit(&one, "by the one").await.status(), 412, "somebody was faster, elsewhere");
    assert_eq!(body(get(&one, &cookie, &path).await).await["note"], "by the other");

    let delete = one.request(Method::DELETE, &path).header(header::COOKIE, &cookie);
    assert_eq!(delete.send().await.expect("an answer").status(), 204);
    assert_eq!(get(&other, &cookie, &path).await.status(), 404);
    assert_eq!(body(get(&other, &cookie, KEYS).await).await["total"]["count"], 0);

    let sign_out = other.request(Method::DELETE, "/api/session").header(header::COOKIE, &cookie);
    assert_eq!(sign_out.send().await.expect("an answer").status(), 204);
    assert_eq!(one.session_status(&cookie).await, 401);
}

#[tokio::test]
async fn what_one_server_has_taken_from_a_key_no_other_lets_through() {
    let database = Cluster::shared().database().await;
    let (one, other) = (server_over(&database).await, server_over(&database).await);
    let cookie = one.sign_in().await;
    let decide = async |app_id: &str, secret: &str| {
        let request = other.client.get(format!("{}/authorize/dedicated-v5/nginx", other.api()));
        let request = request.header("x-original-method", "GET").header("x-original-uri", "/api/v5/clients");
        request.basic_auth(app_id, Some(secret)).send().await.expect("an answer").status().as_u16()
    };
    let change = async |request: RequestBuilder| {
        let answer = request.header(header::COOKIE, &cookie).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{answer:?}");
        answer
    };

    for round in 0..5 {
        let made = body(create(&one, &cookie, &format!("a-request-of-round-{round}")).await).await;
        let app_id = made["key"]["app_id"].as_str().expect("an App ID");
        let first = made["app_secret"].as_str().expect("a secret");
        let path = format!("{KEYS}/{app_id}");
        assert_eq!(decide(app_id, first).await, 200);

        change(one.request(Method::POST, &format!("{path}/disable"))).await;
        assert_eq!(decide(app_id, first).await, 401, "disabled");
        change(one.request(Method::POST, &format!("{path}/enable"))).await;
        assert_eq!(decide(app_id, first).await, 200, "enabled");

        let rotate = one.request(Method::POST, &format!("{path}/rotate")).json(&json!({ "grace_minutes": 0 }));
        let rotated =
            body(change(rotate.header("idempotency-key", format!("a-rotation-of-round-{round}"))).await).await;
        let second = rotated["app_secret"].as_str().expect("a secret");
        assert_eq!((decide(app_id, first).await, decide(app_id, second).await), (401, 200), "rotated");

        let narrow = json!({ "note": "", "access": { "type": "endpoints", "endpoints": ["GET /rules"] } });
        let etag = change(one.get(&path)).await.headers()[header::ETAG].clone();
        change(one.request(Method::PUT, &path).header(header::IF_MATCH, etag).json(&narrow)).await;
        assert_eq!(decide(app_id, second).await, 403, "narrowed");

        change(one.request(Method::DELETE, &path)).await;
        assert_eq!(decide(app_id, second).await, 401, "deleted");
    }
}

#[tokio::test]
async fn two_servers_behind_nginx_are_one_console_whichever_answers_and_when_one_is_gone() {
    let database = Cluster::shared().database().await;
    let port = ReservedPort::take();
    let origin = Origin::parse(&port.origin()).expect("an origin");
    let server = async || {
        let config = Config { public_origins: Some(vec![origin.clone()]), ..Config::default() };
        let database = Some(Database::Postgres(database.url()));
        TestServer::start_with(Setup { config, database, ..Setup::default() }).await
    };
    let servers = [server().await, server().await];
    let addresses = servers.each_ref().map(TestServer::address).map(str::to_owned);
    let console = Nginx::start(
        port,
        &format!("upstream console {{ server {}; server {}; }}", addresses[0], addresses[1]),
        "location / { proxy_pass http://console; add_header X-Served-By $upstream_addr always; }",
    );

    let mut served_by = BTreeSet::new();
    let mut send = async |request: RequestBuilder| {
        let response = request.header(header::ORIGIN, &console.origin).send().await.expect("an answer");
        let by = response.headers()["x-served-by"].to_str().expect("ASCII").to_owned();
        served_by.insert(by);
        response
    };
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let request = |method: Method, path: &str| client.request(method, format!("{}{path}", console.origin));
    let signed_in = send(request(Method::POST, "/api/session").json(&json!({ "code": servers[0].code }))).await;
    let cookie = cookie_of(&signed_in);
    let request = |method: Method, path: &str| request(method, path).header(header::COOKIE, &cookie);
    let create = |id: &str| {
        let body = json!({ "note": id, "access": { "type": "endpoints", "endpoints": ["GET /clients"] } });
        request(Method::POST, KEYS).header("idempotency-key", format!("the-request-{id}")).json(&body)
    };

    for number in 0..4 {
        // One after the other: each step falls to the server that did not do the one before.
        let made = body(send(create(&number.to_string())).await).await;
        let path = format!("{KEYS}/{}", made["key"]["app_id"].as_str().expect("an App ID"));
        let etag = send(request(Method::GET, &path)).await.headers()[header::ETAG].to_str().expect("ASCII").to_owned();
        let change = json!({ "note": "changed", "access": { "type": "endpoints", "endpoints": ["GET /rules"] } });
        let put = || request(Method::PUT, &path).header(header::IF_MATCH, &etag).json(&change);
        assert_eq!(body(send(put()).await).await["version"], 2);
        assert_eq!(send(put()).await.status(), 412);
        if number % 2 == 0 {
            assert_eq!(send(request(Method::DELETE, &path)).await.status(), 204);
            assert_eq!(send(request(Method::GET, &path)).await.status(), 404);
        }
        let list = body(send(request(Method::GET, KEYS)).await).await;
        assert_eq!(list["total"]["count"], number / 2 + number % 2);
    }

    // Connections to the database are cut under a create that is retried until it is answered: it makes one key.
    assert!(database.cut_connections().await > 0);
    let mut failed = 0;
    let mut until_answered = async |request: RequestBuilder| {
        loop {
            let answer = send(request.try_clone().expect("a request that can be sent again")).await;
            if answer.status().is_success() {
                return body(answer).await;
            }
            assert_eq!(answer.status(), 503);
            failed += 1;
            assert!(failed <= 32, "as many as both have connections");
        }
    };
    let made = until_answered(create("cut")).await;
    assert_eq!(until_answered(create("cut")).await["key"], made["key"]);
    assert_eq!(until_answered(request(Method::GET, KEYS)).await["total"]["count"], 3);

    assert_eq!(served_by, BTreeSet::from(addresses.clone()));
    let [first, second] = servers;
    first.stop().await;
    for number in 0..4 {
        let list = request(Method::GET, KEYS).send().await.expect("an answer");
        assert!(list.headers()["x-served-by"].to_str().expect("ASCII").ends_with(&addresses[1]), "{number}");
        assert_eq!(body(list).await["total"]["count"], 3);
    }
    second.stop().await;
}
