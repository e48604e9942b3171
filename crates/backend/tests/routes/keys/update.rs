//! `PUT /api/deployments/{deployment}/keys/{app_id}`

use std::sync::Arc;

use backend::{Deployments, samples::sample_deployments};
use contract::ProblemKind;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Answer, V4, V5_KEYS, World, get, post, put, set};

async fn address(world: &World) -> String {
    format!("{V5_KEYS}/{}", world.a_key("exporter").await["app_id"].as_str().expect("an App ID"))
}

async fn update(world: &World, address: &str, if_match: &str, body: Value) -> Answer {
    world.ask(put(address).header("if-match", if_match).json(body)).await
}

fn body(note: &str) -> Value {
    json!({"note": note, "access": set(&["GET /topics", "GET /clients"])})
}

#[tokio::test]
async fn a_change_is_stored_and_the_version_grows() {
    let world = World::new();
    let address = address(&world).await;
    world.wait(SignedDuration::from_secs(5));
    let answer = update(&world, &address, "\"1\"", body("changed")).await;
    assert_eq!((answer.status, answer.header("etag")), (200, Some("\"2\"")));
    let key = answer.json();
    assert_eq!((&key["note"], &key["version"]), (&json!("changed"), &json!(2)));
    assert_eq!(key["access"], set(&["GET /topics", "GET /clients"]));
    assert_eq!(key["created_at"], "2026-03-01T12:00:00.123Z");
    assert_eq!(key["updated_at"], "2026-03-01T12:00:05.123Z");
    assert_eq!(world.ask(get(&address)).await.json(), key);
}

#[tokio::test]
async fn a_change_without_if_match_is_refused() {
    let world = World::new();
    let address = address(&world).await;
    world.ask(put(&address).json(body("changed"))).await.is(ProblemKind::IfMatchRequired);
}

#[tokio::test]
async fn a_change_from_an_older_version_is_refused_and_changes_nothing() {
    let world = World::new();
    let address = address(&world).await;
    assert_eq!(update(&world, &address, "\"1\"", body("first")).await.status, 200);
    update(&world, &address, "\"1\"", body("second")).await.is(ProblemKind::StaleVersion);
    assert_eq!(world.ask(get(&address)).await.json()["note"], "first");
}

#[tokio::test]
async fn only_the_strong_tag_of_the_current_version_matches() {
    let world = World::new();
    let address = address(&world).await;
    for if_match in ["*", "W/\"1\"", "1", "\"01\"", "\"2\"", "'1'", "", "\"1", "\"18446744073709551616\""] {
        update(&world, &address, if_match, body("changed")).await.is(ProblemKind::StaleVersion);
    }
    assert_eq!(update(&world, &address, "\"7\", \"1\"", body("changed")).await.status, 200);
    let two_lines = put(&address).header("if-match", "\"1\"").header("if-match", "\"2\"").json(body("changed"));
    assert_eq!(world.ask(two_lines).await.status, 200);
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_with_its_place_and_changes_nothing() {
    let world = World::new();
    let address = address(&world).await;
    for (body, code, pointer) in [
        (json!({"note": "x".repeat(257), "access": set(&["GET /clients"])}), "note_too_long", "/note"),
        (json!({"note": "a\nb", "access": set(&["GET /clients"])}), "note_control_character", "/note"),
        (json!({"note": "a"}), "access_missing", "/access"),
        (json!({"access": {"type": "full"}}), "full_access_not_allowed", "/access/type"),
        (json!({"access": set(&[])}), "selection_empty", "/access/endpoints"),
        (json!({"access": set(&["GET /nothing"])}), "endpoint_not_offered", "/access/endpoints/0"),
        (json!({"access": set(&["GET /clients", "GET /clients"])}), "endpoint_twice", "/access/endpoints/1"),
    ] {
        update(&world, &address, "\"1\"", body).await.breaks(&[(code, pointer)]);
    }
    assert_eq!(world.ask(get(&address)).await.json()["version"], 1);
}

#[tokio::test]
async fn a_key_without_capabilities_takes_no_note_and_no_permissions() {
    let world = World::new();
    let created = world.ask(post(&format!("{V4}/keys")).header("idempotency-key", "1").json(json!({}))).await.json();
    let address = format!("{V4}/keys/{}", created["key"]["app_id"].as_str().expect("an App ID"));
    let both = [("note_not_supported", "/note"), ("permissions_not_supported", "/access")];
    update(&world, &address, "\"1\"", body("a")).await.breaks(&both);
    assert_eq!(update(&world, &address, "\"1\"", json!({})).await.json()["access"], json!({"type": "full"}));
}

#[tokio::test]
async fn what_is_read_can_be_confirmed_unchanged_when_the_catalog_has_dropped_an_endpoint() {
    let before = World::new();
    let address = address(&before).await;
    let mut specs = sample_deployments();
    for category in specs[2].categories.as_mut().expect("a catalog") {
        category.endpoints.retain(|endpoint| endpoint.id().as_str() != "GET /clients");
    }
    let after = World::over(Deployments::new(specs), Arc::clone(&before.store));
    let row = after.ask(get(V5_KEYS)).await.json()["keys"][0]["access_summary"].clone();
    assert_eq!(row, json!({"type": "endpoints", "granted": 0, "offered": 348, "dropped": 1}));
    let key = after.ask(get(&address)).await.json();
    let unchanged = json!({"note": key["note"], "access": key["access"]});
    assert_eq!(update(&after, &address, "\"1\"", unchanged).await.json()["access"], set(&["GET /clients"]));
    let without = json!({"access": set(&["GET /topics"])});
    assert_eq!(update(&after, &address, "\"2\"", without).await.status, 200);
    let back = json!({"access": set(&["GET /clients"])});
    update(&after, &address, "\"3\"", back).await.breaks(&[("endpoint_not_offered", "/access/endpoints/0")]);
}

#[tokio::test]
async fn an_unknown_key_is_not_found() {
    let world = World::new();
    let address = format!("{V5_KEYS}/nothing");
    update(&world, &address, "\"1\"", body("changed")).await.is(ProblemKind::KeyNotFound);
}
