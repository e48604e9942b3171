//! What the project depends on: used, licensed so that it may be, from crates.io, and without known weaknesses.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::cache::Cache;
use crate::process;
use crate::project::{ELSEWHERE, Project};
use crate::tools::cargo_install;

const DENY: &str = "0.20.2";
const MACHETE: &str = "0.9.2";

const WORKSPACE: &str = "Cargo.toml";

/// Said when the database of known weaknesses is out of reach: a machine without a way to it can do the rest.
pub const NO_ADVISORIES: &str = "known weaknesses of dependencies and withdrawn versions: the database \
                                 (github.com/RustSec/advisory-db) could not be fetched";

/// Where cargo-deny and cargo-machete are.
#[derive(Debug)]
pub struct Checkers {
    deny: PathBuf,
    machete: PathBuf,
}

/// Installs what is missing. Without optimisation: they compile longer than they run.
pub fn provision() -> Result<Checkers> {
    let cache = Cache::open()?;
    let install = |name: &str, version: &str| {
        let folder = cache.provide(&format!("{name}-{version}"), "about a minute on two cores, once", |folder| {
            cargo_install(folder, name, version, &["--locked", "--debug"])
        })?;
        anyhow::Ok(folder.join("bin").join(name))
    };
    Ok(Checkers { deny: install("cargo-deny", DENY)?, machete: install("cargo-machete", MACHETE)? })
}

impl Checkers {
    /// Returns what could not be checked.
    pub fn check(&self, project: &Project) -> Result<Option<&'static str>> {
        let command = |program| {
            let mut command = Command::new(program);
            command.current_dir(&project.root);
            command
        };
        process::run(&mut command(&self.machete)).context("remove dependencies that nothing uses")?;
        let deny = |manifest: &str, arguments: &[&str]| {
            let mut deny = command(&self.deny);
            deny.args(["--config", "deny.toml", "--manifest-path", manifest, "--locked", "--workspace"])
                .args(arguments);
            deny
        };
        let check = |arguments: &[&str]| {
            std::iter::once(WORKSPACE).chain(ELSEWHERE).try_for_each(|manifest| {
                process::run(&mut deny(manifest, arguments)).with_context(|| format!("{manifest}: see deny.toml"))
            })
        };
        // What is allowed is what all of them need together.
        check(&["check", "--allow", "license-not-encountered", "licenses", "bans", "sources"])?;
        // A connection that stands still is none.
        let patience = [("GIT_HTTP_LOW_SPEED_LIMIT", "1000"), ("GIT_HTTP_LOW_SPEED_TIME", "20")];
        if !process::succeeds(deny(WORKSPACE, &["fetch", "db"]).envs(patience)) {
            return Ok(Some(NO_ADVISORIES));
        }
        // Just fetched: not once more.
        check(&["--offline", "check", "advisories"])?;
        Ok(None)
    }
}
