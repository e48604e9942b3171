//! The browser that the tests drive, and its driver.

use std::path::PathBuf;

use anyhow::{Result, anyhow};

use crate::{apt, process};

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
    apt::install("Chromium and its driver", &["chromium", "chromium-driver"])
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
