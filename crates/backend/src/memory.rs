//! A store in memory: for the static home and for tests.

use std::{
    cmp::Ordering,
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use async_trait::async_trait;
use contract::{Access, Sort};
use jiff::Timestamp;

use crate::{
    secret::HashedSecret,
    store::{
        Created, KeyChange, KeyPage, ListQuery, ListedAccess, ListedKey, NewKey, Position, REISSUE_WITHIN,
        REMEMBER_DELETED_FOR, SEARCH_COUNT_CAP, SortValue, Store, StoreError, StoredKey, Tally, Updated,
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
    /// What a list by note is sorted by, and searched.
    note_lower: String,
    tally: Option<Tally>,
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

/// A [`Position`] that belongs to somebody else.
type Place<'e> = (Value<'e>, &'e str);

/// A [`SortValue`] that belongs to somebody else. A list has values of one kind only.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Value<'e> {
    Created(i64),
    Note(&'e str),
}

impl Position {
    fn as_ref(&self) -> Place<'_> {
        let value = match &self.value {
            SortValue::Created(milliseconds) => Value::Created(*milliseconds),
            SortValue::Note(note) => Value::Note(note),
        };
        (value, &self.app_id)
    }
}

impl Entry {
    /// Whether App ID or note hold every word.
    fn holds(&self, words: &[String]) -> bool {
        words.iter().all(|word| self.key.app_id.contains(word) || self.note_lower.contains(word))
    }

    fn place(&self, sort: Sort) -> Place<'_> {
        let value = match sort {
            Sort::NewestFirst | Sort::OldestFirst => Value::Created(self.key.created_at.as_millisecond()),
            Sort::Note | Sort::NoteReversed => Value::Note(&self.note_lower),
        };
        (value, &self.key.app_id)
    }

    /// How this stands to a place, in the direction of the list.
    fn compare(&self, sort: Sort, other: Place<'_>) -> Ordering {
        let ascending = self.place(sort).cmp(&other);
        match sort {
            Sort::OldestFirst | Sort::Note => ascending,
            Sort::NewestFirst | Sort::NoteReversed => ascending.reverse(),
        }
    }

    fn listed(&self, catalog: Option<&str>) -> ListedKey {
        let key = &self.key;
        let access = match (&key.access, &self.tally) {
            (Access::Full, _) => ListedAccess::Full,
            (Access::Endpoints(_), Some(tally)) if Some(tally.catalog.as_str()) == catalog => {
                ListedAccess::Counted { granted: tally.granted, dropped: tally.dropped }
            }
            (Access::Endpoints(endpoints), _) => ListedAccess::Uncounted(endpoints.clone()),
        };
        ListedKey {
            app_id: key.app_id.clone(),
            note: key.note.clone(),
            access,
            created_at: key.created_at,
            updated_at: key.updated_at,
            version: key.version,
        }
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn list(&self, deployment: &str, query: &ListQuery) -> Result<KeyPage, StoreError> {
        let state = self.state()?;
        let of_deployment = state.keys.values().filter(|entry| entry.deployment == deployment);
        let mut found: Vec<_> = of_deployment.filter(|entry| entry.holds(&query.words)).collect();
        let total = found.len() as u64;
        let capped = !query.words.is_empty() && total > SEARCH_COUNT_CAP;
        if let Some(after) = &query.after {
            found.retain(|entry| entry.compare(query.sort, after.as_ref()) == Ordering::Greater);
        }
        found.sort_unstable_by(|left, right| left.compare(query.sort, right.place(query.sort)));
        let limit = query.limit as usize;
        let more = found.len() > limit;
        let rows = found.into_iter().take(limit).map(|entry| entry.listed(query.catalog.as_deref())).collect();
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
            note_lower: new.note.to_lowercase(),
            tally: new.tally.clone(),
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
        entry.note_lower = change.note.to_lowercase();
        entry.key.access.clone_from(&change.access);
        entry.tally.clone_from(&change.tally);
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
