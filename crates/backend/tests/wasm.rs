//! The Router answers in a browser: what the static home stands on.
#![cfg(target_arch = "wasm32")]

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
};
use backend::{Api, Clock, Deployments, Principal, Visible, memory::MemoryStore, router, samples::sample_deployments};
use contract::{CreatedKey, KeyList, Problem, ProblemKind, Role};
use http_body_util::BodyExt;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use tower::ServiceExt;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const KEYS: &str = "/api/deployments/dedicated-v5/keys";

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

fn api() -> Router {
    let deployments = Deployments::new(sample_deployments());
    router(Api::new(deployments, Arc::new(MemoryStore::new()), Arc::new(Fixed)))
}

fn request(method: &str, body: &str) -> Request<Body> {
    let principal = Principal { name: "demo".into(), role: Role::Administrator, visible: Visible::All };
    Request::builder()
        .method(method)
        .uri(KEYS)
        .header("content-type", "application/json")
        .header("idempotency-key", "1")
        .extension(principal)
        .body(Body::from(body.to_owned()))
        .expect("a good request")
}

async fn ask<T: DeserializeOwned>(api: &Router, request: Request<Body>) -> (StatusCode, T) {
    let response = api.clone().oneshot(request).await.expect("a Router always answers");
    let status = response.status();
    let body = response.into_body().collect().await.expect("a body in memory").to_bytes();
    (status, serde_json::from_slice(&body).expect("JSON of this type"))
}

#[wasm_bindgen_test]
async fn a_key_is_created_and_listed() {
    let api = api();
    let body = r#"{"note": "exporter", "access": {"type": "endpoints", "endpoints": ["GET /clients"]}}"#;
    let (status, created) = ask::<CreatedKey>(&api, request("POST", body)).await;
    assert_eq!(status, StatusCode::CREATED);
    assert!(created.app_secret.starts_with("dks_"));
    assert_eq!(created.key.created_at, "1970-01-01T00:00:00.000Z");
    let (status, list) = ask::<KeyList>(&api, request("GET", "")).await;
    assert_eq!((status, list.keys.len(), list.total.count), (StatusCode::OK, 1, 1));
    assert_eq!((&list.keys[0].app_id, list.keys[0].note.as_str()), (&created.key.app_id, "exporter"));
}

#[wasm_bindgen_test]
async fn two_secrets_differ() {
    let api = api();
    let body = r#"{"access": {"type": "endpoints", "endpoints": ["GET /clients"]}}"#;
    let (_, first) = ask::<CreatedKey>(&api, request("POST", body)).await;
    let (_, again) = ask::<CreatedKey>(&api, request("POST", body)).await;
    assert_eq!(first.key.app_id, again.key.app_id);
    assert_ne!(first.app_secret, again.app_secret);
}

#[wasm_bindgen_test]
async fn what_breaks_a_rule_is_refused_and_nothing_panics() {
    let api = api();
    for (body, kind) in [("{", ProblemKind::MalformedBody), ("{}", ProblemKind::InvalidInput)] {
        let (status, problem) = ask::<Problem>(&api, request("POST", body)).await;
        assert_eq!((status.as_u16(), problem.kind()), (kind.status(), Some(kind)));
    }
    let mut nobody = request("GET", "");
    nobody.extensions_mut().clear();
    let (_, problem) = ask::<Problem>(&api, nobody).await;
    assert_eq!(problem.kind(), Some(ProblemKind::Unauthenticated));
}
