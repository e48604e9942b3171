//! The browsers that the tests drive, and their drivers.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};

use crate::cache::Cache;
use crate::tools::cargo_install;
use crate::{apt, process};

const BY_HAND: &str = "the tests need Chromium and its WebDriver: install the packages chromium and chromium-driver \
                       (Debian: `sudo apt-get install chromium chromium-driver`), or set CHROME and CHROMEDRIVER";
const FIREFOX_BY_HAND: &str = "these tests need Firefox: install it (Debian: `sudo apt-get install firefox-esr`), or set \
                               FIREFOX to its binary";
const WEBKIT_BY_HAND: &str = "these tests need WebKitGTK's MiniBrowser, its WebDriver and Xvfb: install them (Debian: \
                              `sudo apt-get install webkit2gtk-driver xvfb`), or set WEBKIT, WEBKIT_DRIVER and XVFB to \
                              their binaries";

const GECKODRIVER: &str = "0.37.0";

/// Where Chromium and its driver are.
#[derive(Debug)]
pub struct Browser {
    pub chrome: PathBuf,
    pub driver: PathBuf,
}

/// Where Firefox and its driver are.
#[derive(Debug)]
pub struct Firefox {
    pub firefox: PathBuf,
    pub driver: PathBuf,
}

/// Where WebKitGTK's browser, its driver and a screen for it are.
#[derive(Debug)]
pub struct WebKit {
    pub browser: PathBuf,
    pub driver: PathBuf,
    pub screen: PathBuf,
}

/// Finds them by `CHROME` and `CHROMEDRIVER` or on PATH; else asks apt for them, where that is possible.
pub fn provision() -> Result<Browser> {
    installed(find, "Chromium and its driver", &["chromium", "chromium-driver"], BY_HAND)
}

/// Finds Firefox by `FIREFOX` or on PATH, else asks apt for it; its driver comes from crates.io.
pub fn provision_firefox() -> Result<Firefox> {
    let find = || named("FIREFOX").or_else(|| process::on_path(&["firefox-esr", "firefox"]));
    let firefox = installed(find, "Firefox", &["firefox-esr"], FIREFOX_BY_HAND)?;
    let folder = Cache::open()?.provide(
        &format!("geckodriver-{GECKODRIVER}"),
        "about two minutes on two cores, once",
        |folder| cargo_install(folder, "geckodriver", GECKODRIVER, &["--locked", "--debug"]),
    )?;
    Ok(Firefox { firefox, driver: folder.join("bin/geckodriver") })
}

/// Finds them by `WEBKIT`, `WEBKIT_DRIVER` and `XVFB`, on PATH or where Debian puts them; else asks apt for them.
pub fn provision_webkit() -> Result<WebKit> {
    installed(find_webkit, "WebKitGTK, its driver and Xvfb", &["webkit2gtk-driver", "xvfb"], WEBKIT_BY_HAND)
}

fn installed<T>(find: impl Fn() -> Option<T>, what: &str, packages: &[&str], by_hand: &'static str) -> Result<T> {
    if let Some(found) = find() {
        return Ok(found);
    }
    apt::install(what, packages).map_err(|error| anyhow!("{by_hand}; {error}"))?;
    find().ok_or_else(|| anyhow!(by_hand))
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
}

fn find() -> Option<Browser> {
    let chromes = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    Some(Browser {
        chrome: named("CHROME").or_else(|| process::on_path(&chromes))?,
        driver: named("CHROMEDRIVER").or_else(|| process::on_path(&["chromedriver"]))?,
    })
}

fn find_webkit() -> Option<WebKit> {
    Some(WebKit {
        browser: named("WEBKIT").or_else(debians_minibrowser)?,
        driver: named("WEBKIT_DRIVER").or_else(|| process::on_path(&["WebKitWebDriver"]))?,
        screen: named("XVFB").or_else(|| process::on_path(&["Xvfb"]))?,
    })
}

/// `/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser`, on other machines below another folder.
fn debians_minibrowser() -> Option<PathBuf> {
    let machines = std::fs::read_dir(Path::new("/usr/lib")).ok()?.flatten().map(|entry| entry.path());
    let mut browsers = machines.map(|machine| machine.join("webkit2gtk-4.1/MiniBrowser"));
    browsers.find(|browser| browser.is_file())
}
