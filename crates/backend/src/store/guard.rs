//! What stands between a key and what it opens.

use contract::EndpointId;
use jiff::Timestamp;

use crate::secret::HashedSecret;

/// What is asked of a key before a request is let through: all of it of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// The hash of the present secret.
    pub secret: HashedSecret,
    /// The secret before it, where one works for a while.
    pub previous: Option<PreviousSecret>,
    /// Whether the key's access is full, or holds the endpoint that was asked about.
    pub grants: bool,
    /// When the key stops working; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// The key is disabled.
    pub disabled: bool,
    /// The first use of the present secret has been noted.
    pub use_noted: bool,
}

/// A secret that works beside its successor for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousSecret {
    /// Its hash.
    pub secret: HashedSecret,
    /// Until when it works.
    pub until: Timestamp,
}

/// A use of a key, to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The deployment.
    pub deployment: String,
    /// The App ID.
    pub app_id: String,
    /// When, to the millisecond.
    pub at: Timestamp,
    /// Which endpoint was called; `None` where there is no catalog.
    pub endpoint: Option<EndpointId>,
}
