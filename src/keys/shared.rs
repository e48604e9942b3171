//! What the parts of the key section share.

use contract::Capabilities;
use leptos::prelude::*;

use super::{catalog_source::CatalogSource, list::KeyRows};
use crate::{api::Api, page_state::PageState};

/// The section's state. Copied freely.
#[derive(Clone, Copy)]
pub(super) struct Section {
    pub api: Api,
    pub capabilities: Capabilities,
    pub rows: KeyRows,
    pub catalog: CatalogSource,
    pub page: PageState,
    /// The key whose deletion is being confirmed.
    pub deleting: RwSignal<Option<Doomed>>,
}

impl Section {
    /// Asks whether the key with an App ID is to be deleted.
    pub fn offer_delete(self) -> Callback<String> {
        Callback::new(move |app_id| self.deleting.set(Some(Doomed { app_id, note: String::new() })))
    }
}

/// A key whose deletion is being confirmed.
#[derive(Clone)]
pub(super) struct Doomed {
    pub app_id: String,
    /// Empty where there is none, or where it is not known.
    pub note: String,
}
