//! The real MQTT broker that end-to-end tests put behind the server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};

use crate::cache::{self, Cache};
use crate::project::{Project, cargo};
use crate::{apt, process};

/// Where it is made: a workspace of its own.
const FOLDER: &str = "tests/broker";
/// All that decides what is made of it.
const INPUTS: [&str; 3] = ["tests/broker/Cargo.lock", "tests/broker/Cargo.toml", "tests/broker/src/main.rs"];

const BY_HAND: &str = "the broker for the end-to-end tests is built with the protocol buffers compiler: install it \
                       (Debian: `sudo apt-get install protobuf-compiler`), or set PROTOC";

/// The broker's binary, built when there is none of these sources.
pub fn provision(project: &Project) -> Result<PathBuf> {
    let inputs = INPUTS.into_iter().map(|file| project.read(file)).collect::<Result<Vec<_>>>()?;
    let name = cache::name_by("broker", inputs.iter().map(String::as_str));
    let effort = "about three minutes on two cores, once";
    let folder = Cache::open()?.provide(&name, effort, |folder| {
        provision_compiler()?;
        install(&project.path(FOLDER), folder)
    })?;
    Ok(folder.join("bin/broker"))
}

fn install(from: &Path, to: &Path) -> Result<()> {
    let built = to.join("target");
    let mut install = Command::new(cargo());
    install.args(["install", "--debug", "--locked", "--no-track", "--path"]).arg(from);
    install.arg("--root").arg(to).arg("--target-dir").arg(&built);
    process::run(&mut install)
        .context("the broker for the end-to-end tests could not be built: this needs crates.io and a C compiler")?;
    // A gigabyte that nobody looks at again.
    fs::remove_dir_all(&built).with_context(|| format!("cannot remove {}", built.display()))
}

fn provision_compiler() -> Result<()> {
    let is_here = || {
        std::env::var_os("PROTOC").is_some_and(|path| Path::new(&path).is_file())
            || process::on_path(&["protoc"]).is_some()
    };
    if !is_here() {
        apt::install("the protocol buffers compiler", &["protobuf-compiler"])
            .map_err(|error| anyhow!("{BY_HAND}; {error}"))?;
    }
    if is_here() { Ok(()) } else { Err(anyhow!(BY_HAND)) }
}
