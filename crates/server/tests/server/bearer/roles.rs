//! What each role may do, asked of every operation that the document has: one that is new is asked too.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::{KEYS, ask, create, create_key, get, json as body, token_of};
use crate::support::{TestServer, problem};

const TEMPLATES: &str = "/api/deployments/dedicated-v5/templates";

/// Every operation of the document: its method and its path as the document has it.
async fn operations(server: &TestServer, token: &str) -> Vec<(Method, String)> {
    let document: Value = body(get(server, "/api/openapi.json", token).await).await;
    let paths = document["paths"].as_object().expect("paths");
    let mut operations = Vec::new();
    for (path, item) in paths {
        for method in item.as_object().expect("operations").keys() {
            operations.push((method.to_uppercase().parse().expect("a method"), path.clone()));
        }
    }
    assert!(operations.len() > 15);
    operations
}

/// Asks for an operation about this key, as somebody would who knows what it wants.
async fn ask_for(server: &TestServer, token: &str, method: &Method, path: &str, app_id: &str) -> Response {
    let path = path.replace("{deployment}", "dedicated-v5").replace("{app_id}", app_id).replace("{entry}", "1");
    let path = path.replace("{name}", "one");
    assert!(!path.contains('{'), "{path}: this test does not know what to put there");
    let mut request = ask(server, method.clone(), &path, token);
    if *method != Method::GET {
        let access = json!({ "type": "endpoints", "endpoints": ["GET /rules"] });
        let sent = match path.as_str() {
            path if path.ends_with("/rotate") => json!({ "grace_minutes": 0 }),
            path if path.contains("/templates/") => json!({ "access": access }),
            _ => json!({ "note": "changed", "access": access, "expires_at": null }),
        };
        request = request
            .header("idempotency-key", format!("request-for-{}", path.len()))
            .header("if-match", "\"1\"")
            .json(&sent);
    }
    request.send().await.expect("an answer")
}

/// Has a template be there, as it was at first.
async fn save_template(server: &TestServer, token: &str) {
    let sent = json!({ "access": { "type": "endpoints", "endpoints": ["GET /clients"] } });
    let request = ask(server, Method::PUT, &format!("{TEMPLATES}/one"), token).json(&sent);
    assert_eq!(request.send().await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn a_viewer_sees_all_and_changes_nothing() {
    let server = TestServer::start().await;
    let administrator = token_of(&server, "administrator", "ci").await;
    let viewer = token_of(&server, "viewer", "dashboard").await;
    let app_id = create_key(&server, &administrator, "a-request").await;
    let state = async || {
        let key = body(get(&server, &format!("{KEYS}/{app_id}"), &administrator).await).await;
        let trail = body(get(&server, "/api/deployments/dedicated-v5/audit", &administrator).await).await;
        let list = body(get(&server, KEYS, &administrator).await).await;
        let templates = body(get(&server, TEMPLATES, &administrator).await).await;
        (key, trail, list, templates)
    };
    save_template(&server, &administrator).await;
    let before = state().await;
    let (mut seen, mut refused) = (0, 0);
    for (method, path) in operations(&server, &viewer).await {
        // Whoever signs in says by that who it is.
        if (method.clone(), path.as_str()) == (Method::POST, "/api/session") {
            continue;
        }
        let answer = ask_for(&server, &viewer, &method, &path, &app_id).await;
        if method == Method::GET {
            assert_eq!(answer.status(), 200, "{path}");
            seen += 1;
        } else {
            assert_eq!(problem(answer).await, (403, "forbidden".into()), "{method} {path}");
            refused += 1;
        }
    }
    assert!(seen >= 10 && refused >= 9, "{seen} {refused}");
    assert_eq!(state().await, before);
}

#[tokio::test]
async fn an_administrator_of_another_deployment_finds_nothing_at_any_address_of_this_one() {
    let server = TestServer::start().await;
    let own = token_of(&server, "administrator", "own").await;
    let other = create(&server, &["--role", "administrator", "--deployment", "serverless", "--name", "other"]).await;
    let viewer = create(&server, &["--role", "viewer", "--deployment", "serverless", "--name", "viewer"]).await;
    let app_id = create_key(&server, &own, "a-request").await;
    let mut asked = 0;
    for (method, path) in operations(&server, &own).await {
        if !path.contains("{deployment}") {
            continue;
        }
        for token in [&other, &viewer] {
            let answer = ask_for(&server, token, &method, &path, &app_id).await;
            assert_eq!(problem(answer).await, (404, "deployment-not-found".into()), "{method} {path}");
        }
        asked += 1;
    }
    assert!(asked >= 15, "{asked}");
    assert_eq!(get(&server, &format!("{KEYS}/{app_id}"), &own).await.status(), 200);
}

#[tokio::test]
async fn an_administrator_may_do_all_of_that() {
    let server = TestServer::start().await;
    let token = token_of(&server, "administrator", "ci").await;
    for (method, path) in operations(&server, &token).await {
        if path == "/api/session" {
            continue;
        }
        let app_id = create_key(&server, &token, &format!("key-for-{method}-{}", path.len())).await;
        save_template(&server, &token).await;
        let answer = ask_for(&server, &token, &method, &path, &app_id).await;
        assert!(answer.status().is_success(), "{method} {path}: {answer:?}");
    }
}
