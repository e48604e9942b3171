//! What the parts of the key section share.

use contract::{ApiKeyRow, Capabilities, Deployment, Filter, Sort};
use leptos::{html, prelude::*};

use super::{catalog_source::CatalogSource, list::KeyRows};
use crate::{
    api::{Api, ApiError, Listing, Trail, search_of},
    page_state::{MayChange, PageState, Step, TrailWay},
};

/// The section's state. Copied freely.
#[derive(Clone, Copy)]
pub(super) struct Section {
    pub api: Api,
    pub capabilities: Capabilities,
    /// The person may change keys, and not only see them.
    pub changes: bool,
    api_address: StoredValue<String>,
    pub rows: KeyRows,
    pub catalog: CatalogSource,
    pub page: PageState,
    /// The keys whose deletion is being confirmed; none when there is nothing to confirm.
    pub deleting: RwSignal<Vec<Doomed>>,
    /// What is being done to a key, as long as its dialog is open.
    pub acting: RwSignal<Option<Acting>>,
    /// The field *Search keys*.
    pub search_field: NodeRef<html::Input>,
    /// The checkbox that picks all rows.
    pub pick_all: NodeRef<html::Input>,
}

impl Section {
    /// The section of a deployment.
    pub fn new(api: Api, deployment: Deployment, listing: Memo<Listing>, page: PageState) -> Self {
        Section {
            api,
            capabilities: deployment.capabilities,
            changes: MayChange::now(),
            api_address: StoredValue::new(deployment.api_address),
            rows: KeyRows::new(api, deployment.id.clone(), listing),
            catalog: CatalogSource::new(api, deployment.id),
            page,
            deleting: RwSignal::new(Vec::new()),
            acting: RwSignal::new(None),
            search_field: NodeRef::new(),
            pick_all: NodeRef::new(),
        }
    }

    /// Where the deployment's API is; empty once the section is gone.
    pub fn api_address(self) -> String {
        self.api_address.try_get_value().unwrap_or_default()
    }

    /// Asks whether the key with an App ID is to be deleted.
    pub fn offer_delete(self) -> Callback<String> {
        Callback::new(move |app_id| self.deleting.set(vec![Doomed { app_id, note: String::new() }]))
    }

    /// The address of what was done to the keys, where that has one.
    pub fn trail(self, trail: Trail) -> Option<String> {
        match self.page.trail {
            TrailWay::Address(address) => Some(address(&self.rows.deployment(), &trail)),
            TrailWay::Here(_) => None,
        }
    }

    /// Searches for what was typed.
    pub fn search(self, text: &str) {
        let listing = self.rows.listing.get_untracked();
        // Back leaves the list at once, not letter by letter.
        self.page.list(Listing { search: search_of(text), ..listing }, Step::Replace);
    }

    /// Shows all keys again, and is ready for another search.
    pub fn clear_search(self) {
        let listing = self.rows.listing.get_untracked();
        self.page.list(Listing { search: String::new(), filter: None, ..listing }, Step::Replace);
        if let Some(field) = self.search_field.get_untracked() {
            field.set_value("");
            let _ = field.focus();
        }
    }

    /// Shows keys by where they are in their life, or all of them.
    pub fn filter(self, filter: Option<Filter>) {
        let listing = self.rows.listing.get_untracked();
        self.page.list(Listing { filter, ..listing }, Step::Push);
    }

    /// Lists the keys in another order.
    pub fn sort(self, sort: Sort) {
        let listing = self.rows.listing.get_untracked();
        self.page.list(Listing { sort, ..listing }, Step::Push);
    }
}

/// Whether a filter tells keys of a deployment apart: where none can expire, none by its expiry.
pub(super) fn offers(capabilities: Capabilities, filter: Filter) -> bool {
    capabilities.expiry || matches!(filter, Filter::Unused | Filter::Disabled)
}

/// What can be done to a key besides editing and deleting it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Rotate,
    Disable,
    Enable,
}

/// What is being done to a key.
#[derive(Clone)]
pub(super) struct Acting {
    pub act: Act,
    pub key: ApiKeyRow,
    /// Why it did not work when it was tried without a question.
    pub failed: Option<ApiError>,
}

/// A key whose deletion is being confirmed.
#[derive(Clone)]
pub(super) struct Doomed {
    pub app_id: String,
    /// Empty where there is none, or where it is not known.
    pub note: String,
}

impl From<&ApiKeyRow> for Doomed {
    fn from(row: &ApiKeyRow) -> Self {
        Doomed { app_id: row.app_id.clone(), note: row.note.clone() }
    }
}
