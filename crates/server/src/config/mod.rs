//! The configuration file: what it may say, and what is made of it.

mod deployment;
mod error;
mod file;
mod jwt;
mod upstream;

use std::{collections::HashMap, path::Path};

use backend::{DeploymentSpec, samples::sample_deployments};

pub use error::ConfigError;
pub use jwt::{Jwt, KeySource};
pub use upstream::Upstream;

use crate::{client::TrustedProxies, sign_in::Origin};

/// The documented example; it configures the same three deployments that run without a configuration.
pub const EXAMPLE: &str = include_str!("../../deployment-console.example.toml");

/// A configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The origins under which the console is reached; `None` for the listen address.
    pub public_origins: Option<Vec<Origin>>,
    /// Origins that may write besides those.
    pub extra_origins: Vec<Origin>,
    /// Origins whose pages may call the API with a bearer token.
    pub cors_origins: Vec<Origin>,
    /// The identity provider whose tokens are taken, where there is one.
    pub jwt: Option<Jwt>,
    /// Who may frame the console, as the Content-Security-Policy says it; empty for nobody.
    pub frame_ancestors: Vec<String>,
    /// The proxies that are believed about whom they ask for.
    pub trusted_proxies: TrustedProxies,
    /// The deployments.
    pub deployments: Vec<DeploymentSpec>,
    /// Where the requests of a deployment's keys are passed on to, by the deployment's id.
    pub upstreams: HashMap<String, Upstream>,
}

impl Default for Config {
    /// What runs without a configuration file: the three sample deployments.
    fn default() -> Self {
        Config {
            public_origins: None,
            extra_origins: Vec::new(),
            cors_origins: Vec::new(),
            jwt: None,
            frame_ancestors: Vec::new(),
            trusted_proxies: TrustedProxies::default(),
            deployments: sample_deployments(),
            upstreams: HashMap::new(),
        }
    }
}

impl Config {
    /// Reads a configuration file and the documents that it names.
    ///
    /// # Errors
    /// When something in it is wrong: all of it is checked before anything starts.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|error| ConfigError {
            file: file.to_owned(),
            place: String::new(),
            reason: format!("the configuration cannot be read: {error}"),
        })?;
        file::parse(&text, file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_configures_what_runs_without_a_configuration() {
        let config = file::parse(EXAMPLE, Path::new("deployment-console.example.toml")).expect("a good example");
        let described = |config: &Config| format!("{config:#?}");
        assert_eq!(described(&config), described(&Config::default()));
    }

    #[test]
    fn the_development_configuration_allows_the_bundlers_server_and_keeps_the_samples() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("development.toml");
        let config = Config::load(&file).expect("a good configuration");
        assert_eq!(config.public_origins, None);
        assert!(config.extra_origins.iter().any(|origin| origin.as_str() == "http://127.0.0.1:8081"));
        assert_eq!(config.deployments.len(), 3);
    }
}
