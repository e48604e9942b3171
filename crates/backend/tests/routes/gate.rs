//! Who may ask what, and what there is to ask.

use axum::http::Method;
use contract::{ProblemKind, SignInWays};
use serde_json::json;

use crate::support::{V4, V5, V5_KEYS, World, ask, delete, get, post, put, set};

#[tokio::test]
async fn without_a_principal_every_address_answers_401_with_the_ways_to_sign_in() {
    let world = World::new();
    for path in
        ["/api", "/api/", "/api/nothing", "/api/openapi.json", "/api/deployments", V5, V5_KEYS, "/api/deployments/x"]
    {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
            let problem = world.ask(ask(method, path).by_nobody()).await.is(ProblemKind::Unauthenticated);
            assert_eq!(problem.sign_in, Some(SignInWays { link: true, password: false }), "{path}");
        }
    }
}

#[tokio::test]
async fn an_unknown_address_is_a_problem_too() {
    let world = World::new();
    for path in [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/deployments/",
        "/api/deployments/dedicated-v5/",
        "/api/deployments/dedicated-v5/nothing",
        "/api/deployments/dedicated-v5/keys/",
        "/api/deployments/dedicated-v5/templates/",
        "/api/deployments/dedicated-v5/templates/a/b",
        "/api/deployments/a/keys/b/c",
    ] {
        for method in [Method::GET, Method::POST] {
            world.ask(ask(method, path)).await.is(ProblemKind::NotFound);
        }
    }
}

#[tokio::test]
async fn a_wrong_method_is_a_problem_that_names_the_right_ones() {
    let world = World::new();
    for (method, path, allowed) in [
        (Method::POST, "/api/deployments", "GET,HEAD"),
        (Method::DELETE, V5, "GET,HEAD"),
        (Method::PUT, "/api/deployments/dedicated-v5/catalog", "GET,HEAD"),
        (Method::DELETE, V5_KEYS, "GET,HEAD,POST"),
        (Method::OPTIONS, V5_KEYS, "GET,HEAD,POST"),
        (Method::PATCH, "/api/deployments/dedicated-v5/keys/one", "GET,HEAD,PUT,DELETE"),
        (Method::PUT, "/api/deployments/dedicated-v5/templates", "GET,HEAD"),
        (Method::GET, "/api/deployments/dedicated-v5/templates/one", "PUT,DELETE"),
        (Method::POST, "/api/openapi.json", "GET,HEAD"),
    ] {
        let answer = world.ask(ask(method, path)).await;
        answer.is(ProblemKind::MethodNotAllowed);
        assert_eq!(answer.header("allow"), Some(allowed), "{path}");
    }
}

#[tokio::test]
async fn a_viewer_reads_but_does_not_write() {
    let world = World::new();
    let key = world.a_key("exporter").await;
    let address = format!("{V5_KEYS}/{}", key["app_id"].as_str().expect("an App ID"));
    for path in ["/api/deployments", V5, V5_KEYS, &address] {
        assert_eq!(world.ask(get(path).by_viewer()).await.status, 200, "{path}");
    }
    let body = json!({"note": "", "access": set(&["GET /clients"])});
    let create = post(V5_KEYS).header("idempotency-key", "1").json(body.clone());
    let update = put(&address).header("if-match", "\"1\"").json(body);
    for write in [create, update, delete(&address)] {
        world.ask(write.by_viewer()).await.is(ProblemKind::Forbidden);
    }
    assert_eq!(world.ask(get(&address)).await.json(), key);
}

#[tokio::test]
async fn a_viewer_who_may_not_write_is_told_so_before_the_body_is_read() {
    let world = World::new();
    world.ask(post(V5_KEYS).by_viewer().body("not JSON")).await.is(ProblemKind::Forbidden);
}

#[tokio::test]
async fn a_deployment_out_of_sight_is_answered_like_one_that_does_not_exist() {
    let world = World::new();
    let key = world.a_key("exporter").await;
    let address = format!("{V5_KEYS}/{}", key["app_id"].as_str().expect("an App ID"));
    let unknown = world.ask(get("/api/deployments/nothing")).await;
    let body = json!({"access": set(&["GET /clients"])});
    for request in [
        get(V5),
        get("/api/deployments/dedicated-v5/catalog"),
        get(V5_KEYS),
        post(V5_KEYS).header("idempotency-key", "1").json(body.clone()),
        get(&address),
        put(&address).header("if-match", "\"1\"").json(body),
        delete(&address),
    ] {
        let answer = world.ask(request.by_administrator_of("dedicated-v4")).await;
        answer.is(ProblemKind::DeploymentNotFound);
        assert_eq!(answer.text(), unknown.text());
    }
    assert_eq!(world.ask(get(V4).by_administrator_of("dedicated-v4")).await.status, 200);
    assert_eq!(world.ask(get(&address)).await.json(), key);
}

#[tokio::test]
async fn a_path_that_could_be_no_name_is_not_found() {
    let world = World::new();
    world.ask(get("/api/deployments/%ff")).await.is(ProblemKind::NotFound);
    world.ask(get(&format!("{V5_KEYS}/%ff"))).await.is(ProblemKind::NotFound);
    world.ask(get("/api/deployments//keys")).await.is(ProblemKind::DeploymentNotFound);
    world.ask(get("/api/deployments/dedicated-v5%00")).await.is(ProblemKind::DeploymentNotFound);
    for app_id in ["%00", "%20", "a%2Fb", &"a".repeat(65), "%E2%82%AC"] {
        world.ask(get(&format!("{V5_KEYS}/{app_id}"))).await.is(ProblemKind::KeyNotFound);
    }
}

#[tokio::test]
async fn everything_but_the_catalog_stays_out_of_caches() {
    let world = World::new();
    for path in ["/api/deployments", V5, V5_KEYS, "/api/openapi.json"] {
        assert_eq!(world.ask(get(path)).await.header("cache-control"), Some("no-store"), "{path}");
    }
}
