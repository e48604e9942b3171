//! Paging forward while others create, change and delete.

use contract::Sort;

use super::{
    at, change, deleted,
    listing::{add, after, ids, list, query},
    new_key, set, stored,
};
use crate::{
    Store,
    store::{KeyChange, KeyPage, ListQuery, ListedKey, NewKey, Updated},
};

/// The page after this row.
async fn next(store: &dyn Store, sort: Sort, row: &ListedKey, limit: u32) -> KeyPage {
    list(store, &ListQuery { after: Some(after(sort, row)), ..query(sort, limit) }).await
}

async fn rename(store: &dyn Store, app_id: &str, note: &str) {
    let change = KeyChange { note: note.into(), now: at(99), ..change(1, set(&["GET /a"])) };
    let outcome = store.update("d", app_id, &change).await.expect("the store answers");
    assert!(matches!(outcome, Updated::Done(_)), "{outcome:?}");
}

async fn delete(store: &dyn Store, app_id: &str) {
    assert!(deleted(store, "d", app_id, at(99)).await, "{app_id}");
}

/// A page goes on where the one before ended, in every order, also when the row there has gone and others have come
/// before and behind it.
pub async fn a_page_goes_on_where_it_ended_although_rows_came_and_went(store: &dyn Store) {
    for (number, sort) in Sort::ALL.into_iter().enumerate() {
        let id = |letter: &str| format!("{letter}{number}");
        for (created, letter) in ["b", "d", "f", "h"].into_iter().enumerate() {
            add(store, &id(letter), letter, 10 + 2 * created as i64).await;
        }
        let ascending = matches!(sort, Sort::OldestFirst | Sort::Note);
        let (first, gone, behind, last) = if ascending { ("b", "d", "f", "h") } else { ("h", "f", "d", "b") };
        let page = list(store, &query(sort, 2)).await;
        assert_eq!(ids(&page.rows), [id(first), id(gone)], "{sort:?}");
        delete(store, &id(gone)).await;
        // Before everything, between what was shown, right behind the place, and at the end.
        for (letter, created) in [("a", 9), ("c", 11), ("e", 13), ("g", 15), ("i", 17)] {
            add(store, &id(letter), letter, created).await;
        }
        let rest = next(store, sort, &page.rows[1], 9).await;
        let expected = if ascending { ["e", behind, "g", last, "i"] } else { ["e", behind, "c", last, "a"] };
        assert_eq!(ids(&rest.rows), expected.map(id), "{sort:?}");
        assert_eq!((rest.more, rest.count), (false, 8), "{sort:?}");
        for row in list(store, &query(sort, 100)).await.rows {
            delete(store, &row.app_id).await;
        }
    }
}

/// Keys that nobody touches come exactly once, in order, whatever is created, changed and deleted around them
/// between two pages; equal values are no exception.
pub async fn what_nobody_touches_comes_once_in_every_order_while_others_create_change_and_delete(store: &dyn Store) {
    let still = |app_id: &str| app_id.starts_with("still");
    for number in 0..12 {
        // Three share a time and a note.
        add(store, &format!("still{number:02}"), &format!("note {}", number / 3), number / 3).await;
    }
    for (round, sort) in Sort::ALL.into_iter().enumerate() {
        let moving = |number: usize| format!("moving{round}x{number:02}");
        for number in 0..12 {
            add(store, &moving(number), &format!("note {}", number % 4), number as i64 % 4).await;
        }
        let (mut page, mut seen, mut turn) = (list(store, &query(sort, 3)).await, Vec::new(), 0);
        loop {
            seen.extend(page.rows.iter().filter(|row| still(&row.app_id)).cloned());
            let Some(last) = page.rows.last().filter(|_| page.more).cloned() else { break };
            // The row at the place goes when it may, another changes its note, a third comes.
            if !still(&last.app_id) {
                delete(store, &last.app_id).await;
            } else if store
                .get("d", &moving(turn))
                .await
                .expect("the store answers")
                .is_some_and(|key| key.version == 1)
            {
                rename(store, &moving(turn), &format!("note {}", 3 - turn % 4)).await;
            }
            if turn < 12 {
                add(store, &format!("come{round}x{turn:02}"), &format!("note {}", turn % 4), turn as i64 % 4).await;
            }
            turn += 1;
            page = next(store, sort, &last, 3).await;
        }
        let mut expected: Vec<_> = (0..12).map(|number| format!("still{number:02}")).collect();
        if matches!(sort, Sort::NewestFirst | Sort::NoteReversed) {
            expected.reverse();
        }
        assert_eq!(ids(&seen), expected, "{sort:?}");
    }
}

/// A key whose note is changed between two pages moves in the orders by note, and only there: it may come twice or not
/// at all, for the list itself has changed. What it is when it comes is what it is now.
pub async fn a_key_whose_note_is_changed_moves_with_it_in_the_orders_by_note(store: &dyn Store) {
    for (created, app_id) in ["a", "b", "c", "d"].into_iter().enumerate() {
        add(store, app_id, app_id, created as i64).await;
    }
    let by_note = list(store, &query(Sort::Note, 2)).await;
    let by_time = list(store, &query(Sort::OldestFirst, 2)).await;
    rename(store, "a", "x").await;
    rename(store, "d", "0").await;
    let rest = next(store, Sort::Note, &by_note.rows[1], 9).await.rows;
    assert_eq!(ids(&rest), ["c", "a"], "a again, as it is now; d has moved to before the place");
    assert_eq!((rest[1].note.as_str(), rest[1].version), ("x", 2));
    let rest = next(store, Sort::OldestFirst, &by_time.rows[1], 9).await.rows;
    assert_eq!(ids(&rest), ["c", "d"]);
}

/// The count of a list is that of the keys there are, of this deployment alone.
pub async fn the_count_follows_what_is_created_and_deleted(store: &dyn Store) {
    let counted = async || list(store, &query(Sort::Note, 1)).await.count;
    for app_id in ["a", "b", "c"] {
        add(store, app_id, "", 0).await;
    }
    stored(store, &NewKey { deployment: "other".into(), ..new_key("elsewhere") }).await;
    assert_eq!(counted().await, 3);
    // Neither a retry nor a change is another key, and what is not there is not deleted.
    store.create(&new_key("a")).await.expect("the store answers");
    rename(store, "a", "changed").await;
    assert!(!deleted(store, "d", "elsewhere", at(9)).await);
    assert_eq!(counted().await, 3);
    for app_id in ["a", "b", "c"] {
        delete(store, app_id).await;
    }
    assert_eq!(counted().await, 0);
    add(store, "again", "", 0).await;
    assert_eq!(counted().await, 1);
}
