//! Types and rules that the console and the Deployment API share.
//!
//! The same rule answers in the browser before a request is sent and on the server when it arrives.
//!
//! Invariants of this crate:
//! - It does no I/O, touches no DOM and reads no clock: whoever needs a time passes it in.
//! - An App Secret is never part of a type that stands in a list or in a stored key; it has one
//!   place on the wire, [`CreatedKey`].
//! - What is written here compiles to wasm32 and costs the page its kilobytes: no heavy dependency.

mod access;
mod audit;
mod catalog;
mod deployment;
mod endpoint;
mod key;
mod life;
mod matching;
mod note;
mod object;
mod problem;
mod session;
mod template;

pub use access::{Access, AccessRequest, AccessSummary, check_access};
pub use audit::{
    AccessChange, AuditAction, AuditChanges, AuditDetail, AuditEntry, AuditList, ExpiryChange, NoteChange,
};
pub use catalog::{Catalog, CatalogEndpoint, Category};
pub use deployment::{Capabilities, Deployment, DeploymentKind, DeploymentList};
pub use endpoint::{EndpointId, InvalidEndpoint, Method};
pub use key::{ApiKey, ApiKeyRow, CreateKey, CreatedKey, KeyList, LastUsed, Sort, Total, UpdateKey, check_key_input};
pub use life::{EXPIRES_SOON_DAYS, Filter, GRACE_MAX_MINUTES, RotateSecret, UNUSED_DAYS};
pub use matching::{Decision, EncodedSlash, Matcher, NotOffered, PATH_MAX_BYTES, Verdict};
pub use note::{NOTE_MAX_CHARACTERS, check_note};
pub use object::JsonObject;
pub use problem::{FieldError, FieldErrorCode, Problem, ProblemKind};
pub use session::{Role, Session, SignIn, SignInWays};
pub use template::{
    SaveTemplate, TEMPLATE_NAME_MAX_CHARACTERS, TEMPLATES_MAX, Template, TemplateList, check_template_name,
};
