//! The server's binary: built, and become.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Error, Result};
use serde_json::Value;

use crate::process;
use crate::project::{Project, cargo};

const BINARY: &str = "deployment-console";
/// A configuration for working on the project, used by `start` when it is there.
const DEVELOPMENT: &str = "crates/server/development.toml";

/// For production: fast, the console's files inside.
pub fn build_for_use(project: &Project) -> Result<PathBuf> {
    process::headline("Building the server in release (the first time some minutes on two cores)");
    build(project, &["--profile", "server", "--package", "server", "--bin", BINARY])
}

/// For tests: without optimisation, reading the console's files from `dist` as it runs. The tests are named so
/// that cargo builds with the same features as the tests themselves, and nothing twice.
pub fn build_for_tests(project: &Project, tests: &[String]) -> Result<PathBuf> {
    process::headline("Building the server for the end-to-end tests");
    let mut arguments = vec!["--workspace", "--bin", BINARY];
    arguments.extend(tests.iter().flat_map(|test| ["--test", test]));
    build(project, &arguments)
}

fn build(project: &Project, arguments: &[&str]) -> Result<PathBuf> {
    let mut build = Command::new(cargo());
    build.arg("build").args(arguments).arg("--message-format=json-render-diagnostics").current_dir(&project.root);
    let messages = process::output(build.stdout(Stdio::piped())).context("the server could not be built")?;
    executable(&messages, BINARY).context("cargo built the server but does not say where it is")
}

/// Cargo's own word on where a binary is; the target folder can be anywhere.
fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut built = messages.filter(|message| {
        message["reason"] == "compiler-artifact"
            && message["target"]["name"] == name
            && message["target"]["kind"][0] == "bin"
            && message["profile"]["test"] == false
    });
    built.find_map(|message| message["executable"].as_str().map(PathBuf::from))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_says_where_the_binary_is() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"backend"},"profile":{"test":false},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"deployment-console"},"profile":{"test":true},"executable":"/t/deps/a"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"deployment-console"},"profile":{"test":false},"executable":"/t/server/b"}"#,
            "\nnot json\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        assert_eq!(executable(messages, "deployment-console"), Some(PathBuf::from("/t/server/b")));
    }

    #[test]
    fn no_binary_is_made_up() {
        assert_eq!(executable("", "deployment-console"), None);
        assert_eq!(executable(r#"{"reason":"build-finished","success":true}"#, "deployment-console"), None);
    }
}
