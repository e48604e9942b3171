//! The life of a key after it was made: its secret exchanged, and how a list finds keys by where they are in their life.

use serde::{Deserialize, Serialize};

/// The longest time for which an old secret works beside its new one, in minutes: seven days.
pub const GRACE_MAX_MINUTES: u32 = 7 * 24 * 60;

/// A key expires soon when it is at most so many days until then.
pub const EXPIRES_SOON_DAYS: u32 = 14;

/// A key is unused when it has opened nothing for so many days, or since it was made so long ago.
pub const UNUSED_DAYS: u32 = 90;

/// The body of `POST …/keys/{app_id}/rotate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RotateSecret {
    /// For how many minutes the old secret works beside the new one: 0 to 10,080 (seven days).
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 10080))]
    pub grace_minutes: u32,
}

/// Which keys a list shows, by where they are in their life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// They never expire.
    NeverExpires,
    /// They expire within [`EXPIRES_SOON_DAYS`].
    ExpiresSoon,
    /// They have expired.
    Expired,
    /// They were made more than [`UNUSED_DAYS`] ago and have opened nothing since then.
    Unused,
    /// They are disabled.
    Disabled,
}

impl Filter {
    /// Every filter.
    pub const ALL: [Filter; 5] =
        [Filter::NeverExpires, Filter::ExpiresSoon, Filter::Expired, Filter::Unused, Filter::Disabled];

    /// The filter as the query says it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Filter::NeverExpires => "never_expires",
            Filter::ExpiresSoon => "expires_soon",
            Filter::Expired => "expired",
            Filter::Unused => "unused",
            Filter::Disabled => "disabled",
        }
    }
}
