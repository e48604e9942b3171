//! What a list reads, counted by the database itself.

#[path = "../../../tests/server/postgres.rs"]
#[expect(dead_code, reason = "the server's other tests use the rest of it")]
mod cluster;

use backend::store::{ListQuery, Position, SortValue};
use contract::{Filter, Sort};
use jiff::Timestamp;
use sqlx::{Connection, PgConnection};

use self::cluster::{Cluster, TestDatabase};
use super::{count_query, page_query};
use crate::store::PostgresStore;

const KEYS: i64 = 20_000;
const LIMIT: u32 = 100;

/// A database with many keys, as wide as keys are, once it has come to rest.
async fn many_keys() -> (TestDatabase, PgConnection) {
    let database = Cluster::shared().database().await;
    PostgresStore::open(&database.url()).await.expect("a store");
    let mut connection = database.connect().await;
    let keys = "INSERT INTO api_keys (app_id, deployment, note, note_lower, secret_hash, secret_issued_at, created_at, \
                updated_at, version, access) SELECT md5(n::text), 'd', 'Note ' || n, 'note ' || n, '', n, n, n, 1, \
                (SELECT jsonb_agg('GET /endpoint/' || m) FROM generate_series(1, 40) AS m) \
                FROM generate_series(1, $1) AS n";
    sqlx::query(keys).bind(KEYS).execute(&mut connection).await.expect("many keys");
    for rest in ["VACUUM ANALYZE", "SET max_parallel_workers_per_gather = 0"] {
        sqlx::raw_sql(rest).execute(&mut connection).await.expect("a database at rest");
    }
    (database, connection)
}

/// What was read for a query.
#[derive(Debug, PartialEq, sqlx::FromRow)]
struct Read {
    /// How often the whole table was read.
    scans: i64,
    /// How many rows of it were read one by one.
    rows: i64,
    /// How many entries of the indexes for lists were read.
    entries: i64,
}

async fn read(connection: &mut PgConnection, query: &ListQuery, counts: bool) -> Read {
    let mut transaction = connection.begin().await.expect("a transaction");
    // What is counted so far may be of transactions before this one.
    let before = so_far(&mut transaction).await;
    let mut sql = if counts { count_query("d", query) } else { page_query("d", query) };
    sql.build().persistent(false).fetch_all(&mut *transaction).await.expect("rows");
    let after = so_far(&mut transaction).await;
    transaction.rollback().await.expect("an end");
    let Read { scans, rows, entries } = after;
    Read { scans: scans - before.scans, rows: rows - before.rows, entries: entries - before.entries }
}

async fn so_far(connection: &mut PgConnection) -> Read {
    let read = sqlx::query_as(
        "SELECT seq_scan AS scans, idx_tup_fetch AS rows, \
         pg_stat_get_xact_tuples_returned('api_keys_by_creation'::regclass) \
         + pg_stat_get_xact_tuples_returned('api_keys_by_note'::regclass) AS entries \
         FROM pg_stat_xact_user_tables WHERE relname = 'api_keys'",
    );
    read.fetch_one(connection).await.expect("numbers")
}

fn query(sort: Sort) -> ListQuery {
    let now = Timestamp::now();
    ListQuery { words: Vec::new(), filter: None, sort, after: None, limit: LIMIT, catalog: None, now }
}

/// In the middle of the list.
fn middle(sort: Sort) -> Position {
    let value = match sort {
        Sort::NewestFirst | Sort::OldestFirst => SortValue::Created(KEYS / 2),
        Sort::Note | Sort::NoteReversed => SortValue::Note("note 5".into()),
    };
    Position { value, app_id: "a".into() }
}

#[tokio::test]
async fn a_page_costs_what_it_shows_wherever_it_begins() {
    let (_database, mut connection) = many_keys().await;
    let page = i64::from(LIMIT) + 1;
    for sort in Sort::ALL {
        for after in [None, Some(middle(sort))] {
            let read = read(&mut connection, &ListQuery { after, ..query(sort) }, false).await;
            assert_eq!(read, Read { scans: 0, rows: page, entries: page }, "{sort:?}");
        }
    }
    let whole = read(&mut connection, &query(Sort::Note), true).await;
    assert_eq!(whole, Read { scans: 0, rows: 0, entries: 0 }, "the number of all keys is kept");
}

#[tokio::test]
async fn a_search_and_a_filter_read_an_index_and_no_row_that_they_do_not_show() {
    let (_database, mut connection) = many_keys().await;
    for sort in Sort::ALL {
        let search = |word: &str| ListQuery { words: vec![word.into()], ..query(sort) };
        let filter = |filter| ListQuery { filter: Some(filter), ..query(sort) };
        let cases = [
            ("nothing", search("nothing at all"), 0, KEYS),
            ("few", search("note 1234"), 11, KEYS),
            ("disabled", filter(Filter::Disabled), 0, KEYS),
            ("expired", filter(Filter::Expired), 0, KEYS),
            ("soon", filter(Filter::ExpiresSoon), 0, KEYS),
        ];
        for (name, query, rows, entries) in cases {
            let page = read(&mut connection, &query, false).await;
            assert_eq!(page, Read { scans: 0, rows, entries }, "{name}, {sort:?}");
            let count = read(&mut connection, &query, true).await;
            assert_eq!(count, Read { scans: 0, rows: 0, entries }, "the count of {name}, {sort:?}");
        }
        // The first matches are enough.
        let many = read(&mut connection, &search("note"), false).await;
        let page = i64::from(LIMIT) + 1;
        assert_eq!(many, Read { scans: 0, rows: page, entries: page }, "many, {sort:?}");
    }
}
