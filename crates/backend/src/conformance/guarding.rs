//! What guards a key, and what is noted of its use.

use contract::{Access, EndpointId};

use super::{at, by, change, deleted, guard, new_key, secret, set, stored};
use crate::{
    Store,
    store::{Guard, LastUse, NewKey, Use},
};

fn used(app_id: &str, milliseconds: i64, endpoint: Option<&str>) -> Use {
    let endpoint = endpoint.map(|text| EndpointId::from(text.to_owned()));
    Use { deployment: "d".into(), app_id: app_id.into(), at: at(milliseconds), endpoint }
}

async fn last_use(store: &dyn Store, app_id: &str) -> Option<LastUse> {
    store.get("d", app_id).await.expect("the store answers").expect("a key").last_used
}

/// A guard has what is stored, and grants what the set holds; full access grants everything.
pub async fn a_guard_says_what_the_key_grants_now(store: &dyn Store) {
    let new = NewKey { expires_at: Some(at(9)), ..new_key("one") };
    stored(store, &new).await;
    let expected = Guard {
        secret: new.secret.clone(),
        previous: None,
        grants: true,
        expires_at: Some(at(9)),
        disabled: false,
        use_noted: false,
    };
    assert_eq!(guard(store, "one", Some("GET /a")).await, Some(expected.clone()));
    for other in [Some("GET /c"), Some("GET /"), Some("POST /a"), Some("GET /a "), Some("get /a"), None] {
        assert_eq!(guard(store, "one", other).await, Some(Guard { grants: false, ..expected.clone() }), "{other:?}");
    }
    stored(store, &NewKey { access: Access::Full, ..new_key("two") }).await;
    for any in [Some("GET /whatever"), None] {
        assert!(guard(store, "two", any).await.is_some_and(|guard| guard.grants), "{any:?}");
    }
    assert_eq!(guard(store, "three", None).await, None);
    assert_eq!(store.guard("other", "one", None).await.expect("the store answers"), None);
}

/// What a change has made of a key guards it from its answer on.
pub async fn a_guard_is_never_older_than_an_answered_change(store: &dyn Store) {
    stored(store, &new_key("one")).await;
    let grants = async |endpoint| guard(store, "one", Some(endpoint)).await.is_some_and(|guard| guard.grants);
    // Asked before each change, so that whatever keeps answers has one to forget.
    assert!(grants("GET /a").await);
    store.update("d", "one", &change(1, set(&["GET /b"]))).await.expect("the store answers");
    assert!(!grants("GET /a").await);
    assert!(grants("GET /b").await);
    store.set_disabled("d", "one", true, &by(at(6))).await.expect("the store answers");
    assert!(guard(store, "one", None).await.is_some_and(|guard| guard.disabled));
    assert!(deleted(store, "d", "one", at(7)).await);
    assert_eq!(guard(store, "one", None).await, None);
}

/// The first use of the present secret is noted; that of another one is not, and says so.
pub async fn the_first_use_of_a_secret_is_noted_once_and_only_of_the_present_one(store: &dyn Store) {
    let new = new_key("one");
    stored(store, &new).await;
    let mark = async |secret, now| store.mark_used("d", "one", secret, now).await.expect("the store answers");
    let noted = async || guard(store, "one", None).await.expect("a guard").use_noted;
    let other = secret();
    assert!(!mark(&other, at(1)).await);
    assert!(!noted().await);
    assert!(mark(&new.secret, at(2)).await);
    assert!(noted().await);
    assert!(mark(&new.secret, at(3)).await);
    assert!(!store.mark_used("other", "one", &new.secret, at(4)).await.expect("the store answers"));
}

/// Uses may be told late and out of order, by several servers: the latest stands.
pub async fn the_last_use_is_the_latest_whatever_order_they_are_told_in(store: &dyn Store) {
    stored(store, &new_key("one")).await;
    stored(store, &new_key("two")).await;
    assert_eq!(last_use(store, "one").await, None);
    let uses = [used("one", 5, Some("GET /b")), used("two", 1, None), used("one", 3, Some("GET /a"))];
    store.record_uses(&uses).await.expect("the store answers");
    let expected = Some(LastUse { at: at(5), endpoint: Some(EndpointId::from("GET /b".to_owned())) });
    assert_eq!(last_use(store, "one").await, expected);
    store.record_uses(&[used("one", 4, None)]).await.expect("the store answers");
    assert_eq!(last_use(store, "one").await, expected);
    store.record_uses(&[used("one", 6, None)]).await.expect("the store answers");
    assert_eq!(last_use(store, "one").await, Some(LastUse { at: at(6), endpoint: None }));
    assert_eq!(last_use(store, "two").await, Some(LastUse { at: at(1), endpoint: None }));
    let key = store.get("d", "one").await.expect("the store answers").expect("a key");
    assert_eq!((key.version, key.updated_at), (1, at(0)), "a use is no change");
}

/// A use that is told after the key was deleted, or of another deployment's key, is dropped.
pub async fn uses_of_keys_that_are_gone_are_dropped(store: &dyn Store) {
    stored(store, &new_key("one")).await;
    stored(store, &new_key("two")).await;
    assert!(deleted(store, "d", "one", at(1)).await);
    let elsewhere = Use { deployment: "other".into(), ..used("two", 2, None) };
    store.record_uses(&[used("one", 2, None), elsewhere, used("never", 2, None)]).await.expect("the store answers");
    store.record_uses(&[]).await.expect("the store answers");
    assert_eq!(store.get("d", "one").await.expect("the store answers"), None);
    assert_eq!(last_use(store, "two").await, None);
}
