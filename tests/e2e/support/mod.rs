//! What every test stands on: a home of the page, a browser, and the people who use them.

mod broker;
mod browser;
mod database;
mod driver;
mod engine;
mod home;
mod host;
// The same nginx that the server's tests start.
#[path = "../../../crates/server/tests/server/nginx.rs"]
mod nginx;
mod npm;
mod proxy;
mod query;
mod report;
mod requests;
mod server;
mod site;
mod somebody;
mod words;

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    time::{Duration, Instant},
};

pub use broker::{Broker, Device};
pub use browser::{Browser, PLAIN_HOST};
pub use engine::{Engine, Feature, lacks};
pub use fantoccini::key::Key;
use futures_util::FutureExt;
pub use home::{Data, Served, spoil, static_folder};
pub use host::{Host, Missing};
pub use npm::axe;
pub use proxy::Line;
pub use query::{Query, containing};
pub use server::{Server, Setup};
pub use site::{Site, hosts, package};
pub use somebody::Somebody;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often to look again.
const PAUSE: Duration = Duration::from_millis(40);

/// A deployment of each kind: the samples that the server has without a configuration.
pub const SERVERLESS: Deployment = Deployment { id: "serverless", name: "Sensor fleet" };
/// Dedicated v4.
pub const V4: Deployment = Deployment { id: "dedicated-v4", name: "Legacy plant" };
/// Dedicated v5.
pub const V5: Deployment = Deployment { id: "dedicated-v5", name: "Production" };

/// A deployment.
#[derive(Clone, Copy, Debug)]
pub struct Deployment {
    /// As it stands in addresses.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
}

impl Deployment {
    /// The address of its page.
    pub fn address(&self) -> String {
        format!("/deployments/{}", self.id)
    }
}

/// What a test has: a home of the page that has just been made, and a browser that has seen nothing yet.
pub struct Stage {
    /// The server, where a test is about one.
    pub server: Served,
    /// The browser.
    pub page: Browser,
    proxy: Option<proxy::Running>,
    /// The static host, where the tests run over the demo.
    _host: Option<Host>,
}

/// Runs a test on a fresh [`Stage`], in every home of the page. When it fails, what the page looked like is printed and
/// kept.
pub fn run(test: impl AsyncFnOnce(&mut Stage)) {
    run_in("en-GB", test);
}

/// The same in a browser that asks for these languages: `ja,en`.
pub fn run_in(languages: &'static str, test: impl AsyncFnOnce(&mut Stage)) {
    match static_folder() {
        None => run_with(Setup { languages: Some(languages), ..Setup::default() }, test),
        Some(folder) => run_on(async || Stage::set_static(folder, Missing::NotFound, languages).await, test),
    }
}

/// Runs a test that is about a server: about signing in, about what it logs, keeps or is told.
pub fn run_on_server(test: impl AsyncFnOnce(&mut Stage)) {
    run_with(Setup::default(), test);
}

/// Runs a test against a server with this set-up.
pub fn run_with(setup: Setup, test: impl AsyncFnOnce(&mut Stage)) {
    about_a_server(|| run_on(async || Stage::set(setup).await, test));
}

/// Does something, unless the tests run over the demo: then the test is noted as one that was left out.
pub fn about_a_server<T>(start: impl FnOnce() -> T) -> Option<T> {
    if static_folder().is_some() {
        home::skip();
        return None;
    }
    Some(start())
}

/// Runs a test that is about the demo, on a host like this.
pub fn run_on_host(missing: Missing, test: impl AsyncFnOnce(&mut Stage)) {
    // It is not built for tests of the server.
    let Some(folder) = static_folder() else { return };
    run_on(async || Stage::set_static(folder, missing, "en-GB").await, test);
}

fn run_on(set: impl AsyncFnOnce() -> (Stage, engine::Session), test: impl AsyncFnOnce(&mut Stage)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let (mut stage, _profile) = set().await;
        let outcome = AssertUnwindSafe(test(&mut stage)).catch_unwind().await;
        if outcome.is_err() {
            report::print(&stage).await;
        }
        stage.page.close().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    });
}

impl Stage {
    async fn set(mut setup: Setup) -> (Self, engine::Session) {
        let proxy = if setup.proxy { Some(proxy::Proxy::bind(setup.host.unwrap_or("127.0.0.1")).await) } else { None };
        if let Some(proxy) = &proxy {
            let rest = setup.config.take().unwrap_or_default();
            setup.config = Some(format!("public_origins = [\"{}\"]\n{rest}", proxy.origin));
        }
        let server = Server::start(&setup).await;
        let origin = proxy.as_ref().map_or_else(|| format!("http://{}", server.address), |proxy| proxy.origin.clone());
        let proxy = proxy.map(|proxy| proxy.run(server.address.clone()));
        let (page, profile) = Browser::start(&origin, setup.languages.unwrap_or("en-GB")).await;
        (Stage { server: Served::new(Some(server)), page, proxy, _host: None }, profile)
    }

    /// The demo without a key, and open: somebody else uses the same browser.
    async fn set_static(folder: std::path::PathBuf, missing: Missing, languages: &str) -> (Self, engine::Session) {
        let host = Host::start(folder, missing).await;
        let (page, profile) = Browser::start(&host.origin, languages).await;
        home::empty(&page).await;
        page.open("/").await;
        (Stage { server: Served::new(None), page, proxy: None, _host: Some(host) }, profile)
    }

    /// What is kept of the keys.
    pub fn data(&self) -> Data {
        if self.server.is_there() { Data::Served(self.server.data()) } else { Data::Kept(self.page.clone()) }
    }

    /// The connection between browser and server; the test must have asked for a proxy.
    pub fn line(&self) -> &proxy::Running {
        self.proxy.as_ref().expect("a test that is set up with a proxy")
    }

    /// Opens the server's one-time link, and is signed in. In the demo everybody is.
    pub async fn sign_in(&self) {
        self.enter().await;
        self.page.role("heading", "Deployments").appears().await;
    }

    /// The same in whatever language the page is.
    pub async fn enter(&self) {
        let address = if self.server.is_there() { &self.server.link } else { "/" };
        self.page.open(address).await;
    }

    /// Signs in and goes to a deployment's page.
    pub async fn go_to(&self, deployment: Deployment) {
        self.sign_in().await;
        self.page.role("link", containing(deployment.name)).click().await;
        self.page.role("heading", deployment.name).appears().await;
    }

    /// Signs in and opens an address.
    pub async fn go_to_address(&self, address: &str) {
        self.sign_in().await;
        self.page.open(address).await;
    }

    /// Opens *New API Key*, where it asks something.
    pub async fn new_key(&self) -> Query {
        self.page.role("button", "New API Key").click().await;
        let dialog = self.page.role("dialog", "New API Key");
        dialog.label("Note").appears().await;
        dialog
    }

    /// Opens *Edit API Key* of a key.
    pub async fn edit(&self, app_id: &str) -> Query {
        self.row(app_id).role("button", "Edit").click().await;
        let dialog = self.page.role("dialog", "Edit API Key");
        dialog.label("Note").appears().await;
        dialog
    }

    /// Expands the access of a key in the list.
    pub async fn view_access(&self, app_id: &str) -> Query {
        self.row(app_id).role("button", "View Access").click().await;
        let access = self.page.role("region", &format!("Access of {app_id}"));
        access.comes_into_view().await;
        access
    }

    /// Opens the menu of a key.
    pub async fn actions(&self, app_id: &str) -> Query {
        let name = format!("Actions of {app_id}");
        self.row(app_id).role("button", &name).click().await;
        self.page.role("menu", &name)
    }

    /// Chooses something in the menu of a key.
    pub async fn act(&self, app_id: &str, what: &str) {
        self.actions(app_id).await.role("menuitem", what).click().await;
    }

    /// Takes the App ID down that *API Key Created* shows, and closes it.
    pub async fn take_new_app_id(&self) -> String {
        let created = self.page.role("dialog", "API Key Created");
        let app_id = created.role("textbox", "App ID").value().await;
        self.put_away(&created).await;
        created.is_gone().await;
        app_id
    }

    /// Copies the secret that a dialog shows, and closes it.
    pub async fn put_away(&self, shown: &Query) {
        shown.role("button", "Copy App Secret").click().await;
        shown.role("button", "Close").click().await;
    }

    /// Somebody else, who uses the same server, or the same demo.
    pub async fn somebody(&self) -> Somebody {
        if self.server.is_there() {
            Somebody::sign_in(&self.server, self.page.origin()).await
        } else {
            Somebody::in_browser(&self.page)
        }
    }

    /// Somebody else on the server's own page, wherever the browser is.
    pub async fn somebody_of_the_server(&self) -> Somebody {
        Somebody::sign_in(&self.server, &format!("http://{}", self.server.address)).await
    }

    /// The checkbox by which a key is selected.
    pub fn select(&self, app_id: &str) -> Query {
        self.page.role("checkbox", &format!("Select {app_id}"))
    }

    /// What is said and read out, above the list or below it: how many keys there are, are selected or are shown.
    pub async fn list_says(&self, text: &str) {
        eventually(async || {
            let said: Vec<_> = self.page.any("status").now().await.into_iter().map(|found| found.text).collect();
            if said.iter().any(|said| self.page.whole(text).contains(said)) {
                Ok(())
            } else {
                Err(format!("“{text}” should be said; it is {said:?}"))
            }
        })
        .await;
    }

    /// Leaves the window and comes back to it, again and again until it is so: the page looks for news every few seconds.
    pub async fn comes_back_until<T>(&self, mut look: impl AsyncFnMut() -> Result<T, String>) -> T {
        eventually(async || {
            self.page.run("window.dispatchEvent(new Event('focus'))", Vec::new()).await;
            look().await
        })
        .await
    }

    /// The row of a key in the list.
    pub fn row(&self, app_id: &str) -> Query {
        self.page.any("row").having(app_id)
    }
}

/// Looks again and again until it is so; fails with the last reason why it is not.
pub async fn eventually<T>(look: impl AsyncFnMut() -> Result<T, String>) -> T {
    eventually_within(PATIENCE, look).await
}

/// Looks again and again until it is so, for as long as this.
pub async fn eventually_within<T>(patience: Duration, mut look: impl AsyncFnMut() -> Result<T, String>) -> T {
    let start = Instant::now();
    loop {
        match look().await {
            Ok(value) => return value,
            Err(reason) if start.elapsed() > patience => panic!("{reason} (after {} seconds)", patience.as_secs()),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
