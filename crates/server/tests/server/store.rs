//! The SQLite store keeps what every store must keep.

use backend::{
    Store,
    secret::HashedSecret,
    store::{ListQuery, NewKey, StoreError},
};
use contract::{Access, Sort};
use jiff::{SignedDuration, Timestamp};
use server::store::{CodeState, NewSession, SESSION_IDLE, SignInStore, SqliteStore, TokenHash};
use tempfile::TempDir;

async fn store() -> (SqliteStore, TempDir) {
    let folder = TempDir::new().expect("a temporary folder");
    let store = SqliteStore::open(&folder.path().join("keys.sqlite")).await.expect("a store");
    (store, folder)
}

backend::store_conformance!(store);

#[tokio::test]
async fn many_keys_are_stored_at_once_or_none_of_them() {
    let (store, _folder) = store().await;
    let new = |number: u8| NewKey {
        deployment: "d".into(),
        app_id: format!("key{number}"),
        secret: HashedSecret::from_bytes([number; 32]),
        note: String::new(),
        access: Access::Full,
        tally: None,
        now: Timestamp::now(),
        principal: "admin".into(),
        idempotency_key: number.to_string(),
        body_hash: [number; 32],
    };
    let query = ListQuery { words: Vec::new(), sort: Sort::Note, after: None, limit: 9, catalog: None };
    let count = async || store.list("d", &query).await.expect("an answer").count;
    store.create_all([0, 1, 2].map(new)).await.expect("new keys");
    assert_eq!(count().await, 3);
    assert!(store.create_all([3, 4, 1].map(new)).await.is_err(), "one is there already");
    assert_eq!(count().await, 3);
}

#[tokio::test]
async fn the_database_is_private_to_its_owner() {
    use std::os::unix::fs::PermissionsExt;
    let (_store, folder) = store().await;
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let file = entry.expect("a file");
        let mode = file.metadata().expect("its metadata").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file:?}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("keys.sqlite");
    std::fs::write(&file, "something else, long enough to be looked at. ".repeat(100)).expect("a file");
    let error = SqliteStore::open(&file).await.expect_err("an error");
    assert!(error.to_string().contains("not a database"), "{error}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let (store, folder) = store().await;
    store.close().await;
    let file = folder.path().join("keys.sqlite");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", file.display())).await.expect("a database");
    sqlx::query("UPDATE _sqlx_migrations SET version = 999 WHERE version = 1").execute(&pool).await.expect("a change");
    pool.close().await;
    assert!(SqliteStore::open(&file).await.is_err());
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_worth_trying_again() {
    let (store, _folder) = store().await;
    store.close().await;
    assert!(matches!(store.get("a", "b").await, Err(StoreError::Unavailable(_))));
    assert!(matches!(store.delete("a", "b", Timestamp::now()).await, Err(StoreError::Unavailable(_))));
}

#[tokio::test]
async fn ended_sessions_and_forgotten_codes_are_dropped_and_nothing_else() {
    let (store, _folder) = store().await;
    let start = Timestamp::now();
    let (code, old, fresh) = (TokenHash::of("code"), TokenHash::of("old"), TokenHash::of("fresh"));
    store.add_code(code, start).await.expect("a code");
    store.add_session(&NewSession { token: old, replaces: None, now: start }).await.expect("a session");
    let later = start + SESSION_IDLE;
    store.add_session(&NewSession { token: fresh, replaces: None, now: later }).await.expect("a session");

    store.purge(later).await.expect("a purge");
    assert_eq!(store.session(old).await.expect("an answer"), None);
    assert!(store.session(fresh).await.expect("an answer").is_some());
    let redeem = async |now| {
        let session = NewSession { token: TokenHash::of("new"), replaces: None, now };
        store.redeem_code(code, &session).await.expect("an answer")
    };
    assert_eq!(redeem(later).await, CodeState::Expired, "still remembered");
    store.purge(start + SignedDuration::from_hours(24)).await.expect("a purge");
    assert_eq!(redeem(later).await, CodeState::Unknown);
}
