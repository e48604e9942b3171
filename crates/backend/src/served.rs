//! What every handler works with.

use std::sync::Arc;

use axum::body::Bytes;
use contract::SignInWays;
use jiff::Timestamp;

use crate::{Clock, Deployments, Store};

/// The largest body that is read, in bytes. A create may name every endpoint of its catalog: of the built-in ones that
/// is 11 KB, of one with 5,000 endpoints some 200 KB, and paths may be several times as long as those of EMQX are.
pub const BODY_MAX_BYTES: usize = 1024 * 1024;

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
