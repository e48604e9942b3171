//! `cargo xtask bench --server`: what guarding a deployment's API costs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use super::{machine, write};
use crate::fuzz;
use crate::postgres;
use crate::process;
use crate::project::{Project, cargo};

/// Where the results are written.
const RESULTS: &str = "benches/SERVER.md";

/// How much is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effort {
    /// The command that asks for it.
    command: &'static str,
    rounds: u32,
    seconds: u32,
    most_keys: u32,
    fuzz_seconds: u64,
}

impl Effort {
    /// Everything, with a million keys.
    pub fn full() -> Self {
        Self { command: "cargo xtask bench --server", rounds: 7, seconds: 4, most_keys: 1_000_000, fuzz_seconds: 60 }
    }

    /// Fewer rounds and a hundred thousand keys.
    pub fn quick() -> Self {
        Self {
            command: "cargo xtask bench --server --quick",
            rounds: 3,
            seconds: 2,
            most_keys: 100_000,
            fuzz_seconds: 10,
        }
    }
}

/// Measures, and writes `benches/SERVER.md`.
pub fn run(project: &Project, effort: &Effort) -> Result<()> {
    let programs = postgres::provision()?;
    let folder = project.path("target/bench");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let report: PathBuf = folder.join("server.md");

    // Before its own load tells.
    let machine = machine::describe("PostgreSQL with its disk turned off");
    process::headline("Building what is measured");
    process::run_as("cargo bench --no-run", bench(project).arg("--no-run"))?;
    process::headline("Measuring the server");
    let start = Instant::now();
    let mut measure = bench(project);
    measure.env("POSTGRES_BIN", programs).args(["--", "--report"]).arg(&report);
    for (option, number) in
        [("--rounds", effort.rounds), ("--seconds", effort.seconds), ("--most-keys", effort.most_keys)]
    {
        measure.args([option, &number.to_string()]);
    }
    process::run_as("cargo bench --bench guard", &mut measure)?;
    let text = fs::read_to_string(&report).with_context(|| format!("cannot read {}", report.display()))?;
    let head = format!(
        "# Results of the server's bench\n\nWritten by `{}` in {} minutes. {machine}\n\n",
        effort.command,
        start.elapsed().as_secs().div_ceil(60),
    );
    let outcomes = fuzz::run(project, effort.fuzz_seconds)?;
    let lines: String = outcomes.iter().map(|outcome| format!("- {outcome}\n")).collect();
    let fuzzed = format!(
        "\n## What a fuzzer finds\n\nThe parsers of what anybody may send, {} seconds each (`cargo xtask fuzz`):\n\n{lines}",
        effort.fuzz_seconds
    );
    write(&project.path(RESULTS), &(head + &text + &fuzzed))?;
    process::headline(&format!("Written: {RESULTS}"));
    Ok(())
}

fn bench(project: &Project) -> Command {
    let mut command = Command::new(cargo());
    command.args(["bench", "--profile", "server", "--package", "server", "--bench", "guard"]);
    command.current_dir(&project.root);
    command
}
