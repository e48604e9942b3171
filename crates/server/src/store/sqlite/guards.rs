//! What guards keys, kept in memory.
//!
//! One process owns the file, so what it keeps is exact as long as every change forgets what it has changed before it is
//! answered. Three things see to that: changes run to their end whoever waits for them ([`SqliteStore::change`]), each
//! forgets after its commit, and what was read before somebody forgot is not kept.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use backend::{
    secret::HashedSecret,
    store::{Guard, PreviousSecret, StoreError},
};
use contract::EndpointId;
use jiff::Timestamp;
use quick_cache::sync::Cache;
use sqlx::types::Json;

use super::{SqliteStore, store_error};
use crate::store::rows::{secret_hash, timestamp};

/// How many keys are kept at most: a third of a kilobyte each, with a catalog of the usual size.
const KEPT: usize = 100_000;

/// What guards keys, as far as it has been asked for.
#[derive(Debug)]
pub(super) struct Guards {
    kept: Cache<String, Arc<Kept>>,
    /// Grows whenever something is forgotten. It is locked while something is kept or forgotten, never to look.
    forgotten: Mutex<u64>,
    /// A number for each endpoint that any kept key has ever held: sets are kept as bits.
    numbers: RwLock<HashMap<EndpointId, usize>>,
}

/// What guards one key.
#[derive(Debug)]
struct Kept {
    deployment: String,
    secret: HashedSecret,
    previous: Option<PreviousSecret>,
    /// A bit for each endpoint, by its number; none for full access.
    granted: Option<Box<[u64]>>,
    expires_at: Option<Timestamp>,
    disabled: bool,
    use_noted: bool,
}

/// What a change has made out of date.
pub(super) enum Forget {
    /// What guards this key.
    One(String),
    /// Nothing.
    Nothing,
}

#[derive(sqlx::FromRow)]
struct GuardRow {
    deployment: String,
    secret_hash: Vec<u8>,
    previous_hash: Option<Vec<u8>>,
    previous_until: Option<i64>,
    access: Option<Json<Vec<EndpointId>>>,
    expires_at: Option<i64>,
    disabled_at: Option<i64>,
    secret_used_at: Option<i64>,
}

impl Default for Guards {
    fn default() -> Self {
        Guards { kept: Cache::new(KEPT), forgotten: Mutex::default(), numbers: RwLock::default() }
    }
}

impl Guards {
    fn forgotten(&self) -> u64 {
        *self.forgotten.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what was read, unless something has been forgotten since.
    fn keep(&self, app_id: &str, kept: Arc<Kept>, since: u64) {
        let forgotten = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        if *forgotten == since {
            self.kept.insert(app_id.to_owned(), kept);
        }
    }

    fn forget(&self, what: Option<&Forget>) {
        let mut forgotten = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        match what {
            Some(Forget::Nothing) => return,
            Some(Forget::One(app_id)) => drop(self.kept.remove(app_id)),
            None => self.kept.clear(),
        }
        *forgotten += 1;
    }

    fn bits(&self, endpoints: Vec<EndpointId>) -> Box<[u64]> {
        let mut numbers = self.numbers.write().unwrap_or_else(PoisonError::into_inner);
        let mut bits = Vec::new();
        for endpoint in endpoints {
            let next = numbers.len();
            let number = *numbers.entry(endpoint).or_insert(next);
            if bits.len() <= number / 64 {
                bits.resize(number / 64 + 1, 0);
            }
            bits[number / 64] |= 1 << (number % 64);
        }
        bits.into()
    }

    fn holds(&self, bits: &[u64], endpoint: &EndpointId) -> bool {
        let number = self.numbers.read().unwrap_or_else(PoisonError::into_inner).get(endpoint).copied();
        number.is_some_and(|number| bits.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1))
    }

    fn guard(&self, kept: &Kept, endpoint: Option<&EndpointId>) -> Guard {
        Guard {
            secret: kept.secret.clone(),
            previous: kept.previous.clone(),
            grants: match (&kept.granted, endpoint) {
                (None, _) => true,
                (Some(bits), Some(endpoint)) => self.holds(bits, endpoint),
                (Some(_), None) => false,
            },
            expires_at: kept.expires_at,
            disabled: kept.disabled,
            use_noted: kept.use_noted,
        }
    }

    fn read(&self, row: GuardRow) -> Result<Kept, StoreError> {
        let until = row.previous_until.map(timestamp).transpose()?;
        let previous = row.previous_hash.map(secret_hash).transpose()?.zip(until);
        Ok(Kept {
            deployment: row.deployment,
            secret: secret_hash(row.secret_hash)?,
            previous: previous.map(|(secret, until)| PreviousSecret { secret, until }),
            granted: row.access.map(|Json(endpoints)| self.bits(endpoints)),
            expires_at: row.expires_at.map(timestamp).transpose()?,
            disabled: row.disabled_at.is_some(),
            use_noted: row.secret_used_at.is_some(),
        })
    }
}

pub(super) async fn guard(
    store: &SqliteStore,
    deployment: &str,
    app_id: &str,
    endpoint: Option<&EndpointId>,
) -> Result<Option<Guard>, StoreError> {
    let guards = &store.guards;
    let kept = match guards.kept.get(app_id) {
        Some(kept) => kept,
        None => {
            let since = guards.forgotten();
            let row: Option<GuardRow> = sqlx::query_as(
                "SELECT deployment, secret_hash, previous_hash, previous_until, access, expires_at, disabled_at, \
                 secret_used_at FROM api_keys WHERE app_id = ?",
            )
            .bind(app_id)
            .fetch_optional(&store.readers)
            .await
            .map_err(store_error)?;
            let Some(row) = row else { return Ok(None) };
            let kept = Arc::new(guards.read(row)?);
            guards.keep(app_id, Arc::clone(&kept), since);
            kept
        }
    };
    Ok((kept.deployment == deployment).then(|| guards.guard(&kept, endpoint)))
}

/// Forgets when it goes: everything, unless the change has said what it made out of date.
struct Forgetting {
    guards: Arc<Guards>,
    what: Option<Forget>,
}

impl Drop for Forgetting {
    fn drop(&mut self) {
        self.guards.forget(self.what.as_ref());
    }
}

impl SqliteStore {
    /// Runs a change to its end, also when nobody waits for it any more, and forgets what it has made out of date
    /// before it is answered. After a change that failed, perhaps after its commit, everything is forgotten.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        change: impl Future<Output = Result<(T, Forget), StoreError>> + Send + 'static,
    ) -> Result<T, StoreError> {
        let mut forgetting = Forgetting { guards: Arc::clone(&self.guards), what: None };
        let task = tokio::spawn(async move {
            let (outcome, forget) = change.await?;
            forgetting.what = Some(forget);
            drop(forgetting);
            Ok(outcome)
        });
        task.await.unwrap_or_else(|_| Err(StoreError::Internal("a change ended in a panic".into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Arc<Kept> {
        Arc::new(Kept {
            deployment: "d".into(),
            secret: HashedSecret::from_bytes([1; 32]),
            previous: None,
            granted: None,
            expires_at: None,
            disabled: false,
            use_noted: false,
        })
    }

    #[test]
    fn what_was_read_before_something_was_forgotten_is_not_kept() {
        let guards = Guards::default();
        let since = guards.forgotten();
        guards.forget(Some(&Forget::One("other".into())));
        guards.keep("one", kept(), since);
        assert!(guards.kept.get("one").is_none());
        guards.keep("one", kept(), guards.forgotten());
        assert!(guards.kept.get("one").is_some());
    }

    #[test]
    fn a_change_that_failed_forgets_everything_and_one_that_changed_nothing_nothing() {
        let guards = Guards::default();
        for app_id in ["one", "two"] {
            guards.keep(app_id, kept(), guards.forgotten());
        }
        guards.forget(Some(&Forget::Nothing));
        assert_eq!(guards.kept.len(), 2);
        guards.forget(Some(&Forget::One("one".into())));
        assert_eq!(guards.kept.len(), 1);
        guards.forget(None);
        assert_eq!(guards.kept.len(), 0);
    }

    #[test]
    fn sets_are_bits_by_endpoint_whatever_their_order() {
        let guards = Guards::default();
        let id = |number: usize| EndpointId::from(format!("GET /{number}"));
        let even = guards.bits((0..200).step_by(2).map(id).collect());
        let odd = guards.bits((0..200).rev().filter(|number| number % 2 == 1).map(id).collect());
        for number in 0..200 {
            assert_eq!(guards.holds(&even, &id(number)), number % 2 == 0);
            assert_eq!(guards.holds(&odd, &id(number)), number % 2 == 1);
        }
        assert!(!guards.holds(&even, &id(200)));
    }
}
