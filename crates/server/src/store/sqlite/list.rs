//! Pages of a deployment's keys.
//!
//! Every statement here walks an index in the order of the list, from the place where the page before ended, and reads
//! the rows that it shows. Only a search or a filter looks at keys that it does not show, in the index and not in their rows.

use backend::store::{KeyPage, ListQuery, ListedKey, Position, SEARCH_COUNT_CAP, SortValue, StoreError};
use contract::{Filter, Sort};
use sqlx::{QueryBuilder, Sqlite};

use super::{SqliteStore, store_error};
use crate::store::rows::{ListRow, list_columns};

pub(super) async fn list(store: &SqliteStore, deployment: &str, query: &ListQuery) -> Result<KeyPage, StoreError> {
    // One transaction, so that the count is of the same moment as the rows.
    let mut transaction = store.readers.begin().await.map_err(store_error)?;
    let mut rows: Vec<ListRow> =
        page_query(deployment, query).build_query_as().fetch_all(&mut *transaction).await.map_err(store_error)?;
    let more = rows.len() > query.limit as usize;
    rows.truncate(query.limit as usize);
    let count = if query.after.is_none() && !more {
        // The first page holds all there is: a search that finds little need not look a second time.
        rows.len() as u64
    } else {
        let count: Option<i64> = count_query(deployment, query)
            .build_query_scalar()
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

fn page_query(deployment: &str, query: &ListQuery) -> QueryBuilder<Sqlite> {
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
    push_filter(&mut sql, deployment, query);
    if let Some(Position { value, app_id }) = &query.after {
        sql.push(format_args!(" AND ({column}, app_id) {comparison} ("));
        match value {
            SortValue::Created(milliseconds) => sql.push_bind(*milliseconds),
            SortValue::Note(note) => sql.push_bind(note.clone()),
        };
        sql.push(", ").push_bind(app_id.clone()).push(")");
    }
    sql.push(format_args!(" ORDER BY {column} {direction}, app_id {direction} LIMIT "));
    sql.push_bind(i64::from(query.limit) + 1);
    sql
}

/// Exact and kept ready for a whole list. A search or a filter is counted until it is sure that there are more than the cap.
fn count_query(deployment: &str, query: &ListQuery) -> QueryBuilder<Sqlite> {
    if query.is_whole() {
        let mut sql = QueryBuilder::new("SELECT keys FROM key_counts WHERE deployment = ");
        sql.push_bind(deployment.to_owned());
        return sql;
    }
    let mut sql = QueryBuilder::new("SELECT count(*) FROM (SELECT 1 FROM api_keys");
    push_filter(&mut sql, deployment, query);
    sql.push(" LIMIT ").push_bind(SEARCH_COUNT_CAP.cast_signed() + 1).push(")");
    sql
}

/// Words and notes have been put in lower case by the same rule, Rust's, so bytes decide. App IDs are in lower case.
fn push_filter(sql: &mut QueryBuilder<Sqlite>, deployment: &str, query: &ListQuery) {
    sql.push(" WHERE deployment = ").push_bind(deployment.to_owned());
    for word in &query.words {
        sql.push(" AND (instr(note_lower, ").push_bind(word.clone());
        sql.push(") > 0 OR instr(app_id, ").push_bind(word.clone()).push(") > 0)");
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
            // The plus keeps SQLite from walking another index than that of the order, and sorting.
            sql.push(" AND +created_at < ").push_bind(long_ago);
            sql.push(
                " AND NOT EXISTS (SELECT 1 FROM key_uses WHERE key_uses.app_id = api_keys.app_id AND last_used_at >= ",
            );
            sql.push_bind(long_ago).push(")");
        }
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{Row, SqlSafeStr};
    use tempfile::TempDir;

    use super::*;

    /// How SQLite goes about a query.
    async fn plan(store: &SqliteStore, query: QueryBuilder<Sqlite>) -> String {
        let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", query.sql().as_str())).into_sql_str();
        let rows = sqlx::query(sql).fetch_all(&store.readers).await.expect("a plan");
        rows.iter().map(|row| row.get::<String, _>("detail")).collect::<Vec<_>>().join("; ")
    }

    #[tokio::test]
    async fn no_page_is_sorted_and_none_begins_before_its_place() {
        let folder = TempDir::new().expect("a temporary folder");
        let store = SqliteStore::open(&folder.path().join("keys.sqlite")).await.expect("a store");
        let all = |sort| ListQuery {
            words: Vec::new(),
            filter: None,
            sort,
            after: None,
            limit: 100,
            catalog: None,
            now: jiff::Timestamp::UNIX_EPOCH,
        };
        for sort in Sort::ALL {
            let (value, index, column) = match sort {
                Sort::NewestFirst | Sort::OldestFirst => (SortValue::Created(0), "api_keys_by_creation", "created_at"),
                Sort::Note | Sort::NoteReversed => (SortValue::Note("a".into()), "api_keys_by_note", "note_lower"),
            };
            let filters = Filter::ALL.map(|filter| (vec![], Some(filter)));
            let searches = [vec![], vec!["a".to_owned(), "b".to_owned()]].map(|words| (words, None));
            for (words, filter) in searches.into_iter().chain(filters) {
                for after in [None, Some(Position { value: value.clone(), app_id: "a".into() })] {
                    let from = if after.is_some() { format!(" AND ({column},app_id)") } else { String::new() };
                    let query = ListQuery { words: words.clone(), filter, after, ..all(sort) };
                    let plan = plan(&store, page_query("d", &query)).await;
                    let start = format!("SEARCH api_keys USING INDEX {index} (deployment=?{from}");
                    assert!(plan.starts_with(&start), "{filter:?} {plan}");
                    assert!(!plan.contains("TEMP B-TREE"), "{filter:?} {plan}");
                }
            }
        }
        let narrowed = Filter::ALL.map(|filter| ListQuery { filter: Some(filter), ..all(Sort::Note) });
        let search = ListQuery { words: vec!["a".to_owned()], ..all(Sort::Note) };
        for query in [&search].into_iter().chain(&narrowed) {
            let plan = plan(&store, count_query("d", query)).await;
            assert!(plan.contains("USING COVERING INDEX"), "{plan}");
        }
        let whole = plan(&store, count_query("d", &all(Sort::Note))).await;
        assert!(whole.starts_with("SEARCH key_counts USING PRIMARY KEY"), "{whole}");
    }
}
