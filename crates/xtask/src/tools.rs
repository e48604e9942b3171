//! The tools that build the console, pinned, in the cache.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::cache::Cache;
use crate::process;
use crate::project::{Project, cargo};
use crate::rust;

const TRUNK: &str = "0.21.14";
const NODE_MAJOR: u32 = 20;
const GET_NODE: &str = "install Node.js 20 or later with npm (nodejs.org; or Debian 13's packages nodejs and npm)";

/// Where the tools are.
#[derive(Debug)]
pub struct Tools {
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
    npm: PathBuf,
}

impl Tools {
    pub fn trunk(&self) -> PathBuf {
        self.trunk.join("bin/trunk")
    }

    pub fn wasm_bindgen(&self) -> PathBuf {
        self.wasm_bindgen.join("bin/wasm-bindgen")
    }

    pub fn wasm_bindgen_test_runner(&self) -> PathBuf {
        self.wasm_bindgen.join("bin/wasm-bindgen-test-runner")
    }

    /// What npm installed.
    pub fn npm_modules(&self) -> PathBuf {
        self.npm.join("node_modules")
    }

    /// The accessibility checker that the end-to-end tests load into the page.
    pub fn axe(&self) -> PathBuf {
        self.npm.join("node_modules/axe-core/axe.min.js")
    }

    /// PATH with these tools before everything else.
    pub fn path(&self) -> Result<OsString> {
        let ours = [self.trunk.join("bin"), self.wasm_bindgen.join("bin"), self.npm.join("node_modules/.bin")];
        let theirs = std::env::var_os("PATH").unwrap_or_default();
        std::env::join_paths(ours.into_iter().chain(std::env::split_paths(&theirs)))
            .context("the cache folder's path holds a colon: set XDG_CACHE_HOME to another folder")
    }

    /// Names and versions in one text, for the console's fingerprint.
    pub fn versions(&self) -> String {
        let names = [&self.trunk, &self.wasm_bindgen, &self.npm].map(|folder| folder.file_name().unwrap_or_default());
        names.map(|name| name.to_string_lossy().into_owned()).join(" ")
    }
}

/// Installs what is missing and says where everything is.
pub fn provision(project: &Project) -> Result<Tools> {
    // What a person has to install by hand comes out at once, not after the long installations.
    check_node()?;
    rust::provision_target(project)?;
    let cache = Cache::open()?;
    let npm = project.npm_tools()?;
    let bindgen = format!("wasm-bindgen-cli-{}", project.wasm_bindgen_version()?);
    Ok(Tools {
        npm: cache.provide(&npm, "from npm, some seconds, once", |folder| npm_install(&project.root, folder))?,
        trunk: cache.provide(&format!("trunk-{TRUNK}"), "about six minutes on two cores, once", |folder| {
            let features = ["--locked", "--no-default-features", "--features", "rustls"];
            cargo_install(folder, "trunk", TRUNK, &features)
        })?,
        wasm_bindgen: cache.provide(&bindgen, "about two minutes on two cores, once", |folder| {
            // Not `--locked`: versions in its lock file have been withdrawn.
            cargo_install(folder, "wasm-bindgen-cli", &project.wasm_bindgen_version()?, &[])
        })?,
    })
}

/// Installs a program from crates.io into a folder of the cache.
pub fn cargo_install(folder: &Path, name: &str, version: &str, options: &[&str]) -> Result<()> {
    let mut install = Command::new(cargo());
    install.args(["install", name, "--version", version, "--root"]).arg(folder).args(options);
    // A target folder of the project's own is no place for the tools' intermediate files.
    install.env_remove("CARGO_TARGET_DIR").env_remove("CARGO_BUILD_TARGET_DIR");
    process::run(&mut install).with_context(|| {
        format!("{name} could not be installed: this needs crates.io and a C compiler (Debian: build-essential)")
    })
}

/// What the bench needs from npm: in the cache too, with a link to it where Node.js looks.
pub fn provision_benches(project: &Project) -> Result<()> {
    let benches = project.path("benches");
    let installed = Cache::open()?
        .provide(&project.npm_benches()?, "from npm, about a minute, once", |folder| npm_install(&benches, folder))?;
    link(&installed.join("node_modules"), &benches.join("node_modules"))
}

/// Makes `link` lead to `target`, wherever it led before.
fn link(target: &Path, link: &Path) -> Result<()> {
    let about = || format!("cannot make the link {}: remove what is there", link.display());
    if fs::read_link(link).is_ok_and(|leads_to| leads_to == target) {
        return Ok(());
    }
    if link.is_symlink() {
        fs::remove_file(link).with_context(about)?;
    }
    std::os::unix::fs::symlink(target, link).with_context(about)
}

/// Installs what a folder's package.json and lock file name into another one.
pub fn npm_install(from: &Path, folder: &Path) -> Result<()> {
    for file in ["package.json", "package-lock.json"] {
        fs::copy(from.join(file), folder.join(file))
            .with_context(|| format!("cannot copy {file} to {}", folder.display()))?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    process::run(&mut npm)
        .context("the tools in package.json could not be installed: this needs the network (npm's registry)")
}

/// One sentence instead of npm's or wasm-opt's own words about an engine they cannot run on.
fn check_node() -> Result<()> {
    for program in ["node", "npm"] {
        if process::on_path(&[program]).is_none() {
            bail!("`{program}` was not found: {GET_NODE}");
        }
    }
    node_is_new_enough(process::output(Command::new("node").arg("--version"))?.trim())
}

fn node_is_new_enough(version: &str) -> Result<()> {
    let major =
        version.strip_prefix('v').and_then(|rest| rest.split('.').next()).and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE_MAJOR) {
        bail!("Node.js {version} is too old: {GET_NODE}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::Folder;

    #[test]
    fn a_link_follows_where_it_is_to_lead_and_spares_what_is_none() {
        let folder = Folder::with(&[("one/a", ""), ("two/b", ""), ("own/c", "")]);
        let at = |name: &str| folder.path.join(name);
        for target in ["one", "two", "two"] {
            link(&at(target), &at("link")).expect("the folder can be written");
            assert_eq!(fs::read_link(at("link")).expect("a link"), at(target));
        }
        let error = link(&at("one"), &at("own")).expect_err("a folder of somebody's own");
        assert!(error.to_string().ends_with("remove what is there"), "{error}");
        assert!(at("own/c").is_file());
    }

    #[test]
    fn old_or_strange_node_is_refused_in_words() {
        assert!(node_is_new_enough("v20.0.0").is_ok());
        assert!(node_is_new_enough("v26.1.0").is_ok());
        for version in ["v18.20.4", "v6", "20", ""] {
            let error = node_is_new_enough(version).expect_err("too old or not a version");
            assert!(error.to_string().contains("install Node.js 20 or later"), "{error}");
        }
    }
}
