//! A database of an earlier version is carried over as it is opened.

use std::path::{Path, PathBuf};

use backend::{
    Store,
    store::{By, KeyPage, ListQuery, ListedAccess, NewKey},
};
use contract::{Access, EndpointId, Sort};
use jiff::Timestamp;
use server::store::SqliteStore;
use sqlx::{SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

/// When the first of the old keys was created.
const START: i64 = 1_760_000_000_000;

/// A database as the first version made it, with a key of each kind.
async fn old_database(folder: &Path) -> PathBuf {
    let migrations = folder.join("migrations");
    std::fs::create_dir(&migrations).expect("a folder");
    let first = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite/0001_start.sql");
    std::fs::copy(first, migrations.join("0001_start.sql")).expect("a copy");
    let file = folder.join("keys.sqlite");
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.expect("a database");
    Migrator::new(migrations.as_path()).await.expect("a migration").run(&pool).await.expect("an old schema");
    for (age, app_id, deployment, note, access, first_used_at) in [
        (0, "aaa", "d", "Grafana ÉCLAIR", Some(r#"["GET /b","GET /a"]"#), None),
        (1, "bbb", "d", "", Some(r#"["GET /a"]"#), Some(START + 9)),
        (2, "ccc", "other", "", None, None),
    ] {
        sqlx::query(
            "INSERT INTO api_keys (app_id, deployment, note, note_lower, search_text, access, secret_hash, \
             created_at, updated_at, version, first_used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(app_id)
        .bind(deployment)
        .bind(note)
        .bind(note.to_lowercase())
        .bind(format!("{app_id}\n{}", note.to_lowercase()))
        .bind(access)
        .bind([7u8; 32].as_slice())
        .bind(START + age)
        .bind(START + age + 1)
        .bind(age + 1)
        .bind(first_used_at)
        .execute(&pool)
        .await
        .expect("a key");
        sqlx::query(
            "INSERT INTO idempotency (principal, deployment, idempotency_key, body_hash, app_id) VALUES (?, ?, ?, ?, ?)",
        )
        .bind("admin")
        .bind(deployment)
        .bind(format!("request of {app_id}"))
        .bind([8u8; 32].as_slice())
        .bind(app_id)
        .execute(&pool)
        .await
        .expect("a request");
    }
    pool.close().await;
    file
}

async fn list(store: &SqliteStore, deployment: &str, words: &[&str]) -> KeyPage {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    let query = ListQuery {
        words,
        filter: None,
        sort: Sort::OldestFirst,
        after: None,
        limit: 1,
        catalog: Some("today's".into()),
        now: Timestamp::now(),
    };
    store.list(deployment, &query).await.expect("an answer")
}

#[tokio::test]
async fn the_keys_of_the_first_version_are_all_there_as_they_were() {
    let folder = TempDir::new().expect("a temporary folder");
    let store = SqliteStore::open(&old_database(folder.path()).await).await.expect("a store");
    let set = |endpoints: &[&str]| endpoints.iter().map(|id| EndpointId::from((*id).to_owned())).collect::<Vec<_>>();

    let key = store.get("d", "aaa").await.expect("an answer").expect("a key");
    assert_eq!((key.note.as_str(), key.version), ("Grafana ÉCLAIR", 1));
    assert_eq!(key.access, Access::Endpoints(set(&["GET /b", "GET /a"])));
    assert_eq!((key.created_at.as_millisecond(), key.updated_at.as_millisecond()), (START, START + 1));
    assert_eq!(store.get("other", "ccc").await.expect("an answer").map(|key| key.access), Some(Access::Full));
    let guard = store.guard("d", "bbb", None).await.expect("an answer").expect("a guard");
    assert_eq!((guard.secret.as_bytes(), guard.use_noted), (&[7; 32], true));

    let page = list(&store, "d", &[]).await;
    assert_eq!((page.rows[0].app_id.as_str(), page.count, page.more), ("aaa", 2, true));
    assert_eq!(page.rows[0].access, ListedAccess::Uncounted(set(&["GET /b", "GET /a"])), "nobody has counted it");
    let page = list(&store, "other", &[]).await;
    assert_eq!((&page.rows[0].access, page.count), (&ListedAccess::Full, 1));
    let found = list(&store, "d", &["éclair", "aa"]).await;
    assert_eq!((found.rows[0].app_id.as_str(), found.count), ("aaa", 1));

    assert!(
        store.delete("d", "aaa", &By { principal: "admin".into(), now: Timestamp::now() }).await.expect("an answer")
    );
    assert_eq!(list(&store, "d", &[]).await.count, 1);
}

#[tokio::test]
async fn what_the_first_version_remembered_of_requests_still_counts() {
    let folder = TempDir::new().expect("a temporary folder");
    let store = SqliteStore::open(&old_database(folder.path()).await).await.expect("a store");
    let retry = |of: &str| NewKey {
        deployment: "d".into(),
        app_id: "again".into(),
        secret: backend::secret::HashedSecret::from_bytes([9; 32]),
        note: String::new(),
        access: Access::Full,
        tally: None,
        expires_at: None,
        now: Timestamp::from_millisecond(START + 10).expect("a time"),
        principal: "admin".into(),
        idempotency_key: format!("request of {of}"),
        body_hash: [8; 32],
    };
    use backend::store::Created;
    let answer = async |of| store.create(&retry(of)).await.expect("an answer");
    assert!(matches!(answer("aaa").await, Created::Reissued(key) if key.app_id == "aaa"));
    assert_eq!(answer("bbb").await, Created::SecretLost("bbb".into()), "it had been used");
}
