//! What every database must keep, besides what the Deployment API asks of it.

use backend::{
    secret::HashedSecret,
    store::{AuditQuery, By, ListQuery, NewKey, StoreError, Use},
};
use contract::{Access, AuditAction, Role, Sort};
use jiff::{SignedDuration, Timestamp};
use server::store::{
    AccessToken, CODE_LIFETIME, CodeState, NewSession, SESSION_IDLE, ServerStore, StoredSession, TokenHash,
};

/// A key of the deployment `d`, asked for by a request of its own.
pub fn new_key(number: u8) -> NewKey {
    NewKey {
        deployment: "d".into(),
        app_id: format!("key{number}"),
        secret: HashedSecret::from_bytes([number; 32]),
        note: String::new(),
        access: Access::Full,
        tally: None,
        expires_at: None,
        now: Timestamp::now(),
        principal: "admin".into(),
        idempotency_key: number.to_string(),
        body_hash: [number; 32],
    }
}

/// The administrator, now.
pub fn by_admin() -> By {
    By { principal: "admin".into(), now: Timestamp::now() }
}

/// How many keys a list says there are.
pub async fn count(store: &dyn ServerStore) -> u64 {
    let query = ListQuery {
        words: Vec::new(),
        filter: None,
        sort: Sort::Note,
        after: None,
        limit: 1,
        catalog: None,
        now: Timestamp::now(),
    };
    store.list("d", &query).await.expect("an answer").count
}

fn session(token: &str, now: Timestamp) -> NewSession {
    NewSession { token: TokenHash::of(token), replaces: None, now }
}

/// All of many keys are stored, or none.
pub async fn many_keys_are_stored_at_once_or_none_of_them(store: &dyn ServerStore) {
    store.create_all(&mut [0, 1, 2].into_iter().map(new_key)).await.expect("new keys");
    assert_eq!(count(store).await, 3);
    assert!(store.create_all(&mut [3, 4, 1].into_iter().map(new_key)).await.is_err(), "one is there already");
    assert_eq!(count(store).await, 3);
    let query = AuditQuery { limit: 9, ..AuditQuery::default() };
    let trail = store.audit("d", &query).await.expect("an answer").entries;
    let written: Vec<_> = trail.iter().rev().map(|entry| (entry.app_id.as_str(), entry.action)).collect();
    assert_eq!(written, ["key0", "key1", "key2"].map(|app_id| (app_id, AuditAction::Created)));
}

/// What it would take to wait for is told apart from a fault.
pub async fn a_database_that_does_not_answer_is_worth_trying_again(store: &dyn ServerStore) {
    store.close().await;
    assert!(matches!(store.get("a", "b").await, Err(StoreError::Unavailable(_))));
    assert!(matches!(store.delete("a", "b", &by_admin()).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(store.session(TokenHash::of("a")).await, Err(StoreError::Unavailable(_))));
}

/// What time has made useless is dropped.
pub async fn ended_sessions_and_forgotten_codes_are_dropped_and_nothing_else(store: &dyn ServerStore) {
    let start = Timestamp::now();
    let (code, old, fresh) = (TokenHash::of("code"), TokenHash::of("old"), TokenHash::of("fresh"));
    store.add_code(code, start).await.expect("a code");
    store.add_session(&NewSession { token: old, replaces: None, now: start }).await.expect("a session");
    let later = start + SESSION_IDLE;
    store.add_session(&NewSession { token: fresh, replaces: None, now: later }).await.expect("a session");

    store.purge(later).await.expect("a purge");
    assert_eq!(store.session(old).await.expect("an answer"), None);
    assert!(store.session(fresh).await.expect("an answer").is_some());
    let redeem = async |now| {
        let session = NewSession { token: TokenHash::of("new"), replaces: None, now };
        store.redeem_code(code, &session).await.expect("an answer")
    };
    assert_eq!(redeem(later).await, CodeState::Expired, "still remembered");
    store.purge(start + SignedDuration::from_hours(24)).await.expect("a purge");
    assert_eq!(redeem(later).await, CodeState::Unknown);
}

/// A code opens one session, and tells afterwards why it opens no other.
pub async fn a_code_is_accepted_once_and_not_too_late(store: &dyn ServerStore) {
    let now = Timestamp::now();
    let redeem =
        async |code, token, now| store.redeem_code(TokenHash::of(code), &session(token, now)).await.expect("an answer");
    store.add_code(TokenHash::of("used"), now).await.expect("a code");
    store.add_code(TokenHash::of("late"), now).await.expect("a code");
    assert_eq!(redeem("none", "a", now).await, CodeState::Unknown);
    assert_eq!(redeem("used", "b", now).await, CodeState::Accepted);
    assert_eq!(redeem("used", "c", now).await, CodeState::Used);
    assert_eq!(redeem("late", "d", now + CODE_LIFETIME).await, CodeState::Expired);
    let last_moment = now + CODE_LIFETIME - SignedDuration::from_millis(1);
    assert_eq!(redeem("late", "e", last_moment).await, CodeState::Accepted);
    for (token, open) in [("a", false), ("b", true), ("c", false), ("d", false), ("e", true)] {
        assert_eq!(store.session(TokenHash::of(token)).await.expect("an answer").is_some(), open, "{token}");
    }
}

/// A session takes another's place, is seen, never earlier than it was, and ends.
pub async fn a_session_is_replaced_seen_and_ended(store: &dyn ServerStore) {
    let start = Timestamp::from_millisecond(1_760_000_000_123).expect("a time");
    let at = |minute: i64| start + SignedDuration::from_mins(minute);
    let find = async |token| store.session(TokenHash::of(token)).await.expect("an answer");
    store.add_session(&session("old", start)).await.expect("a session");
    let new = NewSession { replaces: Some(TokenHash::of("old")), ..session("new", at(1)) };
    store.add_session(&new).await.expect("a session");
    assert_eq!(find("old").await, None);
    for (seen, last) in [(5, 5), (3, 5), (6, 6)] {
        store.touch_session(TokenHash::of("new"), at(seen)).await.expect("a change");
        assert_eq!(find("new").await, Some(StoredSession { created_at: at(1), last_seen_at: at(last) }));
    }
    store.delete_session(TokenHash::of("new")).await.expect("a change");
    assert_eq!(find("new").await, None);
    store.touch_session(TokenHash::of("new"), at(9)).await.expect("no error");
    assert_eq!(find("new").await, None);
}

/// The last remark of a name is what is remembered.
pub async fn a_remark_is_remembered_until_the_next(store: &dyn ServerStore) {
    assert_eq!(store.meta("place").await.expect("an answer"), None);
    for value in ["here", "there"] {
        store.set_meta("place", value).await.expect("a remark");
        assert_eq!(store.meta("place").await.expect("an answer").as_deref(), Some(value));
    }
    assert_eq!(store.meta("other").await.expect("an answer"), None);
}

/// No text that comes in an address is more than not found, whatever is in it.
pub async fn a_text_that_no_database_can_hold_is_not_found(store: &dyn ServerStore) {
    store.create(&new_key(1)).await.expect("a key");
    for strange in ["key1\0", "\0", "\u{1}", "key1\u{fffe}", "'", "\\"] {
        assert_eq!(store.get("d", strange).await.expect("an answer"), None, "{strange:?}");
        assert!(store.guard("d", strange, None).await.expect("an answer").is_none(), "{strange:?}");
        let secret = HashedSecret::from_bytes([1; 32]);
        assert!(!store.mark_used("d", strange, &secret, Timestamp::now()).await.expect("an answer"), "{strange:?}");
        let used = Use { deployment: "d".into(), app_id: strange.into(), at: Timestamp::now(), endpoint: None };
        store.record_uses(&[used]).await.expect("no error");
        let trail = AuditQuery { app_id: Some(strange.into()), limit: 9, ..AuditQuery::default() };
        assert_eq!(store.audit("d", &trail).await.expect("an answer").entries, [], "{strange:?}");
        assert!(!store.delete("d", strange, &by_admin()).await.expect("an answer"), "{strange:?}");
        assert_eq!(store.template("d", strange).await.expect("an answer"), None, "{strange:?}");
        assert!(!store.delete_template("d", strange).await.expect("an answer"), "{strange:?}");
        let words = vec![strange.to_owned()];
        let query = ListQuery {
            words,
            filter: None,
            sort: Sort::Note,
            after: None,
            limit: 9,
            catalog: None,
            now: Timestamp::now(),
        };
        assert_eq!(store.list("d", &query).await.expect("an answer").count, 0, "{strange:?}");
    }
    assert_eq!(count(store).await, 1);
}

fn token(name: &str) -> AccessToken {
    AccessToken {
        name: name.into(),
        role: Role::Viewer,
        deployments: ["a".to_owned(), "b".to_owned()].into(),
        // A store keeps milliseconds.
        created_at: Timestamp::from_millisecond(1_760_000_000_001).expect("a time"),
        expires_at: Timestamp::from_millisecond(1_760_000_000_002).ok(),
    }
}

/// A token is what it was stored as, for whoever has its hash.
pub async fn a_token_is_found_by_its_hash_until_it_is_revoked(store: &dyn ServerStore) {
    let (one, other) = (token("one"), AccessToken { role: Role::Administrator, expires_at: None, ..token("other") });
    assert!(store.add_token(TokenHash::of("1"), &one).await.expect("an answer"));
    assert!(store.add_token(TokenHash::of("2"), &other).await.expect("an answer"));
    assert_eq!(store.token(TokenHash::of("1")).await.expect("an answer"), Some(one));
    assert_eq!(store.token(TokenHash::of("2")).await.expect("an answer"), Some(other.clone()));
    assert_eq!(store.token(TokenHash::of("3")).await.expect("an answer"), None);
    assert!(store.revoke_token("one").await.expect("an answer"));
    assert_eq!(store.token(TokenHash::of("1")).await.expect("an answer"), None);
    for name in ["one", "OTHER", "", "a\0b"] {
        assert!(!store.revoke_token(name).await.expect("an answer"), "{name:?}");
    }
    assert_eq!(store.token(TokenHash::of("2")).await.expect("an answer"), Some(other));
}

/// Two tokens have two names, for the audit trail has nothing else to tell them apart by.
pub async fn a_token_has_a_name_of_its_own(store: &dyn ServerStore) {
    let (first, second) = (token("ci"), AccessToken { role: Role::Administrator, ..token("ci") });
    assert!(store.add_token(TokenHash::of("1"), &first).await.expect("an answer"));
    assert!(!store.add_token(TokenHash::of("2"), &second).await.expect("an answer"));
    assert_eq!(store.tokens().await.expect("an answer"), std::slice::from_ref(&first));
    assert!(store.add_token(TokenHash::of("1"), &token("another")).await.is_err(), "one token is no two");
    assert!(store.revoke_token("ci").await.expect("an answer"));
    assert!(store.add_token(TokenHash::of("2"), &second).await.expect("an answer"));
    assert_eq!(store.tokens().await.expect("an answer"), [second]);
}

/// The list is in the order of Rust's texts, and a purge leaves it whole: whoever looks for a token that has ended finds it.
pub async fn tokens_are_listed_by_name_and_outlive_their_time(store: &dyn ServerStore) {
    assert_eq!(store.tokens().await.expect("an answer"), []);
    for name in ["b", "a", "Z", "a-1"] {
        assert!(store.add_token(TokenHash::of(name), &token(name)).await.expect("an answer"));
    }
    store.purge(Timestamp::now()).await.expect("an answer");
    let tokens = store.tokens().await.expect("an answer");
    assert_eq!(tokens.iter().map(|token| token.name.as_str()).collect::<Vec<_>>(), ["Z", "a", "a-1", "b"]);
    let end = tokens[0].expires_at.expect("an end");
    assert!(tokens[0].is_alive(end - SignedDuration::from_millis(1)) && !tokens[0].is_alive(end));
}
