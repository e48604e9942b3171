//! What guards keys, and what is noted of their use. Nothing of it is kept here.

use backend::{
    secret::HashedSecret,
    store::{Guard, PreviousSecret, StoreError, Use},
};
use contract::EndpointId;
use jiff::Timestamp;
use sqlx::PgPool;

use super::{findable, store_error};
use crate::store::rows::{secret_hash, timestamp};

#[derive(sqlx::FromRow)]
struct GuardRow {
    secret_hash: Vec<u8>,
    previous_hash: Option<Vec<u8>>,
    previous_until: Option<i64>,
    grants: bool,
    expires_at: Option<i64>,
    disabled_at: Option<i64>,
    secret_used_at: Option<i64>,
}

impl TryFrom<GuardRow> for Guard {
    type Error = StoreError;

    fn try_from(row: GuardRow) -> Result<Self, StoreError> {
        let until = row.previous_until.map(timestamp).transpose()?;
        let previous = row.previous_hash.map(secret_hash).transpose()?.zip(until);
        Ok(Guard {
            secret: secret_hash(row.secret_hash)?,
            previous: previous.map(|(secret, until)| PreviousSecret { secret, until }),
            grants: row.grants,
            expires_at: row.expires_at.map(timestamp).transpose()?,
            disabled: row.disabled_at.is_some(),
            use_noted: row.secret_used_at.is_some(),
        })
    }
}

pub(super) async fn guard(
    pool: &PgPool,
    deployment: &str,
    app_id: &str,
    endpoint: Option<&EndpointId>,
) -> Result<Option<Guard>, StoreError> {
    // Without an endpoint no set grants anything: no endpoint is the empty text.
    let row: Option<GuardRow> = sqlx::query_as(
        "SELECT secret_hash, previous_hash, previous_until, access IS NULL OR access ? $3 AS grants, expires_at, \
         disabled_at, secret_used_at FROM api_keys WHERE app_id = $1 AND deployment = $2",
    )
    .bind(findable(app_id))
    .bind(findable(deployment))
    .bind(endpoint.map_or_else(String::new, |endpoint| findable(endpoint.as_str())))
    .fetch_optional(pool)
    .await
    .map_err(store_error)?;
    row.map(Guard::try_from).transpose()
}

/// Notes the first use of a key's present secret; says whether it is the present one.
pub(super) async fn mark_used(
    pool: &PgPool,
    deployment: &str,
    app_id: &str,
    secret: &HashedSecret,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let marked = sqlx::query(
        "UPDATE api_keys SET secret_used_at = coalesce(secret_used_at, $1), \
         first_used_at = coalesce(first_used_at, $1) WHERE app_id = $2 AND deployment = $3 AND secret_hash = $4",
    )
    .bind(now.as_millisecond())
    .bind(findable(app_id))
    .bind(deployment)
    .bind(secret.as_bytes().as_slice())
    .execute(pool)
    .await
    .map_err(store_error)?;
    Ok(marked.rows_affected() > 0)
}

/// Records when keys were last used; what is older than what is known, or of keys that are gone, is dropped.
pub(super) async fn record_uses(pool: &PgPool, uses: &[Use]) -> Result<(), StoreError> {
    let column = |of: fn(&Use) -> &str| uses.iter().map(|used| findable(of(used))).collect::<Vec<_>>();
    let times: Vec<_> = uses.iter().map(|used| used.at.as_millisecond()).collect();
    let endpoints: Vec<_> = uses.iter().map(|used| used.endpoint.as_ref().map(|id| findable(id.as_str()))).collect();
    // The keys are held in one order, so that servers do not wait for each other in a circle, and until it is done, so
    // that nothing is left of a key that is deleted meanwhile.
    sqlx::query(
        "INSERT INTO key_uses (app_id, last_used_at, endpoint) \
         SELECT app_id, at, endpoint FROM ( \
             SELECT DISTINCT ON (deployment, app_id) * \
             FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) AS told (deployment, app_id, at, endpoint) \
             ORDER BY deployment, app_id, at DESC \
         ) AS latest JOIN ( \
             SELECT deployment, app_id FROM api_keys WHERE app_id = ANY ($2) ORDER BY app_id FOR KEY SHARE \
         ) AS held USING (deployment, app_id) ORDER BY app_id \
         ON CONFLICT (app_id) DO UPDATE SET last_used_at = excluded.last_used_at, endpoint = excluded.endpoint \
         WHERE excluded.last_used_at > key_uses.last_used_at",
    )
    .bind(column(|used| &used.deployment))
    .bind(column(|used| &used.app_id))
    .bind(times)
    .bind(endpoints)
    .execute(pool)
    .await
    .map_err(store_error)?;
    Ok(())
}
