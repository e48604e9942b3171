//! The data directory: private to its owner, and one process's at a time.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

const LOCK: &str = "lock";
const DATABASE: &str = "console.sqlite";

/// A data directory that this process has for itself until the value is dropped.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    lock: File,
}

impl DataDir {
    /// Takes the directory, and makes it when it is not there.
    ///
    /// # Errors
    /// One sentence that names the directory and the reason.
    pub fn take(path: &Path) -> Result<Self, String> {
        let cannot = |error: io::Error| format!("the data directory {} cannot be used: {error}", path.display());
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(cannot)?;
        let lock = open_lock(path).map_err(cannot)?;
        match lock.try_lock() {
            Ok(()) => Ok(DataDir { path: path.to_owned(), lock }),
            Err(TryLockError::WouldBlock) => Err(format!(
                "another server is running over the data directory {}; stop it, or choose another with --data-dir",
                path.display()
            )),
            Err(TryLockError::Error(error)) => Err(cannot(error)),
        }
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }
}

/// Closing the file is not enough: a program that this process is just starting holds the same lock until it runs.
impl Drop for DataDir {
    fn drop(&mut self) {
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(cause = %error, "the data directory could not be given back yet");
        }
    }
}

/// The database of a directory over which a server runs, for a command that works beside it.
///
/// # Errors
/// One sentence, when no server runs there.
pub fn database_in_use(path: &Path) -> Result<PathBuf, String> {
    let none = || {
        format!(
            "no server is running over the data directory {}; start one, which prints a sign-in link by itself",
            path.display()
        )
    };
    if !path.join(LOCK).exists() {
        return Err(none());
    }
    let lock =
        open_lock(path).map_err(|error| format!("the data directory {} cannot be used: {error}", path.display()))?;
    match lock.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Ok(path.join(DATABASE)),
        Ok(()) => Err(none()),
        Err(TryLockError::Error(error)) => {
            Err(format!("the data directory {} cannot be used: {error}", path.display()))
        }
    }
}

fn open_lock(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).read(true).mode(0o600).open(path.join(LOCK))
}
