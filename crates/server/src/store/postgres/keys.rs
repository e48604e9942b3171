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
use sqlx::{PgExecutor, PgPool};

use super::{PostgresStore, audit, findable, guard, in_time, list, secrets, store_error, templates};
use crate::store::{
    audit_rows::Done,
    rows::{KeyRow, TallyColumns, access_column, key_columns},
};

#[async_trait]
impl Store for PostgresStore {
    async fn list(&self, deployment: &str, query: &ListQuery) -> Result<KeyPage, StoreError> {
        in_time(list::list(&self.pool, deployment, query)).await
    }

    async fn get(&self, deployment: &str, app_id: &str) -> Result<Option<StoredKey>, StoreError> {
        in_time(find(&self.pool, deployment, app_id)).await
    }

    async fn create(&self, new: &NewKey) -> Result<Created, StoreError> {
        in_time(secrets::create(&self.pool, new)).await
    }

    async fn update(&self, deployment: &str, app_id: &str, change: &KeyChange) -> Result<Updated, StoreError> {
        in_time(update(&self.pool, deployment, app_id, change)).await
    }

    async fn rotate(&self, deployment: &str, app_id: &str, rotation: &Rotation) -> Result<Rotated, StoreError> {
        in_time(secrets::rotate(&self.pool, deployment, app_id, rotation)).await
    }

    async fn set_disabled(
        &self,
        deployment: &str,
        app_id: &str,
        disabled: bool,
        by: &By,
    ) -> Result<Option<StoredKey>, StoreError> {
        in_time(set_disabled(&self.pool, deployment, app_id, disabled, by)).await
    }

    async fn delete(&self, deployment: &str, app_id: &str, by: &By) -> Result<bool, StoreError> {
        in_time(delete(&self.pool, deployment, app_id, by)).await
    }

    async fn guard(
        &self,
        deployment: &str,
        app_id: &str,
        endpoint: Option<&EndpointId>,
    ) -> Result<Option<Guard>, StoreError> {
        in_time(guard::guard(&self.pool, deployment, app_id, endpoint)).await
    }

    async fn mark_used(
        &self,
        deployment: &str,
        app_id: &str,
        secret: &HashedSecret,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        in_time(guard::mark_used(&self.pool, deployment, app_id, secret, now)).await
    }

    async fn record_uses(&self, uses: &[Use]) -> Result<(), StoreError> {
        in_time(guard::record_uses(&self.pool, uses)).await
    }

    async fn audit(&self, deployment: &str, query: &AuditQuery) -> Result<AuditPage, StoreError> {
        in_time(audit::page(&self.pool, deployment, query)).await
    }

    async fn audit_entry(&self, deployment: &str, id: u64) -> Result<Option<StoredEntry>, StoreError> {
        in_time(audit::entry(&self.pool, deployment, id)).await
    }

    async fn templates(&self, deployment: &str) -> Result<Vec<StoredTemplate>, StoreError> {
        in_time(templates::list(&self.pool, deployment)).await
    }

    async fn template(&self, deployment: &str, name: &str) -> Result<Option<StoredTemplate>, StoreError> {
        in_time(templates::find(&self.pool, deployment, name)).await
    }

    async fn put_template(
        &self,
        deployment: &str,
        template: &StoredTemplate,
        replacing: Replacing,
    ) -> Result<TemplateSaved, StoreError> {
        in_time(templates::put(&self.pool, deployment, template, replacing)).await
    }

    async fn delete_template(&self, deployment: &str, name: &str) -> Result<bool, StoreError> {
        in_time(templates::delete(&self.pool, deployment, name)).await
    }
}

async fn find<'c>(
    connection: impl PgExecutor<'c>,
    deployment: &str,
    app_id: &str,
) -> Result<Option<StoredKey>, StoreError> {
    let row: Option<KeyRow> =
        sqlx::query_as(concat!("SELECT ", key_columns!(), " FROM api_keys WHERE app_id = $1 AND deployment = $2"))
            .bind(findable(app_id))
            .bind(deployment)
            .fetch_optional(connection)
            .await
            .map_err(store_error)?;
    row.map(StoredKey::try_from).transpose()
}

async fn update(pool: &PgPool, deployment: &str, app_id: &str, change: &KeyChange) -> Result<Updated, StoreError> {
    let tally = TallyColumns::from(&change.tally);
    let mut transaction = pool.begin().await.map_err(store_error)?;
    let row: Option<KeyRow> = sqlx::query_as(concat!(
        "UPDATE api_keys SET note = $1, note_lower = $2, access = $3, tally_catalog = $4, tally_granted = $5, \
         tally_dropped = $6, expires_at = $7, updated_at = $8, version = version + 1 \
         WHERE app_id = $9 AND deployment = $10 AND version = $11 RETURNING ",
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
    .bind(findable(app_id))
    .bind(deployment)
    // A version beyond the column's range matches no row.
    .bind(i64::try_from(change.expected_version).unwrap_or(-1))
    .fetch_optional(&mut *transaction)
    .await
    .map_err(store_error)?;
    let Some(row) = row else {
        let exists = find(&mut *transaction, deployment, app_id).await?.is_some();
        return Ok(if exists { Updated::Stale } else { Updated::Missing });
    };
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
    transaction.commit().await.map_err(store_error)?;
    Ok(Updated::Done(row.try_into()?))
}

async fn set_disabled(
    pool: &PgPool,
    deployment: &str,
    app_id: &str,
    disabled: bool,
    by: &By,
) -> Result<Option<StoredKey>, StoreError> {
    let mut transaction = pool.begin().await.map_err(store_error)?;
    let row: Option<KeyRow> = sqlx::query_as(concat!(
        "UPDATE api_keys SET disabled_at = CASE WHEN $1 THEN $2::bigint END, updated_at = $2, version = version + 1 \
         WHERE app_id = $3 AND deployment = $4 AND (disabled_at IS NOT NULL) <> $1 RETURNING ",
        key_columns!()
    ))
    .bind(disabled)
    .bind(by.now.as_millisecond())
    .bind(findable(app_id))
    .bind(deployment)
    .fetch_optional(&mut *transaction)
    .await
    .map_err(store_error)?;
    let Some(row) = row else { return find(&mut *transaction, deployment, app_id).await };
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

/// Takes the key for itself first, and deletes it last, since that counts: the count is locked until the commit.
async fn delete(pool: &PgPool, deployment: &str, app_id: &str, by: &By) -> Result<bool, StoreError> {
    let mut transaction = pool.begin().await.map_err(store_error)?;
    let note: Option<String> =
        sqlx::query_scalar("SELECT note FROM api_keys WHERE app_id = $1 AND deployment = $2 FOR UPDATE")
            .bind(findable(app_id))
            .bind(deployment)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(store_error)?;
    let Some(note) = &note else { return Ok(false) };
    sqlx::query("UPDATE idempotency SET deleted_at = $1 WHERE app_id = $2")
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
    sqlx::query("DELETE FROM api_keys WHERE app_id = $1")
        .bind(app_id)
        .execute(&mut *transaction)
        .await
        .map_err(store_error)?;
    transaction.commit().await.map_err(store_error)?;
    Ok(true)
}
