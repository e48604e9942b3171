//! A Router over sample deployments, and requests to it.
//!
//! Every answer is held against the OpenAPI document: a status or a media type that it does not name fails the test.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, Method, Request, header},
};
use backend::{
    Api, Clock, Deployments, Principal, Store, Visible, memory::MemoryStore, router, samples::sample_deployments,
};
use contract::{Problem, ProblemKind, Role, SignInWays};
use http_body_util::BodyExt;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tower::ServiceExt;

pub const V5: &str = "/api/deployments/dedicated-v5";
pub const V4: &str = "/api/deployments/dedicated-v4";
pub const SERVERLESS: &str = "/api/deployments/serverless";
pub const V5_KEYS: &str = "/api/deployments/dedicated-v5/keys";

/// A clock that a test sets.
pub struct TestClock(Mutex<Timestamp>);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("no test panics here")
    }
}

/// A Router, with what it stands on.
pub struct World {
    router: Router,
    document: Value,
    clock: Arc<TestClock>,
    pub store: Arc<dyn Store>,
}

impl World {
    /// The sample deployments over an empty store, at a fixed time.
    pub fn new() -> Self {
        Self::over(Deployments::new(sample_deployments()), Arc::new(MemoryStore::new()))
    }

    pub fn over(deployments: Deployments, store: Arc<dyn Store>) -> Self {
        let start = "2026-03-01T12:00:00.123456789Z".parse().expect("a time");
        let clock = Arc::new(TestClock(Mutex::new(start)));
        let mut api = Api::new(deployments, Arc::clone(&store), clock.clone());
        api.sign_in = SignInWays { link: true, password: false };
        let document = serde_json::to_value(&api.openapi).expect("a document is JSON");
        World { router: router(api), document, clock, store }
    }

    pub fn wait(&self, time: SignedDuration) {
        let mut now = self.clock.0.lock().expect("no test panics here");
        *now = now.checked_add(time).expect("a time of our age");
    }

    pub async fn ask(&self, ask: Ask) -> Answer {
        let (method, path) = (ask.0.method().clone(), ask.0.uri().path().to_owned());
        let response = self.router.clone().oneshot(ask.0).await.expect("a Router always answers");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body in memory").to_bytes();
        let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, body };
        self.check_documented(&method, &path, &answer);
        answer
    }

    /// Makes a key of the v5 deployment that may call `GET /clients`.
    pub async fn a_key(&self, note: &str) -> Value {
        let body = json!({"note": note, "access": set(&["GET /clients"])});
        let ask = post(V5_KEYS).header("idempotency-key", &format!("for {note}").replace(' ', "-")).json(body);
        let answer = self.ask(ask).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["key"].clone()
    }

    fn check_documented(&self, method: &Method, path: &str, answer: &Answer) {
        let paths = self.document["paths"].as_object().expect("paths");
        let Some(item) = paths.iter().find(|(template, _)| fits(template, path)).map(|(_, item)| item) else { return };
        let Some(operation) = item.get(method.as_str().to_lowercase()) else { return };
        let response = &operation["responses"][answer.status.to_string()];
        assert!(response.is_object(), "{method} {path}: {} is not documented", answer.status);
        let media_type = answer.headers.get(header::CONTENT_TYPE).map(|value| value.to_str().expect("ASCII"));
        let documented = response.get("content").and_then(Value::as_object);
        let is_documented = match (media_type, documented) {
            (None, None) => true,
            (Some(media_type), Some(documented)) => {
                media_type.split(';').next().is_some_and(|t| documented.contains_key(t))
            }
            _ => false,
        };
        assert!(is_documented, "{method} {path}: {}: {media_type:?} is not documented", answer.status);
        if let Some(kind) = answer.problem_kind() {
            let description = response["description"].as_str().expect("a description");
            assert!(description.contains(kind.uri()), "{method} {path}: {kind:?} is not documented");
        }
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    let fits =
        |(template, segment): (&&str, &&str)| template == segment || template.starts_with('{') && !segment.is_empty();
    template.len() == path.len() && template.iter().zip(&path).all(fits)
}

/// A request, by an administrator unless said otherwise.
pub struct Ask(Request<Body>);

pub fn get(path: &str) -> Ask {
    ask(Method::GET, path)
}

pub fn post(path: &str) -> Ask {
    ask(Method::POST, path)
}

pub fn put(path: &str) -> Ask {
    ask(Method::PUT, path)
}

pub fn delete(path: &str) -> Ask {
    ask(Method::DELETE, path)
}

pub fn ask(method: Method, path: &str) -> Ask {
    let request = Request::builder().method(method).uri(path).body(Body::empty()).expect("a good address");
    Ask(request).by("admin", Role::Administrator, Visible::All)
}

impl Ask {
    pub fn by(mut self, name: &str, role: Role, visible: Visible) -> Self {
        self.0.extensions_mut().insert(Principal { name: name.into(), role, visible });
        self
    }

    pub fn by_viewer(self) -> Self {
        self.by("viewer", Role::Viewer, Visible::All)
    }

    pub fn by_administrator_of(self, deployment: &str) -> Self {
        self.by("local", Role::Administrator, Visible::Only([deployment.to_owned()].into()))
    }

    pub fn by_nobody(mut self) -> Self {
        self.0.extensions_mut().remove::<Principal>();
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a good name");
        self.0.headers_mut().append(name, value.parse().expect("a good value"));
        self
    }

    pub fn body(mut self, body: impl Into<Body>) -> Self {
        *self.0.body_mut() = body.into();
        self
    }

    pub fn json(self, body: Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("ASCII"))
    }

    fn problem_kind(&self) -> Option<ProblemKind> {
        let is_problem = self.header("content-type") == Some("application/problem+json");
        is_problem.then(|| self.problem().kind().expect("a known kind"))
    }

    pub fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.text());
        serde_json::from_slice(&self.body).expect("a problem")
    }

    /// Asserts that this is a problem of this kind, with its status, kept out of caches, and says what to do.
    #[track_caller]
    pub fn is(&self, kind: ProblemKind) -> Problem {
        let problem = self.problem();
        assert_eq!(problem.kind(), Some(kind), "{}", self.text());
        assert_eq!((self.status, problem.status), (kind.status(), kind.status()));
        assert_eq!(self.header("cache-control"), Some("no-store"));
        assert!(problem.detail.len() > 20, "{}", problem.detail);
        problem
    }

    /// Asserts that this is a problem of a body that breaks rules, and names code and place of each.
    #[track_caller]
    pub fn breaks(&self, expected: &[(&str, &str)]) {
        let problem = self.is(ProblemKind::InvalidInput);
        let code = |code| serde_json::to_value(code).expect("a code").as_str().expect("a text").to_owned();
        let broken: Vec<_> = problem.errors.iter().map(|error| (code(error.code), error.pointer.as_str())).collect();
        let broken: Vec<_> = broken.iter().map(|(code, pointer)| (code.as_str(), *pointer)).collect();
        assert_eq!(broken, expected);
    }
}

/// Access to exactly these endpoints.
pub fn set(endpoints: &[&str]) -> Value {
    json!({"type": "endpoints", "endpoints": endpoints})
}
