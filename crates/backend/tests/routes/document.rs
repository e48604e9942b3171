//! `/api/openapi.json`

use std::collections::BTreeSet;

use axum::http::Method;
use contract::ProblemKind;
use serde_json::{Value, json};

use crate::support::{World, ask, get};

const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

async fn document() -> Value {
    World::new().ask(get("/api/openapi.json")).await.json()
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let of = |(path, item): (&String, &Value)| {
        let item = item.as_object().expect("a path item").clone();
        item.into_iter().map(|(method, operation)| (method, path.clone(), operation)).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

fn refs(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
            object.values().for_each(|value| refs(value, found));
        }
        Value::Array(array) => array.iter().for_each(|value| refs(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn it_is_openapi_3_1_with_title_and_version() {
    let document = document().await;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["title"], "Deployment API");
    assert!(document["info"]["version"].is_string());
}

#[tokio::test]
async fn it_describes_every_operation_of_the_wire() {
    let described: Vec<_> =
        operations(&document().await).into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let described: BTreeSet<_> = described.iter().map(String::as_str).collect();
    let expected = BTreeSet::from([
        "get /api/deployments",
        "get /api/deployments/{deployment}",
        "get /api/deployments/{deployment}/catalog",
        "get /api/deployments/{deployment}/keys",
        "post /api/deployments/{deployment}/keys",
        "get /api/deployments/{deployment}/keys/{app_id}",
        "put /api/deployments/{deployment}/keys/{app_id}",
        "delete /api/deployments/{deployment}/keys/{app_id}",
        "post /api/deployments/{deployment}/keys/{app_id}/disable",
        "post /api/deployments/{deployment}/keys/{app_id}/enable",
        "post /api/deployments/{deployment}/keys/{app_id}/rotate",
        "get /api/deployments/{deployment}/templates",
        "put /api/deployments/{deployment}/templates/{name}",
        "delete /api/deployments/{deployment}/templates/{name}",
        "get /api/deployments/{deployment}/audit",
        "get /api/deployments/{deployment}/audit/{entry}",
        "get /api/deployments/{deployment}/audit.export",
        "get /api/openapi.json",
    ]);
    assert_eq!(described, expected);
}

#[tokio::test]
async fn the_router_has_exactly_the_methods_that_are_described() {
    let world = World::new();
    let operations = operations(&document().await);
    let paths: BTreeSet<_> = operations.iter().map(|(_, path, _)| path).collect();
    for path in paths {
        for method in METHODS {
            let name = method.as_str().to_lowercase();
            let described = operations.iter().any(|(method, of, _)| of == path && *method == name);
            let address = path.replace("{deployment}", "dedicated-v5").replace("{entry}", "1");
            let address = address.replace("{app_id}", "one").replace("{name}", "one");
            let status = world.ask(ask(method, &address)).await.status;
            assert_eq!(status != ProblemKind::MethodNotAllowed.status(), described, "{name} {path}");
        }
    }
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own_words_and_answers() {
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations(&document().await) {
        let name = operation["operationId"].as_str().expect("an operationId").to_owned();
        assert!(names.insert(name.clone()), "{name} stands there twice");
        assert!(operation["summary"].as_str().is_some_and(|words| !words.is_empty()), "{name}");
        let responses = operation["responses"].as_object().expect("responses");
        assert!(responses.keys().any(|status| status.starts_with('2')), "{name}");
        for status in ["401", "500"] {
            assert!(responses.contains_key(status), "{name}: {status}");
        }
        for response in responses.values() {
            assert!(response["description"].as_str().is_some_and(|words| !words.is_empty()), "{name}");
        }
        let templated = path.matches('{').count();
        let none = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&none);
        let of_path = parameters.iter().filter(|parameter| parameter["in"] == "path");
        assert_eq!(of_path.filter(|parameter| parameter["required"] == true).count(), templated, "{method} {path}");
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let document = document().await;
    let mut found = BTreeSet::new();
    refs(&document, &mut found);
    assert!(found.contains("#/components/schemas/Problem"));
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("a reference within the document");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn it_says_what_writes_must_carry() {
    let document = document().await;
    let required = |path: &str, method: &str, name: &str| {
        let parameters = document["paths"][path][method]["parameters"].as_array().expect("parameters").clone();
        parameters.into_iter().any(|one| one["name"] == name && one["in"] == "header" && one["required"] == true)
    };
    assert!(required("/api/deployments/{deployment}/keys", "post", "Idempotency-Key"));
    assert!(required("/api/deployments/{deployment}/keys/{app_id}/rotate", "post", "Idempotency-Key"));
    assert!(required("/api/deployments/{deployment}/keys/{app_id}", "put", "If-Match"));
    let create = &document["components"]["schemas"]["CreateKey"];
    assert_eq!(create["additionalProperties"], json!(false));
    assert_eq!(document["components"]["schemas"]["SaveTemplate"]["additionalProperties"], json!(false));
}
