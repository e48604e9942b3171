//! A server that is killed while it makes keys.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Mutex,
};

use reqwest::Method;
use serde_json::Value;
use tempfile::TempDir;

use crate::{postgres::Cluster, program::Process};

use super::operator::{KEYS, Key, Operator, Place};

/// How many keys are asked for.
const CREATES: usize = 1_000;

/// After so many answers the server is killed.
const KILLS: [usize; 3] = [137, 400, 733];

/// How many clients ask at the same time.
const CLIENTS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_among_creates_over_sqlite_leaves_every_key_whole() {
    let folder = TempDir::new().expect("a temporary folder");
    kill_among_creates(&Place::Folder(&folder.path().join("data"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_among_creates_over_postgresql_leaves_every_key_whole() {
    let database = Cluster::shared().database().await;
    kill_among_creates(&Place::Database(&database)).await;
}

/// What the clients know.
struct Creates {
    /// The numbers of those that are to be asked for, or asked for again.
    open: Mutex<VecDeque<usize>>,
    answered: Mutex<BTreeMap<usize, Key>>,
    /// To be killed.
    server: Mutex<Option<Process>>,
}

impl Creates {
    fn answered(&self) -> usize {
        self.answered.lock().expect("no panic").len()
    }

    /// Asks for keys, several at a time, until none is left to ask for or the server is killed. Says how many requests
    /// were lost.
    async fn go_on(&self, operator: &Operator, kill_at: usize) -> usize {
        let clients = (0..CLIENTS).map(|_| async {
            loop {
                let Some(number) = self.open.lock().expect("no panic").pop_front() else { return 0 };
                let Ok(answer) = operator.create(&note(number)).send().await else {
                    self.open.lock().expect("no panic").push_front(number);
                    return 1;
                };
                assert_eq!(answer.status(), 201);
                let key = Key::of(answer).await;
                let answered = {
                    let mut answered = self.answered.lock().expect("no panic");
                    assert!(answered.insert(number, key).is_none(), "asked for again though answered");
                    answered.len()
                };
                if answered == kill_at {
                    self.server.lock().expect("no panic").take().expect("a server that runs").kill();
                }
            }
        });
        futures_util::future::join_all(clients).await.into_iter().sum()
    }
}

fn note(number: usize) -> String {
    format!("key-{number:04}")
}

async fn kill_among_creates(place: &Place<'_>) {
    let logs = TempDir::new().expect("a temporary folder");
    let serve = || place.serve(&logs.path().join("log"));
    let server = serve();
    let mut operator = Operator::sign_in(&server).await;
    let creates = Creates {
        open: Mutex::new((0..CREATES).collect()),
        answered: Mutex::default(),
        server: Mutex::new(Some(server)),
    };
    for kill_at in KILLS {
        let lost = creates.go_on(&operator, kill_at).await;
        assert!(lost > 0, "it is killed in the middle of requests");
        let server = serve();
        operator = operator.at(&server);
        *creates.server.lock().expect("no panic") = Some(server);

        let keys = place.whole_keys().await;
        let answered = creates.answered();
        assert!((answered..=answered + lost).contains(&keys.len()), "{answered} and {lost} lost: {}", keys.len());
        for key in creates.answered.lock().expect("no panic").values() {
            assert!(keys.binary_search(&key.app_id).is_ok(), "what was answered is there");
        }
        assert_eq!(operator.count().await, keys.len() as u64);
    }
    // What was lost is asked for again by the same request, and the rest for the first time.
    assert_eq!(creates.go_on(&operator, usize::MAX).await, 0);
    assert_eq!(place.whole_keys().await.len(), CREATES, "every request has led to one key");
    check_all(&operator, &creates.answered.into_inner().expect("no panic")).await;
}

/// Each key is what was asked for, opens what it should, and stands in the trail once.
async fn check_all(operator: &Operator, keys: &BTreeMap<usize, Key>) {
    assert_eq!(keys.len(), CREATES);
    for (number, key) in keys {
        let stored = operator.get(&format!("{KEYS}/{}", key.app_id)).await;
        assert_eq!(stored["note"], note(*number));
        assert_eq!(stored["access"]["endpoints"], serde_json::json!(["GET /clients"]));
        assert_eq!(operator.decide(key).await, 200);
    }
    let export = "/api/deployments/dedicated-v5/audit.export?format=jsonl&action=created";
    let trail = operator.request(Method::GET, export).send().await.expect("an answer").text().await.expect("a text");
    let noted: BTreeSet<_> = trail
        .lines()
        .map(|line| {
            let entry: Value = serde_json::from_str(line).expect("JSON");
            let text = |name: &str| entry["entry"][name].as_str().expect("a text").to_owned();
            (text("note"), text("app_id"))
        })
        .collect();
    let made: BTreeSet<_> = keys.iter().map(|(number, key)| (note(*number), key.app_id.clone())).collect();
    assert_eq!(noted, made);
}
