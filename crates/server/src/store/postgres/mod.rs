//! PostgreSQL: one database, several servers.
//!
//! Nothing of a key is kept in this process: what one server has answered is true for every other at once. Servers meet
//! in conditional updates and unique constraints, never in what one of them has read before.

mod audit;
mod bulk;
mod guard;
mod keys;
mod list;
mod secrets;
mod sign_in;
mod templates;
mod tokens;
mod url;

use std::{pin::Pin, time::Duration};

use async_trait::async_trait;
use backend::store::{NewKey, StoreError};
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool,
    migrate::{MigrateError, Migrator},
    postgres::PgPoolOptions,
};

pub use url::PostgresUrl;

use crate::store::ServerStore;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations/postgres");

/// How many connections a server holds at most. PostgreSQL takes a hundred unless it is told otherwise.
const CONNECTIONS: u32 = 16;

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long any call may take, also when the database has gone without a word.
const ANSWER_WITHIN: Duration = Duration::from_secs(8);

/// How long it may take to take leave of the database.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// How long a connection may rest and be used again unasked. One that has rested longer is asked whether it is alive,
/// for the database may have been started anew meanwhile. Under load none rests so long, and nothing is asked twice.
const REST: Duration = Duration::from_millis(50);

/// What every connection says first. The database gives up what nobody waits for any more, and lets go of what a server
/// held that was cut off. Updates here are right when each statement sees what has been committed before it; a stricter
/// level, as an administrator may have chosen, would have them fail.
const SETTINGS: &str = "SET client_min_messages = warning; \
                        SET statement_timeout = '6s'; \
                        SET idle_in_transaction_session_timeout = '10s'; \
                        SET default_transaction_isolation = 'read committed'";

/// The same for the connection that brings the tables up to date, which may take long, and wait for another server that
/// does so.
const MIGRATION_SETTINGS: &str = "SET client_min_messages = warning; SET lock_timeout = '60s'";

/// A store in a PostgreSQL database.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    /// Connects, and brings the tables up to date; of several servers at once one does, and the others wait.
    ///
    /// # Errors
    /// When the database does not answer or lets nobody in, does not keep its texts in UTF-8, or was made by a newer
    /// version.
    pub async fn open(url: &PostgresUrl) -> Result<Self, StoreError> {
        check_encoding(url).await?;
        migrate(url).await?;
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for > REST {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .after_connect(|connection, _| say(connection, SETTINGS))
            .connect_with(url.options().clone())
            .await
            .map_err(store_error)?;
        Ok(PostgresStore { pool })
    }

    /// The connections.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }
}

/// The first connection, not from a pool: that would wait for the database to come up, and not say what was in the way.
async fn check_encoding(url: &PostgresUrl) -> Result<(), StoreError> {
    let connection = tokio::time::timeout(ANSWER_WITHIN, url.options().connect());
    let mut connection = connection.await.map_err(|_| silent())?.map_err(store_error)?;
    let encoding: String =
        sqlx::query_scalar("SHOW server_encoding").fetch_one(&mut connection).await.map_err(store_error)?;
    connection.close().await.map_err(store_error)?;
    if encoding == "UTF8" {
        return Ok(());
    }
    Err(StoreError::Internal(format!("it keeps its texts in {encoding}; make one with ENCODING 'UTF8'")))
}

async fn migrate(url: &PostgresUrl) -> Result<(), StoreError> {
    // With the connection goes the lock that migrations are made under, also after a failure: so it is used for nothing
    // else.
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .after_connect(|connection, _| say(connection, MIGRATION_SETTINGS))
        .connect_with(url.options().clone())
        .await
        .map_err(store_error)?;
    let migrated = MIGRATIONS.run(&pool).await;
    pool.close().await;
    migrated.map_err(|error| match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => store_error(error),
        other => StoreError::Internal(other.to_string()),
    })
}

fn say<'c>(
    connection: &'c mut PgConnection,
    settings: &'static str,
) -> Pin<Box<dyn Future<Output = sqlx::Result<()>> + Send + 'c>> {
    Box::pin(async move { sqlx::raw_sql(settings).execute(connection).await.map(drop) })
}

#[async_trait]
impl ServerStore for PostgresStore {
    async fn meta(&self, name: &str) -> Result<Option<String>, StoreError> {
        in_time(async {
            sqlx::query_scalar("SELECT value FROM meta WHERE name = $1")
                .bind(name)
                .fetch_optional(&self.pool)
                .await
                .map_err(store_error)
        })
        .await
    }

    async fn set_meta(&self, name: &str, value: &str) -> Result<(), StoreError> {
        in_time(async {
            sqlx::query(
                "INSERT INTO meta (name, value) VALUES ($1, $2) \
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            )
            .bind(name)
            .bind(value)
            .execute(&self.pool)
            .await
            .map_err(store_error)?;
            Ok(())
        })
        .await
    }

    async fn create_all(&self, keys: &mut (dyn Iterator<Item = NewKey> + Send)) -> Result<(), StoreError> {
        bulk::create_all(&self.pool, keys).await
    }

    async fn close(&self) {
        // A connection whose answer nobody waits for any more is only given back when it comes.
        if tokio::time::timeout(CLOSE_WITHIN, self.pool.close()).await.is_err() {
            tracing::warn!("the database has not answered when its connections were closed");
        }
    }
}

/// Gives up on a database that has gone without a word.
async fn in_time<T>(call: impl Future<Output = Result<T, StoreError>> + Send) -> Result<T, StoreError> {
    tokio::time::timeout(ANSWER_WITHIN, call).await.unwrap_or_else(|_| Err(silent()))
}

fn silent() -> StoreError {
    StoreError::Unavailable(format!("there was no answer within {} seconds", ANSWER_WITHIN.as_secs()))
}

/// PostgreSQL stores no U+0000. Nothing that is stored here has a control character, so another one in its place is
/// found as little, and stands at the same place in every order.
fn findable(text: &str) -> String {
    text.replace('\0', "\u{1}")
}

/// Tells what may pass when tried again from what will not.
fn store_error(error: sqlx::Error) -> StoreError {
    let text = error.to_string();
    match &error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::Tls(_) => {
            StoreError::Unavailable(text)
        }
        sqlx::Error::Database(database) => match database.code().as_deref() {
            Some(code) if may_pass(code) => StoreError::Unavailable(text),
            _ => StoreError::Internal(text),
        },
        _ => StoreError::Internal(text),
    }
}

/// By its SQLSTATE: no connection, nobody let in, a transaction given up, no resources, a lock not had in time, stopped
/// by its operator or by a limit of time, trouble with its disk; and a server that takes no changes, as one does that
/// has just lost its place to another.
fn may_pass(code: &str) -> bool {
    matches!(code.get(..2), Some("08" | "28" | "40" | "53" | "57" | "58"))
        || matches!(code, "55P03" | "25006" | "25P03")
}
