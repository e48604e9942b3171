//! What every handler works with.

use std::sync::Arc;

use axum::body::Bytes;
use contract::SignInWays;
use jiff::Timestamp;

use crate::{Clock, Deployments, Store};

/// The largest body that is read, in bytes. A create that names every endpoint of a large catalog is a tenth of it.
pub const BODY_MAX_BYTES: usize = 256 * 1024;

/// [`Api`](crate::Api) as the handlers see it.
pub(crate) struct Served {
    pub deployments: Deployments,
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
    pub sign_in: SignInWays,
    pub document: Bytes,
}

impl Served {
    /// Now, to the millisecond: what is finer would be lost on the wire and in databases.
    pub fn now(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}
