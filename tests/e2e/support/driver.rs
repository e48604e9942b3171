//! The browsers' drivers, and what tests are told by the environment.

use std::{
    io::{BufRead, BufReader},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::LazyLock,
    time::{Duration, Instant},
};

/// How long a driver may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program that runs as long as this is kept. The pipe is never written to: when it closes, however the test binary ended,
/// the shell that holds its other end stops the program. What the program says ends with it: the shell says nothing.
struct Running {
    _alive: ChildStdin,
    _shell: Child,
}

impl Running {
    fn start(program: &Path, arguments: &[&str], environment: &[(&str, String)]) -> (Self, BufReader<ChildStdout>) {
        let mut shell = Command::new("sh")
            .args(["-c", r#""$0" "$@" & program=$!; exec >&-; cat >/dev/null; kill $program"#])
            .arg(program)
            .args(arguments)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell that starts a program");
        let alive = shell.stdin.take().expect("a pipe");
        let says = BufReader::new(shell.stdout.take().expect("a pipe"));
        (Running { _alive: alive, _shell: shell }, says)
    }
}

/// A driver of a browser.
pub struct Driver {
    port: u16,
    _running: Running,
}

impl Driver {
    /// One that says on which port it listens.
    pub fn telling_its_port(program: &Path, arguments: &[&str], port_in: fn(&str) -> Option<u16>) -> Self {
        let (running, says) = Running::start(program, arguments, &[]);
        let port = first(says, port_in).unwrap_or_else(|| absent(program));
        Driver { port, _running: running }
    }

    /// One that is told where to listen.
    pub fn on_port(program: &Path, arguments: &[&str], port: u16, environment: &[(&str, String)]) -> Self {
        let (running, _) = Running::start(program, arguments, environment);
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if start.elapsed() > PATIENCE {
                absent(program)
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Driver { port, _running: running }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Kept as long as the test binary runs.
static CHROMEDRIVER: LazyLock<Driver> = LazyLock::new(|| {
    // `ChromeDriver was started successfully on port 41234.`
    Driver::telling_its_port(&path("CHROMEDRIVER", "/usr/bin/chromedriver"), &["--port=0"], |line| {
        line.strip_suffix('.')?.rsplit_once("successfully on port ")?.1.parse().ok()
    })
});

/// Where the one chromedriver of the test binary listens.
pub fn chromedriver() -> String {
    CHROMEDRIVER.url()
}

static SCREEN: LazyLock<(Running, u32)> = LazyLock::new(|| {
    let program = path("XVFB", "/usr/bin/Xvfb");
    let arguments = ["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"];
    let (running, says) = Running::start(&program, &arguments, &[]);
    let number = first(says, |line| line.trim().parse().ok()).unwrap_or_else(|| absent(&program));
    (running, number)
});

/// A screen that nobody sees, for browsers that cannot do without: `:99`.
pub fn screen() -> String {
    format!(":{}", SCREEN.1)
}

/// A path from the environment, or its default: relative to the repository.
pub fn path(variable: &str, default: &str) -> PathBuf {
    let named = std::env::var_os(variable).map_or_else(|| PathBuf::from(default), PathBuf::from);
    Path::new(env!("CARGO_MANIFEST_DIR")).join(named)
}

/// The first line that says what is looked for. What is said later is of no use, but a full pipe would stop the program.
fn first<T>(says: BufReader<ChildStdout>, find: fn(&str) -> Option<T>) -> Option<T> {
    let mut lines = says.lines();
    let found = lines.by_ref().map_while(Result::ok).find_map(|line| find(&line));
    std::thread::spawn(move || lines.for_each(drop));
    found
}

fn absent<T>(program: &Path) -> T {
    panic!("{} did not start: is it installed?", program.display())
}
