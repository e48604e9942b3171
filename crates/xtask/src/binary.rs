//! Programs and WebAssembly of this repository: built, and found.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;
use crate::project::{Project, cargo};
use crate::rust::WASM;

/// Builds a binary with these of cargo's options, and says where it is.
pub fn build(project: &Project, name: &str, options: &[&str]) -> Result<PathBuf> {
    let mut build = Command::new(cargo());
    build.args(["build", "--locked", "--bin", name]).args(options);
    build.arg("--message-format=json-render-diagnostics").current_dir(&project.root);
    let messages =
        process::output(build.stdout(Stdio::piped())).with_context(|| format!("{name} could not be built"))?;
    executable(&messages, name).with_context(|| format!("cargo built {name} but does not say where it is"))
}

/// Builds WebAssembly in release with these of cargo's options and variables, and says where it is.
pub fn webassembly(
    project: &Project,
    name: &str,
    options: &[&str],
    variables: &[(&'static str, &'static str)],
) -> Result<PathBuf> {
    let mut build = Command::new(cargo());
    build.args(["build", "--release", "--locked", "--target", WASM]).args(options).envs(variables.iter().copied());
    build.arg("--message-format=json-render-diagnostics").current_dir(&project.root);
    let messages =
        process::output(build.stdout(Stdio::piped())).with_context(|| format!("{name} could not be built"))?;
    module(&messages, name).with_context(|| format!("cargo built {name} but does not say where it is"))
}

/// Cargo's own word on where a binary is; the target folder can be anywhere.
fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    let mut built = artifacts(messages, name)
        .filter(|message| message["target"]["kind"][0] == "bin" && message["profile"]["test"] == false);
    built.find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

/// The same of WebAssembly.
fn module(messages: &str, name: &str) -> Option<PathBuf> {
    artifacts(messages, name).find_map(|message| {
        let files = message["filenames"].as_array()?;
        files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
    })
}

fn artifacts<'a>(messages: &'a str, name: &'a str) -> impl Iterator<Item = Value> + 'a {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages.filter(move |message| message["reason"] == "compiler-artifact" && message["target"]["name"] == name)
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
    fn cargo_says_where_the_webassembly_is() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"console"},"filenames":["/t/libconsole.rlib"]}"#,
            "\nnot json\n",
            r#"{"reason":"compiler-artifact","target":{"name":"embed"},"filenames":["/t/embed.d","/t/embed.wasm"]}"#,
        );
        assert_eq!(module(messages, "embed"), Some(PathBuf::from("/t/embed.wasm")));
        assert_eq!(module(messages, "console"), None);
    }

    #[test]
    fn no_binary_is_made_up() {
        assert_eq!(executable("", "deployment-console"), None);
        assert_eq!(executable(r#"{"reason":"build-finished","success":true}"#, "deployment-console"), None);
    }
}
