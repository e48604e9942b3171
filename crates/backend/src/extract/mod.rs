//! What handlers are given of a request, read and checked. What cannot be read is answered with a problem.

mod audit;
mod body;
mod deployment;
mod headers;
mod query;

pub(crate) use audit::{AuditParams, Format};
pub use body::JsonBody;
pub(crate) use deployment::{AppId, Found, TemplateName};
pub(crate) use headers::{IdempotencyKey, IfMatch, etag, makes_only, none_match};
pub(crate) use query::ListParams;
