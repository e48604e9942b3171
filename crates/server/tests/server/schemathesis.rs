//! The OpenAPI document, and what is answered when everything is asked that it allows and forbids.

use std::{path::Path, process::Command};

use backend::secret::new_app_id;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, header};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    faults::{Key, Operator, Place},
    program::{Process, run},
    support::TestServer,
};

/// Python with schemathesis.
const PYTHON: &str = "SCHEMATHESIS_PYTHON";

/// No fault of the server, and every answer one that the document has, in the form that it has. What breaks a rule that
/// no schema can say is refused, so schemathesis is not asked what it would have taken or refused.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,unsupported_method,\
                      allow_header_conformance";

#[tokio::test]
async fn every_operation_says_that_time_and_database_may_be_wanting() {
    let server = TestServer::start().await;
    let cookie = server.sign_in().await;
    let document = server.get("/api/openapi.json").header(header::COOKIE, cookie).send().await.expect("an answer");
    let document: Value = document.json().await.expect("JSON");
    let paths = document["paths"].as_object().expect("paths").values();
    let operations: Vec<_> = paths.flat_map(|path| path.as_object().expect("operations").values()).collect();
    assert!(operations.len() > 15);
    for operation in operations {
        for status in ["408", "503"] {
            assert!(operation["responses"].get(status).is_some(), "{status}: {}", operation["operationId"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it needs schemathesis: run `cargo xtask test api`"]
async fn whatever_is_asked_is_answered_as_the_openapi_document_says() {
    let folder = TempDir::new().expect("a temporary folder");
    let server = Place::Folder(&folder.path().join("data")).serve(&folder.path().join("log"));
    let operator = Operator::sign_in(&server).await;
    let document = operator.get("/api/openapi.json").await;
    let by_cookie = format!("Cookie: {}", operator.cookie);
    let asking = Asking { server: &server, operator: &operator, known_by: &by_cookie, folder: folder.path() };
    let data = folder.path().join("data");
    let create = ["token", "create", "--role", "administrator", "--deployment", "serverless", "--data-dir"];
    let token = run(&[create.as_slice(), &[data.to_str().expect("UTF-8")]].concat());
    let by_token = format!("Authorization: Bearer {}", String::from_utf8_lossy(&token.stdout).trim_end());

    let with_access = json!({ "access": { "type": "endpoints", "endpoints": ["GET /clients"] } });
    let nothing = json!({ "type": "object", "maxProperties": 0 });
    for (deployment, document, body, known_by) in [
        ("dedicated-v5", document.clone(), &with_access, &by_cookie),
        ("dedicated-v5", with_templates(narrowed(document.clone(), explicit())), &with_access, &by_cookie),
        ("serverless", narrowed(document.clone(), nothing), &json!({}), &by_token),
    ] {
        Asking { known_by, ..asking }.about(deployment, &document, body).await;
    }
    // By chance alone a body is hardly ever one that is taken.
    for deployment in ["dedicated-v5", "serverless"] {
        for action in ["created", "updated", "disabled", "enabled", "rotated"] {
            let done = operator.get(&format!("/api/deployments/{deployment}/audit?action={action}&limit=1")).await;
            assert_eq!(done["entries"].as_array().map(Vec::len), Some(1), "{action} in {deployment}");
        }
    }
    // Signing out for the last.
    asking.for_all("", &document, &["--include-path", "/api/session"]);
    let ended = operator.request(Method::GET, "/api/session").send().await.expect("an answer");
    assert_eq!(ended.status(), 401);
    assert_eq!(server.signal("-TERM").1, Some(0));
}

/// The document with another schema for what a key is made and changed with.
fn narrowed(mut document: Value, body: Value) -> Value {
    document["components"]["schemas"]["CreateKey"] = body;
    document
}

/// The document with another schema for what a template is saved with: what is taken.
fn with_templates(mut document: Value) -> Value {
    document["components"]["schemas"]["SaveTemplate"] = json!({
        "type": "object", "required": ["access"], "additionalProperties": false,
        "properties": { "access": explicit_access() },
    });
    document
}

/// A set of endpoints that is taken.
fn explicit_access() -> Value {
    let offered = json!({ "enum": ["GET /clients", "POST /publish", "GET /clients/{clientid}"] });
    let endpoints = json!({ "type": "array", "minItems": 1, "uniqueItems": true, "items": offered });
    json!({
        "type": "object", "required": ["type", "endpoints"], "additionalProperties": false,
        "properties": { "type": { "const": "endpoints" }, "endpoints": endpoints },
    })
}

/// What is taken where keys hold a set of endpoints.
fn explicit() -> Value {
    let next_year = (Timestamp::now() + SignedDuration::from_hours(365 * 24)).to_string();
    json!({
        "type": "object", "required": ["access", "expires_at"], "additionalProperties": false,
        "properties": {
            "access": explicit_access(),
            "expires_at": { "enum": [null, next_year] },
            "note": { "type": "string", "maxLength": 256, "pattern": "^[^\\p{C}]*$" },
        },
    })
}

/// Whom schemathesis asks, as whom, and where it leaves its files.
#[derive(Clone, Copy)]
struct Asking<'a> {
    server: &'a Process,
    operator: &'a Operator,
    /// The header that says who is asking.
    known_by: &'a str,
    folder: &'a Path,
}

impl Asking<'_> {
    /// Asks for everything about the keys of a deployment, of which one is there already, made with this body.
    async fn about(&self, deployment: &str, document: &Value, body: &Value) {
        let keys = format!("/api/deployments/{deployment}/keys");
        let create =
            self.operator.request(Method::POST, &keys).header("idempotency-key", new_app_id().expect("a generator"));
        let key = Key::of(create.json(body).send().await.expect("an answer")).await;
        let trail = self.operator.get(&format!("/api/deployments/{deployment}/audit?limit=1")).await;
        // In whichever version. What names keys at random finds none; only those that schemathesis has made are deleted.
        let versions = (1..=400).map(|version| format!("\"{version}\"")).collect::<Vec<_>>().join(", ");
        let config = format!(
            "parameters = {{ deployment = '{deployment}' }}\n\
             warnings = {{ fail-on = ['missing_auth'] }}\n\
             [[operations]]\ninclude-path-regex = '/keys/'\nexclude-method = 'DELETE'\n\
             parameters = {{ deployment = '{deployment}', app_id = '{}', If-Match = '{versions}' }}\n\
             [[operations]]\ninclude-path-regex = '/templates/'\nexclude-method = 'DELETE'\n\
             parameters = {{ deployment = '{deployment}', name = 'exporter' }}\n\
             [[operations]]\ninclude-path-regex = '/audit/'\n\
             parameters = {{ deployment = '{deployment}', entry = {} }}\n",
            key.app_id, trail["entries"][0]["id"]
        );
        // Who is told to sign out can be told nothing more.
        self.for_all(&config, document, &["--exclude-path", "/api/session"]);
    }

    /// Asks, always the same.
    fn for_all(&self, config: &str, document: &Value, what: &[&str]) {
        let python =
            std::env::var_os(PYTHON).unwrap_or_else(|| panic!("{PYTHON} names no Python: run `cargo xtask test api`"));
        // Who is asking is said above. Made-up tokens, which go before a cookie, would have everything refused.
        let config = format!("generation = {{ with-security-parameters = false }}\n{config}");
        let file = |name: &str, content: &str| {
            let file = self.folder.join(name);
            std::fs::write(&file, content).expect("a file");
            file
        };
        let mut schemathesis = Command::new(python);
        schemathesis.args(["-m", "schemathesis.cli", "--no-color", "--config-file"]);
        schemathesis.arg(file("schemathesis.toml", &config));
        schemathesis.arg("run").arg(file("openapi.json", &document.to_string()));
        schemathesis.args(["--url", &self.server.origin]);
        schemathesis.args(["--header", &format!("Origin: {}", self.server.origin)]);
        schemathesis.args(["--header", self.known_by]);
        schemathesis.args(["--checks", CHECKS, "--max-examples", "25", "--seed", "1", "--generation-database", "none"]);
        let output = schemathesis.args(what).current_dir(self.folder).output().expect("Python");
        let words = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{words}\n{}", String::from_utf8_lossy(&output.stderr));
        println!("{words}");
    }
}
