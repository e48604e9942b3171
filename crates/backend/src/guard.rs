//! Whether App ID and App Secret open anything now: what whoever guards a deployment's API asks first.

use contract::EndpointId;
use jiff::Timestamp;

use crate::{
    Store,
    secret::{HashedSecret, SECRET_PREFIX, is_whole},
    store::{Guard, StoreError},
};

/// Why App ID and App Secret open nothing. A client is told none of it, a log all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// What was sent is no App Secret of any key, by its form or its checksum.
    #[error("what was sent as App Secret is none")]
    MalformedSecret,
    /// The deployment has no key with this App ID.
    #[error("no such App ID")]
    UnknownAppId,
    /// This is not the key's secret, or no longer.
    #[error("wrong secret")]
    WrongSecret,
    /// The key has expired.
    #[error("the key has expired")]
    Expired,
    /// The key is disabled.
    #[error("the key is disabled")]
    Disabled,
}

/// App ID and App Secret, as a request carries them.
#[derive(Clone, Copy)]
pub struct Credentials<'c> {
    /// The App ID.
    pub app_id: &'c str,
    /// The App Secret.
    pub secret: &'c str,
}

/// Says whether App ID and App Secret are those of a key of the deployment that works at `now`, and whether it grants
/// `endpoint` ([`Guard::grants`]; without one, whether its access is full).
///
/// The first time that a secret is good this is noted before it is answered. The outer error is the store's.
///
/// What cannot be a secret costs the store no question. That is told by the text alone, which whoever sent it knows: how
/// long it takes says nothing of the secrets there are.
pub async fn authenticate(
    store: &dyn Store,
    deployment: &str,
    credentials: Credentials<'_>,
    endpoint: Option<&EndpointId>,
    now: Timestamp,
) -> Result<Result<Guard, Refused>, StoreError> {
    let Credentials { app_id, secret } = credentials;
    if !is_whole(SECRET_PREFIX, secret) {
        return Ok(Err(Refused::MalformedSecret));
    }
    let given = HashedSecret::of(secret);
    // A secret that is replaced while its first use is being noted is asked about again; then it is a wrong one.
    loop {
        let Some(guard) = store.guard(deployment, app_id, endpoint).await? else {
            return Ok(Err(Refused::UnknownAppId));
        };
        let is_present = guard.secret.is(&given);
        if let Err(refused) = judge(&guard, &given, is_present, now) {
            return Ok(Err(refused));
        }
        if !is_present || guard.use_noted || store.mark_used(deployment, app_id, &given, now).await? {
            return Ok(Ok(guard));
        }
    }
}

fn judge(guard: &Guard, given: &HashedSecret, is_present: bool, now: Timestamp) -> Result<(), Refused> {
    let is_previous = guard.previous.as_ref().is_some_and(|previous| previous.secret.is(given) && now < previous.until);
    if !is_present && !is_previous {
        return Err(Refused::WrongSecret);
    }
    if guard.disabled {
        return Err(Refused::Disabled);
    }
    match guard.expires_at {
        Some(at) if at <= now => Err(Refused::Expired),
        _ => Ok(()),
    }
}
