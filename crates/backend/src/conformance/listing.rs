//! Listing, page by page, and searching.

use contract::Sort;

use super::{at, new_key, stored};
use crate::{
    Store,
    store::{KeyPage, ListQuery, ListedKey, NewKey, Position, SEARCH_COUNT_CAP, SortValue},
};

pub(super) fn query(sort: Sort, limit: u32) -> ListQuery {
    ListQuery { words: Vec::new(), filter: None, sort, after: None, limit, catalog: None, now: at(0) }
}

fn search(words: &[&str]) -> ListQuery {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    ListQuery { words, ..query(Sort::OldestFirst, 100) }
}

pub(super) async fn list(store: &dyn Store, query: &ListQuery) -> KeyPage {
    store.list("d", query).await.expect("the store answers")
}

/// The place after a row.
pub(super) fn after(sort: Sort, row: &ListedKey) -> Position {
    let value = match sort {
        Sort::NewestFirst | Sort::OldestFirst => SortValue::Created(row.created_at.as_millisecond()),
        Sort::Note | Sort::NoteReversed => SortValue::Note(row.note.to_lowercase()),
    };
    Position { value, app_id: row.app_id.clone() }
}

pub(super) async fn add(store: &dyn Store, app_id: &str, note: &str, created: i64) {
    stored(store, &NewKey { note: note.into(), now: at(created), ..new_key(app_id) }).await;
}

pub(super) fn ids(rows: &[ListedKey]) -> Vec<&str> {
    rows.iter().map(|row| row.app_id.as_str()).collect()
}

/// A deployment without keys has an empty list, whatever others have.
pub async fn an_empty_list_has_no_rows_and_counts_none(store: &dyn Store) {
    stored(store, &NewKey { deployment: "other".into(), ..new_key("one") }).await;
    let page = list(store, &query(Sort::NewestFirst, 10)).await;
    assert_eq!((page.rows.len(), page.more, page.count, page.capped), (0, false, 0, false));
}

/// Read page by page, the list has every row once and in order, and every page counts all of them.
pub async fn pages_hold_every_row_once_in_every_order(store: &dyn Store) {
    // By creation: e c a d b. By note (lower case, by code point): "" < "alpha" < "beta" < "zeta" < "éclair".
    for (app_id, note, created) in
        [("a", "Zeta", 3), ("b", "alpha", 5), ("c", "éclair", 2), ("d", "Beta", 4), ("e", "", 1)]
    {
        add(store, app_id, note, created).await;
    }
    for (sort, expected) in [
        (Sort::OldestFirst, ["e", "c", "a", "d", "b"]),
        (Sort::NewestFirst, ["b", "d", "a", "c", "e"]),
        (Sort::Note, ["e", "b", "d", "a", "c"]),
        (Sort::NoteReversed, ["c", "a", "d", "b", "e"]),
    ] {
        let (mut query, mut rows) = (query(sort, 2), Vec::new());
        loop {
            let page = list(store, &query).await;
            assert_eq!((page.count, page.capped), (5, false), "{sort:?}");
            rows.extend(page.rows);
            assert_eq!(page.more, rows.len() < 5, "{sort:?}");
            if !page.more {
                break;
            }
            query.after = rows.last().map(|row| after(sort, row));
        }
        assert_eq!(ids(&rows), expected, "{sort:?}");
    }
}

/// Among equals App IDs decide, in the direction of the list.
pub async fn rows_of_the_same_value_are_ordered_by_app_id_in_the_same_direction(store: &dyn Store) {
    for app_id in ["b", "c", "a"] {
        add(store, app_id, "same", 0).await;
    }
    for sort in Sort::ALL {
        let ascending = matches!(sort, Sort::OldestFirst | Sort::Note);
        let expected = if ascending { ["a", "b", "c"] } else { ["c", "b", "a"] };
        let first = list(store, &query(sort, 1)).await;
        let rest = ListQuery { after: first.rows.last().map(|row| after(sort, row)), ..query(sort, 2) };
        let rest = list(store, &rest).await;
        assert_eq!([ids(&first.rows), ids(&rest.rows)].concat(), expected, "{sort:?}");
        assert!(first.more && !rest.more, "{sort:?}");
    }
}

/// A search is for every word, in App ID or note, whatever the case, also outside ASCII.
pub async fn every_word_of_a_search_must_be_found_in_app_id_or_note(store: &dyn Store) {
    add(store, "abc", "Grafana ÉCLAIR", 0).await;
    add(store, "xyz", "grafana exporter", 1).await;
    add(store, "qqq", "", 2).await;
    add(store, "ooo", "ΟΔΟΣ Straße 監視", 3).await;
    for (words, expected) in [
        (&["grafana"][..], &["abc", "xyz"][..]),
        (&["éclair"], &["abc"]),
        (&["exporter", "grafana"], &["xyz"]),
        (&["grafana", "xy"], &["xyz"]),
        (&["grafana", "abc", "q"], &[]),
        (&["grafana exporter"], &["xyz"]),
        (&["οδος", "視"], &["ooo"]),
        (&["straße"], &["ooo"]),
        (&["strasse"], &[]),
        (&["c grafana"], &[]),
        (&["nothing"], &[]),
    ] {
        let page = list(store, &search(words)).await;
        assert_eq!(ids(&page.rows), expected, "{words:?}");
        assert_eq!((page.count, page.capped), (expected.len() as u64, false), "{words:?}");
    }
}

/// What a database takes for wildcards or quotes are letters like any other.
pub async fn a_search_takes_wildcards_literally(store: &dyn Store) {
    for (app_id, note) in [("a", "100% sure"), ("b", "snake_case"), ("c", r"back\slash"), ("d", "it's"), ("e", "*?[")] {
        add(store, app_id, note, 0).await;
    }
    for (word, expected) in [("%", "a"), ("_", "b"), (r"\", "c"), ("'", "d"), ("*", "e"), ("[", "e")] {
        assert_eq!(ids(&list(store, &search(&[word])).await.rows), [expected], "{word}");
    }
}

/// A search is counted up to the cap, and says when there is more; without a search the count is exact.
pub async fn a_search_is_counted_up_to_the_cap(store: &dyn Store) {
    let counted = async |query: ListQuery| {
        let page = list(store, &query).await;
        (page.count, page.capped)
    };
    for number in 0..SEARCH_COUNT_CAP {
        add(store, &format!("k{number}"), "exporter", 0).await;
    }
    assert_eq!(counted(search(&["exporter"])).await, (SEARCH_COUNT_CAP, false));
    add(store, "one-more", "exporter", 0).await;
    assert_eq!(counted(search(&["exporter"])).await, (SEARCH_COUNT_CAP, true));
    assert_eq!(counted(query(Sort::Note, 100)).await, (SEARCH_COUNT_CAP + 1, false));
}
