//! A server in this process, with keys made through its own API.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use backend::{Clock, DeploymentSpec, samples::sample_deployments};
use contract::EncodedSlash;
use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, Method, RequestBuilder, header};
use rust_embed::RustEmbed;
use serde_json::{Value, json};
use server::{
    client::TrustedProxies,
    config::{Config, Upstream},
    serve::{Limits, Options, Server, TIME_LIMIT},
    store::Database,
    web::ConsoleFiles,
};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

#[derive(RustEmbed)]
#[folder = "tests/fixtures/dist"]
struct Fixture;

/// A deployment with a catalog and an upstream, one like it that refuses encoded slashes, and one without a catalog.
pub const CATALOGED: &str = "dedicated-v5";
pub const STRICT: &str = "strict";
pub const OPEN: &str = "dedicated-v4";
/// A deployment with a catalog whose keys open all of it.
pub const WHOLE: &str = "serverless";
/// A deployment that the gateway does not reach.
pub const UNREACHED: &str = "unreached";

/// An API key as its owner has it.
#[derive(Clone, Debug)]
pub struct Key {
    pub app_id: String,
    pub secret: String,
}

impl Key {
    /// The value of `Authorization`.
    pub fn basic(&self) -> String {
        basic(&self.app_id, &self.secret)
    }
}

pub fn basic(app_id: &str, secret: &str) -> String {
    format!("Basic {}", BASE64.encode(format!("{app_id}:{secret}").as_bytes()))
}

/// A clock that stands still until it is told otherwise.
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn advance(&self, by: SignedDuration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).expect("a short time"), Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).expect("a time in range")
    }
}

pub struct TestServer {
    pub clock: Arc<TestClock>,
    pub api: SocketAddr,
    pub origin: String,
    pub cookie: String,
    client: Client,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
    pub data: TempDir,
}

impl TestServer {
    /// A server whose deployments have this upstream.
    pub async fn before(upstream: SocketAddr) -> Self {
        Self::start(settings(upstream), Limits::for_programs()).await
    }

    /// A server whose deployments have an upstream with these settings, and whose listener bears this.
    pub async fn start(upstream: Upstream, limits: Limits) -> Self {
        Self::over(TempDir::new().expect("a temporary folder"), upstream, limits).await
    }

    /// A server that believes these proxies.
    pub async fn behind(proxies: TrustedProxies, upstream: SocketAddr) -> Self {
        let config = Config { trusted_proxies: proxies, ..Config::default() };
        let data = TempDir::new().expect("a temporary folder");
        Self::configured(config, data, settings(upstream), Limits::for_programs()).await
    }

    /// The same over the data that another server has left.
    pub async fn over(data: TempDir, upstream: Upstream, limits: Limits) -> Self {
        Self::configured(Config::default(), data, upstream, limits).await
    }

    async fn configured(config: Config, data: TempDir, upstream: Upstream, limits: Limits) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(Timestamp::now().as_millisecond())));
        let mut deployments = sample_deployments();
        let usual = deployments.last().expect("one").clone();
        let strict = DeploymentSpec { id: STRICT.into(), encoded_slash: EncodedSlash::Refused, ..usual.clone() };
        deployments.extend([strict, DeploymentSpec { id: UNREACHED.into(), ..usual }]);
        let upstreams = [CATALOGED, STRICT, OPEN, WHOLE]
            .map(|id| (id.to_owned(), upstream.clone()))
            .into_iter()
            .collect::<HashMap<_, _>>();
        let server = Server::start(Options {
            config: Config { deployments, upstreams, ..config },
            database: Database::DataDir(data.path().to_owned()),
            listen: "127.0.0.1:0".into(),
            api_listen: "127.0.0.1:0".into(),
            limits: Limits::default(),
            api_limits: limits,
            password: None,
            clock: clock.clone(),
            files: ConsoleFiles::of::<Fixture>(),
            time_limit: TIME_LIMIT,
        })
        .await
        .expect("a server that starts");
        let (api, origin) = (server.api_address(), format!("http://{}", server.address()));
        let code = server.sign_in_link().split_once('#').expect("a code").1.to_owned();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(server.run_until(async move {
            // A sender that is gone means that the test is over.
            stopped.await.unwrap_or_default();
        }));
        let client = Client::builder().no_proxy().build().expect("a client");
        let sign_in = client.post(format!("{origin}/api/session")).header(header::ORIGIN, &origin);
        let answer = sign_in.json(&json!({ "code": code })).send().await.expect("an answer");
        let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("ASCII").split(';').next().expect("a cookie");
        TestServer { clock, api, origin, cookie: cookie.to_owned(), client, stop: Some(stop), task, data }
    }

    /// A key with these endpoints.
    pub async fn key(&self, deployment: &str, endpoints: &[&str]) -> Key {
        let access = json!({ "type": "endpoints", "endpoints": endpoints });
        self.made(deployment, json!({ "note": "", "access": access })).await
    }

    /// A key with these endpoints until then.
    pub async fn expiring_key(&self, deployment: &str, endpoints: &[&str], expires_at: &str) -> Key {
        let access = json!({ "type": "endpoints", "endpoints": endpoints });
        self.made(deployment, json!({ "note": "", "access": access, "expires_at": expires_at })).await
    }

    /// A key that opens all there is.
    pub async fn full_key(&self, deployment: &str) -> Key {
        self.made(deployment, json!({})).await
    }

    async fn made(&self, deployment: &str, body: Value) -> Key {
        let request = self.console(Method::POST, &format!("/api/deployments/{deployment}/keys"));
        let unique = TempDir::new().expect("a name of its own");
        let name = unique.path().file_name().and_then(|name| name.to_str()).expect("ASCII").replace('.', "key-");
        let answer =
            request.header("idempotency-key", format!("{name:-<16}")).json(&body).send().await.expect("an answer");
        assert_eq!(answer.status(), 201);
        let made: Value = answer.json().await.expect("JSON");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        Key { app_id: text(&made["key"]["app_id"]), secret: text(&made["app_secret"]) }
    }

    /// A request of the console, signed in.
    pub fn console(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.origin));
        request.header(header::ORIGIN, &self.origin).header(header::COOKIE, &self.cookie)
    }

    /// A request of a deployment's client.
    pub fn api(&self, method: Method, path: &str, key: &Key) -> RequestBuilder {
        let request = self.client.request(method, format!("http://{}{path}", self.api));
        request.header(header::AUTHORIZATION, key.basic())
    }

    /// A request line with a key and more headers, on a connection that is closed after it.
    pub async fn raw(&self, line: &str, key: &Key, headers: &[&str]) -> crate::raw::Answer {
        let mut request = format!("{line} HTTP/1.1\r\nhost: api.example.com\r\nconnection: close\r\n");
        request += &format!("authorization: {}\r\n", key.basic());
        for header in headers {
            request += &format!("{header}\r\n");
        }
        crate::raw::send(self.api, request + "\r\n").await
    }

    /// Stops the server and waits until it has.
    pub async fn stop(mut self) -> TempDir {
        let stop = self.stop.take().expect("a server that runs");
        stop.send(()).expect("a server that runs");
        self.task.await.expect("a server that ends well");
        self.data
    }
}

/// An upstream at this address, with limits that a test can wait for.
pub fn settings(address: SocketAddr) -> Upstream {
    Upstream::new(&format!("http://{address}")).expect("a good upstream")
}

/// The same, which gives up after a moment.
pub fn impatient(address: SocketAddr) -> Upstream {
    let moment = Duration::from_millis(200);
    Upstream { connect_timeout: moment, response_timeout: moment, idle_timeout: moment, ..settings(address) }
}
