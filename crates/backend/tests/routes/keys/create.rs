//! `POST /api/deployments/{deployment}/keys`

use backend::secret::SECRET_PREFIX;
use contract::ProblemKind;
use serde_json::{Value, json};

use crate::support::{Answer, SERVERLESS, V4, V5, V5_KEYS, World, get, post, set};

async fn create(world: &World, deployment: &str, body: Value) -> Answer {
    world.ask(post(&format!("{deployment}/keys")).header("idempotency-key", "1").json(body)).await
}

async fn create_v5(body: Value) -> Answer {
    let world = World::new();
    let answer = create(&world, V5, body).await;
    if answer.status != 201 {
        assert_eq!(world.ask(get(V5_KEYS)).await.json()["total"]["count"], 0, "nothing is made");
    }
    answer
}

#[tokio::test]
async fn a_key_with_note_and_permissions_is_made_and_its_secret_is_answered() {
    let world = World::new();
    let body = json!({"note": "  exporter ", "access": set(&["POST /publish", "GET /clients"])});
    let answer = create(&world, V5, body).await;
    assert_eq!(answer.status, 201);
    let created = answer.json();
    let (app_id, secret) = (created["key"]["app_id"].as_str(), created["app_secret"].as_str());
    let app_id = app_id.expect("an App ID");
    assert!(secret.is_some_and(|secret| secret.starts_with(SECRET_PREFIX)));
    let time = "2026-03-01T12:00:00.123Z";
    assert_eq!(
        created["key"],
        json!({
            "app_id": app_id,
            "note": "exporter",
            "access": set(&["POST /publish", "GET /clients"]),
            "created_at": time,
            "updated_at": time,
            "version": 1,
        })
    );
    assert_eq!(answer.header("location"), Some(format!("{V5_KEYS}/{app_id}").as_str()));
    assert_eq!((answer.header("etag"), answer.header("cache-control")), (Some("\"1\""), Some("no-store")));
    assert_eq!(world.ask(get(&format!("{V5_KEYS}/{app_id}"))).await.json(), created["key"]);
}

#[tokio::test]
async fn without_the_capability_nothing_is_asked_and_access_is_full() {
    let world = World::new();
    for deployment in [SERVERLESS, V4] {
        let created = create(&world, deployment, json!({})).await.json();
        assert_eq!((&created["key"]["access"], &created["key"]["note"]), (&json!({"type": "full"}), &json!("")));
    }
}

#[tokio::test]
async fn the_stored_hash_is_that_of_the_answered_secret() {
    let world = World::new();
    let created = create(&world, V4, json!({})).await.json();
    let app_id = created["key"]["app_id"].as_str().expect("an App ID");
    let stored =
        world.store.guard("dedicated-v4", app_id, None).await.expect("the store answers").expect("a guard").secret;
    assert!(stored.is_of(created["app_secret"].as_str().expect("a secret")));
}

#[tokio::test]
async fn the_secret_stands_in_no_later_answer() {
    let world = World::new();
    let created = create(&world, V5, json!({"access": set(&["GET /clients"])})).await.json();
    let address = format!("{V5_KEYS}/{}", created["key"]["app_id"].as_str().expect("an App ID"));
    for path in [V5_KEYS, &address] {
        assert!(!world.ask(get(path)).await.text().contains(SECRET_PREFIX), "{path}");
    }
}

#[tokio::test]
async fn a_note_that_is_too_long_or_holds_control_characters_is_refused() {
    let access = set(&["GET /clients"]);
    let longest = "ü".repeat(256);
    assert_eq!(create_v5(json!({"note": longest, "access": access})).await.status, 201);
    let answer = create_v5(json!({"note": "ü".repeat(257), "access": access})).await;
    answer.breaks(&[("note_too_long", "/note")]);
    assert_eq!(answer.problem().errors[0].params["max"], "256");
    for note in ["two\nlines", "bell\u{7}", "\u{0}"] {
        let answer = create_v5(json!({"note": format!("a{note}b"), "access": access})).await;
        answer.breaks(&[("note_control_character", "/note")]);
    }
}

#[tokio::test]
async fn every_endpoint_that_is_wrong_is_named_with_its_place() {
    let endpoints = ["GET /clients", "GET /nothing", "GET /clients", "HEAD /clients", "", "POST /api_key"];
    let answer = create_v5(json!({"access": set(&endpoints)})).await;
    answer.breaks(&[
        ("endpoint_not_offered", "/access/endpoints/1"),
        ("endpoint_twice", "/access/endpoints/2"),
        ("endpoint_not_offered", "/access/endpoints/3"),
        ("endpoint_not_offered", "/access/endpoints/4"),
        ("endpoint_not_offered", "/access/endpoints/5"),
    ]);
    assert_eq!(answer.problem().errors[0].params["endpoint"], "GET /nothing");
}

#[tokio::test]
async fn an_empty_selection_is_refused() {
    create_v5(json!({"access": set(&[])})).await.breaks(&[("selection_empty", "/access/endpoints")]);
}

#[tokio::test]
async fn full_access_is_refused_where_permissions_exist() {
    create_v5(json!({"access": {"type": "full"}})).await.breaks(&[("full_access_not_allowed", "/access/type")]);
}

#[tokio::test]
async fn access_must_be_named_where_permissions_exist() {
    create_v5(json!({"note": "a"})).await.breaks(&[("access_missing", "/access")]);
    create_v5(json!({"access": {"type": "endpoints"}})).await.breaks(&[("access_missing", "/access/endpoints")]);
    create_v5(json!({"access": {"type": "all"}})).await.breaks(&[("access_type_unknown", "/access/type")]);
}

#[tokio::test]
async fn note_and_permissions_are_refused_without_the_capability() {
    let world = World::new();
    for deployment in [SERVERLESS, V4] {
        let body = json!({"note": "a", "access": set(&["GET /clients"])});
        let both = [("note_not_supported", "/note"), ("permissions_not_supported", "/access")];
        create(&world, deployment, body).await.breaks(&both);
        create(&world, deployment, json!({"note": ""})).await.breaks(&both[..1]);
    }
}

#[tokio::test]
async fn every_broken_rule_is_named_at_once() {
    let answer = create_v5(json!({"note": "a\tb", "access": set(&["GET /nothing"])})).await;
    answer.breaks(&[("note_control_character", "/note"), ("endpoint_not_offered", "/access/endpoints/0")]);
}

#[tokio::test]
async fn an_idempotency_key_must_be_there_once_and_be_visible_ascii() {
    let world = World::new();
    let body = json!({"access": set(&["GET /clients"])});
    let create = || post(V5_KEYS).json(body.clone());
    world.ask(create()).await.is(ProblemKind::IdempotencyKeyRequired);
    for key in ["", "two words", "tab\there", "ünïcode", &"k".repeat(256)] {
        world.ask(create().header("idempotency-key", key)).await.is(ProblemKind::IdempotencyKeyRequired);
    }
    let twice = create().header("idempotency-key", "1").header("idempotency-key", "2");
    world.ask(twice).await.is(ProblemKind::IdempotencyKeyRequired);
    assert_eq!(world.ask(create().header("idempotency-key", &"k".repeat(255))).await.status, 201);
}

#[tokio::test]
async fn an_unknown_deployment_is_not_found() {
    let answer = create(&World::new(), "/api/deployments/nothing", json!({})).await;
    answer.is(ProblemKind::DeploymentNotFound);
}
