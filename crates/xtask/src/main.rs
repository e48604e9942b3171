//! Set-up, start, test, bench: everything the README's commands do.
//!
//! Invariants of this crate:
//! - stdout belongs to the server that `start` turns into, and to the last line of `dist`; all progress goes to stderr.
//! - Whatever cannot be had ends in one sentence that names it and how to get it.
//! - Nothing is installed outside the per-user cache, except what the system's own installers
//!   (rustup, apt) put where they always do.

mod apt;
mod bench;
mod binary;
mod broker;
mod browser;
mod cache;
mod checks;
mod cli;
mod compress;
mod console;
mod dependencies;
mod embed;
mod end_to_end;
mod files;
mod fingerprint;
mod first_load;
mod fuzz;
mod hosts;
mod nginx;
mod postgres;
mod process;
mod project;
mod provisions;
mod rust;
mod schemathesis;
mod server;
mod static_home;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::cli::{Cli, Task};
use crate::project::Project;

fn main() -> ExitCode {
    // One line with all causes and no backtrace: what a person can act on.
    run(Cli::parse()).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(cli: Cli) -> Result<ExitCode> {
    let project = Project::find()?;
    match cli.task {
        Task::Start { listen, api_listen, data_dir } => {
            let binary = build(&project)?;
            Err(server::become_it(&project, &binary, &listen, &api_listen, data_dir))
        }
        Task::Build => {
            let binary = build(&project)?;
            process::headline(&format!("Built {}", binary.display()));
            Ok(ExitCode::SUCCESS)
        }
        // Clap sees to it that it is one of the two.
        Task::Dist { embed, folder, .. } => {
            let tools = tools::provision(&project)?;
            if embed {
                let folder = folder.unwrap_or_else(|| embed::default_folder(&project));
                embed::build(&project, &tools, &folder)?;
                println!("Embedded: {}", std::path::absolute(&folder)?.display());
            } else {
                let folder = folder.unwrap_or_else(|| static_home::default_folder(&project));
                static_home::build(&project, &tools, &folder)?;
                println!("Static: {}", std::path::absolute(&folder)?.display());
            }
            Ok(ExitCode::SUCCESS)
        }
        Task::Page { arguments } => {
            let tools = tools::provision(&project)?;
            Err(console::serve(&project, &tools, &arguments))
        }
        Task::Bench { quick, server: true } => {
            let effort = if quick { bench::guard::Effort::quick() } else { bench::guard::Effort::full() };
            bench::guard::run(&project, &effort).map(|()| ExitCode::SUCCESS)
        }
        Task::Bench { quick, server: false } => {
            let plan = if quick { bench::Plan::quick() } else { bench::Plan::full() };
            bench::run(&project, &plan).map(|()| ExitCode::SUCCESS)
        }
        Task::Fuzz { seconds } => fuzz::run(&project, seconds).map(|_| ExitCode::SUCCESS),
        Task::Pictures => checks::take_pictures(&project).map(|()| ExitCode::SUCCESS),
        Task::Test { steps } => checks::run(&project, &steps).map(|()| ExitCode::SUCCESS),
    }
}

/// The console in release, inside the server for production; returns the server's binary.
fn build(project: &Project) -> Result<std::path::PathBuf> {
    let tools = tools::provision(project)?;
    // Whoever starts a console wants it to run; too large a page fails the checks, not the start.
    if let Err(too_large) = console::build(project, &tools)?.check() {
        eprintln!("warning: {too_large}");
    }
    server::build_for_use(project)
}
