//! Many keys at once.

use backend::store::{Difference, NewKey, StoreError};
use contract::AuditAction;
use jiff::Timestamp;
use sqlx::{PgPool, Postgres, QueryBuilder};

use super::{audit, store_error};
use crate::store::{
    audit_rows::Done,
    rows::{TallyColumns, access_column},
};

/// How many keys one statement stores. A statement takes at most 65,535 values.
const AT_ONCE: usize = 1_000;

/// It may take long, so nobody waits for a time here; each statement is short.
pub(super) async fn create_all(
    pool: &PgPool,
    keys: &mut (dyn Iterator<Item = NewKey> + Send),
) -> Result<(), StoreError> {
    let mut transaction = pool.begin().await.map_err(store_error)?;
    loop {
        let some: Vec<NewKey> = keys.take(AT_ONCE).collect();
        if some.is_empty() {
            return transaction.commit().await.map_err(store_error);
        }
        let mut requests = QueryBuilder::<Postgres>::new(
            "INSERT INTO idempotency (principal, deployment, idempotency_key, body_hash, app_id) ",
        );
        requests.push_values(&some, |mut row, new| {
            row.push_bind(&new.principal)
                .push_bind(&new.deployment)
                .push_bind(&new.idempotency_key)
                .push_bind(new.body_hash.as_slice())
                .push_bind(&new.app_id);
        });
        requests.build().execute(&mut *transaction).await.map_err(store_error)?;
        let differences: Vec<Difference> = some.iter().map(NewKey::difference).collect();
        let done = some.iter().zip(&differences).map(|(new, difference)| Done {
            deployment: &new.deployment,
            app_id: &new.app_id,
            note: &new.note,
            action: AuditAction::Created,
            principal: &new.principal,
            now: new.now,
            difference,
        });
        audit::note_all(&mut transaction, &done.collect::<Vec<_>>()).await?;
        insert_query(&some).build().execute(&mut *transaction).await.map_err(store_error)?;
    }
}

/// Stores these keys; whoever wants to read what was stored adds `RETURNING`.
pub(super) fn insert_query(keys: &[NewKey]) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "INSERT INTO api_keys (app_id, deployment, note, note_lower, access, tally_catalog, tally_granted, \
         tally_dropped, secret_hash, secret_issued_at, expires_at, created_at, updated_at, version) ",
    );
    sql.push_values(keys, |mut row, new| {
        let now = new.now.as_millisecond();
        let tally = TallyColumns::from(&new.tally);
        row.push_bind(&new.app_id)
            .push_bind(&new.deployment)
            .push_bind(&new.note)
            .push_bind(new.note.to_lowercase())
            .push_bind(access_column(&new.access))
            .push_bind(tally.catalog)
            .push_bind(tally.granted)
            .push_bind(tally.dropped)
            .push_bind(new.secret.as_bytes().as_slice())
            .push_bind(now)
            .push_bind(new.expires_at.map(Timestamp::as_millisecond))
            .push_bind(now)
            .push_bind(now)
            .push("1");
    });
    sql
}
