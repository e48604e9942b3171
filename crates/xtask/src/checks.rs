//! `cargo xtask test`: all checks and tests, the quick ones first, stopping at the first that fails.

use std::fmt;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use clap::ValueEnum;

use crate::console;
use crate::end_to_end::EndToEnd;
use crate::files;
use crate::process;
use crate::project::{ELSEWHERE, Project, Suites, cargo};
use crate::provisions::Provisions;
use crate::rust::WASM;
use crate::server;

/// What takes as long as all the rest together: it runs when it is named.
const ON_REQUEST: [Step; 2] = [Step::Firefox, Step::Webkit];

/// One step of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Step {
    /// The code is formatted
    Fmt,
    /// clippy finds nothing, for the host and for WebAssembly
    Clippy,
    /// Dependencies are used, licensed and without known weaknesses
    Deps,
    /// Unit, property and backend tests, and the examples in the documentation
    Unit,
    /// schemathesis asks the server for everything, and the answers are those of the OpenAPI document
    Api,
    /// The tests that run as WebAssembly, in a headless browser
    Wasm,
    /// The console in release and the server build, and the first load is small
    Build,
    /// End-to-end tests of the page's flows over the demo, on a static host
    Static,
    /// End-to-end tests: the built page in a headless browser against the built server
    E2e,
    /// The end-to-end tests in Firefox
    Firefox,
    /// The end-to-end tests in WebKitGTK
    Webkit,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value();
        f.write_str(value.as_ref().map_or("", |value| value.get_name()))
    }
}

/// Runs the named steps, or all but those that have to be named, in the order of [`Step`].
pub fn run(project: &Project, named: &[Step]) -> Result<()> {
    let steps = in_order(named);
    let provisions = Provisions::of(project, &steps)?;
    let mut bench = Bench { project, suites: project.suites()?, provisions, unchecked: None };
    let mut durations = Vec::new();
    for step in steps {
        let start = Instant::now();
        process::headline(&format!("Step {step}"));
        bench.run(step).map_err(|error| stopped(step, &error))?;
        durations.push((step, start.elapsed()));
    }
    eprint!("{}", summary(&durations, bench.unchecked));
    Ok(())
}

/// Has the end-to-end tests take the README's pictures.
pub fn take_pictures(project: &Project) -> Result<()> {
    let provisions = Provisions::of(project, &[Step::E2e])?;
    EndToEnd { project, suites: &project.suites()?, provisions: &provisions }.pictures()
}

fn in_order(named: &[Step]) -> Vec<Step> {
    let mut steps = named.to_vec();
    if steps.is_empty() {
        steps.extend(Step::value_variants().iter().filter(|step| !ON_REQUEST.contains(step)));
    }
    steps.sort();
    steps.dedup();
    steps
}

fn stopped(step: Step, error: &anyhow::Error) -> anyhow::Error {
    anyhow!("stopped at the step {step}: {error:#}; mend it and run `cargo xtask test {step}`")
}

fn summary(durations: &[(Step, Duration)], unchecked: Option<&str>) -> String {
    let line = |name: &str, duration: Duration| {
        format!("  {name:<8}{:>4} min {:02} s\n", duration.as_secs() / 60, duration.as_secs() % 60)
    };
    let mut text = String::from("All passed:\n");
    durations.iter().for_each(|(step, duration)| text.push_str(&line(&step.to_string(), *duration)));
    text.push_str(&line("total", durations.iter().map(|(_, duration)| *duration).sum()));
    text.extend(unchecked.map(|what| format!("Not checked: {what}\n")));
    text
}

/// What the steps work with.
struct Bench<'a> {
    project: &'a Project,
    suites: Suites,
    provisions: Provisions,
    /// What a step had to leave out, in words.
    unchecked: Option<&'static str>,
}

impl Bench<'_> {
    fn run(&mut self, step: Step) -> Result<()> {
        match step {
            Step::Fmt => self.format(),
            Step::Clippy => self.clippy(),
            Step::Deps => self.dependencies(),
            Step::Unit => self.unit(),
            Step::Api => self.api(),
            Step::Wasm => self.wasm(),
            Step::Build => self.build(),
            Step::Static => self.end_to_end().over_the_demo(),
            Step::E2e => self.end_to_end().in_chromium(),
            Step::Firefox => self.end_to_end().in_firefox(),
            Step::Webkit => self.end_to_end().in_webkit(),
        }
    }

    fn end_to_end(&self) -> EndToEnd<'_> {
        EndToEnd { project: self.project, suites: &self.suites, provisions: &self.provisions }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(cargo());
        command.args(arguments).current_dir(&self.project.root);
        command
    }

    fn cargo(&self, arguments: &[&str]) -> Result<()> {
        process::run(&mut self.command(arguments))
    }

    fn format(&self) -> Result<()> {
        self.cargo(&["fmt", "--all", "--check"]).context("run `cargo fmt --all`")?;
        ELSEWHERE.iter().try_for_each(|manifest| {
            self.cargo(&["fmt", "--manifest-path", manifest, "--check"])
                .with_context(|| format!("run `cargo fmt --manifest-path {manifest}`"))
        })
    }

    fn clippy(&self) -> Result<()> {
        self.cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
        let crates =
            ["-p", "console", "-p", "thin-json", "-p", "thin-leptos", "-p", "backend", "-p", "contract", "-p", "demo"];
        let mut arguments = vec!["clippy", "--target", WASM];
        arguments.extend(crates);
        self.cargo(&[&arguments[..], &["--", "-D", "warnings"]].concat())?;
        for package in &self.suites.wasm {
            self.cargo(&["clippy", "--target", WASM, "-p", package, "--test", "wasm", "--", "-D", "warnings"])?;
        }
        Ok(())
    }

    fn dependencies(&mut self) -> Result<()> {
        self.unchecked = self.provisions.checkers()?.check(self.project)?;
        if let Some(what) = self.unchecked {
            eprintln!("warning: not checked: {what}");
        }
        Ok(())
    }

    fn unit(&self) -> Result<()> {
        // The whole workspace each time: with a part of it cargo would choose other features for the
        // dependencies and build them again.
        let mut arguments = vec!["test", "--workspace", "--lib", "--bins"];
        arguments.extend(self.suites.integration.iter().flat_map(|test| ["--test", test]));
        let beside = self.provisions.beside()?;
        process::run(self.command(&arguments).env("POSTGRES_BIN", &beside.postgres).env("NGINX", &beside.nginx))?;
        self.cargo(&["test", "--workspace", "--doc"])
    }

    fn api(&self) -> Result<()> {
        let mut test = self.command(&["test", "--workspace", "--test", "server", "schemathesis", "--", "--ignored"]);
        process::run(test.env("SCHEMATHESIS_PYTHON", self.provisions.schemathesis()?))
    }

    fn wasm(&self) -> Result<()> {
        for package in &self.suites.wasm {
            self.wasm_tests(&["-p", package, "--test", "wasm"])?;
        }
        if self.page_has_wasm_tests()? {
            self.wasm_tests(&["-p", "console", "--lib"])?;
        }
        Ok(())
    }

    /// Building the page's library once more is worth it only when there is something to run.
    fn page_has_wasm_tests(&self) -> Result<bool> {
        let sources = files::under(&self.project.path("src"))?;
        Ok(sources
            .iter()
            .any(|file| std::fs::read_to_string(file).is_ok_and(|text| text.contains("#[wasm_bindgen_test"))))
    }

    fn wasm_tests(&self, which: &[&str]) -> Result<()> {
        let (tools, browser) = (self.provisions.tools()?, self.provisions.browser()?);
        let mut test = self.command(&["test", "--target", WASM]);
        test.args(which)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools.wasm_bindgen_test_runner())
            .env("CHROMEDRIVER", &browser.driver)
            .env("WASM_BINDGEN_USE_BROWSER", "1")
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", self.project.path("crates/xtask/webdriver.json"))
            // Seconds. The defaults are for machines that do nothing else.
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
        process::run(&mut test)
    }

    fn build(&self) -> Result<()> {
        console::build(self.project, self.provisions.tools()?)?.check()?;
        server::build_for_tests(self.project, &self.suites.end_to_end).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_steps_but_the_other_browsers_run_when_none_is_named() {
        let all: Vec<_> = in_order(&[]).into_iter().chain(ON_REQUEST).collect();
        assert_eq!(all, Step::value_variants());
    }

    #[test]
    fn named_steps_run_once_and_in_order() {
        assert_eq!(in_order(&[Step::E2e, Step::Fmt, Step::E2e]), [Step::Fmt, Step::E2e]);
    }

    #[test]
    fn a_failure_names_the_step_and_how_to_run_it_again() {
        let error = stopped(Step::Clippy, &anyhow!("`cargo clippy` failed").context("for the host"));
        assert_eq!(
            error.to_string(),
            "stopped at the step clippy: for the host: `cargo clippy` failed; mend it and run `cargo xtask test clippy`"
        );
    }

    #[test]
    fn the_summary_has_every_step_and_the_total() {
        let durations = [(Step::Fmt, Duration::from_millis(900)), (Step::E2e, Duration::from_secs(125))];
        assert_eq!(
            summary(&durations, None),
            "All passed:\n  fmt        0 min 00 s\n  e2e        2 min 05 s\n  total      2 min 05 s\n"
        );
    }

    #[test]
    fn the_summary_says_what_was_not_checked() {
        assert!(summary(&[(Step::Deps, Duration::ZERO)], Some("the rest")).ends_with("\nNot checked: the rest\n"));
    }
}
