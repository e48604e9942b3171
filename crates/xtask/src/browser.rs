//! The browser that the tests drive, and its driver.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, anyhow};

use crate::process;

const BY_HAND: &str = "the tests need Chromium and its WebDriver: install the packages chromium and chromium-driver \
                       (Debian: `sudo apt-get install chromium chromium-driver`), or set CHROME and CHROMEDRIVER";

/// Where both are.
#[derive(Debug)]
pub struct Browser {
    pub chrome: PathBuf,
    pub driver: PathBuf,
}

/// Finds them by `CHROME` and `CHROMEDRIVER` or on PATH; else asks apt for them, where that is possible.
pub fn provision() -> Result<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    let mut apt = apt_get().ok_or_else(|| anyhow!(BY_HAND))?;
    process::headline("Installing Chromium and its driver with apt");
    let mut update = apt();
    let mut install = apt();
    process::run(update.arg("update"))
        .and_then(|()| {
            process::run(install.args(["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"]))
        })
        .map_err(|error| anyhow!("{BY_HAND}; {error}"))?;
    find().ok_or_else(|| anyhow!(BY_HAND))
}

fn find() -> Option<Browser> {
    let named = |variable| std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
    let chromes = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    Some(Browser {
        chrome: named("CHROME").or_else(|| process::on_path(&chromes))?,
        driver: named("CHROMEDRIVER").or_else(|| process::on_path(&["chromedriver"]))?,
    })
}

/// apt-get as root: directly, or through a sudo that asks nothing.
fn apt_get() -> Option<impl FnMut() -> Command> {
    process::on_path(&["apt-get"])?;
    let root = process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !root && !process::succeeds(Command::new("sudo").args(["-n", "true"])) {
        return None;
    }
    Some(move || {
        let mut command = if root { Command::new("env") } else { Command::new("sudo") };
        if !root {
            command.args(["-n", "env"]);
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    })
}
