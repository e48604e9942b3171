//! The audit trail of a deployment: who did what to which key, and when.

mod detail;
mod entry;
mod filters;
mod page;
mod what;

pub use page::{AuditTrail, TrailPlace};
