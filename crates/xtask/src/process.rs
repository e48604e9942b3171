//! Running programs: loud about what is being done, plain about what went wrong.

use std::ffi::OsStr;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};

/// Says on stderr what is done next.
pub fn headline(text: &str) {
    if io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        eprintln!("\x1b[1;32m==>\x1b[0m \x1b[1m{text}\x1b[0m");
    } else {
        eprintln!("==> {text}");
    }
}

/// Runs to the end with all output on stderr; fails when the program does.
pub fn run(command: &mut Command) -> Result<()> {
    let name = shown(command);
    run_as(&name, command)
}

/// [`run`] for a command line that says nothing to a person.
pub fn run_as(name: &str, command: &mut Command) -> Result<()> {
    let stderr = io::stderr().as_fd().try_clone_to_owned().context("stderr is not open")?;
    let status = command.stdout(stderr).status().map_err(|error| not_started(command, &error))?;
    if status.success() {
        return Ok(());
    }
    bail!("`{name}` failed ({status}); its own words are above")
}

/// Runs to the end and returns stdout; stderr is let through.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        bail!("`{}` failed ({}); its own words are above", shown(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` printed no text", shown(command)))
}

/// Whether the program can be run and succeeds, without a sound.
pub fn succeeds(command: &mut Command) -> bool {
    let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    silent.status().is_ok_and(|status| status.success())
}

/// The first of these programs that PATH has.
pub fn on_path(names: &[&str]) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

/// The sentence for a program that did not even start.
pub fn not_started(command: &Command, error: &io::Error) -> anyhow::Error {
    let program = command.get_program().display();
    match error.kind() {
        io::ErrorKind::NotFound => {
            anyhow!("the program `{program}` was not found: install it, or add its folder to PATH")
        }
        _ => anyhow!("the program `{program}` did not start: {error}"),
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    // The full path of cargo or a cached tool only buries the words that matter.
    let name = |(index, word): (usize, &OsStr)| {
        let word = word.to_string_lossy();
        if index == 0 { word.rsplit('/').next().unwrap_or_default().to_owned() } else { word.into_owned() }
    };
    words.enumerate().map(name).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_program_is_named_with_its_arguments_and_its_end() {
        let error = run(Command::new("sh").args(["-c", "exit 3"])).expect_err("it exits with 3");
        assert_eq!(error.to_string(), "`sh -c exit 3` failed (exit status: 3); its own words are above");
    }

    #[test]
    fn a_missing_program_is_named_with_what_to_do() {
        let error = run(&mut Command::new("no-such-program")).expect_err("there is none");
        assert_eq!(
            error.to_string(),
            "the program `no-such-program` was not found: install it, or add its folder to PATH"
        );
    }

    #[test]
    fn what_a_program_prints_is_returned() {
        assert_eq!(output(Command::new("echo").arg("hello")).expect("echo succeeds"), "hello\n");
    }

    #[test]
    fn silence_about_programs_that_are_only_asked_for() {
        assert!(succeeds(&mut Command::new("true")));
        assert!(!succeeds(&mut Command::new("false")));
        assert!(!succeeds(&mut Command::new("no-such-program")));
    }

    #[test]
    fn programs_are_found_on_the_path_in_the_order_asked_for() {
        assert!(on_path(&["no-such-program", "sh"]).is_some_and(|file| file.ends_with("sh")));
        assert!(on_path(&["no-such-program"]).is_none());
    }
}
