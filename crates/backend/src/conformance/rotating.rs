//! Giving a key another secret, also again when the answer was lost.

use jiff::SignedDuration;

use super::{after, at, deleted, guard, new_key, rotation, secret, stored};
use crate::{
    Store,
    secret::HashedSecret,
    store::{Created, NewKey, PreviousSecret, REISSUE_WITHIN, Rotated, Rotation, StoredKey},
};

const MILLISECOND: SignedDuration = SignedDuration::from_millis(1);

async fn rotate(store: &dyn Store, rotation: &Rotation) -> Rotated {
    store.rotate("d", "one", rotation).await.expect("the store answers")
}

/// The present secret, and the one before with the end of its time.
async fn secrets(store: &dyn Store) -> (HashedSecret, Option<PreviousSecret>) {
    let guard = guard(store, "one", None).await.expect("a guard");
    (guard.secret, guard.previous)
}

fn retry(first: &Rotation, wait: SignedDuration) -> Rotation {
    Rotation { secret: secret(), now: first.now + wait, ..first.clone() }
}

/// The new secret is the present one, and the old one is kept with the end of its time.
pub async fn a_rotated_key_has_the_new_secret_and_the_old_one_for_its_grace(store: &dyn Store) {
    let new = new_key("one");
    let key = stored(store, &new).await;
    let rotation = rotation("first", 10, at(5));
    let until = at(5) + SignedDuration::from_mins(10);
    let rotated = StoredKey { previous_until: Some(until), updated_at: at(5), version: 2, ..key };
    assert_eq!(rotate(store, &rotation).await, Rotated::New(rotated.clone()));
    assert_eq!(store.get("d", "one").await.expect("the store answers"), Some(rotated));
    let previous = PreviousSecret { secret: new.secret, until };
    assert_eq!(secrets(store).await, (rotation.secret, Some(previous)));
}

/// Without grace nothing is kept of the old secret.
pub async fn without_grace_the_old_secret_ends_at_once(store: &dyn Store) {
    stored(store, &new_key("one")).await;
    let rotation = rotation("first", 0, at(5));
    let Rotated::New(key) = rotate(store, &rotation).await else { panic!("a rotation") };
    assert_eq!(key.previous_until, None);
    assert_eq!(secrets(store).await, (rotation.secret, None));
}

/// There are two secrets at most: a second rotation ends the one that the first had left.
pub async fn a_second_rotation_ends_what_was_left_of_the_first(store: &dyn Store) {
    stored(store, &new_key("one")).await;
    let (first, second, third) = (rotation("1", 60, at(5)), rotation("2", 30, at(6)), rotation("3", 0, at(7)));
    rotate(store, &first).await;
    rotate(store, &second).await;
    let previous = PreviousSecret { secret: first.secret, until: at(6) + SignedDuration::from_mins(30) };
    assert_eq!(secrets(store).await, (second.secret, Some(previous)));
    rotate(store, &third).await;
    assert_eq!(secrets(store).await, (third.secret, None));
}

/// A retry replaces the lost secret and not the one that is in use.
pub async fn a_retried_rotation_issues_the_secret_again_and_leaves_the_old_one_its_grace(store: &dyn Store) {
    let new = new_key("one");
    stored(store, &new).await;
    // What is in use has been used: that is no reason not to issue the new one again.
    assert!(store.mark_used("d", "one", &new.secret, at(1)).await.expect("the store answers"));
    let first = rotation("first", 60, at(5));
    let Rotated::New(key) = rotate(store, &first).await else { panic!("a rotation") };
    let previous = PreviousSecret { secret: new.secret, until: at(5) + SignedDuration::from_mins(60) };
    for wait in [MILLISECOND, REISSUE_WITHIN] {
        let again = retry(&first, wait);
        assert_eq!(rotate(store, &again).await, Rotated::Reissued(key.clone()));
        assert_eq!(secrets(store).await, (again.secret, Some(previous.clone())));
    }
    let other = Rotation { body_hash: [8; 32], ..retry(&first, MILLISECOND) };
    assert_eq!(rotate(store, &other).await, Rotated::BodyDiffers);
}

/// A secret that was used was not lost, one that was replaced is no more, and after ten minutes it is too late.
pub async fn a_rotation_is_not_issued_again_once_used_superseded_or_late(store: &dyn Store) {
    let lost = Rotated::SecretLost("one".into());
    stored(store, &new_key("one")).await;
    let first = rotation("1", 60, at(5));
    rotate(store, &first).await;
    assert_eq!(rotate(store, &retry(&first, REISSUE_WITHIN + MILLISECOND)).await, lost);
    assert!(store.mark_used("d", "one", &first.secret, at(6)).await.expect("the store answers"));
    assert_eq!(rotate(store, &retry(&first, MILLISECOND)).await, lost);
    let second = rotation("2", 60, at(7));
    rotate(store, &second).await;
    let third = rotation("3", 60, at(8));
    rotate(store, &third).await;
    assert_eq!(rotate(store, &retry(&second, MILLISECOND)).await, lost);
    assert_eq!(secrets(store).await.0, third.secret);
    assert!(deleted(store, "d", "one", at(9)).await);
    assert_eq!(rotate(store, &retry(&third, MILLISECOND)).await, Rotated::Deleted("one".into()));
}

/// A create that is sent again after somebody has rotated the secret changes nothing.
pub async fn a_retried_create_does_not_undo_a_rotation(store: &dyn Store) {
    let new = new_key("one");
    stored(store, &new).await;
    let rotation = rotation("first", 0, at(5));
    rotate(store, &rotation).await;
    let retry = NewKey { secret: secret(), now: after(MILLISECOND * 9), ..new };
    let created = store.create(&retry).await.expect("the store answers");
    assert_eq!(created, Created::SecretLost("one".into()));
    assert_eq!(secrets(store).await.0, rotation.secret);
}

/// A key that does not exist, or is another deployment's, is not found, and its request is not remembered.
pub async fn a_rotation_of_a_key_that_does_not_exist_finds_none(store: &dyn Store) {
    let rotation = rotation("first", 0, at(5));
    assert_eq!(rotate(store, &rotation).await, Rotated::Missing);
    stored(store, &NewKey { deployment: "other".into(), ..new_key("one") }).await;
    assert_eq!(rotate(store, &rotation).await, Rotated::Missing);
    let elsewhere = store.rotate("other", "one", &rotation).await.expect("the store answers");
    assert!(matches!(elsewhere, Rotated::New(_)));
}
