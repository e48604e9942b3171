//! The server's database, for what no person and no program can bring about in a test's time.

use std::path::{Path, PathBuf};

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

/// The file of a running server.
pub struct Database(PathBuf);

impl Database {
    pub(super) fn of(data: &Path) -> Self {
        Database(data.join("console.sqlite"))
    }

    /// Ends every session, as time does.
    pub async fn ends_all_sessions(&self) {
        self.changes("DELETE FROM sessions", &[]).await;
    }

    /// Has every one-time link be some minutes older.
    pub async fn ages_links(&self, minutes: u32) {
        let statement = "UPDATE sign_in_codes SET created_at = created_at - ? * 60000";
        self.changes(statement, &[&minutes.to_string()]).await;
    }

    /// Has a key be used already.
    pub async fn uses(&self, app_id: &str) {
        let statement = "UPDATE api_keys SET first_used_at = created_at, secret_used_at = created_at WHERE app_id = ?";
        self.changes(statement, &[app_id]).await;
    }

    /// Has a key be some minutes older.
    pub async fn ages(&self, app_id: &str, minutes: u32) {
        let statement = "UPDATE api_keys SET created_at = created_at - ?1 * 60000, \
            secret_issued_at = secret_issued_at - ?1 * 60000 WHERE app_id = ?2";
        self.changes(statement, &[&minutes.to_string(), app_id]).await;
    }

    /// Has a key have called an endpoint some minutes ago.
    pub async fn last_used(&self, app_id: &str, minutes: u32, endpoint: &str) {
        let statement = "INSERT OR REPLACE INTO key_uses (app_id, last_used_at, endpoint) \
            SELECT app_id, unixepoch() * 1000 - ? * 60000, ? FROM api_keys WHERE app_id = ?";
        self.changes(statement, &[&minutes.to_string(), endpoint, app_id]).await;
    }

    /// Has a key expire in so many days, or have expired so many ago.
    pub async fn expires_in(&self, app_id: &str, days: i32) {
        let statement = "UPDATE api_keys SET expires_at = unixepoch() * 1000 + ? * 86400000 WHERE app_id = ?";
        self.changes(statement, &[&days.to_string(), app_id]).await;
    }

    /// What is kept of a key's secret.
    pub async fn secret_hash(&self, app_id: &str) -> Vec<u8> {
        let query = sqlx::query_scalar("SELECT secret_hash FROM api_keys WHERE app_id = ?").bind(app_id);
        query.fetch_one(&mut self.open().await).await.expect("a key in the database")
    }

    async fn changes(&self, statement: &'static str, values: &[&str]) {
        let query = values.iter().fold(sqlx::query(statement), |query, value| query.bind(value.to_string()));
        let changed = query.execute(&mut self.open().await).await.expect("a statement that runs").rows_affected();
        assert!(changed > 0, "nothing was changed by {statement}");
    }

    async fn open(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(&self.0);
        SqliteConnection::connect_with(&options).await.expect("the server's database can be opened")
    }
}
