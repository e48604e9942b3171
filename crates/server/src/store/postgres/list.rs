//! Pages of a deployment's keys.
//!
//! Every statement here walks an index in the order of the list, from the place where the page before ended, and reads
//! the rows that it shows. Only a search or a filter looks at keys that it does not show, in the index and not in their
//! rows: so it first finds the App IDs, and then reads the rows.

use backend::store::{KeyPage, ListQuery, ListedKey, Position, SEARCH_COUNT_CAP, SortValue, StoreError};
use contract::{Filter, Sort};
use sqlx::{PgPool, Postgres, QueryBuilder};

use super::{findable, store_error};
use crate::store::rows::{ListRow, list_columns};

pub(super) async fn list(pool: &PgPool, deployment: &str, query: &ListQuery) -> Result<KeyPage, StoreError> {
    // One look at the database, so that the count is of the same moment as the rows.
    let mut transaction =
        pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map_err(store_error)?;
    // Not kept as prepared statements: there is one for each number of words, and the plan that is right for one
    // deployment or one place in its list is not for every other.
    let mut rows: Vec<ListRow> = page_query(deployment, query)
        .build_query_as()
        .persistent(false)
        .fetch_all(&mut *transaction)
        .await
        .map_err(store_error)?;
    let more = rows.len() > query.limit as usize;
    rows.truncate(query.limit as usize);
    let count = if query.after.is_none() && !more {
        // The first page holds all there is: a search that finds little need not look a second time.
        rows.len() as u64
    } else {
        let count: Option<i64> = count_query(deployment, query)
            .build_query_scalar()
            .persistent(false)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(store_error)?;
        count.unwrap_or(0).unsigned_abs()
    };
    transaction.commit().await.map_err(store_error)?;

    let capped = !query.is_whole() && count > SEARCH_COUNT_CAP;
    Ok(KeyPage {
        rows: rows.into_iter().map(ListedKey::try_from).collect::<Result<_, _>>()?,
        more,
        count: if capped { SEARCH_COUNT_CAP } else { count },
        capped,
    })
}

fn page_query(deployment: &str, query: &ListQuery) -> QueryBuilder<Postgres> {
    let (column, comparison, direction) = match query.sort {
        Sort::NewestFirst => ("created_at", "<", "DESC"),
        Sort::OldestFirst => ("created_at", ">", "ASC"),
        Sort::Note => ("note_lower", ">", "ASC"),
        Sort::NoteReversed => ("note_lower", "<", "DESC"),
    };
    let mut sql = QueryBuilder::new(concat!("SELECT ", list_columns!(), ", CASE WHEN tally_catalog = "));
    sql.push_bind(query.catalog.clone()).push(" THEN tally_granted END AS granted, CASE WHEN tally_catalog = ");
    sql.push_bind(query.catalog.clone()).push(" THEN tally_dropped END AS dropped, CASE WHEN tally_catalog = ");
    sql.push_bind(query.catalog.clone()).push(" THEN NULL ELSE access END AS uncounted FROM api_keys");
    if !query.is_whole() {
        // The rows are not looked at to be passed over: only an index alone is searched without them.
        sql.push(" JOIN (SELECT app_id FROM api_keys");
    }
    push_filter(&mut sql, deployment, query);
    if let Some(Position { value, app_id }) = &query.after {
        sql.push(format_args!(" AND ({column}, app_id) {comparison} ("));
        match value {
            SortValue::Created(milliseconds) => sql.push_bind(*milliseconds),
            SortValue::Note(note) => sql.push_bind(findable(note)),
        };
        sql.push(", ").push_bind(findable(app_id)).push(")");
    }
    let order = format!(" ORDER BY {column} {direction}, app_id {direction}");
    sql.push(&order).push(format_args!(" LIMIT {}", u64::from(query.limit) + 1));
    if !query.is_whole() {
        sql.push(") AS found USING (app_id)").push(&order);
    }
    sql
}

/// Exact and kept ready for a whole list. A search or a filter is counted until it is sure that there are more than the cap.
fn count_query(deployment: &str, query: &ListQuery) -> QueryBuilder<Postgres> {
    if query.is_whole() {
        let mut sql = QueryBuilder::new("SELECT keys FROM key_counts WHERE deployment = ");
        sql.push_bind(deployment.to_owned());
        return sql;
    }
    let mut sql = QueryBuilder::new("SELECT count(*) FROM (SELECT 1 FROM api_keys");
    push_filter(&mut sql, deployment, query);
    sql.push(format_args!(" LIMIT {}) AS found", SEARCH_COUNT_CAP + 1));
    sql
}

/// Words and notes have been put in lower case by the same rule, Rust's, so bytes decide. App IDs are in lower case.
fn push_filter(sql: &mut QueryBuilder<Postgres>, deployment: &str, query: &ListQuery) {
    sql.push(" WHERE deployment = ").push_bind(deployment.to_owned());
    for word in &query.words {
        sql.push(" AND (strpos(note_lower, ").push_bind(findable(word));
        sql.push(") > 0 OR strpos(app_id, ").push_bind(findable(word)).push(") > 0)");
    }
    let now = query.now.as_millisecond();
    match query.filter {
        None => {}
        Some(Filter::NeverExpires) => drop(sql.push(" AND expires_at IS NULL")),
        Some(Filter::ExpiresSoon) => {
            sql.push(" AND expires_at > ").push_bind(now);
            sql.push(" AND expires_at <= ").push_bind(query.soon().as_millisecond());
        }
        Some(Filter::Expired) => drop(sql.push(" AND expires_at <= ").push_bind(now)),
        Some(Filter::Disabled) => drop(sql.push(" AND disabled_at IS NOT NULL")),
        Some(Filter::Unused) => {
            let long_ago = query.long_ago().as_millisecond();
            sql.push(" AND created_at < ").push_bind(long_ago);
            sql.push(
                " AND NOT EXISTS (SELECT 1 FROM key_uses WHERE key_uses.app_id = api_keys.app_id AND last_used_at >= ",
            );
            sql.push_bind(long_ago).push(")");
        }
    }
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
