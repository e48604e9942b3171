//! The keys of the Deployment API, and what goes with them.

use async_trait::async_trait;
use backend::{
    Store,
    secret::HashedSecret,
    store::{
        AuditPage, AuditQuery, By, Created, Difference, Guard, KeyChange, KeyPage, ListQuery, NewKey, Replacing,
        Rotated, Rotation, StoreError, StoredEntry, StoredKey, StoredTemplate, TemplateSaved, Updated, Use,
    },
};
use contract::{AuditAction, EndpointId};
use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::{
    SqliteStore, audit,
    guards::{Forget, guard},
    list, secrets, store_error, templates, uses,
};
use crate::store::{
    audit_rows::Done,
    rows::{KeyRow, TallyColumns, access_column, key_columns},
};

#[async_trait]
impl Store for SqliteStore {
    async fn list(&self, deployment: &str, query: &ListQuery) -> Result<KeyPage, StoreError> {
        list::list(self, deployment, query).await
    }

    async fn get(&self, deployment: &str, app_id: &str) -> Result<Option<StoredKey>, StoreError> {
        let mut connection = self.readers.acquire().await.map_err(store_error)?;
        find(&mut connection, deployment, app_id).await
    }

    async fn create(&self, new: &NewKey) -> Result<Created, StoreError> {
        let (store, new) = (self.clone(), new.clone());
        self.change(async move {
            let outcome = secrets::create(&store, &new).await?;
            let forget = match &outcome {
                Created::Reissued(key) => Forget::One(key.app_id.clone()),
                _ => Forget::Nothing,
            };
            Ok((outcome, forget))
        })
        .await
    }

    async fn update(&self, deployment: &str, app_id: &str, change: &KeyChange) -> Result<Updated, StoreError> {
        let (store, change) = (self.clone(), change.clone());
        let (deployment, app_id) = (deployment.to_owned(), app_id.to_owned());
        self.change(async move {
            let outcome = update(&store, &deployment, &app_id, &change).await?;
            Ok((outcome, Forget::One(app_id)))
        })
        .await
    }

    async fn rotate(&self, deployment: &str, app_id: &str, rotation: &Rotation) -> Result<Rotated, StoreError> {
        let (store, rotation) = (self.clone(), rotation.clone());
        let (deployment, app_id) = (deployment.to_owned(), app_id.to_owned());
        self.change(async move {
            let outcome = secrets::rotate(&store, &deployment, &app_id, &rotation).await?;
            let forget = match &outcome {
                Rotated::New(key) | Rotated::Reissued(key) => Forget::One(key.app_id.clone()),
                _ => Forget::Nothing,
            };
            Ok((outcome, forget))
        })
        .await
    }

    async fn set_disabled(
        &self,
        deployment: &str,
        app_id: &str,
        disabled: bool,
        by: &By,
    ) -> Result<Option<StoredKey>, StoreError> {
        let (store, by) = (self.clone(), by.clone());
        let (deployment, app_id) = (deployment.to_owned(), app_id.to_owned());
        self.change(async move {
            let key = set_disabled(&store, &deployment, &app_id, disabled, &by).await?;
            Ok((key, Forget::One(app_id)))
        })
        .await
    }

    async fn delete(&self, deployment: &str, app_id: &str, by: &By) -> Result<bool, StoreError> {
        let (store, by) = (self.clone(), by.clone());
        let (deployment, app_id) = (deployment.to_owned(), app_id.to_owned());
        self.change(async move {
            let deleted = delete(&store, &deployment, &app_id, &by).await?;
            Ok((deleted, Forget::One(app_id)))
        })
        .await
    }

    async fn guard(
        &self,
        deployment: &str,
        app_id: &str,
        endpoint: Option<&EndpointId>,
    ) -> Result<Option<Guard>, StoreError> {
        guard(self, deployment, app_id, endpoint).await
    }

    async fn mark_used(
        &self,
        deployment: &str,
        app_id: &str,
        secret: &HashedSecret,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (store, secret) = (self.clone(), secret.clone());
        let (deployment, app_id) = (deployment.to_owned(), app_id.to_owned());
        self.change(async move {
            let is_present = uses::mark(&store, &deployment, &app_id, &secret, now).await?;
            Ok((is_present, Forget::One(app_id)))
        })
        .await
    }

    async fn record_uses(&self, uses: &[Use]) -> Result<(), StoreError> {
        uses::record(self, uses).await
    }

    /// There is no way to go, and a statement of these takes half a millisecond.
    fn uses_at_once(&self) -> usize {
        25
    }

    async fn audit(&self, deployment: &str, query: &AuditQuery) -> Result<AuditPage, StoreError> {
        audit::page(self, deployment, query).await
    }

    async fn audit_entry(&self, deployment: &str, id: u64) -> Result<Option<StoredEntry>, StoreError> {
        audit::entry(self, deployment, id).await
    }

    async fn templates(&self, deployment: &str) -> Result<Vec<StoredTemplate>, StoreError> {
        templates::list(self, deployment).await
    }

    async fn template(&self, deployment: &str, name: &str) -> Result<Option<StoredTemplate>, StoreError> {
        templates::find(self, deployment, name).await
    }

    async fn put_template(
        &self,
        deployment: &str,
        template: &StoredTemplate,
        replacing: Replacing,
    ) -> Result<TemplateSaved, StoreError> {
        templates::put(self, deployment, template, replacing).await
    }

    async fn delete_template(&self, deployment: &str, name: &str) -> Result<bool, StoreError> {
        templates::delete(self, deployment, name).await
    }
}

pub(super) async fn find(
    connection: &mut SqliteConnection,
    deployment: &str,
    app_id: &str,
) -> Result<Option<StoredKey>, StoreError> {
    let row: Option<KeyRow> =
        sqlx::query_as(concat!("SELECT ", key_columns!(), " FROM api_keys WHERE deployment = ? AND app_id = ?"))
            .bind(deployment)
            .bind(app_id)
            .fetch_optional(connection)
            .await
            .map_err(store_error)?;
    row.map(StoredKey::try_from).transpose()
}

async fn update(
    store: &SqliteStore,
    deployment: &str,
    app_id: &str,
    change: &KeyChange,
) -> Result<Updated, StoreError> {
    let tally = TallyColumns::from(&change.tally);
    let mut transaction = store.write().await?;
    let row: Option<KeyRow> = sqlx::query_as(concat!(
        "UPDATE api_keys SET note = ?, note_lower = ?, access = ?, tally_catalog = ?, tally_granted = ?, \
         tally_dropped = ?, expires_at = ?, updated_at = ?, version = version + 1 \
         WHERE deployment = ? AND app_id = ? AND version = ? RETURNING ",
        key_columns!()
    ))
    .bind(&change.note)
    .bind(change.note.to_lowercase())
    .bind(access_column(&change.access))
    .bind(tally.catalog)
    .bind(tally.granted)
    .bind(tally.dropped)
    .bind(change.expires_at.map(Timestamp::as_millisecond))
    .bind(change.now.as_millisecond())
    .bind(deployment)
    .bind(app_id)
    // A version beyond the column's range matches no row.
    .bind(i64::try_from(change.expected_version).unwrap_or(-1))
    .fetch_optional(&mut *transaction)
    .await
    .map_err(store_error)?;
    let outcome = match row {
        Some(row) => {
            let done = Done {
                deployment,
                app_id,
                note: &change.note,
                action: AuditAction::Updated,
                principal: &change.principal,
                now: change.now,
                difference: &change.difference,
            };
            audit::note(&mut transaction, done).await?;
            Updated::Done(row.try_into()?)
        }
        None if find(&mut transaction, deployment, app_id).await?.is_some() => Updated::Stale,
        None => Updated::Missing,
    };
    transaction.commit().await.map_err(store_error)?;
    Ok(outcome)
}

async fn set_disabled(
    store: &SqliteStore,
    deployment: &str,
    app_id: &str,
    disabled: bool,
    by: &By,
) -> Result<Option<StoredKey>, StoreError> {
    let mut transaction = store.write().await?;
    let now = by.now.as_millisecond();
    let row: Option<KeyRow> = sqlx::query_as(concat!(
        "UPDATE api_keys SET disabled_at = ?, updated_at = ?, version = version + 1 \
         WHERE deployment = ? AND app_id = ? AND (disabled_at IS NOT NULL) <> ? RETURNING ",
        key_columns!()
    ))
    .bind(disabled.then_some(now))
    .bind(now)
    .bind(deployment)
    .bind(app_id)
    .bind(disabled)
    .fetch_optional(&mut *transaction)
    .await
    .map_err(store_error)?;
    let Some(row) = row else { return find(&mut transaction, deployment, app_id).await };
    let key = StoredKey::try_from(row)?;
    let done = Done {
        deployment,
        app_id,
        note: &key.note,
        action: if disabled { AuditAction::Disabled } else { AuditAction::Enabled },
        principal: &by.principal,
        now: by.now,
        difference: &Difference::default(),
    };
    audit::note(&mut transaction, done).await?;
    transaction.commit().await.map_err(store_error)?;
    Ok(Some(key))
}

async fn delete(store: &SqliteStore, deployment: &str, app_id: &str, by: &By) -> Result<bool, StoreError> {
    let mut transaction = store.write().await?;
    let note: Option<String> =
        sqlx::query_scalar("DELETE FROM api_keys WHERE deployment = ? AND app_id = ? RETURNING note")
            .bind(deployment)
            .bind(app_id)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(store_error)?;
    if let Some(note) = &note {
        sqlx::query("UPDATE idempotency SET deleted_at = ? WHERE app_id = ?")
            .bind(by.now.as_millisecond())
            .bind(app_id)
            .execute(&mut *transaction)
            .await
            .map_err(store_error)?;
        let done = Done {
            deployment,
            app_id,
            note,
            action: AuditAction::Deleted,
            principal: &by.principal,
            now: by.now,
            difference: &Difference::default(),
        };
        audit::note(&mut transaction, done).await?;
    }
    transaction.commit().await.map_err(store_error)?;
    Ok(note.is_some())
}
