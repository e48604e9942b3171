//! `/api/deployments`

use contract::ProblemKind;
use serde_json::json;

use crate::support::{SERVERLESS, V4, V5, World, get};

#[tokio::test]
async fn deployments_are_listed_in_their_order() {
    let list = World::new().ask(get("/api/deployments")).await.json();
    let ids: Vec<_> = list["deployments"].as_array().expect("a list").iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, ["serverless", "dedicated-v4", "dedicated-v5"]);
}

#[tokio::test]
async fn only_visible_deployments_are_listed() {
    let world = World::new();
    let list = world.ask(get("/api/deployments").by_administrator_of("dedicated-v4")).await.json();
    assert_eq!(list["deployments"], json!([world.ask(get(V4)).await.json()]));
    let list = world.ask(get("/api/deployments").by_administrator_of("nothing")).await.json();
    assert_eq!(list, json!({"deployments": []}));
}

#[tokio::test]
async fn a_deployment_says_what_its_keys_can_carry() {
    let world = World::new();
    for (path, able) in [(SERVERLESS, false), (V4, false), (V5, true)] {
        let deployment = world.ask(get(path)).await.json();
        assert_eq!(deployment["capabilities"], json!({"notes": able, "permissions": able, "expiry": able}));
    }
    assert_eq!(
        world.ask(get(V5)).await.json(),
        json!({
            "id": "dedicated-v5",
            "name": "Production",
            "kind": "dedicated_v5",
            "api_address": "https://production.example.com:8443/api/v5",
            "api_reference": "https://docs.emqx.com/en/cloud/latest/api/dedicated.html",
            "capabilities": {"notes": true, "permissions": true, "expiry": true},
        })
    );
}

#[tokio::test]
async fn an_unknown_deployment_is_not_found() {
    World::new().ask(get("/api/deployments/nothing")).await.is(ProblemKind::DeploymentNotFound);
}
