//! Templates, in memory.

use std::collections::BTreeMap;

use contract::TEMPLATES_MAX;
use serde::{Deserialize, Serialize};

use crate::store::{Replacing, StoredTemplate, TemplateSaved};

/// By deployment, then by name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Templates(BTreeMap<String, BTreeMap<String, StoredTemplate>>);

impl Templates {
    pub(super) fn list(&self, deployment: &str) -> Vec<StoredTemplate> {
        self.0.get(deployment).into_iter().flat_map(|templates| templates.values().cloned()).collect()
    }

    pub(super) fn get(&self, deployment: &str, name: &str) -> Option<StoredTemplate> {
        self.0.get(deployment)?.get(name).cloned()
    }

    pub(super) fn put(&mut self, deployment: &str, template: &StoredTemplate, replacing: Replacing) -> TemplateSaved {
        let templates = self.0.entry(deployment.to_owned()).or_default();
        match (templates.contains_key(&template.name), replacing) {
            (true, Replacing::Refused) => return TemplateSaved::Exists,
            (false, _) if templates.len() >= TEMPLATES_MAX => return TemplateSaved::TooMany,
            _ => templates.insert(template.name.clone(), template.clone()),
        };
        TemplateSaved::Done
    }

    pub(super) fn delete(&mut self, deployment: &str, name: &str) -> bool {
        self.0.get_mut(deployment).is_some_and(|templates| templates.remove(name).is_some())
    }
}
