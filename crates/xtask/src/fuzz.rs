//! `cargo xtask fuzz`: the parsers of what anybody may send, against inputs that a fuzzer thinks up.

use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::cache::Cache;
use crate::process;
use crate::project::Project;
use crate::tools::cargo_install;

const CARGO_FUZZ: &str = "0.13.2";

/// Each is a file in `fuzz/targets`, with a folder of first inputs and a dictionary.
pub const TARGETS: [&str; 3] = ["matching", "basic", "import"];

/// What came of one target.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub target: &'static str,
    pub inputs: u64,
    pub seconds: u64,
    /// The input that was not taken well.
    pub found: Option<PathBuf>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, inputs, seconds, found } = self;
        match found {
            None => write!(f, "{target}: {inputs} inputs in {seconds} s, nothing found"),
            Some(input) => write!(
                f,
                "{target}: an input that is not taken well; run it again with `cargo fuzz run --sanitizer none \
                 {target} {}`",
                input.display()
            ),
        }
    }
}

/// Runs each target for so long, and fails when one of them finds something.
pub fn run(project: &Project, seconds: u64) -> Result<Vec<Outcome>> {
    let cargo_fuzz = provision()?;
    process::headline("Building the fuzz targets (the first time about a minute on two cores)");
    // No sanitizer: the code is safe Rust, and so the stable compiler will do.
    process::run(fuzz(project, &cargo_fuzz, "build").args(["--sanitizer", "none"]))
        .context("the fuzz targets could not be built: this needs crates.io and a C++ compiler (Debian: g++)")?;
    let mut outcomes = Vec::new();
    for target in TARGETS {
        process::headline(&format!("Fuzzing {target} for {seconds} seconds"));
        let outcome = run_target(project, &cargo_fuzz, target, seconds)?;
        eprintln!("{outcome}");
        outcomes.push(outcome);
    }
    if outcomes.iter().any(|outcome| outcome.found.is_some()) {
        bail!("the fuzzer found something; see above, and the log beside it in target/fuzz");
    }
    Ok(outcomes)
}

fn provision() -> Result<PathBuf> {
    let name = format!("cargo-fuzz-{CARGO_FUZZ}");
    let folder = Cache::open()?.provide(&name, "half a minute on two cores, once", |folder| {
        cargo_install(folder, "cargo-fuzz", CARGO_FUZZ, &["--locked", "--debug"])
    })?;
    Ok(folder.join("bin/cargo-fuzz"))
}

fn fuzz(project: &Project, cargo_fuzz: &Path, command: &str) -> Command {
    let mut fuzz = Command::new(cargo_fuzz);
    fuzz.args([command, "--target-dir"]).arg(folder(project)).current_dir(&project.root);
    // Its own stack says nothing about what it found.
    fuzz.env_remove("RUST_BACKTRACE");
    fuzz
}

/// What is built, thought up and found.
fn folder(project: &Project) -> PathBuf {
    project.path("target/fuzz")
}

fn run_target(project: &Project, cargo_fuzz: &Path, target: &'static str, seconds: u64) -> Result<Outcome> {
    // Kept: the next run goes on from what this one learned.
    let corpus = folder(project).join("corpus").join(target);
    fs::create_dir_all(&corpus).with_context(|| format!("cannot make {}", corpus.display()))?;
    let log = folder(project).join(format!("{target}.log"));
    let log_file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let mut run = fuzz(project, cargo_fuzz, "run");
    run.args(["--sanitizer", "none", target]).arg(&corpus).arg(format!("fuzz/seeds/{target}")).arg("--");
    run.arg(format!("-max_total_time={seconds}"));
    run.arg(format!("-dict=fuzz/dictionaries/{target}"));
    run.arg(format!("-artifact_prefix={}/{target}-", folder(project).display()));
    // Longer than any path may be, and enough of a document. What takes ten seconds is found, too.
    run.args(["-max_len=16384", "-timeout=10"]);
    let both = log_file.try_clone().context("cannot share the log")?;
    let status = run.stdout(both).stderr(log_file).status().map_err(|error| process::not_started(&run, &error))?;
    let said = String::from_utf8_lossy(&fs::read(&log).with_context(|| format!("cannot read {}", log.display()))?)
        .into_owned();
    outcome(target, status.success(), &said)
        .with_context(|| format!("the fuzzer ended with {status} and says why in {}", log.display()))
}

/// Read off what libFuzzer says.
fn outcome(target: &'static str, well: bool, said: &str) -> Option<Outcome> {
    if !well {
        let found = said.lines().find_map(|line| line.split("Test unit written to ").nth(1))?;
        return Some(Outcome { target, inputs: 0, seconds: 0, found: Some(PathBuf::from(found.trim())) });
    }
    let done = said.lines().rev().find_map(|line| line.strip_prefix("Done "))?;
    let mut numbers = done.split(' ').filter_map(|word| word.parse().ok());
    Some(Outcome { target, inputs: numbers.next()?, seconds: numbers.next()?, found: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fuzzer_says_is_told_in_one_line() {
        let said = "#2 INITED\nDone 1919361 runs in 41 second(s)\n";
        let outcome = outcome("basic", true, said).expect("an outcome");
        assert_eq!(outcome.to_string(), "basic: 1919361 inputs in 41 s, nothing found");
    }

    #[test]
    fn what_is_found_is_named_with_how_to_see_it_again() {
        let said = "panicked\nartifact_prefix='/t/'; Test unit written to /t/basic-crash-1\nBase64: YQ==\n";
        let outcome = outcome("basic", false, said).expect("an outcome");
        assert_eq!(outcome.found.as_deref(), Some(Path::new("/t/basic-crash-1")));
        assert!(outcome.to_string().ends_with("`cargo fuzz run --sanitizer none basic /t/basic-crash-1`"), "{outcome}");
    }

    #[test]
    fn an_end_that_nobody_understands_is_no_good_end() {
        assert_eq!(outcome("basic", false, "Done 1 runs in 1 second(s)"), None);
        assert_eq!(outcome("basic", true, ""), None);
    }

    #[test]
    fn every_target_has_its_files() {
        let project = Project::find().expect("tests run inside the repository");
        for target in TARGETS {
            let seeds = fs::read_dir(project.path("fuzz/seeds").join(target)).expect("first inputs");
            assert!(seeds.count() > 0, "{target}");
            assert!(project.path("fuzz/dictionaries").join(target).is_file(), "{target}");
            assert!(project.path("fuzz/targets").join(format!("{target}.rs")).is_file(), "{target}");
        }
    }
}
