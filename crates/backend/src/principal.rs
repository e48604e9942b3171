//! Who is asking.

use std::collections::BTreeSet;

use contract::Role;

/// Who is asking the Deployment API: put into the request's extensions by whoever serves the Router.
/// A request without one is answered 401.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// A name that is this principal's alone.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The deployments that it may see; every other one is answered 404.
    pub visible: Visible,
}

/// The deployments that a principal may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visible {
    /// Every one.
    All,
    /// Those with these ids.
    Only(BTreeSet<String>),
}

impl Principal {
    /// Says whether this principal may see the deployment with this id.
    pub fn sees(&self, deployment: &str) -> bool {
        match &self.visible {
            Visible::All => true,
            Visible::Only(ids) => ids.contains(deployment),
        }
    }
}
