//! The static home: a folder that is a complete demo on any static host.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::binary;
use crate::compress;
use crate::console;
use crate::files;
use crate::fingerprint::{Fingerprint, Inputs, Stored};
use crate::process;
use crate::project::Project;
use crate::tools::Tools;

const ASSEMBLE: &str = include_str!("static_home.mjs");
const NGINX: &str = "crates/xtask/src/static_home.nginx.conf";

/// Everything that goes into it, beside the page.
const INPUTS: &[&str] = &[
    "dist",
    "crates/backend",
    "crates/contract",
    "crates/demo",
    "crates/xtask/src/precompress.mjs",
    "crates/xtask/src/static_home.mjs",
    "crates/xtask/src/static_home.rs",
    NGINX,
    "src/i18n/demo",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo/config.toml",
];

/// Where it is made when nobody says another place.
pub fn default_folder(project: &Project) -> PathBuf {
    project.path("dist-static")
}

/// Makes the folder, when anything that goes into it has changed.
pub fn build(project: &Project, tools: &Tools, folder: &Path) -> Result<()> {
    console::build(project, tools)?;
    files::may_be_replaced(folder, "demo", &["404.html", "_headers"])?;
    // One for each folder: several may be kept side by side.
    let name = folder.display().to_string().replace(|character: char| !character.is_ascii_alphanumeric(), "-");
    fs::create_dir_all(project.path("target"))?;
    let mut stored = Stored::lock(&project.path("target").join(format!("static{name}.fingerprint")))?;
    let inputs = Inputs::of(&project.root, INPUTS, &tools.versions())?;
    if stored.is(&Fingerprint::of(inputs, folder)?)? {
        return Ok(());
    }
    stored.forget()?;
    let bindings = bindings(project, tools)?;
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot replace {}", folder.display()))?;
    }
    process::headline(&format!("Making the demo in {}", folder.display()));
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", ASSEMBLE]).arg(project.dist()).arg(bindings);
    node.arg(project.path("crates/demo")).arg(tools.npm_modules()).arg(folder).arg(project.path(NGINX));
    process::run_as("node (esbuild, wasm-opt)", &mut node).context("the demo's folder could not be made")?;
    compress::folder(folder)?;
    stored.remember(&Fingerprint::of(inputs, folder)?)
}

/// The demo module as wasm-bindgen makes it ready for a page.
fn bindings(project: &Project, tools: &Tools) -> Result<PathBuf> {
    process::headline("Building the demo module in release (the first time some minutes on two cores)");
    let module = binary::webassembly(project, "demo", &["--lib", "--package", "demo"], &[])?;
    let folder = project.path("target/demo");
    let mut bind = Command::new(tools.wasm_bindgen());
    bind.args(["--target", "web", "--no-typescript", "--out-name", "demo", "--out-dir"]).arg(&folder).arg(module);
    process::run(&mut bind).context("the demo module could not be made ready for the browser")?;
    Ok(folder)
}
