//! The server's binary: built, and become.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Error, Result};

use crate::binary;
use crate::process;
use crate::project::Project;

const BINARY: &str = "deployment-console";
/// A configuration for working on the project, used by `start` when it is there.
const DEVELOPMENT: &str = "crates/server/development.toml";

/// For production: fast, the console's files inside.
pub fn build_for_use(project: &Project) -> Result<PathBuf> {
    process::headline("Building the server in release (the first time some minutes on two cores)");
    binary::build(project, BINARY, &["--profile", "server", "--package", "server"])
}

/// For tests: without optimisation, reading the console's files from `dist` as it runs. The tests are named so
/// that cargo builds with the same features as the tests themselves, and nothing twice.
pub fn build_for_tests(project: &Project, tests: &[String]) -> Result<PathBuf> {
    process::headline("Building the server for the end-to-end tests");
    let mut arguments = vec!["--workspace"];
    arguments.extend(tests.iter().flat_map(|test| ["--test", test]));
    binary::build(project, BINARY, &arguments)
}

/// Replaces this process, so that signals, stdout and the exit code are the server's own; returns only when that fails.
pub fn become_it(project: &Project, binary: &Path, listen: &str, api_listen: &str, data_dir: Option<PathBuf>) -> Error {
    process::headline(&format!("Starting the server on {listen} and {api_listen}; Ctrl-C stops it"));
    let mut server = Command::new(binary);
    server.arg("serve");
    let development = project.path(DEVELOPMENT);
    if development.is_file() {
        server.arg("--config").arg(development);
    }
    server.arg("--data-dir").arg(data_dir.unwrap_or_else(|| project.path("data"))).args(["--listen", listen]);
    server.args(["--api-listen", api_listen]);
    let error = server.exec();
    process::not_started(&server, &error)
}
