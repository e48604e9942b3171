//! A disk that is full, and has room again.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use reqwest::{Method, Response, header};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    program::{Process, binary},
    support::problem,
};

use super::operator::{KEYS, Key, Operator, Place};

/// How a disk comes to be full.
enum Disk {
    /// A small file system of the server's own has no room. It is seen through the server's process alone.
    FileSystem { ballast: PathBuf },
    /// The write-ahead log may not grow: what a server meets that is out of its quota.
    Limit { grows: PathBuf, server: u32 },
}

impl Disk {
    /// Leaves no room.
    fn fill(&self) {
        match self {
            Disk::FileSystem { ballast } => {
                let mut file = OpenOptions::new().create(true).append(true).open(ballast).expect("a file");
                let error = loop {
                    if let Err(error) = file.write_all(&[0; 4096]) {
                        break error;
                    }
                };
                assert_eq!(error.kind(), ErrorKind::StorageFull);
            }
            Disk::Limit { grows, .. } => {
                let size = std::fs::metadata(grows).expect("a file").len();
                self.limit(&format!("{size}:unlimited"));
            }
        }
    }

    fn make_room(&self) {
        match self {
            Disk::FileSystem { ballast } => std::fs::remove_file(ballast).expect("the file"),
            Disk::Limit { .. } => self.limit("unlimited:unlimited"),
        }
    }

    fn limit(&self, size: &str) {
        let Disk::Limit { server, .. } = self else { return };
        let mut prlimit = Command::new("prlimit");
        prlimit.arg(format!("--pid={server}")).arg(format!("--fsize={size}"));
        assert!(prlimit.status().expect("the program prlimit").success());
    }
}

fn serve(data: &Path) -> Command {
    let data = data.to_str().expect("UTF-8");
    binary(&["serve", "--data-dir", data, "--listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0"])
}

/// A shell that runs these lines, and a command as its arguments after the first.
fn shell(lines: &str, first: &Path, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", lines, "sh"]).arg(first).arg(command.get_program()).args(command.get_args());
    shell.env_remove("RUST_LOG").env_remove("DEPLOYMENT_CONSOLE_DATABASE");
    shell
}

#[tokio::test]
async fn a_full_disk_refuses_writes_in_words_and_has_them_again_once_there_is_room() {
    let alone = ["--map-root-user", "--mount"];
    let can_mount = Command::new("unshare").args(alone).args(["mount", "-t", "tmpfs", "none", "/mnt"]).output();
    if !can_mount.is_ok_and(|output| output.status.success()) {
        // Past what captures the output of tests.
        let words = "not tested on a full file system, only with a limit: this user may not make a file system of \
                     their own (unshare --map-root-user --mount)\n";
        return std::io::stderr().write_all(words.as_bytes()).expect("stderr");
    }
    let folder = TempDir::new().expect("a temporary folder");
    let mounted = folder.path().join("mounted");
    std::fs::create_dir(&mounted).expect("a folder");
    let lines = r#"mount -t tmpfs -o size=4m none "$1" && at="$1" && shift && exec "$@" 2> "$at/log""#;
    let shell = shell(lines, &mounted, &serve(&mounted.join("data")));
    let mut command = Command::new("unshare");
    command.args(alone).arg(shell.get_program()).args(shell.get_args());
    let server = Process::run(command, &folder.path().join("log"));
    // What the server sees, which nobody else does.
    let seen = PathBuf::from(format!("/proc/{}/root{}", server.id(), mounted.display()));
    let disk = Disk::FileSystem { ballast: seen.join("ballast") };
    fill_and_make_room(&server, &disk, &seen.join("data")).await;
    let log = std::fs::read_to_string(seen.join("log")).expect("the log");
    assert!(log.contains("database or disk is full"), "{log}");
}

#[tokio::test]
async fn a_file_that_may_not_grow_is_a_full_disk() {
    let folder = TempDir::new().expect("a temporary folder");
    let data = folder.path().join("data");
    // Told by a signal otherwise, which ends whoever does not expect it.
    let command = shell(r#"trap '' XFSZ; shift; exec "$@""#, folder.path(), &serve(&data));
    let server = Process::run(command, Path::new("/dev/null"));
    let disk = Disk::Limit { grows: data.join("console.sqlite-wal"), server: server.id() };
    fill_and_make_room(&server, &disk, &data).await;
}

async fn fill_and_make_room(server: &Process, disk: &Disk, data: &Path) {
    let operator = Operator::sign_in(server).await;
    let keys_stored = async || {
        // Past the server: what is seen through its process alone SQLite finds no way to.
        let copy = TempDir::new().expect("a temporary folder");
        for file in ["console.sqlite", "console.sqlite-wal"] {
            std::fs::copy(data.join(file), copy.path().join(file)).expect("a file");
        }
        Place::Folder(copy.path()).whole_keys().await
    };
    let create = async |note: &str| operator.create(note).send().await.expect("an answer");
    for round in 0..3 {
        let used = Key::of(create(&format!("used-{round}")).await).await;
        assert_eq!(operator.decide(&used).await, 200);
        let fresh = Key::of(create(&format!("fresh-{round}")).await).await;
        let keys = keys_stored().await;

        disk.fill();
        for attempt in 0..3 {
            for answer in writes(&operator, &used, &format!("late-{round}-{attempt}")).await {
                assert!(answer.headers().contains_key(header::RETRY_AFTER), "{round} {attempt} {answer:?}");
                assert_eq!(problem(answer).await, (503, "store-unavailable".into()));
            }
            assert_eq!(operator.decide(&used).await, 200, "a key that is known goes on");
            assert_eq!(operator.decide(&fresh).await, 503, "a first use that cannot be noted lets nobody in");
            let wrong = Key { secret: "a-guess".into(), ..used.clone() };
            assert_eq!(operator.decide(&wrong).await, 401);
            assert_eq!(operator.count().await, keys.len() as u64);
            assert_eq!(operator.get(&format!("{KEYS}/{}", used.app_id)).await["version"], 1);
            operator.get("/api/deployments/dedicated-v5/audit").await;
            operator.get("/api/session").await;
        }
        assert_eq!(keys_stored().await, keys, "nothing of what was refused");

        disk.make_room();
        assert_eq!(operator.decide(&fresh).await, 200);
        for (number, answer) in writes(&operator, &used, &format!("late-{round}-0")).await.into_iter().enumerate() {
            assert!(answer.status().is_success(), "write {number} of round {round}: {answer:?}");
        }
        assert_eq!(operator.decide(&used).await, 401, "it has been deleted");
        // Its last use was noted while nothing could be written.
        let path = format!("{KEYS}/{}", fresh.app_id);
        while operator.get(&path).await.get("last_used").is_none_or(Value::is_null) {}
    }
}

/// One of each kind that writes, in an order in which all can be done.
async fn writes(operator: &Operator, key: &Key, note: &str) -> Vec<Response> {
    let path = format!("{KEYS}/{}", key.app_id);
    let narrow = json!({ "note": "", "access": { "type": "endpoints", "endpoints": ["GET /rules"] } });
    let rotate = operator.request(Method::POST, &format!("{path}/rotate")).json(&json!({ "grace_minutes": 0 }));
    let requests = [
        operator.create(note),
        operator.request(Method::PUT, &path).header(header::IF_MATCH, "\"1\"").json(&narrow),
        operator.request(Method::POST, &format!("{path}/disable")),
        rotate.header("idempotency-key", format!("a-rotation-for-{note}")),
        operator.request(Method::DELETE, &path),
    ];
    let mut answers = Vec::new();
    for request in requests {
        answers.push(request.send().await.expect("an answer"));
    }
    answers
}

#[tokio::test]
async fn a_log_that_cannot_be_written_stops_nobody() {
    let folder = TempDir::new().expect("a temporary folder");
    let server = Process::run(serve(&folder.path().join("data")), Path::new("/dev/full"));
    let operator = Operator::sign_in(&server).await;
    let made = operator.create("unlogged").send().await.expect("an answer");
    assert_eq!(made.status(), 201);
    assert_eq!(operator.decide(&Key::of(made).await).await, 200);
    assert_eq!(server.signal("-TERM").1, Some(0));
}

#[tokio::test]
async fn a_server_does_not_start_on_a_full_disk_and_says_why() {
    let folder = TempDir::new().expect("a temporary folder");
    let data = folder.path().join("data");
    let command = shell(r#"trap '' XFSZ; ulimit -f 8; shift; exec "$@""#, folder.path(), &serve(&data));
    let mut command = command;
    let output = command.args(["--log", "off"]).stdin(Stdio::null()).output().expect("a program that runs");
    assert_eq!(output.status.code(), Some(1));
    let sentence = crate::program::sentence(&output);
    assert!(sentence.contains("cannot be opened"), "{sentence}");
}
