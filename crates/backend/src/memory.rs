//! A store in memory: for the static home and for tests.

use std::{
    cmp::Ordering,
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use async_trait::async_trait;
use contract::Sort;
use jiff::Timestamp;

use crate::{
    secret::HashedSecret,
    store::{
        Created, KeyChange, KeyPage, ListQuery, NewKey, Position, REISSUE_WITHIN, REMEMBER_DELETED_FOR,
        SEARCH_COUNT_CAP, SortValue, Store, StoreError, StoredKey, Updated,
    },
};

/// Keeps keys as long as it lives.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// By App ID.
    keys: BTreeMap<String, Entry>,
    /// By principal, deployment and `Idempotency-Key`.
    requests: BTreeMap<(String, String, String), Request>,
}

#[derive(Debug)]
struct Entry {
    deployment: String,
    key: StoredKey,
    secret: HashedSecret,
    first_used_at: Option<Timestamp>,
}

/// A create that was answered once.
#[derive(Debug)]
struct Request {
    app_id: String,
    body_hash: [u8; 32],
    deleted_at: Option<Timestamp>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        MemoryStore::default()
    }

    fn state(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        self.0.lock().map_err(|_| StoreError::Internal("a request panicked while it changed the store".into()))
    }
}

impl State {
    fn entry(&self, deployment: &str, app_id: &str) -> Option<&Entry> {
        self.keys.get(app_id).filter(|entry| entry.deployment == deployment)
    }

    fn entry_mut(&mut self, deployment: &str, app_id: &str) -> Option<&mut Entry> {
        self.keys.get_mut(app_id).filter(|entry| entry.deployment == deployment)
    }

    /// What a request that has been answered before is answered now.
    fn repeat(&mut self, app_id: String, deleted: bool, new: &NewKey) -> Created {
        match self.keys.get_mut(&app_id) {
            Some(entry) if !deleted => {
                if entry.first_used_at.is_some() || new.now.duration_since(entry.key.created_at) > REISSUE_WITHIN {
                    return Created::SecretLost(app_id);
                }
                entry.secret = new.secret.clone();
                Created::Reissued(entry.key.clone())
            }
            _ => Created::Deleted(app_id),
        }
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn list(&self, deployment: &str, query: &ListQuery) -> Result<KeyPage, StoreError> {
        let state = self.state()?;
        let of_deployment = state.keys.values().filter(|entry| entry.deployment == deployment);
        let mut found: Vec<_> = of_deployment.map(|entry| &entry.key).filter(|key| holds(key, &query.words)).collect();
        let total = found.len() as u64;
        let capped = !query.words.is_empty() && total > SEARCH_COUNT_CAP;
        found.sort_by(|left, right| order(query.sort, &position(query.sort, left), &position(query.sort, right)));
        let rest = found.into_iter().filter(|key| {
            let follows = |after| order(query.sort, &position(query.sort, key), after) == Ordering::Greater;
            query.after.as_ref().is_none_or(follows)
        });
        let limit = query.limit as usize;
        let mut rows: Vec<_> = rest.take(limit + 1).cloned().collect();
        let more = rows.len() > limit;
        rows.truncate(limit);
        Ok(KeyPage { rows, more, count: if capped { SEARCH_COUNT_CAP } else { total }, capped })
    }

    async fn get(&self, deployment: &str, app_id: &str) -> Result<Option<StoredKey>, StoreError> {
        Ok(self.state()?.entry(deployment, app_id).map(|entry| entry.key.clone()))
    }

    async fn create(&self, new: &NewKey) -> Result<Created, StoreError> {
        let mut state = self.state()?;
        let forgotten = |at: Timestamp| new.now.duration_since(at) > REMEMBER_DELETED_FOR;
        state.requests.retain(|_, request| !request.deleted_at.is_some_and(forgotten));
        let id = (new.principal.clone(), new.deployment.clone(), new.idempotency_key.clone());
        if let Some(request) = state.requests.get(&id) {
            if request.body_hash != new.body_hash {
                return Ok(Created::BodyDiffers);
            }
            let (app_id, deleted) = (request.app_id.clone(), request.deleted_at.is_some());
            return Ok(state.repeat(app_id, deleted, new));
        }
        if state.keys.contains_key(&new.app_id) {
            return Err(StoreError::Internal("a new App ID is taken".into()));
        }
        let key = StoredKey {
            app_id: new.app_id.clone(),
            note: new.note.clone(),
            access: new.access.clone(),
            created_at: new.now,
            updated_at: new.now,
            version: 1,
        };
        let request = Request { app_id: new.app_id.clone(), body_hash: new.body_hash, deleted_at: None };
        let entry = Entry {
            deployment: new.deployment.clone(),
            key: key.clone(),
            secret: new.secret.clone(),
            first_used_at: None,
        };
        state.requests.insert(id, request);
        state.keys.insert(new.app_id.clone(), entry);
        Ok(Created::New(key))
    }

    async fn update(&self, deployment: &str, app_id: &str, change: &KeyChange) -> Result<Updated, StoreError> {
        let mut state = self.state()?;
        let Some(entry) = state.entry_mut(deployment, app_id) else { return Ok(Updated::Missing) };
        if entry.key.version != change.expected_version {
            return Ok(Updated::Stale);
        }
        entry.key.note.clone_from(&change.note);
        entry.key.access.clone_from(&change.access);
        entry.key.updated_at = change.now;
        entry.key.version += 1;
        Ok(Updated::Done(entry.key.clone()))
    }

    async fn delete(&self, deployment: &str, app_id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        if state.entry(deployment, app_id).is_none() {
            return Ok(false);
        }
        state.keys.remove(app_id);
        for request in state.requests.values_mut().filter(|request| request.app_id == app_id) {
            request.deleted_at = Some(now);
        }
        Ok(true)
    }

    async fn secret(&self, deployment: &str, app_id: &str) -> Result<Option<HashedSecret>, StoreError> {
        Ok(self.state()?.entry(deployment, app_id).map(|entry| entry.secret.clone()))
    }

    async fn mark_used(&self, deployment: &str, app_id: &str, now: Timestamp) -> Result<(), StoreError> {
        if let Some(entry) = self.state()?.entry_mut(deployment, app_id) {
            entry.first_used_at.get_or_insert(now);
        }
        Ok(())
    }
}

/// Whether App ID or note hold every word.
fn holds(key: &StoredKey, words: &[String]) -> bool {
    let note = key.note.to_lowercase();
    words.iter().all(|word| key.app_id.to_lowercase().contains(word) || note.contains(word))
}

fn position(sort: Sort, key: &StoredKey) -> Position {
    let value = match sort {
        Sort::NewestFirst | Sort::OldestFirst => SortValue::Created(key.created_at.as_millisecond()),
        Sort::Note | Sort::NoteReversed => SortValue::Note(key.note.to_lowercase()),
    };
    Position { value, app_id: key.app_id.clone() }
}

fn order(sort: Sort, left: &Position, right: &Position) -> Ordering {
    let by_value = match (&left.value, &right.value) {
        (SortValue::Created(left), SortValue::Created(right)) => left.cmp(right),
        (SortValue::Note(left), SortValue::Note(right)) => left.cmp(right),
        // A position of another sort is no place in this list: before all rows.
        _ => return Ordering::Greater,
    };
    let ascending = by_value.then_with(|| left.app_id.cmp(&right.app_id));
    match sort {
        Sort::OldestFirst | Sort::Note => ascending,
        Sort::NewestFirst | Sort::NoteReversed => ascending.reverse(),
    }
}
