//! Which browser the tests run in: `BROWSER` is `chromium` (also without it), `firefox` or `webkit`.

use std::{net::TcpListener, sync::LazyLock};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    browser::PLAIN_HOST,
    driver::{self, Driver},
    home,
};

/// A browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium by chromedriver.
    Chromium,
    /// Firefox by geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser by WebKitWebDriver, on a screen of its own.
    WebKit,
}

/// What a test cannot do without, and not every browser lets a test do.
#[derive(Clone, Copy, Debug)]
pub enum Feature {
    /// Reading the clipboard without asking a person.
    ReadingTheClipboard,
    /// Being in another time zone.
    AnotherTimeZone,
    /// A host's name that leads to this machine and is not trusted as `127.0.0.1` is.
    AnotherHost,
    /// Preferring the languages that a test names.
    OtherLanguages,
    /// Emulating what a system prefers: dark, forced colours.
    EmulatingPreferences,
    /// A window as narrow as a telephone.
    NarrowWindows,
    /// Counting what memory is held.
    CountingMemory,
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| match std::env::var("BROWSER").as_deref() {
    Ok("chromium") | Err(_) => Engine::Chromium,
    Ok("firefox") => Engine::Firefox,
    Ok("webkit") => Engine::WebKit,
    Ok(other) => panic!("BROWSER is `chromium`, `firefox` or `webkit`, not `{other}`"),
});

/// Whether tests cannot do this in the browser that they run in: then the test that asks is noted as one that was left out.
pub fn lacks(feature: Feature) -> bool {
    let lacks = !Engine::here().has(feature);
    if lacks {
        home::skip();
    }
    lacks
}

/// A browser's session, before anybody has connected to it. It ends when this is dropped.
pub struct Session {
    /// Where its driver listens.
    pub url: String,
    /// What the driver is asked for.
    pub capabilities: Value,
    /// Chromedriver bears many sessions, the others one.
    _driver: Option<Driver>,
    _profile: Option<TempDir>,
}

impl Engine {
    /// The one that the tests run in.
    pub fn here() -> Self {
        *ENGINE
    }

    /// Whether a test can do this in it.
    pub fn has(self, feature: Feature) -> bool {
        match self {
            Engine::Chromium => true,
            Engine::Firefox => !matches!(
                feature,
                Feature::AnotherTimeZone
                    | Feature::EmulatingPreferences
                    | Feature::NarrowWindows
                    | Feature::CountingMemory
            ),
            Engine::WebKit => false,
        }
    }

    /// A fresh profile that asks for these languages.
    pub fn session(self, languages: &str) -> Session {
        match self {
            Engine::Chromium => chromium(languages),
            Engine::Firefox => firefox(languages),
            Engine::WebKit => webkit(),
        }
    }
}

fn chromium(languages: &str) -> Session {
    let profile = TempDir::new().expect("a temporary folder");
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
    ];
    let mut arguments: Vec<_> = arguments.map(str::to_owned).into();
    arguments.push(format!("--user-data-dir={}", profile.path().display()));
    arguments.push(format!("--lang={}", languages.split(',').next().unwrap_or_default()));
    arguments.push(format!("--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1"));
    let capabilities = json!({
        "goog:chromeOptions": {
            "binary": driver::path("CHROME", "/usr/bin/chromium"),
            "args": arguments,
            "prefs": { "intl.accept_languages": languages },
        },
        "goog:loggingPrefs": { "browser": "ALL" },
    });
    Session { url: driver::chromedriver(), capabilities, _driver: None, _profile: Some(profile) }
}

fn firefox(languages: &str) -> Session {
    let driver = Driver::telling_its_port(&driver::path("GECKODRIVER", "geckodriver"), &["--port", "0"], |line| {
        line.rsplit_once("Listening on 127.0.0.1:")?.1.trim().parse().ok()
    });
    let capabilities = json!({
        "moz:firefoxOptions": {
            "binary": driver::path("FIREFOX", "/usr/bin/firefox-esr"),
            "args": ["-headless", "--width", "1280", "--height", "900"],
            "prefs": {
                "intl.accept_languages": languages,
                "network.dns.localDomains": PLAIN_HOST,
                // Nobody is asked before the clipboard is read.
                "dom.events.testing.asyncClipboard": true,
                // Nothing goes out, and nothing asks.
                "app.update.disabledForTesting": true,
                "datareporting.policy.dataSubmissionEnabled": false,
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
            },
        },
    });
    Session { url: driver.url(), capabilities, _driver: Some(driver), _profile: None }
}

fn webkit() -> Session {
    // It says nothing of a port that it has chosen itself.
    let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    let program = driver::path("WEBKIT_DRIVER", "/usr/bin/WebKitWebDriver");
    let environment = [("DISPLAY", driver::screen()), ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1".to_owned())];
    let driver = Driver::on_port(&program, &[&format!("--port={free}")], free, &environment);
    let capabilities = json!({
        "webkitgtk:browserOptions": {
            "binary": driver::path("WEBKIT", "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"),
            "args": ["--automation"],
        },
    });
    Session { url: driver.url(), capabilities, _driver: Some(driver), _profile: None }
}
