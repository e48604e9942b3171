//! Pages of a deployment's keys.

use contract::{EXPIRES_SOON_DAYS, EndpointId, Filter, Sort, UNUSED_DAYS};
use jiff::{SignedDuration, Timestamp};

use super::LastUse;

/// Where counting stops when a list is searched or filtered.
pub const SEARCH_COUNT_CAP: u64 = 1_000;

/// Which page of a deployment's keys is wanted.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// The words that App ID or note must hold, each of them somewhere, in lower case; empty for no search.
    pub words: Vec<String>,
    /// Where in their life the keys must be, or `None` for all.
    pub filter: Option<Filter>,
    /// The order; App IDs decide among equals, in the same direction.
    pub sort: Sort,
    /// The last row of the page before, or `None` for the first page.
    pub after: Option<Position>,
    /// How many rows at most.
    pub limit: u32,
    /// The version of the catalog that access is shown under, or `None` where there is no catalog.
    pub catalog: Option<String>,
    /// Now, to the millisecond: what the filter is held against.
    pub now: Timestamp,
}

impl ListQuery {
    /// Whether the list shows all keys of the deployment.
    pub fn is_whole(&self) -> bool {
        self.words.is_empty() && self.filter.is_none()
    }

    /// The end of the time in which a key expires soon.
    pub fn soon(&self) -> Timestamp {
        self.now + SignedDuration::from_hours(24 * i64::from(EXPIRES_SOON_DAYS))
    }

    /// The time since when an unused key has opened nothing.
    pub fn long_ago(&self) -> Timestamp {
        self.now - SignedDuration::from_hours(24 * i64::from(UNUSED_DAYS))
    }
}

/// A place between the rows of a list: between values, not at a row. So a list goes on from it whatever became of the
/// row it was taken from, and what nobody touches meanwhile comes exactly once. A row whose note is edited between two
/// pages of a list by note moves, as the list itself does: it may come twice, or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// What the list is sorted by, of the row before this place.
    pub value: SortValue,
    /// The App ID of that row.
    pub app_id: String,
}

/// What a row is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortValue {
    /// `created_at`, in milliseconds since 1970.
    Created(i64),
    /// The note in lower case (`str::to_lowercase`).
    Note(String),
}

/// A key as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey {
    /// The App ID.
    pub app_id: String,
    /// The note; empty where there is none.
    pub note: String,
    /// What the key may do.
    pub access: ListedAccess,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The version.
    pub version: u64,
    /// When it stops working; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// Since when it is disabled.
    pub disabled_at: Option<Timestamp>,
    /// Until when the secret before the present one works too, also when that time is over.
    pub previous_until: Option<Timestamp>,
    /// Its last use, as far as it has been recorded.
    pub last_used: Option<LastUse>,
}

/// What a key may do, as far as a list must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListedAccess {
    /// Every endpoint.
    Full,
    /// An explicit set, of which so many are offered by the catalog of the query, and so many are not.
    Counted {
        /// See [`Tally::granted`].
        granted: u32,
        /// See [`Tally::dropped`].
        dropped: u32,
    },
    /// An explicit set that was not counted under the catalog of the query.
    Uncounted(Vec<EndpointId>),
}

/// One page of keys.
#[derive(Clone, Debug)]
pub struct KeyPage {
    /// The rows.
    pub rows: Vec<ListedKey>,
    /// Whether more rows follow.
    pub more: bool,
    /// How many there are on all pages: exact for a whole list; with a search or a filter, at most [`SEARCH_COUNT_CAP`].
    pub count: u64,
    /// There are more than `count`.
    pub capped: bool,
}
