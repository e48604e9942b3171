//! A server in this process, with a clock that tests set.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use backend::Clock;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, Method, RequestBuilder, Response, header};
use rust_embed::RustEmbed;
use serde_json::{Value, json};
use server::{
    config::Config,
    serve::{Limits, Options, Server, TIME_LIMIT},
    sign_in::AdminPassword,
    store::Database,
    web::ConsoleFiles,
};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

#[derive(RustEmbed)]
#[folder = "tests/fixtures/dist"]
struct Fixture;

/// A clock that stands still until it is told otherwise.
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn advance(&self, by: SignedDuration) {
        let milliseconds = i64::try_from(by.as_millis()).expect("a short time");
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).expect("a time in range")
    }
}

/// What a test may choose.
pub struct Setup {
    pub config: Config,
    pub password: Option<&'static str>,
    pub time_limit: Duration,
    pub limits: Limits,
    pub files: ConsoleFiles,
    /// SQLite in a folder of its own, unless a test says otherwise.
    pub database: Option<Database>,
}

impl Default for Setup {
    fn default() -> Self {
        Setup {
            config: Config::default(),
            password: None,
            time_limit: TIME_LIMIT,
            limits: Limits::default(),
            files: ConsoleFiles::of::<Fixture>(),
            database: None,
        }
    }
}

pub struct TestServer {
    pub origin: String,
    /// The code of the link that the server made at its start.
    pub code: String,
    pub clock: Arc<TestClock>,
    pub client: Client,
    data: TempDir,
    running: Running,
}

struct Running {
    api: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl TestServer {
    pub async fn start() -> Self {
        Self::start_with(Setup::default()).await
    }

    pub async fn start_with(setup: Setup) -> Self {
        let data = TempDir::new().expect("a temporary folder");
        let clock = Arc::new(TestClock(AtomicI64::new(Timestamp::now().as_millisecond())));
        let (running, origin, code) = run(setup, data.path(), "127.0.0.1:0", clock.clone()).await;
        let client = Client::builder().no_proxy().build().expect("a client");
        TestServer { origin, code, clock, client, data, running }
    }

    /// Its address and port.
    pub fn address(&self) -> &str {
        self.origin.trim_start_matches("http://")
    }

    /// Where it guards the deployments' APIs.
    pub fn api(&self) -> String {
        format!("http://{}", self.running.api)
    }

    /// Stops the server and starts another on the same port over the same data.
    pub async fn restart(self) -> Self {
        let TestServer { origin, clock, client, data, running, .. } = self;
        running.stop().await;
        let listen = origin.trim_start_matches("http://").to_owned();
        let (running, origin, code) = run(Setup::default(), data.path(), &listen, clock.clone()).await;
        TestServer { origin, code, clock, client, data, running }
    }

    pub fn database(&self) -> std::path::PathBuf {
        self.data.path().join("console.sqlite")
    }

    /// Tells the server to stop; the answer is there once it has.
    pub fn stop(self) -> impl Future<Output = ()> {
        let TestServer { running, data, .. } = self;
        let Running { stop, task, .. } = running;
        stop.send(()).expect("a server that runs");
        async move {
            task.await.expect("a server that ends well");
            drop(data);
        }
    }

    /// A request from the console's own page.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.origin)).header(header::ORIGIN, &self.origin)
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    /// Tries to sign in with a code.
    pub async fn try_code(&self, code: &str) -> Response {
        let request = self.request(Method::POST, "/api/session").json(&json!({ "code": code }));
        request.send().await.expect("an answer")
    }

    /// Signs in with the server's link and answers the value of the `Cookie` header.
    pub async fn sign_in(&self) -> String {
        let response = self.try_code(&self.code).await;
        assert_eq!(response.status(), 200);
        cookie_of(&response)
    }

    /// The status that `GET /api/session` has for this cookie.
    pub async fn session_status(&self, cookie: &str) -> u16 {
        let request = self.get("/api/session").header(header::COOKIE, cookie);
        request.send().await.expect("an answer").status().as_u16()
    }
}

impl Running {
    async fn stop(self) {
        self.stop.send(()).expect("a server that runs");
        self.task.await.expect("a server that ends well");
    }
}

async fn run(setup: Setup, data: &Path, listen: &str, clock: Arc<TestClock>) -> (Running, String, String) {
    let password = setup.password.map(|password| {
        let file = data.join("password");
        std::fs::write(&file, format!("{password}\n")).expect("a file that can be written");
        AdminPassword::from_file(&file).expect("a good password")
    });
    let server = Server::start(Options {
        config: setup.config,
        database: setup.database.unwrap_or_else(|| Database::DataDir(data.to_owned())),
        listen: listen.to_owned(),
        api_listen: "127.0.0.1:0".to_owned(),
        limits: setup.limits,
        api_limits: Limits::for_programs(),
        password,
        clock,
        files: setup.files,
        time_limit: setup.time_limit,
    })
    .await
    .expect("a server that starts");
    let link = server.sign_in_link().to_owned();
    let (_, code) = link.split_once("/sign-in#").expect("a link with a code");
    let origin = format!("http://{}", server.address());
    let api = server.api_address();
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(server.run_until(async move {
        // A sender that is gone means that the test is over.
        stopped.await.unwrap_or_default();
    }));
    (Running { api, stop, task }, origin, code.to_owned())
}

/// What a browser would send back.
pub fn cookie_of(response: &Response) -> String {
    set_cookie(response).split(';').next().expect("a cookie").to_owned()
}

pub fn set_cookie(response: &Response) -> &str {
    response.headers()[header::SET_COOKIE].to_str().expect("ASCII")
}

/// The status and the `type` of a problem.
pub async fn problem(response: Response) -> (u16, String) {
    assert_eq!(response.headers()[header::CONTENT_TYPE], backend::PROBLEM_JSON);
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    let status = response.status().as_u16();
    let body: Value = response.json().await.expect("JSON");
    assert_eq!(body["status"], status);
    let kind = body["type"].as_str().expect("a type").trim_start_matches("/problems/");
    (status, kind.to_owned())
}
