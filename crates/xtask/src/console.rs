//! The console: built by trunk, compressed, measured.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Error, Result};

use crate::binary;
use crate::compress;
use crate::fingerprint::{Fingerprint, Inputs, Stored};
use crate::first_load::FirstLoad;
use crate::process;
use crate::project::{Project, cargo};
use crate::rust::{self, WASM};
use crate::tools::Tools;

/// Everything that goes into the console.
const INPUTS: &[&str] = &[
    "src",
    "style",
    "public",
    "i18n",
    "crates/contract",
    "crates/thin-json",
    "crates/thin-leptos",
    "crates/wasm-halves",
    "crates/xtask/src/console.rs",
    "crates/xtask/src/precompress.mjs",
    "crates/xtask/src/shrink.mjs",
    "crates/xtask/src/wasm.mjs",
    "index.html",
    "build.rs",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "rust-toolchain.toml",
    ".cargo/config.toml",
];

/// Builds `dist` in release when anything that goes into it has changed, and prints the first load's size.
pub fn build(project: &Project, tools: &Tools) -> Result<FirstLoad> {
    let dist = project.dist();
    let mut stored = Stored::lock(&project.path("dist.fingerprint"))?;
    let inputs = Inputs::of(&project.root, INPUTS, &tools.versions())?;
    if !stored.is(&Fingerprint::of(inputs, &dist)?)? {
        stored.forget()?;
        // Built elsewhere and moved when it is whole: `dist` is also read by running servers, and written by
        // whoever runs trunk by hand.
        let built = project.path("target/console");
        trunk_build(project, tools, &built)?;
        compress::shrink(
            &built,
            &tools.npm_modules(),
            &binary::build(project, "wasm-halves", &["--package", "wasm-halves"])?,
        )?;
        compress::folder(&built)?;
        replace(&dist, &built).with_context(|| format!("cannot replace {}", dist.display()))?;
        stored.remember(&Fingerprint::of(inputs, &dist)?)?;
    }
    let first_load = FirstLoad::of(&dist)?;
    eprintln!("{first_load}");
    Ok(first_load)
}

fn replace(folder: &Path, by: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::rename(by, folder),
    }
}

/// The standard library is built along, for size, and a panic ends the page without a word: the words and places of
/// panics that never happen would be an eighth of it. Both are options of the pinned compiler that are not stable yet.
pub const SMALL: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    // Beside those in `.cargo/config.toml`.
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        // Functions are told apart by their names when the page is cut in two: none may stand for another.
        "-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none -Zlocation-detail=none -Zmerge-functions=disabled",
    ),
];

fn trunk_build(project: &Project, tools: &Tools, dist: &Path) -> Result<()> {
    fetch(project)?;
    process::headline("Building the console in release (the first time about five minutes on two cores)");
    let mut build = trunk(project, tools)?;
    build.envs(SMALL).args(["build", "--release", "--offline", "--locked", "--dist"]).arg(dist);
    process::run(&mut build).context("the console could not be built")
}

/// Fetches what the page is made of, with the standard library.
pub fn fetch(project: &Project) -> Result<()> {
    fetch_crates(project)?;
    fetch_standard_library(project)
}

/// Trunk runs offline, so that it takes no tool but the pinned ones, and hands that on to cargo.
fn fetch_crates(project: &Project) -> Result<()> {
    process::headline("Fetching the crates the console is made of");
    // For the host too: build scripts and macros run there.
    let host = process::output(Command::new("rustc").args(["--print", "host-tuple"]).current_dir(&project.root))?;
    let mut fetch = Command::new(cargo());
    fetch.args(["fetch", "--locked", "--target", WASM, "--target", host.trim()]).current_dir(&project.root);
    process::run(&mut fetch).context("the crates could not be fetched: this needs the network (crates.io)")
}

fn fetch_standard_library(project: &Project) -> Result<()> {
    rust::provision_source(project)?;
    let mut fetch = Command::new(cargo());
    fetch.args(["fetch", "--locked", "--target", WASM, "--manifest-path"]).arg(rust::standard_library(project)?);
    // Its manifest uses what only the compiler's own build may.
    fetch.env("RUSTC_BOOTSTRAP", "1").current_dir(&project.root);
    process::run(&mut fetch)
        .context("the crates of the standard library could not be fetched: this needs the network (crates.io)")
}

/// Becomes `trunk serve`; returns only when that fails.
pub fn serve(project: &Project, tools: &Tools, arguments: &[OsString]) -> Error {
    let mut trunk = match fetch_crates(project).and_then(|()| trunk(project, tools)) {
        Ok(trunk) => trunk,
        Err(error) => return error,
    };
    // Not `dist`: that holds the release build, which the server carries.
    let dist = project.path("target/page");
    let error = trunk.args(["serve", "--offline", "--dist"]).arg(dist).args(arguments).exec();
    process::not_started(&trunk, &error)
}

fn trunk(project: &Project, tools: &Tools) -> Result<Command> {
    let mut trunk = Command::new(tools.trunk());
    trunk.current_dir(&project.root).env("PATH", tools.path()?);
    // Trunk's failures are the compiler's or wasm-bindgen's; trunk's own stack says nothing about them.
    trunk.env_remove("RUST_BACKTRACE");
    if std::env::var_os("NO_COLOR").is_some() {
        // Everybody else takes any value; trunk insists on this one.
        trunk.env("NO_COLOR", "true");
    }
    Ok(trunk)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::Folder;

    #[test]
    fn the_new_console_replaces_the_old_one_whole() {
        let folder = Folder::with(&[("dist/old.js", ""), ("built/new.js", "")]);
        let dist = folder.path.join("dist");
        replace(&dist, &folder.path.join("built")).expect("both can be written");
        assert!(dist.join("new.js").is_file() && !dist.join("old.js").exists());
    }

    #[test]
    fn the_first_console_has_nothing_to_replace() {
        let folder = Folder::with(&[("built/new.js", "")]);
        let dist = folder.path.join("dist");
        replace(&dist, &folder.path.join("built")).expect("the folder can be written");
        assert!(dist.join("new.js").is_file());
    }
}
