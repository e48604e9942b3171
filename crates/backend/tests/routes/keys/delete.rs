//! `DELETE /api/deployments/{deployment}/keys/{app_id}`

use contract::ProblemKind;

use crate::support::{V4, V5_KEYS, World, delete, get};

#[tokio::test]
async fn a_deleted_key_is_gone_the_moment_it_is_answered() {
    let world = World::new();
    let key = world.a_key("exporter").await;
    let app_id = key["app_id"].as_str().expect("an App ID");
    let address = format!("{V5_KEYS}/{app_id}");
    let answer = world.ask(delete(&address)).await;
    assert_eq!((answer.status, answer.text()), (204, ""));
    world.ask(get(&address)).await.is(ProblemKind::KeyNotFound);
    assert_eq!(world.ask(get(V5_KEYS)).await.json()["total"]["count"], 0);
    assert!(world.store.guard("dedicated-v5", app_id, None).await.expect("the store answers").is_none());
}

#[tokio::test]
async fn a_key_is_deleted_once() {
    let world = World::new();
    let key = world.a_key("exporter").await;
    let address = format!("{V5_KEYS}/{}", key["app_id"].as_str().expect("an App ID"));
    assert_eq!(world.ask(delete(&address)).await.status, 204);
    world.ask(delete(&address)).await.is(ProblemKind::KeyNotFound);
}

#[tokio::test]
async fn a_key_is_not_deleted_through_another_deployment() {
    let world = World::new();
    let key = world.a_key("exporter").await;
    let app_id = key["app_id"].as_str().expect("an App ID");
    world.ask(delete(&format!("{V4}/keys/{app_id}"))).await.is(ProblemKind::KeyNotFound);
    assert_eq!(world.ask(get(&format!("{V5_KEYS}/{app_id}"))).await.status, 200);
}
