//! Listing keys by where they are in their life.

use contract::{Filter, Sort};
use jiff::{SignedDuration, Timestamp};

use super::{
    after as later, at, by,
    listing::{after, ids, list, query},
    new_key, stored,
};
use crate::{
    Store,
    store::{ListQuery, NewKey, Use},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A hundred days after the first key was made.
fn today() -> Timestamp {
    later(100 * DAY)
}

async fn add(store: &dyn Store, app_id: &str, created: Timestamp, expires_at: Option<Timestamp>) {
    stored(store, &NewKey { now: created, expires_at, ..new_key(app_id) }).await;
}

async fn used(store: &dyn Store, app_id: &str, at: Timestamp) {
    let used = Use { deployment: "d".into(), app_id: app_id.into(), at, endpoint: None };
    store.record_uses(&[used]).await.expect("the store answers");
}

fn filtered(filter: Filter) -> ListQuery {
    ListQuery { filter: Some(filter), now: today(), ..query(Sort::OldestFirst, 100) }
}

/// Each filter shows its keys and counts them, to the millisecond where it is about a time.
pub async fn a_filter_shows_the_keys_that_are_where_it_says(store: &dyn Store) {
    let millisecond = SignedDuration::from_millis(1);
    let long_ago = later(10 * DAY);
    add(store, "expired", at(1), Some(today())).await;
    add(store, "soon", at(2), Some(today() + millisecond)).await;
    add(store, "soon-at-the-end", at(3), Some(today() + 14 * DAY)).await;
    add(store, "late", at(4), Some(today() + 14 * DAY + millisecond)).await;
    add(store, "never", at(5), None).await;
    add(store, "made-lately", long_ago, None).await;
    add(store, "disabled", long_ago + millisecond, None).await;
    store.set_disabled("d", "disabled", true, &by(today())).await.expect("the store answers");
    for (app_id, at) in [("late", long_ago), ("soon", long_ago - millisecond), ("expired", today())] {
        used(store, app_id, at).await;
    }
    for (filter, expected) in [
        (Filter::Expired, &["expired"][..]),
        (Filter::ExpiresSoon, &["soon", "soon-at-the-end"]),
        (Filter::NeverExpires, &["never", "made-lately", "disabled"]),
        (Filter::Unused, &["soon", "soon-at-the-end", "never"]),
        (Filter::Disabled, &["disabled"]),
    ] {
        let page = list(store, &filtered(filter)).await;
        assert_eq!(ids(&page.rows), expected, "{filter:?}");
        assert_eq!((page.count, page.capped), (expected.len() as u64, false), "{filter:?}");
    }
}

/// A filter narrows a search, in every order and page by page.
pub async fn a_filter_goes_with_search_order_and_pages(store: &dyn Store) {
    for (number, app_id) in ["a1", "b1", "a2", "a3"].into_iter().enumerate() {
        add(store, app_id, at(number as i64), None).await;
    }
    add(store, "a4", at(9), Some(today() + DAY)).await;
    for sort in Sort::ALL {
        let expected = match sort {
            Sort::OldestFirst | Sort::Note => ["a1", "a2", "a3"],
            Sort::NewestFirst | Sort::NoteReversed => ["a3", "a2", "a1"],
        };
        let query = ListQuery { words: vec!["a".into()], sort, limit: 2, ..filtered(Filter::NeverExpires) };
        let first = list(store, &query).await;
        assert_eq!((ids(&first.rows), first.more, first.count), (expected[..2].to_vec(), true, 3), "{sort:?}");
        let place = first.rows.last().map(|row| after(sort, row));
        let rest = list(store, &ListQuery { after: place, ..query }).await;
        assert_eq!((ids(&rest.rows), rest.more, rest.count), (expected[2..].to_vec(), false, 3), "{sort:?}");
    }
}
