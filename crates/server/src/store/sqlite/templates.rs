//! Templates.

use backend::store::{Replacing, StoreError, StoredTemplate, TemplateSaved};
use contract::TEMPLATES_MAX;
use sqlx::types::Json;

use super::{SqliteStore, store_error};
use crate::store::rows::TemplateRow;

pub(super) async fn list(store: &SqliteStore, deployment: &str) -> Result<Vec<StoredTemplate>, StoreError> {
    let rows: Vec<TemplateRow> =
        sqlx::query_as("SELECT name, endpoints, updated_at FROM templates WHERE deployment = ? ORDER BY name")
            .bind(deployment)
            .fetch_all(&store.readers)
            .await
            .map_err(store_error)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

pub(super) async fn find(
    store: &SqliteStore,
    deployment: &str,
    name: &str,
) -> Result<Option<StoredTemplate>, StoreError> {
    let row: Option<TemplateRow> =
        sqlx::query_as("SELECT name, endpoints, updated_at FROM templates WHERE deployment = ? AND name = ?")
            .bind(deployment)
            .bind(name)
            .fetch_optional(&store.readers)
            .await
            .map_err(store_error)?;
    row.map(TryInto::try_into).transpose()
}

/// There is one writer, so nothing is saved between the look and the change.
pub(super) async fn put(
    store: &SqliteStore,
    deployment: &str,
    template: &StoredTemplate,
    replacing: Replacing,
) -> Result<TemplateSaved, StoreError> {
    let mut transaction = store.write().await?;
    let (all, of_name): (i64, i64) =
        sqlx::query_as("SELECT count(*), coalesce(sum(name = ?), 0) FROM templates WHERE deployment = ?")
            .bind(&template.name)
            .bind(deployment)
            .fetch_one(&mut *transaction)
            .await
            .map_err(store_error)?;
    match (of_name > 0, replacing) {
        (true, Replacing::Refused) => return Ok(TemplateSaved::Exists),
        (false, _) if all >= TEMPLATES_MAX as i64 => return Ok(TemplateSaved::TooMany),
        _ => (),
    }
    sqlx::query(
        "INSERT INTO templates (deployment, name, updated_at, endpoints) VALUES (?, ?, ?, ?) \
         ON CONFLICT (deployment, name) DO UPDATE SET updated_at = excluded.updated_at, endpoints = excluded.endpoints",
    )
    .bind(deployment)
    .bind(&template.name)
    .bind(template.updated_at.as_millisecond())
    .bind(Json(&template.endpoints))
    .execute(&mut *transaction)
    .await
    .map_err(store_error)?;
    transaction.commit().await.map_err(store_error)?;
    Ok(TemplateSaved::Done)
}

pub(super) async fn delete(store: &SqliteStore, deployment: &str, name: &str) -> Result<bool, StoreError> {
    let deleted = sqlx::query("DELETE FROM templates WHERE deployment = ? AND name = ?")
        .bind(deployment)
        .bind(name)
        .execute(&store.writer)
        .await
        .map_err(store_error)?;
    Ok(deleted.rows_affected() > 0)
}
