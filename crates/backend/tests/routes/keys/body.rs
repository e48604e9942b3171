//! Bodies that cannot be read, where a body is read: on creating and on updating.

use axum::body::Body;
use contract::ProblemKind;
use http_body_util::Limited;
use serde_json::json;

use crate::support::{Ask, V5_KEYS, World, get, post, put};

/// A create and an update, neither with a body yet.
async fn writes(world: &World) -> [Ask; 2] {
    let key = world.a_key("exporter").await;
    let address = format!("{V5_KEYS}/{}", key["app_id"].as_str().expect("an App ID"));
    [post(V5_KEYS).header("idempotency-key", "1"), put(&address).header("if-match", "\"1\"")]
}

const JSON: &str = "application/json";

#[tokio::test]
async fn what_is_not_json_is_refused_with_its_place() {
    for (body, place) in [
        ("", "empty"),
        ("{", "line 1 column 1"),
        ("{\"note\": \"a\",\n \"access\": }", "line 2 column 12"),
        ("{\"note\": \"\n\"}", "line 2"),
        ("{} {}", "line 1 column 4"),
        ("note=exporter", "line 1"),
    ] {
        let world = World::new();
        for write in writes(&world).await {
            let answer = world.ask(write.header("content-type", JSON).body(body)).await;
            let problem = answer.is(ProblemKind::MalformedBody);
            assert!(problem.detail.contains(place), "{body}: {}", problem.detail);
        }
    }
}

#[tokio::test]
async fn what_is_not_utf_8_or_nested_too_deep_is_refused() {
    let deep = format!("{{\"access\": {}", "[".repeat(10_000));
    for body in [b"{\"note\": \"\xff\"}".to_vec(), deep.into_bytes()] {
        let world = World::new();
        for write in writes(&world).await {
            world.ask(write.header("content-type", JSON).body(body.clone())).await.is(ProblemKind::MalformedBody);
        }
    }
}

#[tokio::test]
async fn json_of_another_shape_is_refused_with_its_place() {
    for (body, place) in [
        ("[]", "an object"),
        ("null", "null"),
        ("{\"note\": 5}", "/note"),
        ("{\"nota\": \"a\"}", "nota"),
        ("{\"note\": \"a\", \"note\": \"b\"}", "duplicate"),
        ("{\"access\": \"full\"}", "/access"),
        ("{\"access\": [\"endpoints\", [\"GET /clients\"]]}", "/access"),
        ("{\"access\": {\"type\": \"endpoints\", \"endpoints\": [\"GET /clients\", 7]}}", "/access/endpoints/1"),
        ("{\"access\": {\"type\": \"endpoints\", \"endpoint\": []}}", "endpoint"),
        ("{\"access\": {}}", "type"),
    ] {
        let world = World::new();
        for write in writes(&world).await {
            let answer = world.ask(write.header("content-type", JSON).body(body)).await;
            let problem = answer.is(ProblemKind::MalformedBody);
            assert!(problem.detail.contains(place), "{body}: {}", problem.detail);
        }
    }
}

#[tokio::test]
async fn a_long_mistake_is_not_repeated_at_length() {
    let world = World::new();
    for write in writes(&world).await {
        let answer = world.ask(write.json(json!({"access": "x".repeat(100_000)}))).await;
        let problem = answer.is(ProblemKind::MalformedBody);
        assert!(problem.detail.len() < 400, "{}", problem.detail.len());
        assert!(problem.detail.contains("/access") && problem.detail.contains("line 1"), "{}", problem.detail);
    }
    let world = World::new();
    for write in writes(&world).await {
        let answer = world.ask(write.json(json!({"x".repeat(100_000): 1}))).await;
        assert!(answer.is(ProblemKind::MalformedBody).detail.len() < 700);
    }
}

#[tokio::test]
async fn a_body_that_is_not_declared_as_json_is_refused() {
    for media_type in ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "text/json"] {
        let world = World::new();
        for write in writes(&world).await {
            let write = write.header("content-type", media_type).body("{}");
            world.ask(write).await.is(ProblemKind::UnsupportedMediaType);
        }
    }
    let world = World::new();
    for write in writes(&world).await {
        world.ask(write.body("{}")).await.is(ProblemKind::UnsupportedMediaType);
    }
}

#[tokio::test]
async fn the_media_type_may_have_parameters_and_capitals() {
    let world = World::new();
    let body = json!({"access": {"type": "endpoints", "endpoints": ["GET /clients"]}}).to_string();
    for (write, status) in writes(&world).await.into_iter().zip([201, 200]) {
        let write = write.header("content-type", "Application/JSON; charset=UTF-8").body(body.clone());
        assert_eq!(world.ask(write).await.status, status);
    }
}

#[tokio::test]
async fn a_body_over_256_kib_is_refused() {
    let world = World::new();
    let body = json!({"note": "x".repeat(backend::BODY_MAX_BYTES)}).to_string();
    for write in writes(&world).await {
        world.ask(write.header("content-type", JSON).body(body.clone())).await.is(ProblemKind::BodyTooLarge);
    }
}

#[tokio::test]
async fn a_body_of_256_kib_is_read() {
    let world = World::new();
    let mut body = json!({"note": "a", "access": {"type": "endpoints", "endpoints": []}}).to_string();
    body.push_str(&" ".repeat(backend::BODY_MAX_BYTES - body.len()));
    for write in writes(&world).await {
        world.ask(write.header("content-type", JSON).body(body.clone())).await.is(ProblemKind::InvalidInput);
    }
}

#[tokio::test]
async fn a_limit_set_around_the_router_is_the_same_problem() {
    let world = World::new();
    for write in writes(&world).await {
        let body = Body::new(Limited::new(Body::from("{\"note\": \"longer than ten\"}"), 10));
        world.ask(write.header("content-type", JSON).body(body)).await.is(ProblemKind::BodyTooLarge);
    }
}

#[tokio::test]
async fn what_is_refused_makes_and_changes_nothing() {
    let world = World::new();
    for write in writes(&world).await {
        world.ask(write.header("content-type", JSON).body("{")).await.is(ProblemKind::MalformedBody);
    }
    let list = world.ask(get(V5_KEYS)).await.json();
    assert_eq!((&list["total"]["count"], &list["keys"][0]["version"]), (&json!(1), &json!(1)));
}
