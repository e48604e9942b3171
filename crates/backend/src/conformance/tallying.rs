//! Access in numbers, for the rows of a list.

use contract::{Access, EndpointId, Sort};

use super::{
    at, change, deleted,
    listing::{list, query},
    new_key, set, stored,
};
use crate::{
    Store,
    store::{KeyChange, ListQuery, ListedAccess, NewKey, Tally, Updated},
};

fn tally(catalog: &str, granted: u32, dropped: u32) -> Option<Tally> {
    Some(Tally { catalog: catalog.into(), granted, dropped })
}

/// What the list has of the access of the one key there is, under this catalog.
async fn listed(store: &dyn Store, catalog: Option<&str>) -> ListedAccess {
    let query = ListQuery { catalog: catalog.map(str::to_owned), ..query(Sort::NewestFirst, 9) };
    let rows = list(store, &query).await.rows;
    assert_eq!(rows.len(), 1);
    rows[0].access.clone()
}

fn uncounted(endpoints: &[&str]) -> ListedAccess {
    ListedAccess::Uncounted(endpoints.iter().map(|text| EndpointId::from((*text).to_owned())).collect())
}

/// Under the catalog that a set was counted under its numbers are listed, under any other the set itself.
pub async fn a_set_is_listed_in_numbers_under_the_catalog_that_it_was_counted_under(store: &dyn Store) {
    let new = NewKey { access: set(&["GET /b", "GET /a"]), tally: tally("one", 1, 1), ..new_key("counted") };
    stored(store, &new).await;
    assert_eq!(listed(store, Some("one")).await, ListedAccess::Counted { granted: 1, dropped: 1 });
    for catalog in [Some("two"), Some(""), None] {
        assert_eq!(listed(store, catalog).await, uncounted(&["GET /b", "GET /a"]), "{catalog:?}");
    }
    assert!(deleted(store, "d", "counted", at(1)).await);

    stored(store, &NewKey { access: set(&["GET /b"]), tally: None, ..new_key("uncounted") }).await;
    for catalog in [Some("one"), None] {
        assert_eq!(listed(store, catalog).await, uncounted(&["GET /b"]), "{catalog:?}");
    }
    assert!(deleted(store, "d", "uncounted", at(1)).await);

    stored(store, &NewKey { access: Access::Full, tally: None, ..new_key("full") }).await;
    for catalog in [Some("one"), None] {
        assert_eq!(listed(store, catalog).await, ListedAccess::Full, "{catalog:?}");
    }
}

/// A change of access brings its own numbers, and the old ones are gone, also when it brings none.
pub async fn a_change_counts_anew(store: &dyn Store) {
    stored(store, &NewKey { tally: tally("one", 2, 0), ..new_key("one") }).await;
    let changes = [
        (set(&["GET /c"]), tally("two", 0, 1), ListedAccess::Counted { granted: 0, dropped: 1 }),
        (set(&["GET /d"]), None, uncounted(&["GET /d"])),
        (set(&["GET /e"]), tally("one", 1, 0), uncounted(&["GET /e"])),
        (Access::Full, None, ListedAccess::Full),
    ];
    for (expected_version, (access, tally, expected)) in (1..).zip(changes) {
        let change = KeyChange { tally, ..change(expected_version, access) };
        let outcome = store.update("d", "one", &change).await.expect("the store answers");
        assert!(matches!(outcome, Updated::Done(_)), "{outcome:?}");
        assert_eq!(listed(store, Some("two")).await, expected);
    }
}
