//! A store in memory: for the static home and for tests.

mod audit;
mod list;
mod templates;
mod written;

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use async_trait::async_trait;
use contract::{Access, AuditAction, EndpointId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    secret::HashedSecret,
    store::{
        AuditPage, AuditQuery, By, Created, Difference, Guard, KeyChange, KeyPage, LastUse, ListQuery, NewKey,
        PreviousSecret, REISSUE_WITHIN, REMEMBER_DELETED_FOR, Replacing, Rotated, Rotation, Store, StoreError,
        StoredEntry, StoredKey, StoredTemplate, Tally, TemplateSaved, Updated, Use,
    },
};
use audit::Trail;
use templates::Templates;
pub use written::Unreadable;

/// Keeps keys and templates as long as it lives.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<State>);

#[derive(Debug, Default, Serialize, Deserialize)]
struct State {
    /// By App ID.
    keys: BTreeMap<String, Entry>,
    /// By principal, deployment and `Idempotency-Key`.
    #[serde(with = "written::pairs")]
    requests: BTreeMap<(String, String, String), Request>,
    trail: Trail,
    /// Not in what was written before there were any.
    #[serde(default)]
    templates: Templates,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    deployment: String,
    key: StoredKey,
    /// What a list by note is sorted by, and searched.
    note_lower: String,
    tally: Option<Tally>,
    #[serde(with = "written::hash")]
    secret: HashedSecret,
    secret_issued_at: Timestamp,
    secret_used_at: Option<Timestamp>,
    #[serde(with = "written::maybe_hash")]
    previous: Option<HashedSecret>,
}

/// A request for a secret that was answered once.
#[derive(Debug, Serialize, Deserialize)]
struct Request {
    app_id: String,
    body_hash: [u8; 32],
    /// Its secret has been replaced by that of another request.
    superseded: bool,
    deleted_at: Option<Timestamp>,
}

/// What is known of a request for a secret.
enum Known {
    /// It is new.
    No,
    BodyDiffers,
    Deleted(String),
    SecretLost(String),
    /// It has given this key its present secret, which has been replaced by this request's.
    Reissued(StoredKey),
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

/// A request for a secret.
struct Asked<'r> {
    principal: &'r str,
    deployment: &'r str,
    idempotency_key: &'r str,
    body_hash: [u8; 32],
    secret: &'r HashedSecret,
    now: Timestamp,
}

impl State {
    fn entry(&self, deployment: &str, app_id: &str) -> Option<&Entry> {
        self.keys.get(app_id).filter(|entry| entry.deployment == deployment)
    }

    fn entry_mut(&mut self, deployment: &str, app_id: &str) -> Option<&mut Entry> {
        self.keys.get_mut(app_id).filter(|entry| entry.deployment == deployment)
    }

    /// Whether a request has been answered before; if it may be, its secret is issued again.
    fn repeat(&mut self, asked: &Asked<'_>) -> Known {
        let forgotten = |at: Timestamp| asked.now.duration_since(at) > REMEMBER_DELETED_FOR;
        self.requests.retain(|_, request| !request.deleted_at.is_some_and(forgotten));
        let Some(request) = self.requests.get(&asked.id()) else { return Known::No };
        if request.body_hash != asked.body_hash {
            return Known::BodyDiffers;
        }
        let (app_id, superseded) = (request.app_id.clone(), request.superseded);
        let entry = match self.keys.get_mut(&app_id) {
            Some(entry) if request.deleted_at.is_none() => entry,
            _ => return Known::Deleted(app_id),
        };
        let late = asked.now.duration_since(entry.secret_issued_at) > REISSUE_WITHIN;
        if superseded || late || entry.secret_used_at.is_some() {
            return Known::SecretLost(app_id);
        }
        entry.secret = asked.secret.clone();
        let key = entry.key.clone();
        self.note(&app_id, AuditAction::Rotated, asked.principal, asked.now, Difference::reissued());
        Known::Reissued(key)
    }

    fn remember(&mut self, asked: &Asked<'_>, app_id: &str) {
        let request =
            Request { app_id: app_id.to_owned(), body_hash: asked.body_hash, superseded: false, deleted_at: None };
        self.requests.insert(asked.id(), request);
    }
}

impl Asked<'_> {
    fn id(&self) -> (String, String, String) {
        (self.principal.to_owned(), self.deployment.to_owned(), self.idempotency_key.to_owned())
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn list(&self, deployment: &str, query: &ListQuery) -> Result<KeyPage, StoreError> {
        Ok(self.state()?.list(deployment, query))
    }

    async fn get(&self, deployment: &str, app_id: &str) -> Result<Option<StoredKey>, StoreError> {
        Ok(self.state()?.entry(deployment, app_id).map(|entry| entry.key.clone()))
    }

    async fn create(&self, new: &NewKey) -> Result<Created, StoreError> {
        let mut state = self.state()?;
        let asked = Asked {
            principal: &new.principal,
            deployment: &new.deployment,
            idempotency_key: &new.idempotency_key,
            body_hash: new.body_hash,
            secret: &new.secret,
            now: new.now,
        };
        match state.repeat(&asked) {
            Known::No => {}
            Known::BodyDiffers => return Ok(Created::BodyDiffers),
            Known::Deleted(app_id) => return Ok(Created::Deleted(app_id)),
            Known::SecretLost(app_id) => return Ok(Created::SecretLost(app_id)),
            Known::Reissued(key) => return Ok(Created::Reissued(key)),
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
            expires_at: new.expires_at,
            disabled_at: None,
            previous_until: None,
            last_used: None,
        };
        let entry = Entry {
            deployment: new.deployment.clone(),
            key: key.clone(),
            note_lower: new.note.to_lowercase(),
            tally: new.tally.clone(),
            secret: new.secret.clone(),
            secret_issued_at: new.now,
            secret_used_at: None,
            previous: None,
        };
        state.remember(&asked, &new.app_id);
        state.keys.insert(new.app_id.clone(), entry);
        state.note(&new.app_id, AuditAction::Created, &new.principal, new.now, new.difference());
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
        entry.key.expires_at = change.expires_at;
        entry.tally.clone_from(&change.tally);
        entry.key.updated_at = change.now;
        entry.key.version += 1;
        let key = entry.key.clone();
        state.note(app_id, AuditAction::Updated, &change.principal, change.now, change.difference.clone());
        Ok(Updated::Done(key))
    }

    async fn rotate(&self, deployment: &str, app_id: &str, rotation: &Rotation) -> Result<Rotated, StoreError> {
        let mut state = self.state()?;
        let asked = Asked {
            principal: &rotation.principal,
            deployment,
            idempotency_key: &rotation.idempotency_key,
            body_hash: rotation.body_hash,
            secret: &rotation.secret,
            now: rotation.now,
        };
        match state.repeat(&asked) {
            Known::No => {}
            Known::BodyDiffers => return Ok(Rotated::BodyDiffers),
            Known::Deleted(app_id) => return Ok(Rotated::Deleted(app_id)),
            Known::SecretLost(app_id) => return Ok(Rotated::SecretLost(app_id)),
            Known::Reissued(key) => return Ok(Rotated::Reissued(key)),
        }
        let Some(entry) = state.entry_mut(deployment, app_id) else { return Ok(Rotated::Missing) };
        let previous = std::mem::replace(&mut entry.secret, rotation.secret.clone());
        entry.key.previous_until = rotation.previous_until();
        entry.previous = entry.key.previous_until.map(|_| previous);
        entry.secret_issued_at = rotation.now;
        entry.secret_used_at = None;
        entry.key.updated_at = rotation.now;
        entry.key.version += 1;
        let key = entry.key.clone();
        for request in state.requests.values_mut().filter(|request| request.app_id == app_id) {
            request.superseded = true;
        }
        state.remember(&asked, app_id);
        state.note(app_id, AuditAction::Rotated, &rotation.principal, rotation.now, rotation.difference());
        Ok(Rotated::New(key))
    }

    async fn set_disabled(
        &self,
        deployment: &str,
        app_id: &str,
        disabled: bool,
        by: &By,
    ) -> Result<Option<StoredKey>, StoreError> {
        let mut state = self.state()?;
        let Some(entry) = state.entry_mut(deployment, app_id) else { return Ok(None) };
        if entry.key.disabled_at.is_some() != disabled {
            entry.key.disabled_at = disabled.then_some(by.now);
            entry.key.updated_at = by.now;
            entry.key.version += 1;
            let action = if disabled { AuditAction::Disabled } else { AuditAction::Enabled };
            state.note(app_id, action, &by.principal, by.now, Difference::default());
        }
        Ok(state.entry(deployment, app_id).map(|entry| entry.key.clone()))
    }

    async fn delete(&self, deployment: &str, app_id: &str, by: &By) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        if state.entry(deployment, app_id).is_none() {
            return Ok(false);
        }
        state.note(app_id, AuditAction::Deleted, &by.principal, by.now, Difference::default());
        state.keys.remove(app_id);
        for request in state.requests.values_mut().filter(|request| request.app_id == app_id) {
            request.deleted_at = Some(by.now);
        }
        Ok(true)
    }

    async fn guard(
        &self,
        deployment: &str,
        app_id: &str,
        endpoint: Option<&EndpointId>,
    ) -> Result<Option<Guard>, StoreError> {
        let state = self.state()?;
        Ok(state.entry(deployment, app_id).map(|entry| Guard {
            secret: entry.secret.clone(),
            previous: entry
                .previous
                .clone()
                .zip(entry.key.previous_until)
                .map(|(secret, until)| PreviousSecret { secret, until }),
            grants: match (&entry.key.access, endpoint) {
                (Access::Full, _) => true,
                (Access::Endpoints(endpoints), Some(endpoint)) => endpoints.contains(endpoint),
                (Access::Endpoints(_), None) => false,
            },
            expires_at: entry.key.expires_at,
            disabled: entry.key.disabled_at.is_some(),
            use_noted: entry.secret_used_at.is_some(),
        }))
    }

    async fn mark_used(
        &self,
        deployment: &str,
        app_id: &str,
        secret: &HashedSecret,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        let entry = state.entry_mut(deployment, app_id).filter(|entry| entry.secret == *secret);
        Ok(entry.map(|entry| entry.secret_used_at.get_or_insert(now)).is_some())
    }

    async fn record_uses(&self, uses: &[Use]) -> Result<(), StoreError> {
        let mut state = self.state()?;
        for Use { deployment, app_id, at, endpoint } in uses {
            let Some(entry) = state.entry_mut(deployment, app_id) else { continue };
            if entry.key.last_used.as_ref().is_none_or(|last| last.at < *at) {
                entry.key.last_used = Some(LastUse { at: *at, endpoint: endpoint.clone() });
            }
        }
        Ok(())
    }

    async fn audit(&self, deployment: &str, query: &AuditQuery) -> Result<AuditPage, StoreError> {
        Ok(self.state()?.trail.page(deployment, query))
    }

    async fn audit_entry(&self, deployment: &str, id: u64) -> Result<Option<StoredEntry>, StoreError> {
        Ok(self.state()?.trail.entry(deployment, id))
    }

    async fn templates(&self, deployment: &str) -> Result<Vec<StoredTemplate>, StoreError> {
        Ok(self.state()?.templates.list(deployment))
    }

    async fn template(&self, deployment: &str, name: &str) -> Result<Option<StoredTemplate>, StoreError> {
        Ok(self.state()?.templates.get(deployment, name))
    }

    async fn put_template(
        &self,
        deployment: &str,
        template: &StoredTemplate,
        replacing: Replacing,
    ) -> Result<TemplateSaved, StoreError> {
        Ok(self.state()?.templates.put(deployment, template, replacing))
    }

    async fn delete_template(&self, deployment: &str, name: &str) -> Result<bool, StoreError> {
        Ok(self.state()?.templates.delete(deployment, name))
    }
}
