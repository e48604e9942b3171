//! SQLite.

use server::store::SqliteStore;
use tempfile::TempDir;

async fn store() -> (SqliteStore, TempDir) {
    let folder = TempDir::new().expect("a temporary folder");
    let store = SqliteStore::open(&folder.path().join("keys.sqlite")).await.expect("a store");
    (store, folder)
}

backend::store_conformance!(store);
super::server_store_conformance!(store);

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
    server::store::ServerStore::close(&store).await;
    let file = folder.path().join("keys.sqlite");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", file.display())).await.expect("a database");
    sqlx::query("UPDATE _sqlx_migrations SET version = 999 WHERE version = 1").execute(&pool).await.expect("a change");
    pool.close().await;
    assert!(SqliteStore::open(&file).await.is_err());
}
