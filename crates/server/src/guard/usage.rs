//! When keys were last used: gathered here and written together, so that no request waits for it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use backend::{Store, store::Use};
use tokio::{sync::watch, time::MissedTickBehavior};

/// How often what was gathered is written. A use is in the list at most 10 s later, also when a write fails.
const WRITE_EVERY: Duration = Duration::from_secs(4);

/// How many keys are written in one transaction.
const AT_ONCE: usize = 250;

/// Over how long writing is spread where there is much to write: what writes takes its processor from requests, and a
/// request that waits for one is slow.
const SPREAD_OVER: Duration = Duration::from_secs(2);

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

    /// Writes what was gathered, spread over a time. What cannot be written is kept for the next time.
    async fn write(&self, store: &dyn Store, spread_over: Duration) {
        let pending = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let pending: Vec<Use> = pending.into_values().collect();
        let parts = u32::try_from(pending.len().div_ceil(AT_ONCE)).unwrap_or(u32::MAX).max(1);
        for (part, uses) in pending.chunks(AT_ONCE).enumerate() {
            if part > 0 {
                tokio::time::sleep(spread_over / parts).await;
            }
            if let Err(error) = store.record_uses(uses).await {
                tracing::warn!(cause = %error, keys = uses.len(), "when keys were last used could not be written yet");
                uses.iter().cloned().for_each(|one| self.note(one));
            }
        }
    }

    /// Writes again and again until the sender of `stopped` is gone, and then once more.
    pub(crate) async fn keep_written(self: Arc<Self>, store: Arc<dyn Store>, mut stopped: watch::Receiver<()>) {
        let mut ticks = tokio::time::interval(WRITE_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let last = tokio::select! {
                _ = ticks.tick() => false,
                changed = stopped.changed() => changed.is_err(),
            };
            // Not part of what is selected: a write that has begun is never left. At the end nothing is waited for.
            self.write(&*store, if last { Duration::ZERO } else { SPREAD_OVER }).await;
            if last {
                return;
            }
        }
    }
}
