//! Pages of others for the end-to-end tests: the custom element's package, packed, installed and built into them as their
//! authors do it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::cache::Cache;
use crate::process;
use crate::project::Project;
use crate::tools;

/// Builds them with the package in `package`, and says where they are.
pub fn build(project: &Project, package: &Path) -> Result<PathBuf> {
    let sources = project.path("tests/hosts");
    let installed = Cache::open()?.provide(&project.npm_hosts()?, "from npm, some seconds, once", |folder| {
        tools::npm_install(&sources, folder)
    })?;
    process::headline("Building pages of others, with React and with Vue, that the custom element stands on");
    let work = project.path("target/hosts");
    fresh(&work)?;
    let copy = |from: &Path| run(Command::new("cp").arg("-R").arg(from).arg(&work));
    for name in
        ["package.json", "package-lock.json", "tsconfig.json", "vite.config.js", "react.html", "vue.html", "src"]
    {
        copy(&sources.join(name))?;
    }
    copy(&installed.join("node_modules"))?;
    run(Command::new("npm")
        .arg("pack")
        .arg(package)
        .args(["--silent", "--pack-destination"])
        .arg(&work)
        .current_dir(&work))?;
    let packed = format!("./deployment-api-keys-{}.tgz", project.version()?);
    let options = ["install", "--no-save", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"];
    run(Command::new("npm").args(options).arg(packed).current_dir(&work))?;
    for program in ["vue-tsc", "vite"] {
        let mut program = Command::new(work.join("node_modules/.bin").join(program));
        if program.get_program().to_string_lossy().ends_with("vite") {
            program.arg("build");
        }
        run(program.current_dir(&work))?;
    }
    Ok(work.join("dist"))
}

fn fresh(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

/// What these programs say is said on stderr: stdout is not theirs.
fn run(command: &mut Command) -> Result<()> {
    process::output(command).map(drop)
}
