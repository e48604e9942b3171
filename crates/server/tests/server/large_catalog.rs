//! A catalog ten times as large as EMQX's, from its document to a key that holds all of it.

use reqwest::{Method, header};
use serde_json::{Value, json};
use server::config::Config;
use tempfile::TempDir;

use crate::support::{Setup, TestServer};

#[path = "../../examples/large_document/document.rs"]
mod document;

const OPERATIONS: usize = 5_000;

/// A server with one deployment, `large`, whose catalog is imported.
async fn server() -> TestServer {
    let folder = TempDir::new().expect("a temporary folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    write("api.json", &document::document(OPERATIONS).to_string());
    write(
        "config.toml",
        "[[deployments]]\nid = \"large\"\nname = \"Large\"\nkind = \"dedicated_v5\"\n\
         api_address = \"https://large.example.com/api/v5\"\n\
         api_reference = \"https://large.example.com/docs\"\ncatalog = \"api.json\"\n",
    );
    let config = Config::load(&folder.path().join("config.toml")).expect("a good configuration");
    TestServer::start_with(Setup { config, ..Setup::default() }).await
}

#[tokio::test]
async fn it_is_answered_whole_and_compressed_and_not_again_to_who_has_it() {
    let server = server().await;
    let cookie = server.sign_in().await;
    let get = || server.get("/api/deployments/large/catalog").header(header::COOKIE, &cookie);
    let response = get().send().await.expect("an answer");
    let etag = response.headers()[header::ETAG].clone();
    let whole = response.bytes().await.expect("a body");
    let catalog: Value = serde_json::from_slice(&whole).expect("JSON");
    let categories = catalog["categories"].as_array().expect("categories");
    let endpoints = |category: &Value| category["endpoints"].as_array().expect("endpoints").len();
    assert_eq!(categories.iter().map(endpoints).sum::<usize>(), OPERATIONS);

    let response = get().header(header::ACCEPT_ENCODING, "br").send().await.expect("an answer");
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "br");
    assert_eq!(response.headers()[header::ETAG], etag);
    assert!(response.bytes().await.expect("a body").len() < whole.len() / 5);

    let response = get().header(header::IF_NONE_MATCH, &etag).send().await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.bytes().await.expect("a body").len()), (304, 0));
}

#[tokio::test]
async fn a_key_may_hold_all_of_it() {
    let server = server().await;
    let cookie = server.sign_in().await;
    let request = |method, path: &str| server.request(method, path).header(header::COOKIE, &cookie);
    let catalog = request(Method::GET, "/api/deployments/large/catalog").send().await.expect("an answer");
    let catalog: contract::Catalog = catalog.json().await.expect("a catalog");
    let all: Vec<_> = catalog.endpoints().map(|endpoint| endpoint.id()).collect();

    let body = json!({"note": "all of it", "access": {"type": "endpoints", "endpoints": all}});
    let post = request(Method::POST, "/api/deployments/large/keys").header("idempotency-key", "1").json(&body);
    let response = post.send().await.expect("an answer");
    assert_eq!(response.status(), 201);
    let address = response.headers()[header::LOCATION].to_str().expect("ASCII").to_owned();

    let key: Value = request(Method::GET, &address).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(key["access"], body["access"]);
    let put = request(Method::PUT, &address).header(header::IF_MATCH, "\"1\"").json(&body);
    assert_eq!(put.send().await.expect("an answer").status(), 200);
    let list = request(Method::GET, "/api/deployments/large/keys").send().await.expect("an answer");
    let list: Value = list.json().await.expect("JSON");
    let summary = json!({"type": "endpoints", "granted": OPERATIONS, "offered": OPERATIONS, "dropped": 0});
    assert_eq!(list["keys"][0]["access_summary"], summary);
}
