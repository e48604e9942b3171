//! What creating and changing a key are given, checked.

use contract::{Access, CreateKey, EndpointId, Problem, check_key_input};
use jiff::Timestamp;

use crate::{Failure, deployment::KnownDeployment, expiry::check_expiry, store::StoredKey};

/// What may be stored.
pub(super) struct Input {
    pub note: String,
    pub access: Access,
    pub expires_at: Option<Timestamp>,
}

/// Says whether a body may be stored for a key, `stored` being what is changed; otherwise every error at once.
pub(super) fn check_input(
    known: &KnownDeployment,
    stored: Option<&StoredKey>,
    body: CreateKey,
    now: Timestamp,
) -> Result<Input, Failure> {
    let held = stored.map_or(&[][..], |key| endpoints(&key.access));
    let stored_expiry = stored.and_then(|key| key.expires_at);
    let expiry = check_expiry(known.capabilities(), stored_expiry, body.expires_at.as_ref(), now);
    match (check_key_input(known.capabilities(), known.offered(), held, body), expiry) {
        (Ok((note, access)), Ok(expires_at)) => Ok(Input { note, access, expires_at }),
        (input, expiry) => {
            let mut errors = input.err().unwrap_or_default();
            errors.extend(expiry.err());
            Err(Problem::invalid_input(errors).into())
        }
    }
}

/// The set of an access; full access has none.
pub(super) fn endpoints(access: &Access) -> &[EndpointId] {
    match access {
        Access::Full => &[],
        Access::Endpoints(endpoints) => endpoints,
    }
}
