//! schemathesis, which asks the server for everything that its OpenAPI document allows and forbids.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};

use crate::cache::{self, Cache};
use crate::{apt, process};

/// It and all that it needs, pinned.
const PACKAGES: &str = include_str!("schemathesis.txt");

const GET_PYTHON: &str = "schemathesis needs Python 3.11 or later that can make virtual environments: install the \
                          packages python3 and python3-venv (Debian: `sudo apt-get install python3 python3-venv`)";

/// The Python that has it. A virtual environment's programs know it by its full path, and the cache moves what is whole:
/// so it is run as `python -m schemathesis.cli`.
pub fn provision() -> Result<PathBuf> {
    let name = cache::name_by("schemathesis", [PACKAGES]);
    let folder = Cache::open()?.provide(&name, "from PyPI, half a minute, once", install)?;
    Ok(folder.join("bin/python"))
}

fn install(folder: &Path) -> Result<()> {
    provision_python().map_err(|error| anyhow!("{GET_PYTHON}; {error:#}"))?;
    process::run(Command::new("python3").args(["-m", "venv"]).arg(folder)).context(GET_PYTHON)?;
    let packages = folder.join("packages.txt");
    std::fs::write(&packages, PACKAGES).with_context(|| format!("cannot write {}", packages.display()))?;
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]);
    process::run(pip.arg("--requirement").arg(packages))
        .context("schemathesis could not be installed: this needs the network (PyPI) and Python 3.11 or later")
}

/// Debian's Python comes without what makes virtual environments.
fn provision_python() -> Result<()> {
    if is_python_whole() {
        return Ok(());
    }
    apt::install("Python", &["python3", "python3-venv"])?;
    is_python_whole().then_some(()).context("the python3 on PATH is another one than apt's, or too old")
}

fn is_python_whole() -> bool {
    let needed = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";
    process::succeeds(Command::new("python3").args(["-c", needed]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_pinned() {
        assert!(PACKAGES.contains("schemathesis=="));
        for line in PACKAGES.lines() {
            assert!(
                line.split_once("==").is_some_and(|(name, version)| !name.is_empty() && !version.is_empty()),
                "{line}"
            );
        }
    }
}
