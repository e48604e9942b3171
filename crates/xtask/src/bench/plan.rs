//! What is measured, and how often.

use std::path::Path;

use serde_json::{Value, json};

/// A deployment of the bench: a catalog of some size, and a list of some length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deployment {
    pub endpoints: u32,
    pub keys: u32,
}

impl Deployment {
    pub const SMALL: Self = Self { endpoints: 371, keys: 100 };
    pub const MANY_KEYS: Self = Self { endpoints: 371, keys: 10_000 };
    pub const MOST_KEYS: Self = Self { endpoints: 371, keys: 100_000 };
    pub const LARGE_CATALOG: Self = Self { endpoints: 5_000, keys: 100 };
    pub const LARGE_CATALOG_MANY_KEYS: Self = Self { endpoints: 5_000, keys: 10_000 };
    pub const LARGEST: Self = Self { endpoints: 5_000, keys: 100_000 };
    pub const ALL: [Self; 6] = [
        Self::SMALL,
        Self::MANY_KEYS,
        Self::MOST_KEYS,
        Self::LARGE_CATALOG,
        Self::LARGE_CATALOG_MANY_KEYS,
        Self::LARGEST,
    ];
    /// Where the growth of memory is watched: with either catalog.
    const WATCHED: [Self; 2] = [Self::SMALL, Self::LARGE_CATALOG];

    /// As it stands in addresses.
    pub fn id(self) -> String {
        format!("catalog-{}-keys-{}", self.endpoints, self.keys)
    }
}

/// How much is done of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The command that makes this plan.
    pub command: &'static str,
    /// How often everything is done.
    pub rounds: u32,
    /// How often an interaction is done in one round.
    pub repeats: u32,
    /// How often it is traced where the time of everything goes.
    pub traced: u32,
    /// How often the dialog is opened and closed while memory is watched.
    pub openings: u32,
    /// Where everything is done that a person does.
    pub used: Vec<Deployment>,
    /// How often Lighthouse runs.
    pub lighthouse: u32,
}

impl Plan {
    /// Everything, often enough for a spread that can be trusted.
    pub fn full() -> Self {
        Self {
            command: "cargo xtask bench",
            rounds: 10,
            repeats: 5,
            traced: 5,
            openings: 200,
            used: vec![Deployment::SMALL, Deployment::LARGE_CATALOG, Deployment::LARGEST],
            lighthouse: 5,
        }
    }

    /// Everything, within ten minutes on two cores.
    pub fn quick() -> Self {
        Self {
            command: "cargo xtask bench --quick",
            rounds: 3,
            repeats: 3,
            traced: 1,
            openings: 200,
            used: vec![Deployment::SMALL, Deployment::LARGE_CATALOG],
            lighthouse: 3,
        }
    }

    /// In words, for a person who waits.
    pub fn effort(&self) -> String {
        format!("{} rounds over four pages", self.rounds)
    }

    /// As the driver reads it.
    pub fn for_driver(&self, chrome: &Path, links: &[(&str, String)]) -> Value {
        let load = |deployment: Deployment, throttled| json!({ "measure": "load", "deployment": deployment.id(), "throttled": throttled });
        let using = |deployment: Deployment| json!({ "measure": "use", "deployment": deployment.id(), "repeats": self.repeats });
        let mut steps: Vec<_> = Deployment::ALL.into_iter().map(|deployment| load(deployment, false)).collect();
        steps.push(load(Deployment::SMALL, true));
        steps.extend(self.used.iter().copied().map(using));
        json!({
            "chrome": chrome,
            "pages": links.iter().map(|(name, link)| json!({ "name": name, "link": link })).collect::<Vec<_>>(),
            "deployments": Deployment::ALL.map(|deployment| json!({
                "id": deployment.id(), "endpoints": deployment.endpoints, "keys": deployment.keys,
            })),
            "rounds": self.rounds,
            "traced": self.traced,
            "steps": steps,
            "profiles": [load(Deployment::SMALL, true), json!({
                "measure": "use", "deployment": Deployment::LARGE_CATALOG.id(), "repeats": 1,
            })],
            "growth": Deployment::WATCHED.map(|deployment| json!({
                "measure": "growth", "deployment": deployment.id(), "before": 10, "openings": self.openings,
            })),
            "lighthouse": { "runs": self.lighthouse, "deployment": Deployment::SMALL.id() },
        })
    }
}
