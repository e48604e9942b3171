//! The one chromedriver of the test binary, and what tests are told by the environment.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::LazyLock,
};

/// Kept as long as the test binary runs. The pipe is never written to: when it closes, however the binary ended, the
/// shell that holds its other end stops chromedriver.
struct Driver {
    port: u16,
    _alive: ChildStdin,
    _shell: Child,
}

static DRIVER: LazyLock<Driver> = LazyLock::new(start);

/// Where chromedriver listens.
pub fn driver_url() -> String {
    format!("http://127.0.0.1:{}", DRIVER.port)
}

/// A path from the environment, or its default: relative to the repository.
pub fn path(variable: &str, default: &str) -> PathBuf {
    let named = std::env::var_os(variable).map_or_else(|| PathBuf::from(default), PathBuf::from);
    Path::new(env!("CARGO_MANIFEST_DIR")).join(named)
}

fn start() -> Driver {
    let program = path("CHROMEDRIVER", "/usr/bin/chromedriver");
    let mut shell = Command::new("sh")
        .args(["-c", r#""$0" --port=0 & driver=$!; cat; kill $driver"#])
        .arg(&program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell that starts chromedriver");
    let alive = shell.stdin.take().expect("a pipe");
    let mut lines = BufReader::new(shell.stdout.take().expect("a pipe")).lines();
    let port = lines.by_ref().find_map(|line| port_in(&line.expect("chromedriver's output is text")));
    let port = port.unwrap_or_else(|| panic!("{} did not start: is it installed?", program.display()));
    // What it says later is of no use, but a full pipe would stop it.
    std::thread::spawn(move || lines.for_each(drop));
    Driver { port, _alive: alive, _shell: shell }
}

/// `ChromeDriver was started successfully on port 41234.`
fn port_in(line: &str) -> Option<u16> {
    line.strip_suffix('.')?.rsplit_once("successfully on port ")?.1.parse().ok()
}
