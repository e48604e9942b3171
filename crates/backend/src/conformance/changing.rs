//! Changing and deleting.

use contract::Access;

use super::{at, by, change, deleted, guard, new_key, set, stored};
use crate::{
    Store,
    store::{KeyChange, StoredKey, Updated},
};

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
    assert!(deleted(store, "d", "one", at(1)).await);
    assert!(!deleted(store, "d", "one", at(2)).await);
    assert_eq!(store.get("d", "one").await.expect("the store answers"), None);
    assert_eq!(guard(store, "one", None).await, None);
    assert_eq!(update(store, "one", &change(1, Access::Full)).await, Updated::Missing);
    assert!(store.get("d", "two").await.expect("the store answers").is_some());
}

/// Disabled a key says since when; enabled again it is as before, but for its version.
pub async fn a_key_is_disabled_and_enabled_again(store: &dyn Store) {
    let key = stored(store, &new_key("one")).await;
    let set =
        async |disabled, now| store.set_disabled("d", "one", disabled, &by(now)).await.expect("the store answers");
    let disabled = StoredKey { disabled_at: Some(at(7)), updated_at: at(7), version: 2, ..key.clone() };
    assert_eq!(set(true, at(7)).await, Some(disabled.clone()));
    assert_eq!(store.get("d", "one").await.expect("the store answers"), Some(disabled));
    assert!(guard(store, "one", None).await.is_some_and(|guard| guard.disabled));
    assert_eq!(set(false, at(8)).await, Some(StoredKey { updated_at: at(8), version: 3, ..key }));
    assert!(guard(store, "one", None).await.is_some_and(|guard| !guard.disabled));
}

/// Disabling what is disabled changes nothing; disabling what does not exist finds none.
pub async fn what_is_so_already_is_no_change(store: &dyn Store) {
    let key = stored(store, &new_key("one")).await;
    let set = async |deployment, app_id, disabled, now| {
        store.set_disabled(deployment, app_id, disabled, &by(now)).await.expect("the store answers")
    };
    assert_eq!(set("d", "one", false, at(1)).await, Some(key));
    let disabled = set("d", "one", true, at(2)).await;
    assert_eq!(set("d", "one", true, at(3)).await, disabled);
    assert_eq!(set("other", "one", false, at(4)).await, None);
    assert_eq!(set("d", "two", true, at(4)).await, None);
    assert_eq!(store.get("d", "one").await.expect("the store answers"), disabled);
}
