//! `expires_at` of a key.

use contract::ProblemKind;
use serde_json::{Value, json};

use crate::support::{Answer, SERVERLESS, V4, V5_KEYS, World, get, post, put, set};

async fn create(world: &World, name: &str, body: Value) -> Answer {
    world.ask(post(V5_KEYS).header("idempotency-key", name).json(body)).await
}

fn body(expires_at: Value) -> Value {
    json!({"note": "", "access": set(&["GET /clients"]), "expires_at": expires_at})
}

#[tokio::test]
async fn a_key_is_made_with_an_expiry_and_says_so_in_detail_and_list() {
    let world = World::new();
    let created = create(&world, "1", body(json!("2026-04-01T00:00:00+02:00"))).await;
    assert_eq!(created.status, 201, "{}", created.text());
    let key = created.json()["key"].clone();
    assert_eq!(key["expires_at"], "2026-03-31T22:00:00.000Z");
    let address = format!("{V5_KEYS}/{}", key["app_id"].as_str().expect("an App ID"));
    assert_eq!(world.ask(get(&address)).await.json(), key);
    assert_eq!(world.ask(get(V5_KEYS)).await.json()["keys"][0]["expires_at"], "2026-03-31T22:00:00.000Z");
}

#[tokio::test]
async fn without_one_or_with_null_a_key_never_expires() {
    let world = World::new();
    let left_out = json!({"access": set(&["GET /clients"])});
    for (name, body) in [("1", left_out), ("2", body(Value::Null))] {
        assert_eq!(create(&world, name, body).await.json()["key"].get("expires_at"), None);
    }
}

#[tokio::test]
async fn every_broken_rule_is_told_at_once() {
    let world = World::new();
    let broken = json!({"note": "a\nb", "access": set(&[]), "expires_at": "soon"});
    create(&world, "1", broken).await.breaks(&[
        ("note_control_character", "/note"),
        ("selection_empty", "/access/endpoints"),
        ("expiry_invalid", "/expires_at"),
    ]);
    create(&world, "1", body(json!("2026-03-01T12:00:00Z"))).await.breaks(&[("expiry_past", "/expires_at")]);
    create(&world, "1", body(json!(1_800_000_000))).await.is(ProblemKind::MalformedBody);
}

#[tokio::test]
async fn keys_without_the_capability_do_not_expire() {
    let world = World::new();
    for deployment in [SERVERLESS, V4] {
        let create = post(&format!("{deployment}/keys")).header("idempotency-key", "1");
        let answer = world.ask(create.json(json!({"expires_at": "2026-04-01T00:00:00Z"}))).await;
        answer.breaks(&[("expiry_not_supported", "/expires_at")]);
    }
}

#[tokio::test]
async fn a_change_that_forgets_the_expiry_is_refused_and_null_takes_it_away() {
    let world = World::new();
    let key = create(&world, "1", body(json!("2026-04-01T00:00:00Z"))).await.json()["key"].clone();
    let address = format!("{V5_KEYS}/{}", key["app_id"].as_str().expect("an App ID"));
    let update = async |body: Value| world.ask(put(&address).header("if-match", "\"1\"").json(body)).await;
    let forgotten = json!({"note": "", "access": set(&["GET /clients"])});
    update(forgotten).await.breaks(&[("expiry_missing", "/expires_at")]);
    let never = update(body(Value::Null)).await;
    assert_eq!((never.status, never.json().get("expires_at")), (200, None));
}

#[tokio::test]
async fn what_is_read_can_be_confirmed_unchanged_after_it_has_expired() {
    let world = World::new();
    let key = create(&world, "1", body(json!("2026-03-02T00:00:00Z"))).await.json()["key"].clone();
    let address = format!("{V5_KEYS}/{}", key["app_id"].as_str().expect("an App ID"));
    world.wait(jiff::SignedDuration::from_hours(48));
    let same = put(&address).header("if-match", "\"1\"").json(body(key["expires_at"].clone()));
    assert_eq!(world.ask(same).await.json()["expires_at"], key["expires_at"]);
    let earlier = put(&address).header("if-match", "\"2\"").json(body(json!("2026-03-01T00:00:00Z")));
    world.ask(earlier).await.breaks(&[("expiry_past", "/expires_at")]);
}
