//! The audit trail.

use backend::store::{AuditPage, AuditQuery, StoreError, StoredEntry};
use contract::AuditAction;
use sqlx::{PgConnection, PgPool, Postgres, QueryBuilder, types::Json};

use super::{findable, store_error};
use crate::store::audit_rows::{AuditRow, Done, sets_column};

/// Writes down what was done to a key, in the transaction that does it.
pub(super) async fn note(connection: &mut PgConnection, done: Done<'_>) -> Result<(), StoreError> {
    note_all(connection, &[done]).await
}

/// The same of many keys, in one statement.
pub(super) async fn note_all(connection: &mut PgConnection, done: &[Done<'_>]) -> Result<(), StoreError> {
    let mut sql = QueryBuilder::<Postgres>::new(
        "INSERT INTO audit (deployment, at, principal, action, app_id, note, changes, sets) ",
    );
    sql.push_values(done, |mut row, done| {
        row.push_bind(done.deployment)
            .push_bind(done.now.as_millisecond())
            .push_bind(done.principal)
            .push_bind(done.action.as_str())
            .push_bind(done.app_id)
            .push_bind(done.note)
            .push_bind(Json(&done.difference.changes))
            .push_bind(sets_column(done.difference));
    });
    sql.build().execute(connection).await.map_err(store_error)?;
    Ok(())
}

pub(super) async fn page(pool: &PgPool, deployment: &str, query: &AuditQuery) -> Result<AuditPage, StoreError> {
    let mut sql = select(query.whole, deployment);
    if let Some(app_id) = &query.app_id {
        sql.push(" AND app_id = ").push_bind(findable(app_id));
    }
    if let Some(principal) = &query.principal {
        sql.push(" AND principal = ").push_bind(findable(principal));
    }
    if let Some(action) = query.action.map(AuditAction::as_str) {
        sql.push(" AND action = ").push_bind(action);
    }
    if let Some(since) = query.since {
        sql.push(" AND at >= ").push_bind(since.as_millisecond());
    }
    if let Some(until) = query.until {
        sql.push(" AND at < ").push_bind(until.as_millisecond());
    }
    if let Some(before) = query.before {
        sql.push(" AND id < ").push_bind(i64::try_from(before).unwrap_or(i64::MAX));
    }
    sql.push(" ORDER BY id DESC LIMIT ").push_bind(i64::from(query.limit) + 1);
    let mut rows: Vec<AuditRow> = sql.build_query_as().persistent(false).fetch_all(pool).await.map_err(store_error)?;
    let more = rows.len() > query.limit as usize;
    rows.truncate(query.limit as usize);
    Ok(AuditPage { entries: rows.into_iter().map(StoredEntry::try_from).collect::<Result<_, _>>()?, more })
}

pub(super) async fn entry(pool: &PgPool, deployment: &str, id: u64) -> Result<Option<StoredEntry>, StoreError> {
    let Ok(id) = i64::try_from(id) else { return Ok(None) };
    let mut sql = select(true, deployment);
    sql.push(" AND id = ").push_bind(id);
    let row: Option<AuditRow> = sql.build_query_as().fetch_optional(pool).await.map_err(store_error)?;
    row.map(StoredEntry::try_from).transpose()
}

fn select(whole: bool, deployment: &str) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new("SELECT id, at, principal, action, app_id, note, changes, ");
    sql.push(if whole { "sets" } else { "NULL::jsonb AS sets" });
    sql.push(" FROM audit WHERE deployment = ").push_bind(deployment.to_owned());
    sql
}
