//! Changing and deleting.

use contract::Access;

use super::{at, new_key, set, stored};
use crate::{
    Store,
    store::{KeyChange, StoredKey, Updated},
};

fn change(expected_version: u64, access: Access) -> KeyChange {
    KeyChange { expected_version, note: "changed".into(), access, tally: None, now: at(5) }
}

async fn update(store: &dyn Store, app_id: &str, change: &KeyChange) -> Updated {
    store.update("d", app_id, change).await.expect("the store answers")
}

/// A change is stored, and the version grows by one.
pub async fn a_change_from_the_current_version_is_stored(store: &dyn Store) {
    let key = stored(store, &new_key("one")).await;
    let second = StoredKey {
        note: "changed".into(),
        access: set(&["GET /a", "GET /z"]),
        updated_at: at(5),
        version: 2,
        ..key.clone()
    };
    assert_eq!(update(store, "one", &change(1, second.access.clone())).await, Updated::Done(second.clone()));
    assert_eq!(store.get("d", "one").await.expect("the store answers"), Some(second.clone()));
    let third = StoredKey { access: Access::Full, version: 3, ..second };
    assert_eq!(update(store, "one", &change(2, Access::Full)).await, Updated::Done(third));
}

/// A change that was made from another version changes nothing.
pub async fn a_change_from_another_version_changes_nothing(store: &dyn Store) {
    let key = stored(store, &new_key("one")).await;
    for version in [0, 2, u64::MAX] {
        assert_eq!(update(store, "one", &change(version, Access::Full)).await, Updated::Stale);
    }
    assert_eq!(store.get("d", "one").await.expect("the store answers"), Some(key));
}

/// A change of a key that does not exist, or of another deployment's, finds none.
pub async fn a_change_of_a_key_that_does_not_exist_finds_none(store: &dyn Store) {
    let key = stored(store, &new_key("one")).await;
    assert_eq!(update(store, "two", &change(1, Access::Full)).await, Updated::Missing);
    let other = store.update("other", "one", &change(1, Access::Full)).await.expect("the store answers");
    assert_eq!(other, Updated::Missing);
    assert_eq!(store.get("d", "one").await.expect("the store answers"), Some(key));
}

/// A deleted key is gone with its secret, and cannot be deleted again.
pub async fn a_deleted_key_is_gone_and_cannot_be_deleted_again(store: &dyn Store) {
    stored(store, &new_key("one")).await;
    stored(store, &new_key("two")).await;
    assert!(store.delete("d", "one", at(1)).await.expect("the store answers"));
    assert!(!store.delete("d", "one", at(2)).await.expect("the store answers"));
    assert_eq!(store.get("d", "one").await.expect("the store answers"), None);
    assert_eq!(store.secret("d", "one").await.expect("the store answers"), None);
    assert_eq!(update(store, "one", &change(1, Access::Full)).await, Updated::Missing);
    assert!(store.get("d", "two").await.expect("the store answers").is_some());
}
