//! Keys that end while everybody uses them: from the answer on, nobody is let through by any server.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use backend::{
    secret::{AppSecret, new_app_id},
    store::NewKey,
};
use contract::Access;
use futures_util::future::join_all;
use jiff::Timestamp;
use server::store::Database;
use tempfile::TempDir;

use crate::{postgres::Cluster, program::Process};

use super::{
    operator::{KEYS, Key, Operator, Place},
    wire::Wire,
};

/// How many keys end.
const REVOCATIONS: usize = 10_000;

/// How many people end keys at the same time.
const OPERATORS: usize = 8;

/// How many clients of each server use keys all the while.
const CLIENTS: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn none_of_10_000_keys_that_end_under_load_is_let_through_afterwards_by_either_of_two_servers() {
    let (database, logs) = (Cluster::shared().database().await, TempDir::new().expect("a temporary folder"));
    let keys = store_keys(&Database::Postgres(database.url())).await;
    let servers = ["one", "other"].map(|log| Place::Database(&database).serve(&logs.path().join(log)));
    end_all(&servers, keys).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn none_of_10_000_keys_that_end_under_load_is_let_through_afterwards_by_a_server_that_remembers_them() {
    // In memory where there is such a folder: whether a disk keeps what it was given is not asked here.
    let memory = Some(Path::new("/dev/shm")).filter(|folder| folder.is_dir());
    let folder = memory.map_or_else(TempDir::new, TempDir::new_in).expect("a temporary folder");
    let data = folder.path().join("data");
    let keys = store_keys(&Database::DataDir(data.clone())).await;
    end_all(&[Place::Folder(&data).serve(&folder.path().join("log"))], keys).await;
}

/// Makes the keys, and one more that never ends.
async fn store_keys(database: &Database) -> Vec<Key> {
    let store = database.open().await.expect("a database").store;
    let mut keys = Vec::new();
    let mut new = (0..=REVOCATIONS).map(|number| {
        let secret = AppSecret::generate().expect("a generator");
        let app_id = new_app_id().expect("a generator");
        keys.push(Key { app_id: app_id.clone(), secret: secret.expose().to_owned() });
        NewKey {
            deployment: "dedicated-v5".into(),
            app_id,
            secret: secret.hashed(),
            note: String::new(),
            access: Access::Endpoints(["GET /clients", "GET /stats"].map(|id| id.to_owned().into()).to_vec()),
            tally: None,
            expires_at: None,
            now: Timestamp::now(),
            principal: "administrator".into(),
            idempotency_key: format!("request-{number}"),
            body_hash: [0; 32],
        }
    });
    store.create_all(&mut new).await.expect("keys");
    store.close().await;
    keys
}

/// A key, and whether its end has been answered.
struct Held {
    key: Key,
    has_ended: AtomicBool,
}

/// All that goes on at the same time.
struct Scene<'s> {
    servers: &'s [Process],
    operator: Operator,
    /// Those that end, in this order, and the one that does not.
    keys: Vec<Held>,
    lasting: Key,
    /// How many keys somebody has begun with.
    begun: AtomicUsize,
    is_over: AtomicBool,
}

async fn end_all(servers: &[Process], mut keys: Vec<Key>) {
    let lasting = keys.pop().expect("the lasting one");
    let keys = keys.into_iter().map(|key| Held { key, has_ended: AtomicBool::new(false) }).collect();
    let operator = Operator::sign_in(&servers[0]).await;
    let (begun, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let scene = Scene { servers, operator, keys, lasting, begun, is_over };
    let operators = async {
        join_all((0..OPERATORS).map(|_| scene.end_keys())).await;
        scene.is_over.store(true, Ordering::Release);
    };
    let clients = join_all((0..CLIENTS * servers.len()).map(|client| scene.use_keys(client)));
    let ((), used) = tokio::join!(operators, clients);
    for (let_through, refused) in used {
        assert!(let_through > 0 && refused > 0, "keys were used before and after their end: {let_through}, {refused}");
    }
}

impl Scene<'_> {
    /// Ends one key after the other: it is let through before, and by no server after.
    async fn end_keys(&self) {
        let mut consoles = join_all(self.servers.iter().map(|server| Wire::to(&server.origin))).await;
        let mut apis = join_all(self.servers.iter().map(|server| Wire::to(&server.api))).await;
        loop {
            let number = self.begun.fetch_add(1, Ordering::AcqRel);
            let Some(Held { key, has_ended }) = self.keys.get(number) else { return };
            // In turns, and each kind of end through each server.
            let (by, tried) = (number / 2 % consoles.len(), number % apis.len());
            assert_eq!(apis[tried].decide(key).await, 200, "key {number}");
            let refused = self.end(&mut consoles[by], &self.servers[by].origin, number, key).await;
            has_ended.store(true, Ordering::Release);
            for (server, api) in apis.iter_mut().enumerate() {
                assert_eq!(api.decide(key).await, refused, "key {number} by server {server}, ended by server {by}");
            }
        }
    }

    /// Ends a key in one of several ways, and answers how it is refused then.
    async fn end(&self, console: &mut Wire, origin: &str, number: usize, key: &Key) -> u16 {
        let path = format!("{KEYS}/{}", key.app_id);
        let narrow = r#"{"note":"","access":{"type":"endpoints","endpoints":["GET /stats"]}}"#;
        let (line, headers, body, expected) = match number % 10 {
            0 => (format!("POST {path}/disable"), String::new(), "", (200, 401)),
            1 => (format!("PUT {path}"), "if-match: \"1\"\r\n".into(), narrow, (200, 403)),
            2 => {
                let once = format!("idempotency-key: a-rotation-of-{number}\r\n");
                (format!("POST {path}/rotate"), once, r#"{"grace_minutes":0}"#, (201, 401))
            }
            _ => (format!("DELETE {path}"), String::new(), "", (204, 401)),
        };
        let session = &self.operator.cookie;
        let lines = format!(
            "{line} HTTP/1.1\r\norigin: {origin}\r\ncookie: {session}\r\ncontent-type: application/json\r\n{headers}"
        );
        let mut status = console.send(&lines, body).await;
        // On a machine that is busy with other things the database may not get to it in time, or not to saying so.
        for _ in 0..20 {
            if status != 503 {
                break;
            }
            let done_before = if line.starts_with("DELETE") { 404 } else { 412 };
            status = console.send(&lines, body).await;
            status = if status == done_before { expected.0 } else { status };
        }
        assert_eq!(status, expected.0, "{line}");
        expected.1
    }

    /// Uses keys that are about to end, are ending or have just ended, so that every server knows them and asks for them
    /// again while they end. Says how often it was let through and refused.
    async fn use_keys(&self, client: usize) -> (usize, usize) {
        let mut api = Wire::to(&self.servers[client % self.servers.len()].api).await;
        let (mut let_through, mut refused) = (0, 0);
        for turn in client.. {
            if self.is_over.load(Ordering::Acquire) {
                break;
            }
            let near = self.begun.load(Ordering::Acquire) + turn * 7 % (3 * OPERATORS);
            let held = self.keys.get(near.saturating_sub(2 * OPERATORS));
            let Some(held) = held.filter(|_| turn % 16 != 0) else {
                assert_eq!(api.decide(&self.lasting).await, 200, "the key that does not end");
                continue;
            };
            let had_ended = held.has_ended.load(Ordering::Acquire);
            match api.decide(&held.key).await {
                200 => {
                    assert!(!had_ended, "let through after its end was answered");
                    let_through += 1;
                }
                401 | 403 => refused += 1,
                other => panic!("{other}"),
            }
        }
        (let_through, refused)
    }
}
