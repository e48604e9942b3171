//! When keys were last used: gathered here and written together, so that no request waits for it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use backend::{
    Store,
    store::{StoreError, Use},
};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior},
};

/// How often what was gathered is written. A use is in the list at most 10 s later, also when a write fails.
const WRITE_EVERY: Duration = Duration::from_secs(4);

/// Over how long writing is spread where there is much to write: what writes takes its processor from requests, and a
/// request that waits for one is slow.
const SPREAD_OVER: Duration = Duration::from_secs(2);

/// In how many parts at most. As many as a store may want for the keys of a busy server, and few enough that this ends in
/// time, however many there are.
const PARTS: usize = 400;

/// How long the last write may take, so that a database that does not answer holds no stop up.
const LAST_WRITE: Duration = Duration::from_secs(5);

/// The latest use of each key that is not written yet, by App ID. It holds a key once, however often the key is used.
#[derive(Debug, Default)]
pub(crate) struct Usage(Mutex<HashMap<String, Use>>);

impl Usage {
    /// Notes a use.
    pub(super) fn note(&self, latest: Use) {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match pending.get_mut(&latest.app_id) {
            Some(known) if known.at <= latest.at => *known = latest,
            Some(_) => {}
            None => drop(pending.insert(latest.app_id.clone(), latest)),
        }
    }

    /// Writes what was gathered, spread over a time, up to the first failure. What is not written is kept for the next
    /// time, also when nobody waits for this any more.
    async fn write(&self, store: &dyn Store, spread_over: Duration) -> Result<(), StoreError> {
        let mut unwritten = self.take();
        let at_once = store.uses_at_once().max(unwritten.uses.len().div_ceil(PARTS));
        let parts = u32::try_from(unwritten.uses.len().div_ceil(at_once)).unwrap_or(u32::MAX).max(1);
        let start = Instant::now();
        let mut written = 0;
        while !unwritten.uses.is_empty() {
            let rest = unwritten.uses.len().saturating_sub(at_once);
            store.record_uses(&unwritten.uses[rest..]).await?;
            unwritten.uses.truncate(rest);
            written += 1;
            if rest > 0 {
                // Who is late does not wait.
                tokio::time::sleep_until(start + spread_over * written / parts).await;
            }
        }
        Ok(())
    }

    /// Writes again and again until the sender of `stopped` is gone, and then once more, for a while.
    pub(crate) async fn keep_written(self: Arc<Self>, store: Arc<dyn Store>, mut stopped: watch::Receiver<()>) {
        let mut ticks = tokio::time::interval(WRITE_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let write_again = async {
            loop {
                ticks.tick().await;
                if let Err(error) = self.write(&*store, SPREAD_OVER).await {
                    let keys = self.len();
                    tracing::warn!(cause = %error, keys, "when keys were last used could not be written yet");
                }
            }
        };
        // A write that is left in the middle begins once more below: telling a use twice is telling it once.
        tokio::select! {
            () = write_again => {}
            // Nothing is ever sent: this ends when the sender is dropped.
            _ = stopped.changed() => {}
        }
        // Nobody's request waits for the processor any more.
        let last = tokio::time::timeout(LAST_WRITE, self.write(&*store, Duration::ZERO)).await;
        let cause = match last {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("the database was not done within {} seconds", LAST_WRITE.as_secs()),
        };
        tracing::error!(cause, keys = self.len(), "when keys were last used could not be written");
    }

    fn take(&self) -> Unwritten<'_> {
        let pending = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut uses: Vec<_> = pending.into_values().collect();
        // Neighbours in the database are written together: a statement then touches a page or two, not one for each use.
        uses.sort_unstable_by(|one, other| one.app_id.cmp(&other.app_id));
        Unwritten { from: self, uses }
    }

    fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// Uses that are being written. Those that are left when it is dropped are gathered again.
struct Unwritten<'u> {
    from: &'u Usage,
    uses: Vec<Use>,
}

impl Drop for Unwritten<'_> {
    fn drop(&mut self) {
        self.uses.drain(..).for_each(|one| self.from.note(one));
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
    use tempfile::TempDir;

    use super::*;
    use crate::store::SqliteStore;

    /// So many that every part could wait for the database in its turn.
    const KEYS: usize = 10_000;

    fn full() -> Arc<Usage> {
        let usage = Usage::default();
        for number in 0..KEYS {
            let (deployment, app_id) = ("d".to_owned(), format!("key-{number}"));
            usage.note(Use { deployment, app_id, at: Timestamp::UNIX_EPOCH, endpoint: None });
        }
        Arc::new(usage)
    }

    /// A store, and a connection that keeps it from writing.
    async fn held() -> (SqliteStore, SqliteConnection, TempDir) {
        let folder = TempDir::new().expect("a temporary folder");
        let file = folder.path().join("keys.sqlite");
        let store = SqliteStore::open(&file).await.expect("a store");
        let options = SqliteConnectOptions::new().filename(&file);
        let mut other = SqliteConnection::connect_with(&options).await.expect("a connection");
        sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.expect("the lock");
        (store, other, folder)
    }

    #[tokio::test]
    async fn a_failed_write_is_not_followed_by_more_and_loses_nothing() {
        let (store, mut other, _folder) = held().await;
        let usage = full();
        let start = Instant::now();
        usage.write(&store, Duration::ZERO).await.expect_err("somebody holds the database");
        assert!(start.elapsed() < Duration::from_secs(30), "one part has waited, not four hundred");
        assert_eq!(usage.len(), KEYS);
        sqlx::raw_sql("ROLLBACK").execute(&mut other).await.expect("no lock");
        usage.write(&store, Duration::ZERO).await.expect("the database is free");
        assert_eq!(usage.len(), 0);
    }

    #[tokio::test]
    async fn a_database_that_does_not_answer_holds_no_stop_up() {
        let (store, _other, _folder) = held().await;
        let usage = full();
        let (tell, told) = watch::channel(());
        let start = Instant::now();
        let writer = tokio::spawn(Arc::clone(&usage).keep_written(Arc::new(store), told));
        drop(tell);
        writer.await.expect("a writer that ends well");
        assert!(start.elapsed() < LAST_WRITE * 3, "{:?}", start.elapsed());
        assert_eq!(usage.len(), KEYS);
    }
}
