//! A template as it is stored.

use contract::EndpointId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A set of endpoints under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredTemplate {
    /// The name, unique within the deployment.
    pub name: String,
    /// The set, in the order in which it was saved.
    pub endpoints: Vec<EndpointId>,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

/// Whether a template may take the place of one of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacing {
    /// It may.
    Allowed,
    /// It may not: it is stored only where there is none.
    Refused,
}

/// What became of a template to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateSaved {
    /// It is stored.
    Done,
    /// There is one of this name, and it was not to be replaced. Nothing has changed.
    Exists,
    /// The deployment has [`TEMPLATES_MAX`](contract::TEMPLATES_MAX) others. Nothing has changed.
    TooMany,
}
