//! Disabling, enabling and rotating a key; finding keys by where they are in their life.

use backend::{
    guard::{Credentials, Refused, authenticate},
    secret::AppSecret,
    store::Guard,
};
use contract::ProblemKind;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::{Answer, SERVERLESS, V5_KEYS, World, delete, get, post, set};

/// A key of the v5 deployment: its address, App ID and secret.
async fn made(world: &World) -> (String, String, String) {
    let body = json!({"access": set(&["GET /clients"])});
    let created = world.ask(post(V5_KEYS).header("idempotency-key", "made").json(body)).await.json();
    let app_id = created["key"]["app_id"].as_str().expect("an App ID").to_owned();
    (format!("{V5_KEYS}/{app_id}"), app_id, created["app_secret"].as_str().expect("a secret").to_owned())
}

async fn rotate(world: &World, address: &str, name: &str, grace_minutes: u32) -> Answer {
    let body = json!({"grace_minutes": grace_minutes});
    world.ask(post(&format!("{address}/rotate")).header("idempotency-key", name).json(body)).await
}

async fn opens(world: &World, app_id: &str, secret: &str, wait: SignedDuration) -> Result<Guard, Refused> {
    let now = "2026-03-01T12:00:00.123Z".parse::<Timestamp>().expect("a time") + wait;
    let credentials = Credentials { app_id, secret };
    let endpoint = "GET /clients".parse().expect("an endpoint");
    authenticate(&*world.store, "dedicated-v5", credentials, Some(&endpoint), now).await.expect("the store answers")
}

#[tokio::test]
async fn a_disabled_key_says_since_when_and_opens_nothing_until_it_is_enabled() {
    let world = World::new();
    let (address, app_id, secret) = made(&world).await;
    let disabled = world.ask(post(&format!("{address}/disable"))).await;
    assert_eq!((disabled.status, disabled.header("etag")), (200, Some("\"2\"")));
    assert_eq!(disabled.json()["disabled_at"], "2026-03-01T12:00:00.123Z");
    assert_eq!(world.ask(get(&address)).await.json(), disabled.json());
    assert_eq!(opens(&world, &app_id, &secret, SignedDuration::ZERO).await, Err(Refused::Disabled));
    assert_eq!(world.ask(post(&format!("{address}/disable"))).await.json()["version"], 2);
    let enabled = world.ask(post(&format!("{address}/enable"))).await;
    assert_eq!((enabled.json().get("disabled_at"), enabled.header("etag")), (None, Some("\"3\"")));
    assert!(opens(&world, &app_id, &secret, SignedDuration::ZERO).await.is_ok());
}

#[tokio::test]
async fn a_rotated_key_opens_with_both_secrets_for_the_grace_and_then_with_the_new_one() {
    let world = World::new();
    let (address, app_id, old) = made(&world).await;
    let rotated = rotate(&world, &address, "1", 60).await;
    assert_eq!((rotated.status, rotated.header("etag")), (201, Some("\"2\"")));
    assert_eq!(rotated.json()["key"]["previous_secret_until"], "2026-03-01T13:00:00.123Z");
    let new = rotated.json()["app_secret"].as_str().expect("a secret").to_owned();
    let minutes = SignedDuration::from_mins;
    for secret in [&old, &new] {
        assert!(opens(&world, &app_id, secret, minutes(59)).await.is_ok());
    }
    assert_eq!(opens(&world, &app_id, &old, minutes(60)).await, Err(Refused::WrongSecret));
    assert!(opens(&world, &app_id, &new, minutes(60)).await.is_ok());
    world.wait(minutes(60));
    assert_eq!(world.ask(get(&address)).await.json().get("previous_secret_until"), None);
}

#[tokio::test]
async fn a_retried_rotation_answers_a_newly_issued_secret_and_the_lost_one_dies() {
    let world = World::new();
    let (address, app_id, old) = made(&world).await;
    let secret =
        async || rotate(&world, &address, "1", 5).await.json()["app_secret"].as_str().expect("a secret").to_owned();
    let (lost, again) = (secret().await, secret().await);
    assert_eq!(opens(&world, &app_id, &lost, SignedDuration::ZERO).await, Err(Refused::WrongSecret));
    assert!(opens(&world, &app_id, &again, SignedDuration::ZERO).await.is_ok());
    assert!(opens(&world, &app_id, &old, SignedDuration::ZERO).await.is_ok());
    // It has been used now, so it was not lost.
    let late = rotate(&world, &address, "1", 5).await;
    assert_eq!(late.is(ProblemKind::SecretLost).app_id, Some(app_id));
    rotate(&world, &address, "1", 6).await.is(ProblemKind::IdempotencyKeyReused);
}

#[tokio::test]
async fn a_rotation_that_asks_for_what_is_not_allowed_is_refused() {
    let world = World::new();
    let (address, ..) = made(&world).await;
    assert_eq!(rotate(&world, &address, "most", 10_080).await.status, 201);
    rotate(&world, &address, "more", 10_081).await.breaks(&[("grace_too_long", "/grace_minutes")]);
    let rotation = || post(&format!("{address}/rotate"));
    world.ask(rotation().json(json!({"grace_minutes": 0}))).await.is(ProblemKind::IdempotencyKeyRequired);
    for body in
        [json!({}), json!({"grace_minutes": -1}), json!({"grace_minutes": 1.5}), json!({"grace_minutes": 0, "a": 1})]
    {
        world.ask(rotation().header("idempotency-key", "1").json(body)).await.is(ProblemKind::MalformedBody);
    }
}

#[tokio::test]
async fn a_key_that_is_gone_or_elsewhere_is_not_found() {
    let world = World::new();
    let (address, app_id, secret) = made(&world).await;
    let elsewhere = format!("{SERVERLESS}/keys/{app_id}");
    for address in [&elsewhere, &format!("{V5_KEYS}/nothing")] {
        for action in ["disable", "enable"] {
            world.ask(post(&format!("{address}/{action}"))).await.is(ProblemKind::KeyNotFound);
        }
        rotate(&world, address, "1", 0).await.is(ProblemKind::KeyNotFound);
    }
    assert_eq!(world.ask(delete(&address)).await.status, 204);
    rotate(&world, &address, "1", 0).await.is(ProblemKind::KeyNotFound);
    assert_eq!(opens(&world, &app_id, &secret, SignedDuration::ZERO).await, Err(Refused::UnknownAppId));
}

#[tokio::test]
async fn a_viewer_changes_nothing_of_it() {
    let world = World::new();
    let (address, ..) = made(&world).await;
    for action in ["disable", "enable"] {
        world.ask(post(&format!("{address}/{action}")).by_viewer()).await.is(ProblemKind::Forbidden);
    }
    let rotation = post(&format!("{address}/rotate")).header("idempotency-key", "1");
    world.ask(rotation.json(json!({"grace_minutes": 0})).by_viewer()).await.is(ProblemKind::Forbidden);
}

#[tokio::test]
async fn an_expired_key_opens_nothing() {
    let world = World::new();
    let body = json!({"access": set(&["GET /clients"]), "expires_at": "2026-03-01T13:00:00Z"});
    let created = world.ask(post(V5_KEYS).header("idempotency-key", "1").json(body)).await.json();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let (app_id, secret) = (text(&created["key"]["app_id"]), text(&created["app_secret"]));
    assert!(opens(&world, &app_id, &secret, SignedDuration::from_mins(59)).await.is_ok());
    assert_eq!(opens(&world, &app_id, &secret, SignedDuration::from_mins(60)).await, Err(Refused::Expired));
    let wrong = AppSecret::generate().expect("a generator");
    assert_eq!(opens(&world, &app_id, wrong.expose(), SignedDuration::ZERO).await, Err(Refused::WrongSecret));
}

#[tokio::test]
async fn a_list_is_filtered_by_where_keys_are_in_their_life() {
    let world = World::new();
    let (address, app_id, _) = made(&world).await;
    world.ask(post(&format!("{address}/disable"))).await;
    for (filter, count) in [("never_expires", 1), ("disabled", 1), ("expired", 0), ("expires_soon", 0), ("unused", 0)] {
        let list = world.ask(get(&format!("{V5_KEYS}?filter={filter}"))).await.json();
        assert_eq!(list["total"]["count"], count, "{filter}");
        assert!(list["keys"].as_array().expect("rows").iter().all(|row| row["app_id"] == app_id));
    }
    world.wait(SignedDuration::from_hours(24 * 91));
    assert_eq!(world.ask(get(&format!("{V5_KEYS}?filter=unused"))).await.json()["total"]["count"], 1);
    for query in ["filter=old", "filter=", "filter=disabled&filter=disabled"] {
        world.ask(get(&format!("{V5_KEYS}?{query}"))).await.is(ProblemKind::InvalidQuery);
    }
}

#[tokio::test]
async fn a_cursor_goes_with_its_filter() {
    let world = World::new();
    for name in ["a", "b"] {
        world.a_key(name).await;
    }
    let page = world.ask(get(&format!("{V5_KEYS}?limit=1&filter=never_expires"))).await.json();
    let cursor = page["next_cursor"].as_str().expect("a cursor");
    let next = |query: &str| get(&format!("{V5_KEYS}?limit=1&cursor={cursor}{query}"));
    assert_eq!(world.ask(next("&filter=never_expires")).await.json()["keys"].as_array().map(Vec::len), Some(1));
    world.ask(next("")).await.is(ProblemKind::InvalidCursor);
    world.ask(next("&filter=unused")).await.is(ProblemKind::InvalidCursor);
}
