//! Three deployments, one of each kind, by which every rule of the console can be seen at once.

use contract::{DeploymentKind, EncodedSlash};

use crate::{
    DeploymentSpec,
    catalogs::{LANGUAGE, builtin},
};

/// The sample deployments, in the order in which they are listed.
pub fn sample_deployments() -> Vec<DeploymentSpec> {
    vec![
        DeploymentSpec {
            id: "serverless".into(),
            name: "Sensor fleet".into(),
            kind: DeploymentKind::Serverless,
            api_address: "https://sensor-fleet.example.com:8443/api/v5".into(),
            api_reference: "https://docs.emqx.com/en/cloud/latest/api/serverless.html".into(),
            base_path: "/api/v5".into(),
            categories: builtin("emqx-serverless"),
            language: Some(LANGUAGE.into()),
            encoded_slash: EncodedSlash::Allowed,
        },
        DeploymentSpec {
            id: "dedicated-v4".into(),
            name: "Legacy plant".into(),
            kind: DeploymentKind::DedicatedV4,
            api_address: "https://legacy-plant.example.com:8443/api/v4".into(),
            api_reference: "https://docs.emqx.com/en/cloud/latest/api/api_overview.html".into(),
            base_path: "/api/v4".into(),
            categories: None,
            language: None,
            encoded_slash: EncodedSlash::Refused,
        },
        DeploymentSpec {
            id: "dedicated-v5".into(),
            name: "Production".into(),
            kind: DeploymentKind::DedicatedV5,
            api_address: "https://production.example.com:8443/api/v5".into(),
            api_reference: "https://docs.emqx.com/en/cloud/latest/api/dedicated.html".into(),
            base_path: "/api/v5".into(),
            categories: builtin("emqx-v5"),
            language: Some(LANGUAGE.into()),
            encoded_slash: EncodedSlash::Allowed,
        },
    ]
}
