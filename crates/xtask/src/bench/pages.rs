//! The pages that are compared, built for production and compressed as the console is.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::compress;
use crate::console;
use crate::process;
use crate::project::Project;
use crate::tools::Tools;

/// The console's name among the pages.
pub const CONSOLE: &str = "console";
/// The page without a library.
pub const FLOOR: &str = "plain";
/// The pages made with widget libraries.
pub const PEERS: [&str; 2] = ["antd", "element-plus"];
/// All pages, in the order in which they are shown.
pub const ALL: [&str; 4] = [CONSOLE, PEERS[0], PEERS[1], FLOOR];

/// What a page is called in the results.
pub fn title(name: &str) -> &'static str {
    match name {
        CONSOLE => "This console",
        "antd" => "React + Ant Design",
        "element-plus" => "Vue + Element Plus",
        _ => "No library",
    }
}

/// A page that can be served.
#[derive(Debug)]
pub struct Page {
    pub name: &'static str,
    pub folder: PathBuf,
}

/// Builds what has to be built.
pub fn build(project: &Project, tools: &Tools, folder: &Path) -> Result<Vec<Page>> {
    console::build(project, tools)?;
    let console = Page { name: CONSOLE, folder: project.dist() };
    let others = ALL[1..].iter().map(|name| build_peer(project, name, &folder.join("pages").join(name)));
    std::iter::once(Ok(console)).chain(others).collect()
}

fn build_peer(project: &Project, name: &'static str, folder: &Path) -> Result<Page> {
    process::headline(&format!("Building the page with {}", title(name)));
    let benches = project.path("benches");
    let mut vite = Command::new("node");
    vite.arg(benches.join("node_modules/vite/bin/vite.js"))
        .args(["build", "--config"])
        .arg(benches.join("peers").join(name).join("vite.config.js"))
        .arg("--outDir")
        .arg(folder)
        .current_dir(&benches);
    process::run_as("vite build", &mut vite).with_context(|| format!("benches/peers/{name} could not be built"))?;
    compress::folder(folder)?;
    Ok(Page { name, folder: folder.to_owned() })
}
