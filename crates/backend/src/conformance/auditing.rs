//! The audit trail.

use contract::{AuditAction, AuditChanges, EndpointId, NoteChange};

use super::{at, by, change, deleted, new_key, rotation, secret, set, stored};
use crate::{
    Store,
    store::{AuditPage, AuditQuery, By, Difference, KeyChange, NewKey, StoredEntry},
};

async fn trail(store: &dyn Store, deployment: &str, query: &AuditQuery) -> AuditPage {
    store.audit(deployment, query).await.expect("the store answers")
}

fn all() -> AuditQuery {
    AuditQuery { limit: 100, whole: true, ..AuditQuery::default() }
}

fn endpoints(texts: &[&str]) -> Vec<EndpointId> {
    texts.iter().map(|text| EndpointId::from((*text).to_owned())).collect()
}

fn actions(page: &AuditPage) -> Vec<AuditAction> {
    page.entries.iter().map(|entry| entry.action).collect()
}

/// Each action is there, the newest first, with who, when, which key, its note and the difference.
pub async fn everything_that_changes_a_key_is_written_down_with_its_difference(store: &dyn Store) {
    let new = new_key("one");
    stored(store, &new).await;
    let again = NewKey { secret: secret(), now: at(1), ..new.clone() };
    store.create(&again).await.expect("the store answers");
    let note = Some(NoteChange { from: "exporter".into(), to: "changed".into() });
    let changes = AuditChanges { note, ..AuditChanges::default() };
    let difference = Difference::new(changes, endpoints(&["GET /c"]), endpoints(&["GET /a", "GET /b"]));
    let change = KeyChange { difference: difference.clone(), principal: "other".into(), ..change(1, set(&["GET /c"])) };
    store.update("d", "one", &change).await.expect("the store answers");
    store.set_disabled("d", "one", true, &by(at(6))).await.expect("the store answers");
    store.set_disabled("d", "one", false, &by(at(7))).await.expect("the store answers");
    let rotation = rotation("first", 60, at(8));
    store.rotate("d", "one", &rotation).await.expect("the store answers");
    assert!(deleted(store, "d", "one", at(9)).await);

    let page = trail(store, "d", &all()).await;
    let expected = [
        (9, "admin", AuditAction::Deleted, "changed", Difference::default()),
        (8, "admin", AuditAction::Rotated, "changed", rotation.difference()),
        (7, "admin", AuditAction::Enabled, "changed", Difference::default()),
        (6, "admin", AuditAction::Disabled, "changed", Difference::default()),
        (5, "other", AuditAction::Updated, "changed", difference),
        (1, "admin", AuditAction::Rotated, "exporter", Difference::reissued()),
        (0, "admin", AuditAction::Created, "exporter", new.difference()),
    ];
    assert_eq!(page.entries.len(), expected.len());
    for (entry, (milliseconds, principal, action, note, difference)) in page.entries.iter().zip(expected) {
        let expected = StoredEntry {
            id: entry.id,
            at: at(milliseconds),
            principal: principal.into(),
            action,
            app_id: "one".into(),
            note: note.into(),
            difference,
        };
        assert_eq!(*entry, expected);
        assert_eq!(store.audit_entry("d", entry.id).await.expect("the store answers"), Some(expected));
    }
    assert!(page.entries.is_sorted_by(|newer, older| newer.id > older.id));
}

/// Neither what is refused nor what is so already leaves an entry.
pub async fn what_changes_nothing_is_not_written_down(store: &dyn Store) {
    let new = new_key("one");
    stored(store, &new).await;
    store.update("d", "one", &change(9, set(&["GET /c"]))).await.expect("the store answers");
    store.set_disabled("d", "one", false, &by(at(1))).await.expect("the store answers");
    store.create(&NewKey { body_hash: [8; 32], ..new.clone() }).await.expect("the store answers");
    store.rotate("d", "two", &rotation("first", 0, at(1))).await.expect("the store answers");
    assert!(!deleted(store, "d", "two", at(1)).await);
    store.mark_used("d", "one", &new.secret, at(1)).await.expect("the store answers");
    assert_eq!(actions(&trail(store, "d", &all()).await), [AuditAction::Created]);
}

/// Entries stay when the key is gone, and no other deployment reads them.
pub async fn the_trail_outlives_its_key_and_belongs_to_its_deployment(store: &dyn Store) {
    stored(store, &new_key("one")).await;
    assert!(deleted(store, "d", "one", at(1)).await);
    let page = trail(store, "d", &all()).await;
    assert_eq!(actions(&page), [AuditAction::Deleted, AuditAction::Created]);
    assert_eq!(trail(store, "other", &all()).await.entries, []);
    let id = page.entries[0].id;
    assert_eq!(store.audit_entry("other", id).await.expect("the store answers"), None);
    assert_eq!(store.audit_entry("d", id + 1000).await.expect("the store answers"), None);
}

/// Pages go on where they ended, and filters go together; the sets come when they are asked for.
pub async fn the_trail_is_read_page_by_page_and_by_what_is_asked_for(store: &dyn Store) {
    for (number, app_id) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        stored(store, &NewKey { now: at(number as i64), ..new_key(app_id) }).await;
    }
    let other = By { principal: "other".into(), now: at(9) };
    store.set_disabled("d", "c", true, &other).await.expect("the store answers");
    let of = |page: &AuditPage| page.entries.iter().map(|entry| entry.app_id.clone()).collect::<Vec<_>>().concat();
    let (mut query, mut seen) = (AuditQuery { limit: 2, ..all() }, String::new());
    loop {
        let page = trail(store, "d", &query).await;
        seen += &of(&page);
        query.before = page.entries.last().map(|entry| entry.id);
        if !page.more {
            break;
        }
    }
    assert_eq!(seen, "cedcba");
    for (query, expected) in [
        (AuditQuery { app_id: Some("c".into()), ..all() }, "cc"),
        (AuditQuery { principal: Some("other".into()), ..all() }, "c"),
        (AuditQuery { action: Some(AuditAction::Created), ..all() }, "edcba"),
        (AuditQuery { since: Some(at(3)), ..all() }, "ced"),
        (AuditQuery { until: Some(at(3)), ..all() }, "cba"),
        (AuditQuery { since: Some(at(1)), until: Some(at(3)), ..all() }, "cb"),
        (AuditQuery { app_id: Some("c".into()), action: Some(AuditAction::Created), ..all() }, "c"),
        (AuditQuery { principal: Some("admin' OR 1=1 --".into()), ..all() }, ""),
        (AuditQuery { before: Some(0), ..all() }, ""),
    ] {
        let page = trail(store, "d", &query).await;
        assert_eq!((of(&page).as_str(), page.more), (expected, false), "{query:?}");
    }
    let narrow = trail(store, "d", &AuditQuery { whole: false, ..all() }).await;
    let last = &narrow.entries.last().expect("an entry").difference;
    assert!(last.added.is_empty() && last.changes.access.is_some_and(|access| access.added == 2));
}
