//! The behaviour that every [`Store`] must show, as tests to run over one.
//!
//! [`store_conformance!`](crate::store_conformance) makes a test of each case:
//!
//! ```ignore
//! async fn store() -> (MemoryStore, ()) {
//!     (MemoryStore::new(), ())
//! }
//! backend::store_conformance!(store);
//! ```
//!
//! Each case is given an empty store. They panic, as tests do, where the store does otherwise.

mod auditing;
mod changing;
mod creating;
mod filtering;
mod guarding;
mod listing;
mod paging;
mod rotating;
mod saving;
mod tallying;

use contract::{Access, EndpointId};
use jiff::{SignedDuration, Timestamp};

pub use auditing::*;
pub use changing::*;
pub use creating::*;
pub use filtering::*;
pub use guarding::*;
pub use listing::*;
pub use paging::*;
pub use rotating::*;
pub use saving::*;
pub use tallying::*;

use crate::{
    Store,
    secret::{AppSecret, HashedSecret},
    store::{By, Created, Difference, Guard, KeyChange, NewKey, Rotation, StoredKey},
};

/// Makes a `#[tokio::test]` of each case. It is given the name of an async function that returns an empty store and
/// whatever must live as long as it does, such as a temporary folder.
#[macro_export]
macro_rules! store_conformance {
    ($make:path) => {
        $crate::store_conformance!($make:
            a_new_key_is_found_as_it_was_stored
            a_key_belongs_to_its_deployment_alone
            a_retry_finds_the_same_key_and_replaces_its_secret
            a_retry_with_another_body_changes_nothing
            the_same_idempotency_key_of_another_principal_or_deployment_is_another_request
            a_retry_after_ten_minutes_finds_the_secret_lost
            a_retry_after_the_first_use_finds_the_secret_lost
            a_retry_after_the_deletion_finds_the_key_deleted_for_a_day
            a_retry_finds_the_key_as_it_was_changed_since
            using_a_key_that_does_not_exist_is_no_error
            a_change_from_the_current_version_is_stored
            a_change_from_another_version_changes_nothing
            a_change_of_a_key_that_does_not_exist_finds_none
            a_deleted_key_is_gone_and_cannot_be_deleted_again
            an_empty_list_has_no_rows_and_counts_none
            pages_hold_every_row_once_in_every_order
            rows_of_the_same_value_are_ordered_by_app_id_in_the_same_direction
            a_page_goes_on_where_it_ended_although_rows_came_and_went
            what_nobody_touches_comes_once_in_every_order_while_others_create_change_and_delete
            a_key_whose_note_is_changed_moves_with_it_in_the_orders_by_note
            the_count_follows_what_is_created_and_deleted
            a_set_is_listed_in_numbers_under_the_catalog_that_it_was_counted_under
            a_change_counts_anew
            every_word_of_a_search_must_be_found_in_app_id_or_note
            a_search_takes_wildcards_literally
            a_search_is_counted_up_to_the_cap
            a_filter_shows_the_keys_that_are_where_it_says
            a_filter_goes_with_search_order_and_pages
            a_key_is_disabled_and_enabled_again
            what_is_so_already_is_no_change
            a_guard_says_what_the_key_grants_now
            a_guard_is_never_older_than_an_answered_change
            the_first_use_of_a_secret_is_noted_once_and_only_of_the_present_one
            the_last_use_is_the_latest_whatever_order_they_are_told_in
            uses_of_keys_that_are_gone_are_dropped
            a_rotated_key_has_the_new_secret_and_the_old_one_for_its_grace
            without_grace_the_old_secret_ends_at_once
            a_second_rotation_ends_what_was_left_of_the_first
            a_retried_rotation_issues_the_secret_again_and_leaves_the_old_one_its_grace
            a_rotation_is_not_issued_again_once_used_superseded_or_late
            a_retried_create_does_not_undo_a_rotation
            a_rotation_of_a_key_that_does_not_exist_finds_none
            everything_that_changes_a_key_is_written_down_with_its_difference
            what_changes_nothing_is_not_written_down
            the_trail_outlives_its_key_and_belongs_to_its_deployment
            the_trail_is_read_page_by_page_and_by_what_is_asked_for
            a_template_is_found_as_it_was_saved
            templates_are_listed_by_name_byte_by_byte
            a_template_is_replaced_only_where_that_is_allowed
            a_template_belongs_to_its_deployment_alone
            a_removed_template_is_gone_and_cannot_be_removed_again
            a_deployment_never_has_more_templates_than_it_may
        );
    };
    ($make:path: $($case:ident)+) => {
        $(
            #[tokio::test]
            async fn $case() {
                let (store, _kept) = $make().await;
                $crate::conformance::$case(&store).await;
            }
        )+
    };
}

/// The time of the first key, and so many milliseconds after it.
fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(1_760_000_000_123 + milliseconds).expect("a time of our age")
}

fn after(wait: SignedDuration) -> Timestamp {
    at(0).checked_add(wait).expect("a time of our age")
}

fn secret() -> HashedSecret {
    AppSecret::generate().expect("a generator").hashed()
}

fn set(endpoints: &[&str]) -> Access {
    Access::Endpoints(endpoints.iter().map(|text| EndpointId::from((*text).to_owned())).collect())
}

/// A key of the deployment `d` with this App ID, asked for by a request of its own.
fn new_key(app_id: &str) -> NewKey {
    NewKey {
        deployment: "d".into(),
        app_id: app_id.into(),
        secret: secret(),
        note: "exporter".into(),
        access: set(&["GET /b", "GET /a"]),
        tally: None,
        expires_at: None,
        now: at(0),
        principal: "admin".into(),
        idempotency_key: format!("request of {app_id}"),
        body_hash: [7; 32],
    }
}

async fn stored(store: &dyn Store, new: &NewKey) -> StoredKey {
    match store.create(new).await.expect("the store answers") {
        Created::New(key) => key,
        other => panic!("a new key, not {other:?}"),
    }
}

/// A change to this access, the note being `changed`.
fn change(expected_version: u64, access: Access) -> KeyChange {
    KeyChange {
        expected_version,
        note: "changed".into(),
        access,
        tally: None,
        expires_at: None,
        difference: Difference::default(),
        now: at(5),
        principal: "admin".into(),
    }
}

/// The administrator, then.
fn by(now: Timestamp) -> By {
    By { principal: "admin".into(), now }
}

async fn deleted(store: &dyn Store, deployment: &str, app_id: &str, now: Timestamp) -> bool {
    store.delete(deployment, app_id, &by(now)).await.expect("the store answers")
}

async fn guard(store: &dyn Store, app_id: &str, endpoint: Option<&str>) -> Option<Guard> {
    let endpoint = endpoint.map(|text| EndpointId::from(text.to_owned()));
    store.guard("d", app_id, endpoint.as_ref()).await.expect("the store answers")
}

/// A rotation by a request of its own.
fn rotation(name: &str, grace_minutes: u32, now: Timestamp) -> Rotation {
    Rotation {
        secret: secret(),
        grace_minutes,
        now,
        principal: "admin".into(),
        idempotency_key: format!("rotation {name}"),
        body_hash: [9; 32],
    }
}
