//! The client of the Deployment API: one function an operation, one error type.

mod connection;
mod error;
mod listing;
mod loaded;
mod operations;

pub use connection::{Api, Fetch, Renew, browser_fetch};
pub use error::ApiError;
pub use listing::{Listing, search_of};
pub use loaded::Loaded;
pub use operations::IdempotencyKey;
