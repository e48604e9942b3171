//! `cargo xtask bench`: the console beside the same page made with other means, in one browser and one run.
//!
//! This side builds the pages, fills the databases and judges the samples; the driver under `benches/driver` clicks,
//! types and takes the time.

mod backend;
mod figures;
pub mod guard;
mod machine;
mod origins;
mod pages;
mod plan;
mod plot;
mod profiles;
mod report;
mod samples;
mod statistics;
mod targets;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::browser;
use crate::first_load::FirstLoad;
use crate::process;
use crate::project::Project;
use crate::server;
use crate::tools;

use backend::Backend;
pub use plan::Plan;
use samples::Samples;

/// Measures everything and writes `benches/RESULTS.md` and `benches/results.svg`.
pub fn run(project: &Project, plan: &Plan) -> Result<()> {
    let tools = tools::provision(project)?;
    tools::provision_benches(project)?;
    let browser = browser::provision()?;
    let folder = project.path("target/bench");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;

    let pages = pages::build(project, &tools, &folder)?;
    let binary = server::build_for_use(project)?;
    let backend = Backend::start(project, &binary, &pages, &folder)?;

    process::headline(&format!("Measuring ({})", plan.effort()));
    let start = Instant::now();
    let (plan_file, samples_file) = (folder.join("plan.json"), folder.join("samples.json"));
    write(&plan_file, &plan.for_driver(&browser.chrome, &backend.links()).to_string())?;
    let mut driver = Command::new("node");
    driver.arg(project.path("benches/driver/main.mjs")).args([&plan_file, &samples_file]);
    process::run_as("node benches/driver/main.mjs", &mut driver).context("the pages could not be measured")?;
    drop(backend);

    let samples = fs::read_to_string(&samples_file)
        .with_context(|| format!("cannot read {}", samples_file.display()))
        .and_then(|text| Samples::parse(&text))?;
    let machine = machine::describe(&samples.chromium);
    write(&project.path("benches/results.svg"), &plot::draw(&samples))?;
    let report = report::write(&samples, &weigh(project)?, &machine, plan, start.elapsed());
    write(&project.path("benches/RESULTS.md"), &report)?;
    process::headline("Written: benches/RESULTS.md and benches/results.svg");
    eprint!("{}", targets::summary(&targets::judge(&samples)));
    Ok(())
}

/// What the console is made of. Its WebAssembly is looked at before it was made small: only then do functions have names.
fn weigh(project: &Project) -> Result<report::Weight> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project.path("target"), PathBuf::from);
    let module = fs::read(target.join("wasm32-unknown-unknown/release/console.wasm")).unwrap_or_default();
    let first_load = FirstLoad::of(&project.dist())?;
    Ok(report::Weight {
        files: first_load.kinds(),
        later: first_load.later(),
        origins: origins::of(&module).unwrap_or_default(),
    })
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}
