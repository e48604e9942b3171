//! Templates.

use backend::store::{Replacing, StoreError, StoredTemplate, TemplateSaved};
use contract::TEMPLATES_MAX;
use sqlx::{PgPool, types::Json};

use super::{findable, store_error};
use crate::store::rows::TemplateRow;

pub(super) async fn list(pool: &PgPool, deployment: &str) -> Result<Vec<StoredTemplate>, StoreError> {
    let rows: Vec<TemplateRow> =
        sqlx::query_as("SELECT name, endpoints, updated_at FROM templates WHERE deployment = $1 ORDER BY name")
            .bind(deployment)
            .fetch_all(pool)
            .await
            .map_err(store_error)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

pub(super) async fn find(pool: &PgPool, deployment: &str, name: &str) -> Result<Option<StoredTemplate>, StoreError> {
    let row: Option<TemplateRow> =
        sqlx::query_as("SELECT name, endpoints, updated_at FROM templates WHERE deployment = $1 AND name = $2")
            .bind(deployment)
            .bind(findable(name))
            .fetch_optional(pool)
            .await
            .map_err(store_error)?;
    row.map(TryInto::try_into).transpose()
}

/// Whoever saves waits for others who do, in whichever deployment: that happens so seldom that the simplest lock will do.
/// Reading waits for nobody.
pub(super) async fn put(
    pool: &PgPool,
    deployment: &str,
    template: &StoredTemplate,
    replacing: Replacing,
) -> Result<TemplateSaved, StoreError> {
    let mut transaction = pool.begin().await.map_err(store_error)?;
    sqlx::query("LOCK TABLE templates IN SHARE ROW EXCLUSIVE MODE")
        .execute(&mut *transaction)
        .await
        .map_err(store_error)?;
    let (all, of_name): (i64, i64) =
        sqlx::query_as("SELECT count(*), count(*) FILTER (WHERE name = $1) FROM templates WHERE deployment = $2")
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
        "INSERT INTO templates (deployment, name, updated_at, endpoints) VALUES ($1, $2, $3, $4) \
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

pub(super) async fn delete(pool: &PgPool, deployment: &str, name: &str) -> Result<bool, StoreError> {
    let deleted = sqlx::query("DELETE FROM templates WHERE deployment = $1 AND name = $2")
        .bind(deployment)
        .bind(findable(name))
        .execute(pool)
        .await
        .map_err(store_error)?;
    Ok(deleted.rows_affected() > 0)
}
