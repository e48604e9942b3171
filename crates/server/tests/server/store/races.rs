//! Several servers over one database meet in the same moment.
//!
//! Nothing here depends on who comes first: whatever the order, what is stored and what each was told must agree.

use backend::{
    Store,
    secret::HashedSecret,
    store::{AuditQuery, Created, Difference, KeyChange, NewKey, Replacing, StoredTemplate, TemplateSaved, Updated},
};
use contract::{Access, AuditAction, TEMPLATES_MAX};
use jiff::Timestamp;
use server::store::{CodeState, NewSession, PostgresStore, SignInStore, TokenHash};
use tokio::task::JoinSet;

use super::behaviour::{by_admin, count, new_key};
use crate::postgres::{Cluster, TestDatabase};

/// Two servers over one database.
pub async fn servers() -> ([PostgresStore; 2], TestDatabase) {
    let database = Cluster::shared().database().await;
    let open = async || PostgresStore::open(&database.url()).await.expect("a store");
    ([open().await, open().await], database)
}

/// What each of so many calls was answered, made to the two servers in turn, all at once.
pub async fn all_at_once<T: Send + 'static, F>(
    servers: &[PostgresStore; 2],
    calls: u8,
    call: impl Fn(PostgresStore, u8) -> F,
) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
{
    let mut set = JoinSet::new();
    for number in 0..calls {
        set.spawn(call(servers[usize::from(number) % 2].clone(), number));
    }
    set.join_all().await
}

pub fn retry(number: u8) -> NewKey {
    NewKey {
        app_id: format!("attempt{number}"),
        secret: HashedSecret::from_bytes([number; 32]),
        now: Timestamp::from_millisecond(1_760_000_000_000).expect("a time"),
        ..new_key(1)
    }
}

/// What was done to a key, in order.
pub async fn trail(server: &PostgresStore, app_id: &str) -> Vec<AuditAction> {
    let query = AuditQuery { app_id: Some(app_id.into()), limit: 100, ..AuditQuery::default() };
    let page = server.audit("d", &query).await.expect("an answer");
    page.entries.iter().rev().map(|entry| entry.action).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_sent_to_two_servers_at_once_makes_one_key() {
    let (servers, _database) = servers().await;
    for round in 0..10 {
        let request = move |number| NewKey { idempotency_key: format!("request {round}"), ..retry(100 + number) };
        let request = move |number| NewKey { app_id: format!("round{round}attempt{number}"), ..request(number) };
        let answers = all_at_once(&servers, 8, |store, number| async move {
            store.create(&request(number)).await.expect("an answer")
        })
        .await;
        let new: Vec<_> = answers.iter().filter(|answer| matches!(answer, Created::New(_))).collect();
        assert_eq!(new.len(), 1, "{answers:?}");
        let Created::New(key) = new[0] else { unreachable!("it has just been found") };
        for answer in &answers {
            let (Created::New(other) | Created::Reissued(other)) = answer else { panic!("{answer:?}") };
            assert_eq!(other, key);
        }
        assert_eq!(count(&servers[0]).await, round + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_has_been_used_is_never_issued_again() {
    let (servers, _database) = servers().await;
    for round in 0..20 {
        let first = NewKey { app_id: format!("key{round}"), idempotency_key: format!("request {round}"), ..retry(1) };
        assert!(matches!(servers[0].create(&first).await.expect("an answer"), Created::New(_)));
        let again = NewKey { secret: HashedSecret::from_bytes([2; 32]), ..first.clone() };
        let (used, answer) = tokio::join!(
            servers[0].mark_used("d", &first.app_id, &first.secret, Timestamp::now()),
            servers[1].create(&again)
        );
        let was_present = used.expect("an answer");
        let stored = servers[0].guard("d", &first.app_id, None).await.expect("an answer").expect("a key").secret;
        match answer.expect("an answer") {
            Created::Reissued(_) => {
                assert!(!was_present, "a secret that has been replaced opens nothing");
                assert_eq!(stored.as_bytes(), &[2; 32], "the new secret was answered");
            }
            Created::SecretLost(_) => {
                assert!(was_present);
                assert_eq!(stored.as_bytes(), &[1; 32], "nothing was changed");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_changes_made_from_one_version_one_is_stored() {
    let (servers, _database) = servers().await;
    servers[0].create(&new_key(1)).await.expect("a key");
    for version in 1..10 {
        let answers = all_at_once(&servers, 6, |store, number| async move {
            let change = KeyChange {
                expected_version: version,
                note: format!("by {number}"),
                access: Access::Full,
                tally: None,
                expires_at: None,
                difference: Difference::default(),
                now: Timestamp::now(),
                principal: "admin".into(),
            };
            store.update("d", "key1", &change).await.expect("an answer")
        })
        .await;
        let done: Vec<_> = answers.iter().filter(|answer| matches!(answer, Updated::Done(_))).collect();
        assert_eq!(done.len(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|answer| matches!(answer, Updated::Stale)).count(), 5, "{answers:?}");
        let stored = servers[1].get("d", "key1").await.expect("an answer").expect("a key");
        assert_eq!(done[0], &Updated::Done(stored));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_wins_over_whatever_happens_to_the_key_meanwhile() {
    let (servers, _database) = servers().await;
    for round in 0..20 {
        let new = NewKey { app_id: format!("key{round}"), idempotency_key: format!("request {round}"), ..retry(1) };
        servers[0].create(&new).await.expect("a key");
        let change = KeyChange {
            expected_version: 1,
            note: "changed".into(),
            access: Access::Full,
            tally: None,
            expires_at: None,
            difference: Difference::default(),
            now: Timestamp::now(),
            principal: "admin".into(),
        };
        let by = by_admin();
        let (first, second, updated, created) = tokio::join!(
            servers[0].delete("d", &new.app_id, &by),
            servers[1].delete("d", &new.app_id, &by),
            servers[0].update("d", &new.app_id, &change),
            servers[1].create(&new),
        );
        let deleted = [first.expect("an answer"), second.expect("an answer")];
        assert_eq!(deleted.iter().filter(|done| **done).count(), 1, "one of them deletes it");
        assert!(!matches!(updated.expect("an answer"), Updated::Stale), "nobody else has changed it");
        let created = created.expect("an answer");
        assert!(matches!(created, Created::Reissued(_) | Created::Deleted(_)), "{created:?}");
        for server in &servers {
            assert_eq!(server.get("d", &new.app_id).await.expect("an answer"), None);
            assert_eq!(server.create(&new).await.expect("an answer"), Created::Deleted(new.app_id.clone()));
            assert_eq!(count(server).await, 0);
        }
        let trail = trail(&servers[0], &new.app_id).await;
        assert_eq!(trail.first(), Some(&AuditAction::Created));
        assert_eq!(trail.iter().position(|action| *action == AuditAction::Deleted), Some(trail.len() - 1), "{trail:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_count_is_exact_however_many_create_and_delete_at_once() {
    let (servers, _database) = servers().await;
    all_at_once(&servers, 60, |store, number| async move {
        store.create(&new_key(number)).await.expect("a key");
        if number % 3 == 0 {
            assert!(store.delete("d", &format!("key{number}"), &by_admin()).await.expect("an answer"));
        }
    })
    .await;
    for server in &servers {
        assert_eq!(count(server).await, 40);
    }
}

fn template(name: String, milliseconds: i64) -> StoredTemplate {
    let updated_at = Timestamp::from_millisecond(milliseconds).expect("a time");
    StoredTemplate { name, endpoints: Vec::new(), updated_at }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_templates_that_are_saved_at_once_no_more_are_stored_than_a_deployment_may_have() {
    let (servers, _database) = servers().await;
    for number in 0..TEMPLATES_MAX - 3 {
        let saved = servers[0].put_template("d", &template(number.to_string(), 0), Replacing::Refused).await;
        assert_eq!(saved.expect("an answer"), TemplateSaved::Done);
    }
    let answers = all_at_once(&servers, 8, |store, number| async move {
        let new = template(format!("at once {number}"), 0);
        store.put_template("d", &new, Replacing::Refused).await.expect("an answer")
    })
    .await;
    assert_eq!(answers.iter().filter(|saved| **saved == TemplateSaved::Done).count(), 3, "{answers:?}");
    assert_eq!(answers.iter().filter(|saved| **saved == TemplateSaved::TooMany).count(), 5, "{answers:?}");
    assert_eq!(servers[1].templates("d").await.expect("an answer").len(), TEMPLATES_MAX);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_templates_of_one_name_that_replace_nothing_one_is_stored() {
    let (servers, _database) = servers().await;
    for round in 0..10 {
        let answers = all_at_once(&servers, 6, |store, number| async move {
            let new = template(format!("round {round}"), number.into());
            (number, store.put_template("d", &new, Replacing::Refused).await.expect("an answer"))
        })
        .await;
        let done: Vec<_> = answers.iter().filter(|(_, saved)| *saved == TemplateSaved::Done).collect();
        assert_eq!(done.len(), 1, "{answers:?}");
        let stored = servers[1].template("d", &format!("round {round}")).await.expect("an answer");
        assert_eq!(stored, Some(template(format!("round {round}"), done[0].0.into())));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_comes_to_two_servers_at_once_opens_one_session() {
    let (servers, _database) = servers().await;
    let now = Timestamp::now();
    let code = TokenHash::of("code");
    servers[0].add_code(code, now).await.expect("a code");
    let answers = all_at_once(&servers, 8, |store, number| async move {
        let session = NewSession { token: TokenHash::of(&format!("session {number}")), replaces: None, now };
        store.redeem_code(code, &session).await.expect("an answer")
    })
    .await;
    assert_eq!(answers.iter().filter(|state| **state == CodeState::Accepted).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|state| **state == CodeState::Used).count(), 7, "{answers:?}");
    let mut open = 0;
    for number in 0..8 {
        let token = TokenHash::of(&format!("session {number}"));
        open += u8::from(servers[1].session(token).await.expect("an answer").is_some());
    }
    assert_eq!(open, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_clean_up_at_once_do_not_disturb_each_other() {
    let (servers, _database) = servers().await;
    let old = Timestamp::from_millisecond(1_760_000_000_000).expect("a time");
    for number in 0..50 {
        let session = NewSession { token: TokenHash::of(&format!("session {number}")), replaces: None, now: old };
        servers[0].add_session(&session).await.expect("a session");
    }
    let purged = all_at_once(&servers, 8, |store, _| async move { store.purge(Timestamp::now()).await.is_ok() }).await;
    assert_eq!(purged, [true; 8]);
    for number in 0..50 {
        let token = TokenHash::of(&format!("session {number}"));
        assert_eq!(servers[1].session(token).await.expect("an answer"), None);
    }
}
