//! A static host: files in a folder, under a path, with the headers that the folder asks for.

use std::{
    any::Any,
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::nginx::{Nginx, ReservedPort};

/// The path under which the folder stands: nothing in it knows that.
const PATH: &str = "/somewhere/below";

/// What is answered where there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// `404.html`, with that status.
    NotFound,
    /// `index.html`, as if it stood there.
    Rewritten,
    /// What a real nginx answers with the example that stands in the folder.
    AsNginx,
}

/// A host that runs.
pub struct Host {
    /// Where the folder is: `http://127.0.0.1:41234/somewhere/below`.
    pub origin: String,
    /// What runs as long as this.
    _runs: Box<dyn Any>,
}

struct Task(JoinHandle<()>);

struct Site {
    folder: PathBuf,
    missing: Missing,
    /// By path; `/*` is for all.
    headers: HashMap<String, String>,
}

impl Host {
    /// Starts one for this folder.
    pub async fn start(folder: PathBuf, missing: Missing) -> Self {
        if missing == Missing::AsNginx {
            return Self::nginx(&folder);
        }
        let rules = std::fs::read_to_string(folder.join("_headers"))
            .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask test static`", folder.display()));
        let site = Arc::new(Site { folder, missing, headers: headers(&rules) });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}{PATH}", listener.local_addr().expect("an address"));
        let task = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(answer(browser, Arc::clone(&site)));
            }
        });
        Host { origin, _runs: Box::new(Task(task)) }
    }

    /// The folder stands under the name `demo` in another one, as its example has it.
    fn nginx(folder: &Path) -> Self {
        let root = TempDir::new().expect("a temporary folder");
        let folder = folder.canonicalize().expect("a folder");
        std::os::unix::fs::symlink(&folder, root.path().join("demo")).expect("a link");
        let example = std::fs::read_to_string(folder.join("nginx.conf")).expect("the example");
        let server = example.replace("root /srv;", &format!("root {};", root.path().display()));
        assert_ne!(server, example, "the example names a folder to fill in");
        let nginx = Nginx::start(ReservedPort::take(), TYPES, &server);
        Host { origin: format!("{}/demo", nginx.origin), _runs: Box::new((nginx, root)) }
    }
}

/// Those of nginx' own `mime.types` that are needed.
const TYPES: &str =
    "types { text/html html; text/css css; text/javascript js; application/wasm wasm; image/svg+xml svg; }";

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The rules of a `_headers` file: a path, and below it its headers.
fn headers(rules: &str) -> HashMap<String, String> {
    let mut headers: HashMap<String, String> = HashMap::new();
    let mut path = String::new();
    for line in rules.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            Some(header) => *headers.entry(path.clone()).or_default() += &format!("{header}\r\n"),
            None => path = line.to_owned(),
        }
    }
    headers
}

async fn answer(mut browser: TcpStream, site: Arc<Site>) {
    let mut asked = Vec::new();
    let mut buffer = [0; 4096];
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
        match browser.read(&mut buffer).await {
            Ok(read @ 1..) => asked.extend_from_slice(&buffer[..read]),
            _ => return,
        }
    }
    let asked = String::from_utf8_lossy(&asked);
    let target = asked.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default();
    // Whoever has gone away needs no answer.
    let _ = browser.write_all(&site.file(path)).await;
    let _ = browser.shutdown().await;
}

impl Site {
    fn file(&self, path: &str) -> Vec<u8> {
        let Some(name) = path.strip_prefix(PATH).and_then(|path| path.strip_prefix('/')) else {
            return response("404 Not Found", "text/plain", "", b"The folder is elsewhere.");
        };
        let name = if name.is_empty() { "index.html" } else { name };
        let found = |name: &str| std::fs::read(self.folder.join(name)).ok();
        let (status, name, content) = match (found(name), self.missing) {
            (Some(content), _) => ("200 OK", name, content),
            (None, Missing::NotFound) => ("404 Not Found", "404.html", found("404.html").expect("a page for it")),
            (None, _) => ("200 OK", "index.html", found("index.html").expect("a page")),
        };
        let own = self.headers.get(&format!("/{name}")).map_or("", String::as_str);
        let headers = self.headers.get("/*").expect("headers for all").clone() + own;
        response(status, media_type(name), &headers, &content)
    }
}

fn response(status: &str, media_type: &str, headers: &str, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
    );
    [head.as_bytes(), content].concat()
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "css" => "text/css",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
