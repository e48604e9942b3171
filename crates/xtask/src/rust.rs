//! What the pinned toolchain must have beside the compiler.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, anyhow};

use crate::process;
use crate::project::{Project, cargo};

pub const WASM: &str = "wasm32-unknown-unknown";

/// rustup installs what `rust-toolchain.toml` lists only where it may do so by itself, and not into a
/// toolchain that is already there.
pub fn provision_target(project: &Project) -> Result<()> {
    let mut rustc = Command::new("rustc");
    let libraries =
        process::output(rustc.args(["--print", "target-libdir", "--target", WASM]).current_dir(&project.root))?;
    if Path::new(libraries.trim_end()).is_dir() {
        return Ok(());
    }
    process::headline("Adding the WebAssembly target to the Rust toolchain");
    rustup(project, ["target", "add", WASM])
}

/// rustfmt and clippy.
pub fn provision_components(project: &Project) -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if !process::succeeds(Command::new(cargo()).args([subcommand, "--version"]).current_dir(&project.root)) {
            process::headline(&format!("Adding {component} to the Rust toolchain"));
            rustup(project, ["component", "add", component])?;
        }
    }
    Ok(())
}

/// The standard library's source: the console in release builds it along.
pub fn provision_source(project: &Project) -> Result<()> {
    if standard_library(project)?.is_file() {
        return Ok(());
    }
    process::headline("Adding the standard library's source to the Rust toolchain");
    rustup(project, ["component", "add", "rust-src"])
}

/// The standard library's manifest, whether or not it is there.
pub fn standard_library(project: &Project) -> Result<PathBuf> {
    let toolchain = process::output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(&project.root))?;
    Ok(Path::new(toolchain.trim_end()).join("lib/rustlib/src/rust/library/Cargo.toml"))
}

fn rustup<const N: usize>(project: &Project, arguments: [&str; N]) -> Result<()> {
    let by_hand = format!("`rustup {}`", arguments.join(" "));
    let mut rustup = Command::new("rustup");
    rustup.args(arguments).current_dir(&project.root).env_remove("RUST_BACKTRACE");
    process::run(&mut rustup).map_err(|error| {
        anyhow!("the Rust toolchain lacks a part, and {by_hand} did not add it (rustup.rs, needs the network): {error}")
    })
}
