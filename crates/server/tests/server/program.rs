//! The binary as a process of its own.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

/// A server that is killed with the test.
pub struct Process {
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
    pub origin: String,
    pub code: String,
    /// The address for the deployments' own clients.
    pub api: String,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        if self.child.kill().is_ok() {
            self.child.wait().expect("a process that has ended");
        }
    }
}

pub fn binary(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deployment-console"));
    command.args(arguments).env_remove("RUST_LOG").env_remove("DEPLOYMENT_CONSOLE_DATABASE");
    command
}

pub fn run(arguments: &[&str]) -> Output {
    binary(arguments).output().expect("a program that runs")
}

impl Process {
    pub fn start(data: &Path, stderr: &Path, more: &[&str]) -> Self {
        let data = data.to_str().expect("UTF-8");
        let mut command =
            binary(&["serve", "--data-dir", data, "--listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0"]);
        command.args(more);
        Self::spawn(command, stderr)
    }

    /// One that logs all there is to log.
    pub fn spawn(mut command: Command, stderr: &Path) -> Self {
        command.env("RUST_LOG", "trace");
        Self::run(command, stderr)
    }

    /// One that logs what is usual.
    pub fn run(mut command: Command, stderr: &Path) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(File::create(stderr).expect("a file"))
            .spawn()
            .expect("a program that runs");
        let mut stdout = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let (origin, code) = link(&line);
        line.clear();
        stdout.read_line(&mut line).expect("a second line");
        let api = line.strip_prefix("API: ").expect(&line).trim_end().to_owned();
        Process { child, stdout, origin, code, api }
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, in the middle of whatever it does.
    pub fn kill(mut self) {
        self.child.kill().expect("a process that runs");
        assert!(!self.child.wait().expect("a process that has ended").success());
    }

    /// Sends a signal, and answers what else was printed and the exit code.
    pub fn signal(mut self, signal: &str) -> (String, Option<i32>) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().expect("kill").success());
        let status = self.child.wait().expect("a process that ends");
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("its output");
        (rest, status.code())
    }
}

/// Origin and code of a `Console:` line.
pub fn link(line: &str) -> (String, String) {
    let link = line.strip_prefix("Console: ").expect(line).trim_end();
    let (origin, code) = link.split_once("/sign-in#").expect(line);
    (origin.to_owned(), code.to_owned())
}

/// The one line that a failed command leaves.
pub fn sentence(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.starts_with("deployment-console: "), "{text}");
    assert!(output.stdout.is_empty());
    text
}
