//! A key as it is stored.

use contract::{Access, ApiKey, EndpointId};

/// What is stored, as far as the form changes it.
#[derive(Clone, PartialEq)]
pub(super) struct Stored {
    pub version: u64,
    pub note: String,
    pub expires_at: Option<String>,
    pub disabled: bool,
    pub endpoints: Vec<EndpointId>,
}

impl From<&ApiKey> for Stored {
    fn from(key: &ApiKey) -> Self {
        let endpoints = match &key.access {
            Access::Full => Vec::new(),
            Access::Endpoints(endpoints) => endpoints.clone(),
        };
        Stored {
            version: key.version,
            note: key.note.clone(),
            expires_at: key.expires_at.clone(),
            disabled: key.disabled_at.is_some(),
            endpoints,
        }
    }
}
