//! A site of somebody else, with pages on which the custom element stands.

use std::{
    collections::HashMap,
    net::TcpListener,
    path::Path,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    task::JoinHandle,
};

use super::driver;

/// A site on a port of its own. It is there before the server that has to know of it.
pub struct Site {
    listener: Option<TcpListener>,
    /// Where it is: `http://127.0.0.1:41234`.
    pub origin: String,
    files: Arc<Mutex<HashMap<String, File>>>,
    task: Option<JoinHandle<()>>,
}

/// A file, and what is answered along with it.
#[derive(Clone)]
struct File {
    content: Vec<u8>,
    headers: String,
}

impl Site {
    /// Takes a port. The package of the custom element lies under `/vendor/`.
    pub fn bind() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a listener");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let site = Site { listener: Some(listener), origin, files: Arc::default(), task: None };
        site.put_folder("/vendor/", &package());
        site
    }

    /// Answers from now on.
    pub fn run(&mut self) {
        let listener = self.listener.take().expect("a site that does not run yet");
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
        let files = self.files.clone();
        self.task = Some(tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(answer(browser, files.clone()));
            }
        }));
    }

    /// Puts a file there, with headers of its own: `Content-Security-Policy: default-src 'none'`.
    pub fn put(&self, path: &str, content: impl Into<Vec<u8>>, headers: &[&str]) {
        let headers = headers.iter().map(|header| format!("{header}\r\n")).collect();
        let mut files = self.files.lock().expect("nobody panics with it");
        files.insert(path.to_owned(), File { content: content.into(), headers });
    }

    /// Takes a file away.
    pub fn take_away(&self, path: &str) {
        self.files.lock().expect("nobody panics with it").remove(path).expect("a file that was there");
    }

    /// Puts the files of a folder there, and of those in it.
    pub fn put_folder(&self, path: &str, folder: &Path) {
        let entries = std::fs::read_dir(folder)
            .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask test e2e`", folder.display()));
        for entry in entries {
            let entry = entry.expect("an entry").path();
            let name = entry.file_name().expect("a name").to_string_lossy().into_owned();
            if entry.is_dir() {
                self.put_folder(&format!("{path}{name}/"), &entry);
            } else {
                self.put(&format!("{path}{name}"), std::fs::read(&entry).expect("a file"), &[]);
            }
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// The custom element's npm package.
pub fn package() -> std::path::PathBuf {
    driver::path("EMBED", "dist-embed")
}

/// Pages that are made with frameworks, as they were built.
pub fn hosts() -> std::path::PathBuf {
    driver::path("HOSTS", "target/hosts/dist")
}

async fn answer(mut browser: TcpStream, files: Arc<Mutex<HashMap<String, File>>>) {
    let (from, mut to) = browser.split();
    let mut lines = BufReader::new(from).lines();
    let Ok(Some(first)) = lines.next_line().await else { return };
    while let Ok(Some(line)) = lines.next_line().await {
        if line.is_empty() {
            break;
        }
    }
    let path = first.split(' ').nth(1).and_then(|path| path.split('?').next()).unwrap_or_default().to_owned();
    let file = files.lock().expect("nobody panics with it").get(&path).cloned();
    let (status, file) = match file {
        Some(file) => ("200 OK", file),
        None => ("404 Not Found", File { content: Vec::new(), headers: String::new() }),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n",
        media_type(&path),
        file.content.len(),
        file.headers
    );
    // A browser that has gone away wants no answer.
    let _ = to.write_all(head.as_bytes()).await;
    let _ = to.write_all(&file.content).await;
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js" | "mjs") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("toml") => "text/plain; charset=utf-8",
        _ => "text/html; charset=utf-8",
    }
}
