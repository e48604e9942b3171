//! Choosing the endpoints that a key may call.
//!
//! [`index`], [`filter`], [`selection`] and [`changes`] are the model: pure, without DOM or signals, and held against a
//! naive one by property tests. [`state`] keeps it as signals, [`selector`] draws it. Nothing here knows of keys.

pub mod changes;
pub mod filter;
pub mod index;
pub mod selection;
pub mod selector;
pub mod state;

mod as_text;
mod category;
mod change_list;
mod count_line;
mod endpoint_list;
mod lower_case;
mod presets;
mod try_request;

pub use as_text::CopyAccess;
pub use change_list::ChangeList;
pub use count_line::CountLine;
pub use endpoint_list::GrantedEndpoints;
pub use try_request::TryRequest;
