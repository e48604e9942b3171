//! The handlers, one file a resource, each with its description in the OpenAPI document.

pub(crate) mod audit;
pub(crate) mod catalog;
pub(crate) mod deployments;
pub(crate) mod document;
mod input;
pub(crate) mod key;
pub(crate) mod keys;
pub(crate) mod life;
mod secret;
pub(crate) mod templates;
