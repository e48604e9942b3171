//! The endpoints that keys of one deployment may be given.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{EncodedSlash, EndpointId, Method};

/// The categories that keys of one deployment may be given, in the order in which they are shown.
///
/// An endpoint stands in a catalog once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Catalog {
    /// Changes whenever the content does: a hash of it.
    pub version: String,
    /// The path under which the endpoints' paths stand, such as `/api/v5`; empty for the root.
    pub base_path: String,
    /// What becomes of a request with `%2F` in its path.
    pub encoded_slash: EncodedSlash,
    /// The language of names and summaries (a tag of BCP 47), where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "en"))]
    pub language: Option<String>,
    /// The categories, in order.
    pub categories: Vec<Category>,
}

/// A named group of endpoints (a tag of the OpenAPI document).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Category {
    /// The name, unique within the catalog.
    pub name: String,
    /// The endpoints, in order; never empty.
    pub endpoints: Vec<CatalogEndpoint>,
}

/// An endpoint as a catalog offers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CatalogEndpoint {
    /// The HTTP method.
    pub method: Method,
    /// The path template, relative to the base path: `/clients/{clientid}`.
    #[cfg_attr(feature = "openapi", schema(example = "/clients/{clientid}"))]
    pub path: String,
    /// What the endpoint does, in a few words; may be empty.
    pub summary: String,
}

impl CatalogEndpoint {
    /// The endpoint's identity.
    pub fn id(&self) -> EndpointId {
        EndpointId::new(self.method, &self.path)
    }
}

impl Catalog {
    /// Every endpoint, in order.
    pub fn endpoints(&self) -> impl Iterator<Item = &CatalogEndpoint> {
        self.categories.iter().flat_map(|category| &category.endpoints)
    }

    /// How many endpoints are offered.
    pub fn endpoint_count(&self) -> usize {
        self.categories.iter().map(|category| category.endpoints.len()).sum()
    }

    /// The identities of every endpoint, for questions of membership.
    pub fn ids(&self) -> HashSet<EndpointId> {
        self.endpoints().map(CatalogEndpoint::id).collect()
    }
}
