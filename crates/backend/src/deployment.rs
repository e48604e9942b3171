//! The deployments that the API knows, with their catalogs made ready.

use std::{collections::HashSet, sync::Arc};

use axum::body::Bytes;
use contract::{
    Access, Capabilities, Catalog, CatalogEndpoint, Category, Deployment, DeploymentKind, EncodedSlash, EndpointId,
    Matcher,
};
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

use crate::{store::Tally, wire};

/// What a configuration says of one deployment, checked.
#[derive(Clone, Debug)]
pub struct DeploymentSpec {
    /// The identity: `a-z`, `0-9` and `-`, unique.
    pub id: String,
    /// The name that people gave it.
    pub name: String,
    /// The kind; it decides the capabilities.
    pub kind: DeploymentKind,
    /// Where its REST API answers, base path included.
    pub api_address: String,
    /// A link to the reference of that API.
    pub api_reference: String,
    /// The path under which the endpoints stand, such as `/api/v5`; empty for the root.
    pub base_path: String,
    /// The categories of its catalog, or `None` where it has none.
    pub categories: Option<Vec<Category>>,
    /// The language of the catalog's names and summaries (a tag of BCP 47), where it is known.
    pub language: Option<String>,
    /// What becomes of an encoded slash in a request to its API.
    pub encoded_slash: EncodedSlash,
}

/// A deployment as the API works with it.
#[derive(Debug)]
pub struct KnownDeployment {
    /// The deployment as it is answered.
    pub deployment: Deployment,
    /// Its catalog, or `None` where it has none.
    pub catalog: Option<KnownCatalog>,
    /// Finds the endpoint that a request to its API is for.
    pub matcher: Matcher,
}

/// A catalog with what is derived from it once.
#[derive(Debug)]
pub struct KnownCatalog {
    /// The catalog as it is answered.
    pub catalog: Catalog,
    /// The identities of its endpoints.
    pub ids: HashSet<EndpointId>,
    /// The answer's body, serialised once.
    pub json: Bytes,
}

impl KnownDeployment {
    /// What the deployment's keys can carry.
    pub fn capabilities(&self) -> Capabilities {
        self.deployment.capabilities
    }

    /// The identities of the catalog's endpoints, or `None` where there is no catalog.
    pub fn offered(&self) -> Option<&HashSet<EndpointId>> {
        self.catalog.as_ref().map(|catalog| &catalog.ids)
    }

    /// What this access comes to under the catalog, for a store to keep beside it.
    pub fn tally(&self, access: &Access) -> Option<Tally> {
        let (Some(catalog), Access::Endpoints(endpoints)) = (&self.catalog, access) else { return None };
        let (granted, dropped) = wire::count(endpoints, Some(&catalog.ids));
        Some(Tally { catalog: catalog.catalog.version.clone(), granted, dropped })
    }
}

/// Every deployment, in the order of the configuration. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Deployments(Arc<[Arc<KnownDeployment>]>);

impl Deployments {
    /// Makes the deployments ready. The ids must be unique and the categories without repetition:
    /// that is for whoever reads the configuration to check, with file and place.
    pub fn new(specs: Vec<DeploymentSpec>) -> Self {
        Deployments(specs.into_iter().map(|spec| Arc::new(KnownDeployment::from(spec))).collect())
    }

    /// The deployments, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<KnownDeployment>> {
        self.0.iter()
    }

    /// The deployment with this id.
    pub fn get(&self, id: &str) -> Option<&Arc<KnownDeployment>> {
        self.0.iter().find(|known| known.deployment.id == id)
    }
}

impl From<DeploymentSpec> for KnownDeployment {
    fn from(spec: DeploymentSpec) -> Self {
        let base_path = spec.base_path;
        let endpoints = spec.categories.as_ref().map(|categories| {
            let endpoints = categories.iter().flat_map(|category| &category.endpoints);
            endpoints.map(|CatalogEndpoint { method, path, .. }| (*method, path.as_str()))
        });
        KnownDeployment {
            matcher: Matcher::new(&base_path, endpoints, spec.encoded_slash),
            deployment: Deployment {
                id: spec.id,
                name: spec.name,
                kind: spec.kind,
                api_address: spec.api_address,
                api_reference: spec.api_reference,
                capabilities: spec.kind.capabilities(),
            },
            catalog: spec
                .categories
                .map(|categories| KnownCatalog::new(base_path, categories, spec.encoded_slash, spec.language)),
        }
    }
}

impl KnownCatalog {
    fn new(
        base_path: String,
        categories: Vec<Category>,
        encoded_slash: EncodedSlash,
        language: Option<String>,
    ) -> Self {
        let mut hash = Sha256::new();
        let content = (&base_path, &categories, encoded_slash, &language);
        hash.update(serde_json::to_vec(&content).expect("a catalog is always JSON"));
        let version = BASE64URL_NOPAD.encode(&hash.finalize()[..12]);
        let catalog = Catalog { version, base_path, encoded_slash, language, categories };
        let ids = catalog.ids();
        let json = serde_json::to_vec(&catalog).expect("a catalog is always JSON").into();
        KnownCatalog { catalog, ids, json }
    }
}
