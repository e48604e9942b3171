//! Creating, and creating again when the answer was lost.

use contract::Access;
use jiff::SignedDuration;

use super::{after, at, change, deleted, guard, new_key, secret, set, stored};
use crate::{
    Store,
    store::{Created, NewKey, REISSUE_WITHIN, REMEMBER_DELETED_FOR, StoredKey},
};

const MILLISECOND: SignedDuration = SignedDuration::from_millis(1);

/// What a retry sends: the same request with a new App ID and a new secret in hand, later.
fn retry(first: &NewKey, wait: SignedDuration) -> NewKey {
    NewKey { app_id: format!("{}again", first.app_id), secret: secret(), now: after(wait), ..first.clone() }
}

async fn create(store: &dyn Store, new: &NewKey) -> Created {
    store.create(new).await.expect("the store answers")
}

async fn secret_is(store: &dyn Store, new: &NewKey, of: &NewKey) -> bool {
    guard(store, &of.app_id, None).await.is_some_and(|guard| guard.secret == new.secret)
}

/// A new key is found as it was stored.
pub async fn a_new_key_is_found_as_it_was_stored(store: &dyn Store) {
    let sets = [set(&["GET /b", "GET /a"]), Access::Full];
    for (access, app_id) in sets.into_iter().zip(["one", "two"]) {
        let expires_at = (app_id == "two").then(|| at(9));
        let new =
            NewKey {
                access: access.clone(), expires_at, note: "Ünïcode 'quoted' %_\\ 🦀".into(), ..new_key(app_id)
            };
        let expected = StoredKey {
            app_id: app_id.into(),
            note: new.note.clone(),
            access,
            created_at: at(0),
            updated_at: at(0),
            version: 1,
            expires_at: new.expires_at,
            disabled_at: None,
            previous_until: None,
            last_used: None,
        };
        assert_eq!(create(store, &new).await, Created::New(expected.clone()));
        assert_eq!(store.get("d", app_id).await.expect("the store answers"), Some(expected));
        assert!(secret_is(store, &new, &new).await);
    }
}

/// A key belongs to its deployment alone: asked for under another, there is none.
pub async fn a_key_belongs_to_its_deployment_alone(store: &dyn Store) {
    stored(store, &new_key("one")).await;
    assert_eq!(store.get("other", "one").await.expect("the store answers"), None);
    assert_eq!(store.guard("other", "one", None).await.expect("the store answers"), None);
    assert!(!deleted(store, "other", "one", at(1)).await);
    assert!(store.get("d", "one").await.expect("the store answers").is_some());
}

/// A retry finds the same key, and the lost secret dies.
pub async fn a_retry_finds_the_same_key_and_replaces_its_secret(store: &dyn Store) {
    let first = new_key("one");
    let key = stored(store, &first).await;
    for wait in [MILLISECOND, REISSUE_WITHIN - MILLISECOND] {
        let again = retry(&first, wait);
        assert_eq!(create(store, &again).await, Created::Reissued(key.clone()));
        assert!(secret_is(store, &again, &first).await);
        assert!(!secret_is(store, &first, &first).await);
        assert_eq!(store.get("d", &again.app_id).await.expect("the store answers"), None);
    }
}

/// The same `Idempotency-Key` with another body changes nothing, also when the key is deleted.
pub async fn a_retry_with_another_body_changes_nothing(store: &dyn Store) {
    let first = new_key("one");
    stored(store, &first).await;
    let other = NewKey { body_hash: [8; 32], ..retry(&first, MILLISECOND) };
    assert_eq!(create(store, &other).await, Created::BodyDiffers);
    assert!(secret_is(store, &first, &first).await);
    assert!(deleted(store, "d", "one", at(2)).await);
    assert_eq!(create(store, &other).await, Created::BodyDiffers);
}

/// An `Idempotency-Key` is its principal's and its deployment's own.
pub async fn the_same_idempotency_key_of_another_principal_or_deployment_is_another_request(store: &dyn Store) {
    let first = new_key("one");
    stored(store, &first).await;
    stored(store, &NewKey { app_id: "two".into(), principal: "other".into(), ..first.clone() }).await;
    stored(store, &NewKey { app_id: "three".into(), deployment: "other".into(), ..first }).await;
}

/// After ten minutes no secret is issued again.
pub async fn a_retry_after_ten_minutes_finds_the_secret_lost(store: &dyn Store) {
    let first = new_key("one");
    stored(store, &first).await;
    let late = retry(&first, REISSUE_WITHIN + MILLISECOND);
    assert_eq!(create(store, &late).await, Created::SecretLost("one".into()));
    assert!(secret_is(store, &first, &first).await);
}

/// Once the secret has been used, it was not lost: it is not replaced.
pub async fn a_retry_after_the_first_use_finds_the_secret_lost(store: &dyn Store) {
    let first = new_key("one");
    stored(store, &first).await;
    for now in [at(1), at(2)] {
        assert!(store.mark_used("d", "one", &first.secret, now).await.expect("the store answers"));
    }
    assert_eq!(create(store, &retry(&first, 3 * MILLISECOND)).await, Created::SecretLost("one".into()));
    assert!(secret_is(store, &first, &first).await);
}

/// A retry after the deletion makes no second key for a day; then the `Idempotency-Key` is forgotten.
pub async fn a_retry_after_the_deletion_finds_the_key_deleted_for_a_day(store: &dyn Store) {
    let first = new_key("one");
    stored(store, &first).await;
    assert!(deleted(store, "d", "one", at(0)).await);
    for wait in [MILLISECOND, REMEMBER_DELETED_FOR - MILLISECOND] {
        assert_eq!(create(store, &retry(&first, wait)).await, Created::Deleted("one".into()));
    }
    let forgotten = retry(&first, REMEMBER_DELETED_FOR + MILLISECOND);
    assert_eq!(stored(store, &forgotten).await.app_id, forgotten.app_id);
}

/// A retry finds the key as somebody has changed it since.
pub async fn a_retry_finds_the_key_as_it_was_changed_since(store: &dyn Store) {
    let first = new_key("one");
    stored(store, &first).await;
    store.update("d", "one", &change(1, set(&["GET /c"]))).await.expect("the store answers");
    let Created::Reissued(key) = create(store, &retry(&first, 9 * MILLISECOND)).await else {
        panic!("the secret is issued again");
    };
    assert_eq!((key.note.as_str(), key.version, key.updated_at), ("changed", 2, at(5)));
}

/// Noting the use of a key that has been deleted meanwhile is no error, and makes none.
pub async fn using_a_key_that_does_not_exist_is_no_error(store: &dyn Store) {
    assert!(!store.mark_used("d", "one", &secret(), at(0)).await.expect("the store answers"));
    assert_eq!(store.get("d", "one").await.expect("the store answers"), None);
}
