//! Which database a server works with.

use std::{path::PathBuf, sync::Arc};

use super::{PostgresStore, PostgresUrl, ServerStore, SqliteStore};
use crate::data_dir::{DataDir, database_in_use};

/// Where a server keeps what must last.
#[derive(Clone, Debug)]
pub enum Database {
    /// In SQLite, in a data directory that one server has for itself.
    DataDir(PathBuf),
    /// In PostgreSQL, which several servers may share.
    Postgres(PostgresUrl),
}

/// A database that has been opened.
pub struct OpenDatabase {
    /// What is kept there.
    pub store: Arc<dyn ServerStore>,
    /// What people call it, such as in an error: without a password.
    pub name: String,
    /// The directory that is this process's own, where there is one.
    _data_dir: Option<DataDir>,
}

impl Database {
    /// Opens it for a server, and brings its tables up to date.
    ///
    /// # Errors
    /// One sentence that says what is in the way.
    pub async fn open(&self) -> Result<OpenDatabase, String> {
        match self {
            Database::DataDir(path) => {
                let data_dir = DataDir::take(path)?;
                let file = data_dir.database();
                Ok(OpenDatabase { _data_dir: Some(data_dir), ..sqlite(file).await? })
            }
            Database::Postgres(url) => postgres(url).await,
        }
    }

    /// Opens it for a command that works beside a server.
    ///
    /// # Errors
    /// One sentence that says what is in the way, such as a data directory over which no server runs.
    pub async fn open_beside(&self) -> Result<OpenDatabase, String> {
        match self {
            Database::DataDir(path) => sqlite(database_in_use(path)?).await,
            Database::Postgres(url) => postgres(url).await,
        }
    }
}

async fn sqlite(file: PathBuf) -> Result<OpenDatabase, String> {
    let name = format!("the database {}", file.display());
    let store = SqliteStore::open(&file).await.map_err(|error| format!("{name} cannot be opened: {error}"))?;
    Ok(OpenDatabase { store: Arc::new(store), name, _data_dir: None })
}

async fn postgres(url: &PostgresUrl) -> Result<OpenDatabase, String> {
    let name = url.to_string();
    let store = PostgresStore::open(url).await.map_err(|error| format!("{name} cannot be opened: {error}"))?;
    Ok(OpenDatabase { store: Arc::new(store), name, _data_dir: None })
}
