//! The section *Deployment API Key*: list, create, edit, rotate, disable, delete, and the secret that is shown once.

mod access_view;
mod carry;
mod catalog_source;
mod conflict;
mod create;
mod created;
mod delete;
mod deletion;
mod edit;
mod expiry;
mod form;
mod life;
mod list;
mod lost;
mod picked;
mod refresh;
mod row;
mod row_of;
mod section;
mod shared;
mod starts;
mod status;
mod stored;
mod table;
mod toolbar;

pub use created::{CreatedDialog, CreatedKeySlot};
pub use section::KeySection;
