//! Where things are in the repository, and which versions it pins.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{cache, process};

/// The manifests of what is ours and no member of the workspace.
pub const ELSEWHERE: [&str; 2] = ["tests/broker/Cargo.toml", "fuzz/Cargo.toml"];

/// The repository this task was started in.
#[derive(Debug, Clone)]
pub struct Project {
    /// Its top folder.
    pub root: PathBuf,
}

impl Project {
    pub fn find() -> Result<Self> {
        // Cargo says where the manifest is at run time; the compiled-in place is for a binary run by hand.
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest).join("../..");
        let root = root.canonicalize().with_context(|| format!("the repository is not at {}", root.display()))?;
        Ok(Self { root })
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The console's built files: the server carries them.
    pub fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    pub fn read(&self, relative: &str) -> Result<String> {
        let path = self.path(relative);
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// wasm-bindgen's command line must be of exactly the version the page is linked with.
    pub fn wasm_bindgen_version(&self) -> Result<String> {
        locked_version(&self.read("Cargo.lock")?, "wasm-bindgen")
            .context("Cargo.lock names no version of wasm-bindgen: restore it with `git checkout Cargo.lock`")
    }

    /// The version of everything in the workspace.
    pub fn version(&self) -> Result<String> {
        let manifest = self.read("Cargo.toml")?;
        let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
        version.map(str::to_owned).context("Cargo.toml names no version: restore it with `git checkout Cargo.toml`")
    }

    pub fn suites(&self) -> Result<Suites> {
        let mut metadata = Command::new(cargo());
        metadata.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(&self.root);
        suites(&process::output(&mut metadata)?)
    }

    /// The name of the npm tools' folder in the cache.
    pub fn npm_tools(&self) -> Result<String> {
        self.npm_folder("npm-tools", "package-lock.json")
    }

    /// The name of the folder in the cache for what the bench needs from npm.
    pub fn npm_benches(&self) -> Result<String> {
        self.npm_folder("npm-benches", "benches/package-lock.json")
    }

    /// The name of the folder in the cache for what the pages of others need from npm.
    pub fn npm_hosts(&self) -> Result<String> {
        self.npm_folder("npm-hosts", "tests/hosts/package-lock.json")
    }

    /// Another set of versions is another folder.
    fn npm_folder(&self, name: &str, lock_file: &str) -> Result<String> {
        Ok(cache::name_by(name, [self.read(lock_file)?.as_str()]))
    }
}

/// The integration tests of the workspace, by what they need.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Suites {
    /// Of the crates, on the host.
    pub integration: Vec<String>,
    /// Packages with a test `wasm`, which runs as WebAssembly.
    pub wasm: Vec<String>,
    /// Of the page: with a browser, against the built server.
    pub end_to_end: Vec<String>,
}

/// The cargo that runs this task, so that children use the same toolchain.
pub fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn locked_version(lock_file: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock_file.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

fn suites(metadata: &str) -> Result<Suites> {
    let metadata: Value = serde_json::from_str(metadata).context("cargo's description of the workspace is not JSON")?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut suites = Suites::default();
    for package in list(&metadata["packages"]) {
        let name = text(&package["name"]);
        for target in list(&package["targets"]).iter().filter(|target| target["kind"][0] == "test") {
            match (name.as_str(), text(&target["name"])) {
                (_, test) if test == "wasm" => suites.wasm.push(name.clone()),
                ("console", test) => suites.end_to_end.push(test),
                (_, test) => suites.integration.push(test),
            }
        }
    }
    // Tests are run by name for the whole workspace, so a name belongs to one kind.
    match suites.integration.iter().find(|test| suites.end_to_end.contains(test)) {
        Some(test) => {
            bail!("both a crate and the page have a test named {test}: rename tests/{test}.rs of one of them")
        }
        None => Ok(suites),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_decides_the_version() {
        let lock_file = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                         [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock_file, "wasm-bindgen").as_deref(), Some("0.2.130"));
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        assert_eq!(locked_version("[[package]]\nname = \"serde\"\nversion = \"1.0.0\"\n", "wasm-bindgen"), None);
        assert_eq!(locked_version("name = \"wasm-bindgen\"", "wasm-bindgen"), None);
    }

    #[test]
    fn tests_are_told_apart_by_what_they_need() {
        let metadata = r#"{"packages": [
            {"name": "console", "targets": [{"kind": ["lib"], "name": "console"}, {"kind": ["test"], "name": "keys"}]},
            {"name": "backend", "targets": [{"kind": ["test"], "name": "wasm"}, {"kind": ["test"], "name": "routes"}]}
        ]}"#;
        let names = |name: &str| vec![name.to_owned()];
        let expected = Suites { integration: names("routes"), wasm: names("backend"), end_to_end: names("keys") };
        assert_eq!(suites(metadata).expect("the names differ"), expected);
    }

    #[test]
    fn a_test_name_used_for_two_kinds_is_refused() {
        let metadata = r#"{"packages": [
            {"name": "console", "targets": [{"kind": ["test"], "name": "keys"}]},
            {"name": "backend", "targets": [{"kind": ["test"], "name": "keys"}]}
        ]}"#;
        let error = suites(metadata).expect_err("cargo could not tell them apart");
        assert!(error.to_string().contains("rename tests/keys.rs"), "{error}");
    }

    #[test]
    fn the_repository_itself_pins_its_tools() {
        let project = Project::find().expect("tests run inside the repository");
        assert!(project.wasm_bindgen_version().is_ok());
        assert!(project.npm_tools().is_ok());
    }

    #[test]
    fn the_npm_lock_files_name_no_registry() {
        let project = Project::find().expect("tests run inside the repository");
        for lock_file in ["package-lock.json", "benches/package-lock.json", "tests/hosts/package-lock.json"] {
            let content = project.read(lock_file).expect("the lock file is checked in");
            assert!(!content.contains("\"resolved\""), "whoever installs chooses the registry: {lock_file}");
        }
    }
}
