//! The section *Deployment API Key*: list, create, edit, delete, and the secret that is shown once.

mod access_view;
mod catalog_source;
mod conflict;
mod create;
mod created;
mod delete;
mod edit;
mod form;
mod list;
mod lost;
mod row;
mod section;
mod shared;
mod stored;
mod table;

pub use created::{CreatedDialog, CreatedKeySlot};
pub use section::KeySection;
