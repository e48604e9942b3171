//! This server's own tokens: what they open, and when they do not.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use reqwest::{Method, header};
use serde_json::json;
use server::store::Database;
use tempfile::TempDir;

use super::{KEYS, ask, create, create_key, get, json as body, printed, refused, status, token_command, token_of};
use crate::{
    postgres::Cluster,
    program::Process,
    support::{Setup, TestServer, problem},
};

#[tokio::test]
async fn a_token_reaches_its_deployments_and_for_it_there_are_no_others() {
    let server = TestServer::start().await;
    let token = create(&server, &["--role", "administrator", "--deployment", "dedicated-v5", "serverless"]).await;
    let list = body(get(&server, "/api/deployments", &token).await).await;
    let ids: Vec<_> = list["deployments"].as_array().expect("a list").iter().map(|one| one["id"].clone()).collect();
    assert_eq!(ids, ["serverless", "dedicated-v5"], "in the order of the configuration");
    assert_eq!(get(&server, KEYS, &token).await.status(), 200);
    let unknown = get(&server, "/api/deployments/nothing", &token).await.text().await.expect("a text");
    for path in ["", "/catalog", "/keys", "/audit", "/audit.export", "/keys/x"] {
        let response = get(&server, &format!("/api/deployments/dedicated-v4{path}"), &token).await;
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(response.text().await.expect("a text"), unknown, "{path}");
    }
}

#[tokio::test]
async fn a_token_whose_deployment_is_no_longer_served_opens_nothing_and_is_no_fault() {
    let server = TestServer::start().await;
    let token = token_of(&server, "administrator", "ci").await;
    let path = format!("sqlite:{}", server.database().display());
    let pool = sqlx::SqlitePool::connect(&path).await.expect("the database");
    sqlx::query("UPDATE access_tokens SET deployments = '[\"gone\"]'").execute(&pool).await.expect("a change");
    pool.close().await;
    assert_eq!(body(get(&server, "/api/deployments", &token).await).await, json!({ "deployments": [] }));
    assert_eq!(get(&server, KEYS, &token).await.status(), 404);
    assert_eq!(get(&server, "/api/deployments/gone", &token).await.status(), 404);
}

#[tokio::test]
async fn the_audit_trail_names_the_token() {
    let server = TestServer::start().await;
    let token = token_of(&server, "administrator", "ci").await;
    create_key(&server, &token, "a-request").await;
    let trail = body(get(&server, "/api/deployments/dedicated-v5/audit?principal=token%20ci", &token).await).await;
    assert_eq!(trail["entries"][0]["principal"], "token ci");
    assert_eq!(trail["entries"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_request_of_one_token_is_not_a_retry_of_anothers() {
    let server = TestServer::start().await;
    let (one, other) =
        (token_of(&server, "administrator", "one").await, token_of(&server, "administrator", "other").await);
    let made: BTreeSet<_> = [
        create_key(&server, &one, "a-request").await,
        create_key(&server, &other, "a-request").await,
        create_key(&server, &one, "a-request").await,
    ]
    .into();
    assert_eq!(made.len(), 2);
}

#[tokio::test]
async fn whoever_comes_with_a_token_learns_name_and_role() {
    let server = TestServer::start().await;
    for (role, name) in [("administrator", "a"), ("viewer", "b")] {
        let token = token_of(&server, role, name).await;
        let session = body(get(&server, "/api/session", &token).await).await;
        assert_eq!(session, json!({ "name": format!("token {name}"), "role": role }));
    }
}

#[tokio::test]
async fn a_token_ends_when_it_was_to_end() {
    let server = TestServer::start().await;
    let token = create(&server, &["--role", "viewer", "--deployment", "serverless", "--expires", "2h"]).await;
    server.clock.advance(SignedDuration::from_mins(119));
    assert_eq!(status(&server, &token).await, 200);
    server.clock.advance(SignedDuration::from_mins(2));
    refused(get(&server, "/api/session", &token).await).await;
}

#[tokio::test]
async fn a_revoked_token_opens_nothing_from_then_on() {
    let server = TestServer::start().await;
    let (kept, revoked) =
        (token_of(&server, "administrator", "kept").await, token_of(&server, "administrator", "revoked").await);
    let app_id = create_key(&server, &revoked, "a-request").await;
    assert!(token_command(&server, &["revoke", "revoked"]).await.status.success());
    for (method, path) in [
        (Method::GET, "/api/session".to_owned()),
        (Method::GET, KEYS.to_owned()),
        (Method::DELETE, format!("{KEYS}/{app_id}")),
        (Method::GET, "/api/nowhere".to_owned()),
    ] {
        refused(ask(&server, method, &path, &revoked).send().await.expect("an answer")).await;
    }
    assert_eq!(get(&server, &format!("{KEYS}/{app_id}"), &kept).await.status(), 200);
}

#[tokio::test]
async fn what_was_revoked_beside_one_server_no_other_over_the_database_takes() {
    let database = Cluster::shared().database().await;
    let setup = || Setup { database: Some(Database::Postgres(database.url())), ..Setup::default() };
    let (one, other) = (TestServer::start_with(setup()).await, TestServer::start_with(setup()).await);
    let command = async |arguments: &[&str]| {
        super::command(&[&["token"], arguments, &["--database", &database.address()]].concat()).await
    };
    for round in 0..3 {
        let create = ["create", "--role", "viewer", "--deployment", "serverless", "--name", "ci"];
        let token = printed(command(&create).await);
        assert_eq!((status(&one, &token).await, status(&other, &token).await), (200, 200), "{round}");
        assert!(command(&["revoke", "ci"]).await.status.success());
        assert_eq!((status(&one, &token).await, status(&other, &token).await), (401, 401), "{round}");
    }
}

#[tokio::test]
async fn what_is_no_token_of_this_server_opens_nothing() {
    let server = TestServer::start().await;
    let token = token_of(&server, "administrator", "ci").await;
    // Of the right form, and never given out.
    let strange = TestServer::start().await;
    let elsewhere = token_of(&strange, "administrator", "ci").await;
    let flipped = if token.ends_with('a') { 'b' } else { 'a' };
    let changed = format!("{}{flipped}", &token[..token.len() - 1]);
    let cases = [
        elsewhere.as_str(),
        &changed,
        &token[..token.len() - 1],
        &token.to_uppercase(),
        &token[4..],
        "dct_",
        "x",
        "a.b.c",
        "eyJhbGciOiJub25lIn0.e30.",
        "====",
    ];
    for case in cases {
        refused(get(&server, KEYS, case).await).await;
    }
    for header in
        ["Bearer", "Bearer ", "Bearer a b", "bearer \"x\"", &format!("Bearer {token} "), &format!("Bearer {token},")]
    {
        let request = server.client.get(format!("{}/api/session", server.origin));
        let answer = request.header(header::AUTHORIZATION, header).send().await.expect("an answer");
        // Spaces at the end are not part of a header.
        if header.ends_with(&format!("{token} ")) {
            assert_eq!(answer.status(), 200);
        } else {
            refused(answer).await;
        }
    }
    assert_eq!(status(&server, &token).await, 200);
}

#[tokio::test]
async fn two_authorization_headers_are_a_bad_request_whichever_is_good() {
    let server = TestServer::start().await;
    let token = token_of(&server, "viewer", "ci").await;
    let good = format!("Bearer {token}");
    for pair in [[good.as_str(), "Bearer x"], ["Bearer x", &good], [&good, &good], ["Basic YTpi", &good]] {
        let mut request = server.client.get(format!("{}/api/session", server.origin));
        for value in pair {
            request = request.header(header::AUTHORIZATION, value);
        }
        let response = request.send().await.expect("an answer");
        let challenge = response.headers()[header::WWW_AUTHENTICATE].to_str().expect("ASCII");
        assert!(challenge.ends_with("error=\"invalid_request\""), "{challenge}");
        assert_eq!(problem(response).await, (400, "request-unsound".into()));
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_said_to_be_and_no_token_is_called_wrong() {
    let mut cluster = Cluster::start();
    let database = cluster.database().await;
    let setup = Setup { database: Some(Database::Postgres(database.url())), ..Setup::default() };
    let server = TestServer::start_with(setup).await;
    let address = database.address();
    let create = ["token", "create", "--role", "viewer", "--deployment", "serverless", "--database", &address];
    let token = printed(super::command(&create).await);
    assert_eq!(status(&server, &token).await, 200);
    cluster.stop();
    let response = get(&server, "/api/session", &token).await;
    assert!(!response.headers().contains_key(header::WWW_AUTHENTICATE));
    assert!(response.headers().contains_key(header::RETRY_AFTER));
    assert_eq!(problem(response).await, (503, "store-unavailable".into()));
    // What cannot be a token needs no database.
    refused(get(&server, "/api/session", "dct_x").await).await;
    cluster.start_again();
}

#[tokio::test]
async fn no_token_good_or_bad_reaches_a_log() {
    let folder = TempDir::new().expect("a temporary folder");
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let server = Process::start(&data, &log, &[]);
    let data = data.to_str().expect("UTF-8");
    let create = [
        "token",
        "create",
        "--role",
        "administrator",
        "--deployment",
        "serverless",
        "--name",
        "ci",
        "--data-dir",
        data,
    ];
    let token = printed(super::command(&create).await);
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";
    for (bearer, status) in [(token.as_str(), 200), (&token[..60], 401), (jwt, 401), ("a-secret-of-another-kind", 401)]
    {
        let request = client.get(format!("{}/api/session", server.origin)).bearer_auth(bearer);
        assert_eq!(request.send().await.expect("an answer").status(), status);
    }
    server.signal("-TERM");
    let log = std::fs::read_to_string(log).expect("a log");
    assert_eq!(log.matches("bearer token refused").count(), 3, "each of them is told of");
    assert!(log.contains("client=127.0.0.1"));
    for secret in [&token[..20], "eyJ", "c2lnbmF0dXJl", "a-secret-of-another-kind"] {
        assert!(!log.contains(secret), "{secret}");
    }
}
