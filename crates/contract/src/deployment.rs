//! A deployment, and what its keys can carry.

use serde::{Deserialize, Serialize};

/// One running broker or cluster with its own REST API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deployment {
    /// The identity, as it stands in addresses: `a-z`, `0-9` and `-`.
    pub id: String,
    /// The name that people gave it.
    pub name: String,
    /// The kind.
    pub kind: DeploymentKind,
    /// Where its REST API answers, base path included: `https://broker.example.com:8443/api/v5`.
    pub api_address: String,
    /// A link to the reference of that API.
    pub api_reference: String,
    /// What its keys can carry. The console asks for these, never for the kind.
    pub capabilities: Capabilities,
}

/// The deployments that the principal may see, in the order of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeploymentList {
    /// The deployments.
    pub deployments: Vec<Deployment>,
}

/// The kinds of deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeploymentKind {
    /// A shared cluster.
    Serverless,
    /// A cluster of one's own that runs EMQX 4.
    DedicatedV4,
    /// A cluster of one's own that runs EMQX 5.
    DedicatedV5,
}

impl DeploymentKind {
    /// What keys of such a deployment can carry: the one place where this is decided.
    pub const fn capabilities(self) -> Capabilities {
        match self {
            DeploymentKind::Serverless | DeploymentKind::DedicatedV4 => {
                Capabilities { notes: false, permissions: false, expiry: false }
            }
            DeploymentKind::DedicatedV5 => Capabilities { notes: true, permissions: true, expiry: true },
        }
    }
}

/// What the keys of a deployment can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Capabilities {
    /// A note.
    pub notes: bool,
    /// An explicit set of endpoints; without it access is full.
    pub permissions: bool,
    /// A time at which a key stops working.
    pub expiry: bool,
}
