//! The custom element: its npm package, built like the console and by the same means.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::binary;
use crate::console::{self, SMALL};
use crate::files;
use crate::fingerprint::{Fingerprint, Inputs, Stored};
use crate::process;
use crate::project::Project;
use crate::tools::Tools;

/// Beside the one that it shares with others.
const EMBED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/embed.mjs");

/// Everything that goes into it.
const INPUTS: &[&str] = &[
    "src",
    "style",
    "crates/contract",
    "crates/thin-json",
    "crates/thin-leptos",
    "crates/wasm-halves",
    "crates/xtask/src/console.rs",
    "crates/xtask/src/embed.rs",
    "crates/xtask/src/embed.mjs",
    "crates/xtask/src/wasm.mjs",
    "build.rs",
    "Cargo.toml",
    "Cargo.lock",
    "LICENSE",
    "rust-toolchain.toml",
    ".cargo/config.toml",
];

/// Where it is made, unless somebody says otherwise.
pub fn default_folder(project: &Project) -> PathBuf {
    project.path("dist-embed")
}

/// Makes the package in `folder`, unless what is there is of the same sources.
pub fn build(project: &Project, tools: &Tools, folder: &Path) -> Result<()> {
    files::may_be_replaced(folder, "package of the element", &["package.json", "deployment-api-keys.js"])?;
    let mut stored = Stored::lock(&folder.with_added_extension("fingerprint"))?;
    let inputs = Inputs::of(&project.root, INPUTS, &tools.versions())?;
    if stored.is(&Fingerprint::of(inputs, folder)?)? {
        return Ok(());
    }
    stored.forget()?;
    console::fetch(project)?;
    process::headline("Building the custom element in release (the first time about five minutes on two cores)");
    let wasm = binary::webassembly(project, "embed", &["--bin", "embed"], &SMALL)?;
    let bound = project.path("target/embed-bound");
    let mut bindgen = Command::new(tools.wasm_bindgen());
    bindgen.args(["--target", "web", "--no-typescript", "--keep-debug", "--out-dir"]).arg(&bound).arg(wasm);
    process::run(&mut bindgen)?;
    let cutter = binary::build(project, "wasm-halves", &["--package", "wasm-halves"])?;
    let mut node = Command::new("node");
    node.arg(EMBED).arg(folder).arg(bound).arg(tools.npm_modules()).arg(cutter).arg(project.version()?);
    process::run_as("node (esbuild)", &mut node)
        .with_context(|| format!("the package in {} could not be made", folder.display()))?;
    stored.remember(&Fingerprint::of(inputs, folder)?)
}
