//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::checks::Step;

/// Set-up, start, test and bench of the deployment console.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Cli {
    #[command(subcommand)]
    pub task: Task,
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// Build console and server in release and start the server
    ///
    /// Provisions what is missing (trunk, wasm-bindgen, wasm-opt) in a per-user cache first. Prints two
    /// lines, `Console: http://ADDR/sign-in#CODE` and `API: http://ADDR`, when the server answers. A second
    /// start with nothing changed builds nothing.
    Start {
        /// Where the server listens
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
        listen: String,
        /// Where the server listens for requests with API keys
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8082")]
        api_listen: String,
        /// Where the server keeps its database [default: data/ in the repository]
        #[arg(long, value_name = "DIR")]
        data_dir: Option<PathBuf>,
    },
    /// Build console and server in release, without starting
    Build,
    /// Take the README's pictures of the page anew; look at them, and commit them
    Pictures,
    /// Make a folder to be hosted elsewhere
    ///
    /// With --embed: the npm package of the custom element <deployment-api-keys>, for pages of others. Prints
    /// `Embedded: DIR` when it is there.
    ///
    /// With --static: a complete demo for any static host, under any path; the Deployment API runs in the
    /// browser. Prints `Static: DIR` when it is there.
    #[command(group = clap::ArgGroup::new("home").required(true))]
    Dist {
        /// The custom element
        #[arg(long, group = "home")]
        embed: bool,
        /// The demo
        #[arg(long, group = "home")]
        r#static: bool,
        /// Where to make it [default: dist-embed/ or dist-static/ in the repository]
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Serve the page on 127.0.0.1:8081, rebuilding it on every change
    ///
    /// This is `trunk serve` with the provisioned tools on its PATH. Requests to /api are handed to a
    /// server on 127.0.0.1:8080: have `cargo xtask start` running in another terminal.
    Page {
        /// Handed on to `trunk serve`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Measure the console beside the same page made with other means
    ///
    /// Builds all of them, drives them in a headless Chromium, and writes benches/RESULTS.md and
    /// benches/results.svg. Other work on the machine meanwhile spoils the figures.
    Bench {
        /// Fewer rounds: within ten minutes on two cores, once everything is built
        #[arg(long)]
        quick: bool,
        /// Measure what guarding an API costs instead, and write benches/SERVER.md
        #[arg(long)]
        server: bool,
    },
    /// Look for inputs that the parsers of requests and documents do not take well
    ///
    /// Runs every fuzz target for so long. Ends with an error when something is found, and keeps it in
    /// target/fuzz.
    Fuzz {
        /// How long to run each target
        #[arg(long, value_name = "N", default_value_t = 60)]
        seconds: u64,
    },
    /// Run all checks and tests, or only the named steps
    ///
    /// Stops at the first step that fails. Provisions what the steps need, also the browser and its
    /// driver (through apt).
    Test {
        /// The steps to run, in this order: all but firefox and webkit when none is named
        #[arg(value_enum)]
        steps: Vec<Step>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn start_listens_on_loopback_unless_told_otherwise() {
        let cli = Cli::try_parse_from(["xtask", "start"]).expect("start needs no argument");
        assert!(
            matches!(cli.task, Task::Start { listen, api_listen, data_dir: None }
                if listen == "127.0.0.1:8080" && api_listen == "127.0.0.1:8082"),
            "the default addresses are loopback"
        );
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_known_ones() {
        let error = Cli::try_parse_from(["xtask", "test", "lint"]).expect_err("there is no step of this name");
        assert!(error.to_string().contains("clippy"), "the message lists the steps: {error}");
    }
}
