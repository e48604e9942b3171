//! Somebody else, who uses the Deployment API at the same time.

use reqwest::{Client, Method, RequestBuilder, Response, header};
use serde_json::{Value, json};

use super::server::{Server, code_of};

/// Somebody else, signed in with a link of their own. Copied freely.
#[derive(Clone)]
pub struct Somebody {
    client: Client,
    base: String,
    origin: String,
    cookie: String,
}

impl Somebody {
    /// Signs in; `origin` is one from which the server takes changes.
    pub async fn sign_in(server: &Server, origin: &str) -> Self {
        let client = Client::builder().no_proxy().build().expect("a client");
        let base = format!("http://{}", server.address);
        let link = server.new_link().await;
        let request = client.post(format!("{base}/api/session")).header(header::ORIGIN, origin);
        let answer = request.json(&json!({ "code": code_of(&link) })).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "somebody else can sign in");
        let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("ASCII");
        let cookie = cookie.split(';').next().expect("a cookie").to_owned();
        Somebody { client, base, origin: origin.to_owned(), cookie }
    }

    /// A request below `/api/deployments`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}/api/deployments/{path}", self.base));
        request.header(header::ORIGIN, &self.origin).header(header::COOKIE, &self.cookie)
    }

    /// Makes a key that may call these endpoints, and answers its App ID.
    pub async fn creates(&self, deployment: &str, note: &str, endpoints: &[&str]) -> String {
        let body = json!({ "note": note, "access": access(endpoints) });
        self.posts(deployment, &body).await
    }

    /// Makes so many keys, `key 001` the first and oldest of them, and answers their App IDs.
    pub async fn creates_many(&self, deployment: &str, count: usize) -> Vec<String> {
        let mut app_ids = Vec::new();
        for number in 1..=count {
            app_ids.push(self.creates(deployment, &format!("key {number:03}"), &["GET /clients"]).await);
        }
        app_ids
    }

    /// Makes a key with full access, and answers its App ID.
    pub async fn creates_full(&self, deployment: &str) -> String {
        self.posts(deployment, &json!({})).await
    }

    async fn posts(&self, deployment: &str, body: &Value) -> String {
        // Each attempt has a key of its own; that of another would be taken for a retry.
        static ATTEMPTS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let attempt = ATTEMPTS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let request = self.request(Method::POST, &format!("{deployment}/keys"));
        let request = request.header("idempotency-key", format!("somebody-else-{attempt}")).json(body);
        let answer = json_of(request.send().await.expect("an answer"), 201).await;
        answer["key"]["app_id"].as_str().expect("an App ID").to_owned()
    }

    /// The list of keys, as the API answers it.
    pub async fn keys(&self, deployment: &str) -> Vec<Value> {
        let request = self.request(Method::GET, &format!("{deployment}/keys"));
        let answer = json_of(request.send().await.expect("an answer"), 200).await;
        answer["keys"].as_array().expect("a list").clone()
    }

    /// A key, as the API answers it.
    pub async fn key(&self, deployment: &str, app_id: &str) -> Value {
        let request = self.request(Method::GET, &format!("{deployment}/keys/{app_id}"));
        json_of(request.send().await.expect("an answer"), 200).await
    }

    /// The endpoints of a key.
    pub async fn endpoints(&self, deployment: &str, app_id: &str) -> Vec<String> {
        let key = self.key(deployment, app_id).await;
        let endpoints = key["access"]["endpoints"].as_array().expect("a list").iter();
        endpoints.map(|endpoint| endpoint.as_str().expect("text").to_owned()).collect()
    }

    /// The status that asking for a key has.
    pub async fn status_of(&self, deployment: &str, app_id: &str) -> u16 {
        let request = self.request(Method::GET, &format!("{deployment}/keys/{app_id}"));
        request.send().await.expect("an answer").status().as_u16()
    }

    /// Changes a key.
    pub async fn changes(&self, deployment: &str, app_id: &str, note: &str, endpoints: &[&str]) {
        let version = self.key(deployment, app_id).await["version"].clone();
        let request = self.request(Method::PUT, &format!("{deployment}/keys/{app_id}"));
        let request = request.header(header::IF_MATCH, format!("\"{version}\""));
        let body = json!({ "note": note, "access": access(endpoints) });
        json_of(request.json(&body).send().await.expect("an answer"), 200).await;
    }

    /// Disables a key, enables it, or whatever else takes no more than a word.
    pub async fn acts(&self, deployment: &str, app_id: &str, what: &str) {
        let request = self.request(Method::POST, &format!("{deployment}/keys/{app_id}/{what}"));
        json_of(request.send().await.expect("an answer"), 200).await;
    }

    /// Gives a key a new secret.
    pub async fn rotates(&self, deployment: &str, app_id: &str, grace_minutes: u32) {
        static ATTEMPTS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let attempt = ATTEMPTS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let request = self.request(Method::POST, &format!("{deployment}/keys/{app_id}/rotate"));
        let request = request.header("idempotency-key", format!("somebody-rotates-{attempt}"));
        let body = json!({ "grace_minutes": grace_minutes });
        json_of(request.json(&body).send().await.expect("an answer"), 201).await;
    }

    /// The audit trail, as the API answers it.
    pub async fn trail(&self, deployment: &str) -> Vec<Value> {
        let request = self.request(Method::GET, &format!("{deployment}/audit"));
        let answer = json_of(request.send().await.expect("an answer"), 200).await;
        answer["entries"].as_array().expect("a list").clone()
    }

    /// Changes when a key expires.
    pub async fn expires(&self, deployment: &str, app_id: &str, at: Option<&str>) {
        let key = self.key(deployment, app_id).await;
        let request = self.request(Method::PUT, &format!("{deployment}/keys/{app_id}"));
        let request = request.header(header::IF_MATCH, format!("\"{}\"", key["version"]));
        let body = json!({ "note": key["note"], "access": key["access"], "expires_at": at });
        json_of(request.json(&body).send().await.expect("an answer"), 200).await;
    }

    /// Deletes a key.
    pub async fn deletes(&self, deployment: &str, app_id: &str) {
        let request = self.request(Method::DELETE, &format!("{deployment}/keys/{app_id}"));
        assert_eq!(request.send().await.expect("an answer").status(), 204);
    }
}

fn access(endpoints: &[&str]) -> Value {
    json!({ "type": "endpoints", "endpoints": endpoints })
}

async fn json_of(answer: Response, status: u16) -> Value {
    let got = answer.status();
    let body = answer.text().await.expect("text");
    assert_eq!(got, status, "{body}");
    serde_json::from_str(&body).expect("JSON")
}
