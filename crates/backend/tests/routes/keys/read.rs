//! `GET /api/deployments/{deployment}/keys/{app_id}`

use contract::ProblemKind;

use crate::support::{V4, V5_KEYS, World, get, set};

#[tokio::test]
async fn a_key_is_read_with_its_whole_access_and_its_version() {
    let world = World::new();
    let key = world.a_key("exporter").await;
    let answer = world.ask(get(&format!("{V5_KEYS}/{}", key["app_id"].as_str().expect("an App ID")))).await;
    assert_eq!((answer.status, answer.header("etag")), (200, Some("\"1\"")));
    assert_eq!(answer.json(), key);
    assert_eq!(answer.json()["access"], set(&["GET /clients"]));
}

#[tokio::test]
async fn an_unknown_key_is_not_found() {
    World::new().ask(get(&format!("{V5_KEYS}/nothing"))).await.is(ProblemKind::KeyNotFound);
}

#[tokio::test]
async fn a_key_of_another_deployment_is_not_found() {
    let world = World::new();
    let key = world.a_key("exporter").await;
    let elsewhere = format!("{V4}/keys/{}", key["app_id"].as_str().expect("an App ID"));
    world.ask(get(&elsewhere)).await.is(ProblemKind::KeyNotFound);
}

#[tokio::test]
async fn a_key_of_an_unknown_deployment_is_not_found() {
    World::new().ask(get("/api/deployments/nothing/keys/one")).await.is(ProblemKind::DeploymentNotFound);
}
