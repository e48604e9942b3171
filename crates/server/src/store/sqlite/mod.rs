//! SQLite: one file, one writer, several readers.

mod audit;
mod guards;
mod keys;
mod list;
mod secrets;
mod sign_in;
mod templates;
mod tokens;
mod uses;

use std::{io, os::unix::fs::OpenOptionsExt, path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use backend::store::{NewKey, StoreError};
use sqlx::{
    Connection, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::store::ServerStore;
use guards::Guards;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations/sqlite");

/// How long a connection waits for a lock, and a request for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many requests read at the same time.
const READERS: u32 = 4;

/// A store in one SQLite file.
///
/// SQLite takes one writer at a time. With a single writing connection requests queue for it in the
/// program, fairly, and never meet `SQLITE_BUSY`; thanks to the write-ahead log readers wait for nobody.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    writer: SqlitePool,
    readers: SqlitePool,
    guards: Arc<Guards>,
}

impl SqliteStore {
    /// Opens the file, makes it (private to its owner) when it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// When the file cannot be opened, is not a database, or was made by a newer version.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        create_private(file).map_err(|error| StoreError::Unavailable(error.to_string()))?;
        // FULL: a change that was answered survives a power cut.
        let options = SqliteConnectOptions::new()
            .filename(file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(PATIENCE)
            .foreign_keys(true);
        let pool = || SqlitePoolOptions::new().acquire_timeout(PATIENCE);
        let writer = pool().max_connections(1).after_release(|connection, _| Box::pin(has_ended(connection)));
        let writer = writer.connect_with(options.clone()).await.map_err(store_error)?;
        MIGRATIONS.run(&writer).await.map_err(|error| StoreError::Internal(error.to_string()))?;
        let readers = pool()
            .max_connections(READERS)
            .connect_with(options.pragma("query_only", "ON"))
            .await
            .map_err(store_error)?;
        Ok(SqliteStore { writer, readers, guards: Arc::default() })
    }

    /// A transaction that writes: it takes the lock at once, not at its first change.
    async fn write(&self) -> Result<sqlx::Transaction<'static, sqlx::Sqlite>, StoreError> {
        self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(store_error)
    }
}

#[async_trait]
impl ServerStore for SqliteStore {
    async fn meta(&self, name: &str) -> Result<Option<String>, StoreError> {
        sqlx::query_scalar("SELECT value FROM meta WHERE name = ?")
            .bind(name)
            .fetch_optional(&self.readers)
            .await
            .map_err(store_error)
    }

    async fn set_meta(&self, name: &str, value: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(&self.writer)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn create_all(&self, keys: &mut (dyn Iterator<Item = NewKey> + Send)) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        for new in keys {
            secrets::insert(&mut transaction, &new).await?;
        }
        transaction.commit().await.map_err(store_error)
    }

    /// The write-ahead log is folded into the file.
    async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Whether a connection that comes back is in no transaction, as far as sqlx knows.
///
/// When a commit finds no room on the disk, SQLite has taken the transaction back by itself. sqlx then asks for the same,
/// is refused, and holds the transaction for open for good: such a connection would never write again.
async fn has_ended(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    // Answered after everything that was asked for before.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// SQLite gives its journal files the permissions of the database.
fn create_private(file: &Path) -> io::Result<()> {
    std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(file).map(drop)
}

/// Tells what may pass when tried again from what will not.
fn store_error(error: sqlx::Error) -> StoreError {
    let text = error.to_string();
    match &error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => StoreError::Unavailable(text),
        sqlx::Error::Database(database) => {
            // The lower byte is the primary result code: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN.
            let primary = database.code().and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff);
            match primary {
                Some(5 | 6 | 8 | 10 | 13 | 14) => StoreError::Unavailable(text),
                _ => StoreError::Internal(text),
            }
        }
        _ => StoreError::Internal(text),
    }
}
