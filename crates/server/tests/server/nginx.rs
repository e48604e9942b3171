//! A real nginx in front of what is tested, in a temporary folder, gone with the test.

use std::{
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::net::TcpSocket;

const BY_HAND: &str = "the tests need nginx: run them with `cargo xtask test`, install the package nginx (Debian: `sudo \
                       apt-get install nginx`), or set NGINX to its binary";

/// A port that nobody else gets until nginx listens there.
pub struct ReservedPort(TcpSocket);

impl ReservedPort {
    pub fn take() -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        // Two sockets of one user may share a port when both say so; this one takes no connection.
        socket.set_reuseport(true).expect("a shared port");
        socket.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        ReservedPort(socket)
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.0.local_addr().expect("an address"))
    }
}

/// nginx, killed with the value.
pub struct Nginx {
    /// Where it is reached: `http://127.0.0.1:41234`.
    pub origin: String,
    process: Child,
    _folder: TempDir,
    _port: ReservedPort,
}

impl Nginx {
    /// Starts it with what the configuration has of upstreams and the like, and what stands in its one server.
    pub fn start(port: ReservedPort, around: &str, server: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let origin = port.origin();
        let address = origin.trim_start_matches("http://").to_owned();
        let at = folder.path().display();
        let file = folder.path().join("nginx.conf");
        let configuration = format!(
            "daemon off; master_process off; pid {at}/pid; error_log stderr crit;
             events {{}}
             http {{
                 access_log off;
                 client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/fastcgi;
                 uwsgi_temp_path {at}/uwsgi; scgi_temp_path {at}/scgi;
                 {around}
                 server {{ listen {address} reuseport; {server} }}
             }}"
        );
        std::fs::write(&file, configuration).expect("a file");
        let binary = binary().expect(BY_HAND);
        let mut command = Command::new(binary);
        command.arg("-p").arg(folder.path()).arg("-c").arg(&file).args(["-e", "stderr"]).env_remove("NGINX");
        let process = command.stdin(Stdio::null()).spawn().expect("nginx runs");
        let mut nginx = Nginx { origin, process, _folder: folder, _port: port };
        nginx.wait_until_it_listens(&address);
        nginx
    }

    fn wait_until_it_listens(&mut self, address: &str) {
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(self.process.try_wait().expect("a process").is_none(), "nginx has ended; its words are above");
            assert!(start.elapsed() < Duration::from_secs(60), "nginx does not listen");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        self.process.kill().expect("a process that runs");
        self.process.wait().expect("a process that has ended");
    }
}

/// As `NGINX` says, or on PATH, or where Debian puts it.
fn binary() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("NGINX") {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder: PathBuf| folder.join(Path::new("nginx"))).find(|path| path.is_file())
}
