//! Every database keeps what every store must keep.

mod behaviour;
mod postgres;
mod races;
mod races_of_secrets;
mod sqlite;

/// Makes a `#[tokio::test]` of each case of [`behaviour`], as `backend::store_conformance!` does of its own.
macro_rules! server_store_conformance {
    ($make:path) => {
        $crate::store::server_store_conformance!($make:
            many_keys_are_stored_at_once_or_none_of_them
            a_database_that_does_not_answer_is_worth_trying_again
            ended_sessions_and_forgotten_codes_are_dropped_and_nothing_else
            a_code_is_accepted_once_and_not_too_late
            a_session_is_replaced_seen_and_ended
            a_token_is_found_by_its_hash_until_it_is_revoked
            a_token_has_a_name_of_its_own
            tokens_are_listed_by_name_and_outlive_their_time
            a_remark_is_remembered_until_the_next
            a_text_that_no_database_can_hold_is_not_found
        );
    };
    ($make:path: $($case:ident)+) => {
        $(
            #[tokio::test]
            async fn $case() {
                let (store, _kept) = $make().await;
                $crate::store::behaviour::$case(&store).await;
            }
        )+
    };
}
use server_store_conformance;
