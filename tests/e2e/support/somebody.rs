//! Somebody else, who uses the Deployment API at the same time.

use reqwest::{Client, Method, RequestBuilder, header};
use serde_json::{Value, json};

use super::{
    browser::Browser,
    server::{Server, code_of},
};

/// Asks as the page does, and says what was answered.
const ASK: &str = "const [method, path, headers, body, done] = arguments;
    fetch(`api/deployments/${path}`, { method, headers, body: body ?? undefined })
        .then(async (answer) => done([answer.status, await answer.text()]))
        .catch((error) => done([0, String(error)]));";

/// Somebody else, signed in with a link of their own. Copied freely.
#[derive(Clone)]
pub struct Somebody(Way);

/// How they reach the Deployment API.
#[derive(Clone)]
enum Way {
    Http {
        client: Client,
        base: String,
        origin: String,
        cookie: String,
    },
    /// The demo's is reached from within the browser alone.
    Browser(Browser),
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
        Somebody(Way::Http { client, base, origin: origin.to_owned(), cookie })
    }

    /// Uses the demo that is open in this browser.
    pub fn in_browser(browser: &Browser) -> Self {
        Somebody(Way::Browser(browser.clone()))
    }

    /// A request below `/api/deployments` of a server.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let Way::Http { client, base, origin, cookie } = &self.0 else { panic!("the demo takes no HTTP") };
        let request = client.request(method, format!("{base}/api/deployments/{path}"));
        request.header(header::ORIGIN, origin).header(header::COOKIE, cookie)
    }

    /// Asks below `/api/deployments`, and answers status and body.
    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> (u16, String) {
        match &self.0 {
            Way::Http { .. } => {
                let request = self.request(method, path);
                let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
                let request = body.into_iter().fold(request, |request, body| request.json(body));
                let answer = request.send().await.expect("an answer");
                (answer.status().as_u16(), answer.text().await.expect("text"))
            }
            Way::Browser(browser) => {
                let mut all: serde_json::Map<_, _> =
                    headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
                if body.is_some() {
                    all.insert("content-type".into(), json!("application/json"));
                }
                let body = body.map(Value::to_string);
                let arguments = vec![json!(method.as_str()), json!(path), Value::Object(all), json!(body)];
                let answer = browser.run_until_called(ASK, arguments).await;
                serde_json::from_value(answer).expect("status and body")
            }
        }
    }

    /// Asks for what must be answered so, and answers the JSON.
    async fn json(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
        status: u16,
    ) -> Value {
        let (got, text) = self.ask(method, path, headers, body).await;
        assert_eq!(got, status, "{text}");
        serde_json::from_str(&text).expect("JSON")
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
        let headers = [("idempotency-key", &*format!("somebody-else-{attempt}"))];
        let answer = self.json(Method::POST, &format!("{deployment}/keys"), &headers, Some(body), 201).await;
        answer["key"]["app_id"].as_str().expect("an App ID").to_owned()
    }

    /// The list of keys, as the API answers it.
    pub async fn keys(&self, deployment: &str) -> Vec<Value> {
        let answer = self.json(Method::GET, &format!("{deployment}/keys"), &[], None, 200).await;
        answer["keys"].as_array().expect("a list").clone()
    }

    /// A key, as the API answers it.
    pub async fn key(&self, deployment: &str, app_id: &str) -> Value {
        self.json(Method::GET, &format!("{deployment}/keys/{app_id}"), &[], None, 200).await
    }

    /// The endpoints of a key.
    pub async fn endpoints(&self, deployment: &str, app_id: &str) -> Vec<String> {
        let key = self.key(deployment, app_id).await;
        let endpoints = key["access"]["endpoints"].as_array().expect("a list").iter();
        endpoints.map(|endpoint| endpoint.as_str().expect("text").to_owned()).collect()
    }

    /// The status that asking for a key has.
    pub async fn status_of(&self, deployment: &str, app_id: &str) -> u16 {
        self.ask(Method::GET, &format!("{deployment}/keys/{app_id}"), &[], None).await.0
    }

    /// Changes a key.
    pub async fn changes(&self, deployment: &str, app_id: &str, note: &str, endpoints: &[&str]) {
        let version = self.key(deployment, app_id).await["version"].clone();
        let body = json!({ "note": note, "access": access(endpoints) });
        let headers = [("if-match", &*format!("\"{version}\""))];
        self.json(Method::PUT, &format!("{deployment}/keys/{app_id}"), &headers, Some(&body), 200).await;
    }

    /// Disables a key, enables it, or whatever else takes no more than a word.
    pub async fn acts(&self, deployment: &str, app_id: &str, what: &str) {
        self.json(Method::POST, &format!("{deployment}/keys/{app_id}/{what}"), &[], None, 200).await;
    }

    /// Gives a key a new secret.
    pub async fn rotates(&self, deployment: &str, app_id: &str, grace_minutes: u32) {
        static ATTEMPTS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let attempt = ATTEMPTS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let headers = [("idempotency-key", &*format!("somebody-rotates-{attempt}"))];
        let body = json!({ "grace_minutes": grace_minutes });
        self.json(Method::POST, &format!("{deployment}/keys/{app_id}/rotate"), &headers, Some(&body), 201).await;
    }

    /// The audit trail, as the API answers it.
    pub async fn trail(&self, deployment: &str) -> Vec<Value> {
        let answer = self.json(Method::GET, &format!("{deployment}/audit"), &[], None, 200).await;
        answer["entries"].as_array().expect("a list").clone()
    }

    /// Changes when a key expires.
    pub async fn expires(&self, deployment: &str, app_id: &str, at: Option<&str>) {
        let key = self.key(deployment, app_id).await;
        let headers = [("if-match", &*format!("\"{}\"", key["version"]))];
        let body = json!({ "note": key["note"], "access": key["access"], "expires_at": at });
        self.json(Method::PUT, &format!("{deployment}/keys/{app_id}"), &headers, Some(&body), 200).await;
    }

    /// Saves a template, also in the place of one of the same name.
    pub async fn saves(&self, name: &str, deployment: &str, endpoints: &[&str]) {
        let body = json!({ "access": access(endpoints) });
        self.json(Method::PUT, &template_path(deployment, name), &[], Some(&body), 200).await;
    }

    /// Removes a template.
    pub async fn removes(&self, name: &str, deployment: &str) {
        let (status, _) = self.ask(Method::DELETE, &template_path(deployment, name), &[], None).await;
        assert_eq!(status, 204);
    }

    /// The names of the templates, and the endpoints of each.
    pub async fn templates(&self, deployment: &str) -> Vec<(String, Vec<String>)> {
        let answer = self.json(Method::GET, &format!("{deployment}/templates"), &[], None, 200).await;
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let of = |template: &Value| {
            let endpoints = template["access"]["endpoints"].as_array().expect("a list").iter();
            (text(&template["name"]), endpoints.map(text).collect())
        };
        answer["templates"].as_array().expect("a list").iter().map(of).collect()
    }

    /// Deletes a key.
    pub async fn deletes(&self, deployment: &str, app_id: &str) {
        let (status, _) = self.ask(Method::DELETE, &format!("{deployment}/keys/{app_id}"), &[], None).await;
        assert_eq!(status, 204);
    }
}

/// Names of letters, digits and spaces are all that these tests ask for by the API.
fn template_path(deployment: &str, name: &str) -> String {
    format!("{deployment}/templates/{}", name.replace(' ', "%20"))
}

fn access(endpoints: &[&str]) -> Value {
    json!({ "type": "endpoints", "endpoints": endpoints })
}
