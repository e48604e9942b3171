//! The server's own binary, over a data directory of its own.

use std::{
    fs::OpenOptions,
    path::{Path, PathBuf},
    process::Stdio,
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use super::{database::Database, driver};

/// What a server is started with.
#[derive(Clone, Default)]
pub struct Setup {
    /// The configuration file; without one the three samples are served.
    pub config: Option<String>,
    /// A lasting password.
    pub password: Option<String>,
    /// Files beside the configuration, by name.
    pub files: Vec<(String, String)>,
    /// Whether a [`Proxy`](super::proxy::Proxy) stands between browser and server.
    pub proxy: bool,
    /// The host name under which the browser reaches the proxy; [`PLAIN_HOST`](super::PLAIN_HOST) is one.
    pub host: Option<&'static str>,
    /// The languages that the browser asks for: `ja,en`. British English without.
    pub languages: Option<&'static str>,
}

/// A running server.
pub struct Server {
    folder: TempDir,
    process: Child,
    /// Where it listens: `127.0.0.1:41234`.
    pub address: String,
    /// The one-time link of its last start.
    pub link: String,
    /// Where programs with keys call it, since its last start: `http://127.0.0.1:41235`.
    pub api: String,
    password: bool,
}

impl Server {
    /// Starts one on a free port.
    pub async fn start(setup: &Setup) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        for (name, content) in &setup.files {
            std::fs::write(folder.path().join(name), content).expect("a file that can be written");
        }
        std::fs::write(config(folder.path()), setup.config.as_deref().unwrap_or_default()).expect("a configuration");
        if let Some(password) = &setup.password {
            std::fs::write(folder.path().join("password"), password).expect("a password file");
        }
        let password = setup.password.is_some();
        let Started { process, link, api } = spawn(folder.path(), "127.0.0.1:0", password).await;
        let address = listening(folder.path());
        Server { folder, process, address, link, api, password }
    }

    /// Writes a file beside the configuration; it is read at the next start.
    pub fn write(&self, name: &str, content: &str) {
        std::fs::write(self.folder.path().join(name), content).expect("a file that can be written");
    }

    /// Stops it and starts it again, on the same port and over the same data.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.start_again().await;
    }

    /// Has it stop as a service manager does, and waits until it has.
    pub async fn stop(&mut self) {
        let id = self.process.id().expect("a server that runs").to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill can be run");
        assert!(told.success(), "the server takes the signal");
        let status = self.process.wait().await.expect("a server that ends");
        assert!(status.success(), "the server ends well: {status}\n{}", self.log());
    }

    /// Starts it again after [`Server::stop`].
    pub async fn start_again(&mut self) {
        let started = spawn(self.folder.path(), &self.address, self.password).await;
        self.process = started.process;
        self.link = started.link;
        self.api = started.api;
    }

    /// Makes another one-time link.
    pub async fn new_link(&self) -> String {
        let output = Command::new(binary())
            .arg("sign-in-link")
            .arg("--data-dir")
            .arg(data(self.folder.path()))
            .output()
            .await
            .expect("the server's binary can be run");
        let printed = String::from_utf8(output.stdout).expect("text");
        let link = printed.trim().strip_prefix("Console: ");
        link.unwrap_or_else(|| panic!("a link is printed: {}", String::from_utf8_lossy(&output.stderr))).to_owned()
    }

    /// Makes a token of this role and name for deployments.
    pub async fn token(&self, role: &str, name: &str, deployments: &[&str]) -> String {
        let made =
            self.command(&["token", "create", "--role", role, "--name", name, "--deployment"], deployments).await;
        made.trim().to_owned()
    }

    /// Takes a token back.
    pub async fn revoke_token(&self, name: &str) {
        self.command(&["token", "revoke"], &[name]).await;
    }

    async fn command(&self, command: &[&str], more: &[&str]) -> String {
        let mut run = Command::new(binary());
        run.args(command).args(more).arg("--data-dir").arg(data(self.folder.path()));
        let output = run.output().await.expect("the server's binary can be run");
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// Its data.
    pub fn data(&self) -> Database {
        Database::of(&data(self.folder.path()))
    }

    /// The files of its data directory, with their names.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = std::fs::read_dir(data(self.folder.path())).expect("a data directory");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        paths.map(|path| (path.clone(), std::fs::read(path).expect("a file"))).collect()
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        log_of(self.folder.path())
    }
}

/// The code of a one-time link.
pub fn code_of(link: &str) -> &str {
    link.split_once("/sign-in#").expect("a link with a code").1
}

fn config(folder: &Path) -> PathBuf {
    folder.join("deployment-console.toml")
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn binary() -> PathBuf {
    driver::path("DEPLOYMENT_CONSOLE_BIN", "target/debug/deployment-console")
}

fn log_of(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}

/// Where the server says in its log that it listens. The link is of no use for this: a proxy may stand before it.
fn listening(folder: &Path) -> String {
    let log = log_of(folder);
    let address = log.split("address=").nth(1).and_then(|rest| rest.split_whitespace().next());
    address.unwrap_or_else(|| panic!("the log tells the address:\n{log}")).to_owned()
}

/// What a server says when it has started.
struct Started {
    process: Child,
    link: String,
    api: String,
}

async fn spawn(folder: &Path, listen: &str, password: bool) -> Started {
    let log = OpenOptions::new().create(true).append(true).open(folder.join("log")).expect("a log file");
    let mut command = Command::new(binary());
    command.arg("serve").args(["--listen", listen, "--api-listen", "127.0.0.1:0", "--log", "info"]);
    command.arg("--data-dir").arg(data(folder)).arg("--config").arg(config(folder));
    if password {
        command.arg("--admin-password-file").arg(folder.join("password"));
    }
    let mut process = command
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask test e2e`", binary().display()));
    let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
    let mut link = None;
    while let Some(line) = lines.next_line().await.expect("the server's output is text") {
        if let Some(console) = line.strip_prefix("Console: ") {
            link = Some(console.to_owned());
        } else if let (Some(api), Some(link)) = (line.strip_prefix("API: "), link.take()) {
            return Started { process, link, api: api.to_owned() };
        }
    }
    panic!("the server did not start:\n{}", log_of(folder));
}
