//! Bearer tokens: this server's own, those of an identity provider, and the pages of other origins that bring them.

mod access_tokens;
mod configuration;
mod cors;
mod identity;
mod jwt;
mod key_sets;
mod roles;
mod sessions;
mod token_commands;

use std::process::Output;

use reqwest::{Method, RequestBuilder, Response, header};
use serde_json::Value;

use crate::{
    program::{run, sentence},
    support::{TestServer, problem},
};

const KEYS: &str = "/api/deployments/dedicated-v5/keys";

/// Runs the program, while the servers of this test go on.
async fn command(arguments: &[&str]) -> Output {
    let arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
    let run = move || run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    tokio::task::spawn_blocking(run).await.expect("a program that runs")
}

/// Runs `deployment-console token` beside this server.
async fn token_command(server: &TestServer, arguments: &[&str]) -> Output {
    let folder = server.database().parent().expect("a folder").to_str().expect("UTF-8").to_owned();
    command(&[&["token"], arguments, &["--data-dir", &folder]].concat()).await
}

/// A new token.
async fn create(server: &TestServer, arguments: &[&str]) -> String {
    printed(token_command(server, &[&["create"], arguments].concat()).await)
}

/// The token that a command has printed.
fn printed(output: Output) -> String {
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(printed.lines().count(), 1);
    printed.trim_end().to_owned()
}

/// A token of this role for one deployment.
async fn token_of(server: &TestServer, role: &str, name: &str) -> String {
    create(server, &["--role", role, "--deployment", "dedicated-v5", "--name", name]).await
}

/// A request as a program sends it: with a token, and no Origin.
fn ask(server: &TestServer, method: Method, path: &str, token: &str) -> RequestBuilder {
    let request = server.client.request(method, format!("{}{path}", server.origin));
    request.header(header::AUTHORIZATION, format!("Bearer {token}"))
}

async fn get(server: &TestServer, path: &str, token: &str) -> Response {
    ask(server, Method::GET, path, token).send().await.expect("an answer")
}

async fn status(server: &TestServer, token: &str) -> u16 {
    get(server, "/api/session", token).await.status().as_u16()
}

async fn json(response: Response) -> Value {
    assert!(response.status().is_success(), "{response:?}");
    response.json().await.expect("JSON")
}

/// What is answered to a token that opens nothing.
async fn refused(response: Response) {
    let challenge = response.headers()[header::WWW_AUTHENTICATE].to_str().expect("ASCII").to_owned();
    assert_eq!(challenge, "Bearer realm=\"Deployment API\", error=\"invalid_token\"");
    assert!(!response.headers().contains_key(header::SET_COOKIE));
    assert_eq!(problem(response).await, (401, "token-refused".into()));
}

/// The one line that a failed command leaves, and its exit code.
fn failure(output: &Output) -> (String, Option<i32>) {
    (sentence(output), output.status.code())
}

/// Makes a key and answers its App ID.
async fn create_key(server: &TestServer, token: &str, request: &str) -> String {
    let body = serde_json::json!({ "note": "x", "access": { "type": "endpoints", "endpoints": ["GET /clients"] } });
    let create = ask(server, Method::POST, KEYS, token).header("idempotency-key", request).json(&body);
    let made = json(create.send().await.expect("an answer")).await;
    made["key"]["app_id"].as_str().expect("an App ID").to_owned()
}
