//! The catalog of the deployment, loaded when it is first needed and then kept.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    api::{Api, ApiError},
    permissions::index::CatalogIndex,
    task::begin,
};

/// What is known of the catalog.
#[derive(Clone)]
pub enum CatalogState {
    /// It was not asked for yet, or is on its way.
    Pending,
    /// It is there.
    Ready(Arc<CatalogIndex>),
    /// It could not be loaded.
    Failed(ApiError),
}

/// The catalog of one deployment. Copied freely.
#[derive(Clone, Copy)]
pub struct CatalogSource {
    api: Api,
    deployment: StoredValue<String>,
    state: RwSignal<CatalogState>,
    asked: StoredValue<bool>,
}

impl CatalogSource {
    /// The catalog of this deployment; nothing is loaded yet.
    pub fn new(api: Api, deployment: String) -> Self {
        CatalogSource {
            api,
            deployment: StoredValue::new(deployment),
            state: RwSignal::new(CatalogState::Pending),
            asked: StoredValue::new(false),
        }
    }

    /// What is known of the catalog; asks for it at the first call, and again where it could not be loaded.
    pub fn state(self) -> Signal<CatalogState> {
        if !self.asked.get_value() || matches!(self.state.get_untracked(), CatalogState::Failed(_)) {
            self.load();
        }
        self.state.into()
    }

    /// The catalog, where it is there already.
    pub fn get_untracked(&self) -> Option<Arc<CatalogIndex>> {
        match self.state.get_untracked() {
            CatalogState::Ready(index) => Some(index),
            _ => None,
        }
    }

    /// Loads the catalog, again if need be.
    pub fn load(self) {
        self.asked.set_value(true);
        self.state.set(CatalogState::Pending);
        begin(async move {
            let result = self.api.catalog(&self.deployment.get_value()).await;
            self.state.try_set(match result {
                Ok(catalog) => CatalogState::Ready(Arc::new(CatalogIndex::new(catalog))),
                Err(error) => CatalogState::Failed(error),
            });
        });
    }
}
