//! Which home the tests run over: the server's, or the demo on a static host.

use std::{
    fs::OpenOptions,
    io::Write,
    ops::{Deref, DerefMut},
    path::PathBuf,
};

use serde_json::{Value, json};

use super::{browser::Browser, database::Database, driver, server::Server};

const KEPT: &str = include_str!("kept.js");

/// The folder of the demo, when the tests run over it (`CONSOLE_HOME=static`).
pub fn static_folder() -> Option<PathBuf> {
    match std::env::var("CONSOLE_HOME").as_deref() {
        Ok("static") => Some(driver::path("STATIC_HOME", "dist-static")),
        Ok("served") | Err(_) => None,
        Ok(other) => panic!("CONSOLE_HOME is `served` or `static`, not `{other}`"),
    }
}

/// Writes down that a test is not run over the demo, for whoever has asked for all of them.
pub fn skip() {
    let Some(file) = std::env::var_os("CONSOLE_SKIPPED") else { return };
    let name = std::thread::current().name().unwrap_or("test").to_owned();
    let mut file = OpenOptions::new().append(true).create(true).open(file).expect("a file that can be written");
    writeln!(file, "{name}").expect("a file that can be written");
}

/// The server of a test that is about one.
pub struct Served(Option<Server>);

impl Served {
    pub fn new(server: Option<Server>) -> Self {
        Served(server)
    }

    pub fn is_there(&self) -> bool {
        self.0.is_some()
    }
}

impl Deref for Served {
    type Target = Server;

    fn deref(&self) -> &Server {
        self.0.as_ref().expect("a test that is about a server: say so by `run_on_server`")
    }
}

impl DerefMut for Served {
    fn deref_mut(&mut self) -> &mut Server {
        self.0.as_mut().expect("a test that is about a server: say so by `run_on_server`")
    }
}

/// What is kept of the keys, for what no person and no program can bring about in a test's time.
pub enum Data {
    /// By a server.
    Served(Database),
    /// By the browser.
    Kept(Browser),
}

impl Data {
    /// Has a key have called an endpoint some minutes ago.
    pub async fn last_used(&self, app_id: &str, minutes: u32, endpoint: &str) {
        match self {
            Data::Served(database) => database.last_used(app_id, minutes, endpoint).await,
            Data::Kept(browser) => kept(browser, "last_used", json!([app_id, minutes, endpoint])).await,
        }
    }

    /// Has a key expire in so many days, or have expired so many ago.
    pub async fn expires_in(&self, app_id: &str, days: i32) {
        match self {
            Data::Served(database) => database.expires_in(app_id, days).await,
            Data::Kept(browser) => kept(browser, "expires_in", json!([app_id, days])).await,
        }
    }

    /// What is kept of a key's secret.
    pub async fn secret_hash(&self, app_id: &str) -> Vec<u8> {
        match self {
            Data::Served(database) => database.secret_hash(app_id).await,
            Data::Kept(browser) => {
                let hash = secret_in(browser, app_id).await;
                let digits = |at: usize| u8::from_str_radix(&hash[at..at + 2], 16).expect("hexadecimal");
                (0..hash.len()).step_by(2).map(digits).collect()
            }
        }
    }

    /// Has a key be some minutes older.
    pub async fn ages(&self, app_id: &str, minutes: u32) {
        match self {
            Data::Served(database) => database.ages(app_id, minutes).await,
            Data::Kept(browser) => kept(browser, "ages", json!([app_id, minutes])).await,
        }
    }
}

/// What the browser keeps of a key's secret, in hexadecimal.
async fn secret_in(browser: &Browser, app_id: &str) -> String {
    let script = "const [base, appId, done] = arguments;
        const request = indexedDB.open(`deployment-console-demo ${base}/`);
        request.onsuccess = () => {
            const kept = request.result.transaction('kept').objectStore('kept').get('text');
            kept.onsuccess = () => done(JSON.parse(kept.result).keys[appId].secret);
        };";
    let secret = browser.run_until_called(script, vec![json!(browser.origin()), json!(app_id)]).await;
    secret.as_str().expect("a hash").to_owned()
}

/// Has the browser keep a demo without a key: tests begin there.
pub async fn empty(browser: &Browser) {
    // Something of the same origin that is no page, so that nothing is asked for yet.
    browser.open("/favicon.svg").await;
    kept(browser, "empty", json!([])).await;
}

/// Has the browser keep what nobody can read.
pub async fn spoil(browser: &Browser) {
    kept(browser, "spoil", json!([])).await;
}

async fn kept(browser: &Browser, change: &str, values: Value) {
    let arguments = vec![json!(browser.origin()), json!(change), values];
    let failed = browser.run_until_called(KEPT, arguments).await;
    assert_eq!(failed, Value::Null, "what the browser keeps can be changed");
}
