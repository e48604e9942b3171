//! Secrets, uses and switches that come to several servers in the same moment.

use backend::{
    Store,
    secret::HashedSecret,
    store::{Created, NewKey, Rotated, Rotation, Use},
};
use contract::{AuditAction, EndpointId};
use jiff::Timestamp;

use super::{
    behaviour::{by_admin, new_key},
    races::{all_at_once, retry, servers, trail},
};

fn rotation(number: u8) -> Rotation {
    Rotation {
        secret: HashedSecret::from_bytes([number; 32]),
        grace_minutes: 5,
        now: Timestamp::from_millisecond(1_760_000_000_001).expect("a time"),
        principal: "admin".into(),
        idempotency_key: format!("rotation {number}"),
        body_hash: [number; 32],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_was_exchanged_is_not_issued_again_by_whoever_asked_for_it() {
    let (servers, _database) = servers().await;
    for round in 0..20 {
        let app_id = format!("key{round}");
        let first = NewKey { app_id: app_id.clone(), idempotency_key: format!("request {round}"), ..retry(1) };
        servers[0].create(&first).await.expect("a key");
        let again = NewKey { secret: HashedSecret::from_bytes([2; 32]), ..first.clone() };
        let rotation = Rotation { idempotency_key: format!("rotation {round}"), ..rotation(3) };
        let (created, rotated) = tokio::join!(servers[0].create(&again), servers[1].rotate("d", &app_id, &rotation));
        assert!(matches!(rotated.expect("an answer"), Rotated::New(_)));
        let guard = servers[0].guard("d", &app_id, None).await.expect("an answer").expect("a key");
        assert_eq!(guard.secret, rotation.secret, "whichever came first");
        let previous = guard.previous.expect("a secret with a grace").secret;
        match created.expect("an answer") {
            Created::Reissued(_) => assert_eq!(previous, again.secret),
            Created::SecretLost(_) => assert_eq!(previous, first.secret),
            other => panic!("{other:?}"),
        }
        assert_eq!(servers[0].create(&again).await.expect("an answer"), Created::SecretLost(app_id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_rotation_sent_to_two_servers_at_once_gives_one_secret() {
    let (servers, _database) = servers().await;
    servers[0].create(&retry(1)).await.expect("a key");
    for round in 10..20 {
        let answers = all_at_once(&servers, 8, |store, number| async move {
            let secret = HashedSecret::from_bytes([100 + number; 32]);
            store.rotate("d", "attempt1", &Rotation { secret, ..rotation(round) }).await.expect("an answer")
        })
        .await;
        let new = answers.iter().filter(|answer| matches!(answer, Rotated::New(_))).count();
        let reissued = answers.iter().filter(|answer| matches!(answer, Rotated::Reissued(_))).count();
        assert_eq!((new, reissued), (1, 7), "{answers:?}");
        let key = servers[1].get("d", "attempt1").await.expect("an answer").expect("a key");
        assert_eq!(key.version, u64::from(round) - 8, "each rotation counts once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn different_rotations_at_once_follow_each_other() {
    let (servers, _database) = servers().await;
    servers[0].create(&retry(1)).await.expect("a key");
    let mut versions = all_at_once(&servers, 8, |store, number| async move {
        match store.rotate("d", "attempt1", &rotation(100 + number)).await.expect("an answer") {
            Rotated::New(key) => key.version,
            other => panic!("{other:?}"),
        }
    })
    .await;
    versions.sort_unstable();
    assert_eq!(versions, [2, 3, 4, 5, 6, 7, 8, 9]);
    let mut alive = 0;
    for number in 0..8 {
        let again = Rotation { secret: HashedSecret::from_bytes([9; 32]), ..rotation(100 + number) };
        match servers[0].rotate("d", "attempt1", &again).await.expect("an answer") {
            Rotated::Reissued(_) => alive += 1,
            Rotated::SecretLost(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(alive, 1, "the last one's secret is the present one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_disabled_through_both_servers_at_once_is_disabled_once() {
    let (servers, _database) = servers().await;
    servers[0].create(&retry(1)).await.expect("a key");
    for disabled in [true, false, true] {
        let answers = all_at_once(&servers, 6, |store, _| async move {
            store.set_disabled("d", "attempt1", disabled, &by_admin()).await.expect("an answer").expect("a key")
        })
        .await;
        assert!(answers.iter().all(|key| key.disabled_at.is_some() == disabled && *key == answers[0]), "{answers:?}");
    }
    use AuditAction::{Created, Disabled, Enabled};
    assert_eq!(trail(&servers[1], "attempt1").await, [Created, Disabled, Enabled, Disabled]);
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_record_uses_of_the_same_keys_in_any_order_keep_the_latest() {
    let (servers, _database) = servers().await;
    for number in 0..40 {
        servers[0].create(&new_key(number)).await.expect("a key");
    }
    let at = |turn: u8| Timestamp::from_millisecond(1_760_000_000_000 + i64::from(turn)).expect("a time");
    let told = all_at_once(&servers, 12, |store, turn| async move {
        let used = |number: u8| Use {
            deployment: "d".into(),
            app_id: format!("key{number}"),
            at: at(turn),
            endpoint: Some(EndpointId::from(format!("GET /{turn}"))),
        };
        let mut uses: Vec<Use> = (0..40).map(used).collect();
        if turn % 2 == 0 {
            uses.reverse();
        }
        store.record_uses(&uses).await
    })
    .await;
    for outcome in told {
        outcome.expect("no server stands in another's way");
    }
    for number in 0..40 {
        let key = servers[1].get("d", &format!("key{number}")).await.expect("an answer").expect("a key");
        let last = key.last_used.expect("a use");
        assert_eq!((last.at, last.endpoint), (at(11), Some(EndpointId::from("GET /11".to_owned()))));
        assert_eq!(key.version, 1, "a use is no change");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_guard_is_older_than_a_change_that_any_server_has_answered() {
    let (servers, _database) = servers().await;
    for round in 0..30 {
        let app_id = format!("key{round}");
        let new = NewKey { app_id: app_id.clone(), idempotency_key: format!("request {round}"), ..retry(1) };
        servers[0].create(&new).await.expect("a key");
        let guard = async |server: usize| servers[server].guard("d", &app_id, None).await.expect("an answer");
        assert!(!guard(1).await.expect("a key").disabled);
        servers[0].set_disabled("d", &app_id, true, &by_admin()).await.expect("an answer").expect("a key");
        assert!(guard(1).await.expect("a key").disabled);
        assert!(servers[1].delete("d", &app_id, &by_admin()).await.expect("an answer"));
        assert_eq!(guard(0).await, None);
    }
}
