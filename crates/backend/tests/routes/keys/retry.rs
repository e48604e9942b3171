//! `POST /api/deployments/{deployment}/keys`, sent again because its answer was lost.

use backend::secret::HashedSecret;
use contract::{ProblemKind, Role};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Ask, SERVERLESS, V4, V5_KEYS, World, delete, get, post, set};

fn create() -> Ask {
    post(V5_KEYS).header("idempotency-key", "the-same").json(json!({"note": "a", "access": set(&["GET /clients"])}))
}

async fn created(world: &World) -> (String, String) {
    let answer = world.ask(create()).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(&answer.json()["key"]["app_id"]), text(&answer.json()["app_secret"]))
}

async fn stored(world: &World, app_id: &str) -> HashedSecret {
    let guard = world.store.guard("dedicated-v5", app_id, None).await.expect("the store answers");
    guard.expect("a guard").secret
}

async fn count(world: &World) -> Value {
    world.ask(get(V5_KEYS)).await.json()["total"]["count"].clone()
}

#[tokio::test]
async fn a_retry_answers_the_same_key_with_a_new_secret_and_the_lost_one_dies() {
    let world = World::new();
    let (app_id, lost) = created(&world).await;
    world.wait(SignedDuration::from_mins(10));
    let (again, secret) = created(&world).await;
    assert_eq!(again, app_id);
    let stored = stored(&world, &app_id).await;
    assert!(stored.is_of(&secret) && !stored.is_of(&lost));
    assert_eq!(count(&world).await, 1);
}

#[tokio::test]
async fn neither_spaces_nor_the_order_of_fields_make_another_body() {
    let world = World::new();
    let (app_id, _) = created(&world).await;
    let rewritten = r#" { "access" : {"endpoints":["GET /clients"], "type":"endpoints"},
        "note":"\u0061" } "#;
    let again = post(V5_KEYS).header("idempotency-key", "the-same").header("content-type", "application/json");
    let answer = world.ask(again.body(rewritten)).await;
    assert_eq!(answer.json()["key"]["app_id"], app_id);
}

#[tokio::test]
async fn the_same_idempotency_key_with_another_body_is_refused() {
    let world = World::new();
    created(&world).await;
    let body = json!({"note": "b", "access": set(&["GET /clients"])});
    let other = post(V5_KEYS).header("idempotency-key", "the-same").json(body);
    world.ask(other).await.is(ProblemKind::IdempotencyKeyReused);
    assert_eq!(count(&world).await, 1);
}

#[tokio::test]
async fn after_ten_minutes_the_secret_is_lost_and_the_problem_names_the_key() {
    let world = World::new();
    let (app_id, _) = created(&world).await;
    world.wait(SignedDuration::from_mins(10) + SignedDuration::from_millis(1));
    assert_eq!(world.ask(create()).await.is(ProblemKind::SecretLost).app_id, Some(app_id));
    assert_eq!(count(&world).await, 1);
}

#[tokio::test]
async fn after_its_first_use_the_secret_is_not_replaced() {
    let world = World::new();
    let (app_id, secret) = created(&world).await;
    let now = "2026-03-01T12:00:01Z".parse().expect("a time");
    let used = world.store.mark_used("dedicated-v5", &app_id, &HashedSecret::of(&secret), now).await;
    assert!(used.expect("the store answers"));
    assert_eq!(world.ask(create()).await.is(ProblemKind::SecretLost).app_id.as_ref(), Some(&app_id));
    let stored = stored(&world, &app_id).await;
    assert!(stored.is_of(&secret));
}

#[tokio::test]
async fn a_deleted_key_is_not_made_again_for_a_day() {
    let world = World::new();
    let (app_id, _) = created(&world).await;
    assert_eq!(world.ask(delete(&format!("{V5_KEYS}/{app_id}"))).await.status, 204);
    world.wait(SignedDuration::from_hours(23));
    assert_eq!(world.ask(create()).await.is(ProblemKind::KeyDeleted).app_id.as_ref(), Some(&app_id));
    world.wait(SignedDuration::from_hours(2));
    assert_ne!(created(&world).await.0, app_id);
}

#[tokio::test]
async fn an_idempotency_key_is_its_principals_and_its_deployments_own() {
    let world = World::new();
    let (app_id, _) = created(&world).await;
    let other = world.ask(create().by("other", Role::Administrator, backend::Visible::All)).await;
    assert_eq!(other.status, 201);
    assert_ne!(other.json()["key"]["app_id"], app_id);
    for deployment in [SERVERLESS, V4] {
        let create = post(&format!("{deployment}/keys")).header("idempotency-key", "the-same").json(json!({}));
        assert_eq!(world.ask(create).await.status, 201);
    }
}
