//! The client of the Deployment API: one function an operation, one error type.

mod connection;
mod error;
mod listing;
mod loaded;
mod operations;
mod trail;

pub use connection::{Api, Fetch, Observer, Renew, Told, browser_fetch, fetch_text};
pub use error::ApiError;
pub use listing::{Listing, filter_of, search_of};
pub use loaded::{Loaded, Loading};
pub use operations::IdempotencyKey;
pub use trail::{Trail, action_of};
