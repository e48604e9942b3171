//! What a deployment's kind is called, and what its API offers: words only. What its keys can carry is asked of its
//! capabilities.

use contract::DeploymentKind;

use crate::i18n::t;

/// The kind's name.
pub fn kind_name(kind: DeploymentKind) -> String {
    match kind {
        DeploymentKind::Serverless => t::kind_serverless(),
        DeploymentKind::DedicatedV4 => t::kind_dedicated_v4(),
        DeploymentKind::DedicatedV5 => t::kind_dedicated_v5(),
    }
}

/// What the Deployment API of this kind is for.
pub fn kind_offers(kind: DeploymentKind) -> String {
    match kind {
        DeploymentKind::Serverless => t::offers_serverless(),
        DeploymentKind::DedicatedV4 => t::offers_dedicated_v4(),
        DeploymentKind::DedicatedV5 => t::offers_dedicated_v5(),
    }
}

/// The name of the link to the API's reference.
pub fn reference_name(kind: DeploymentKind) -> String {
    match kind {
        DeploymentKind::Serverless => t::reference_serverless(),
        DeploymentKind::DedicatedV4 => t::reference_dedicated_v4(),
        DeploymentKind::DedicatedV5 => t::reference_dedicated_v5(),
    }
}
