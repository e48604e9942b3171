//! A program of this repository: built, and found.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;
use crate::project::{Project, cargo};

/// Builds a binary with these of cargo's options, and says where it is.
pub fn build(project: &Project, name: &str, options: &[&str]) -> Result<PathBuf> {
    let mut build = Command::new(cargo());
    build.args(["build", "--locked", "--bin", name]).args(options);
    build.arg("--message-format=json-render-diagnostics").current_dir(&project.root);
    let messages =
        process::output(build.stdout(Stdio::piped())).with_context(|| format!("{name} could not be built"))?;
    executable(&messages, name).with_context(|| format!("cargo built {name} but does not say where it is"))
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
