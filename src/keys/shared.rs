//! What the parts of the key section share.

use contract::{ApiKeyRow, Capabilities, Sort};
use leptos::{html, prelude::*};

use super::{catalog_source::CatalogSource, list::KeyRows};
use crate::{
    api::{Api, Listing, search_of},
    page_state::{PageState, Step},
};

/// The section's state. Copied freely.
#[derive(Clone, Copy)]
pub(super) struct Section {
    pub api: Api,
    pub capabilities: Capabilities,
    pub rows: KeyRows,
    pub catalog: CatalogSource,
    pub page: PageState,
    /// The keys whose deletion is being confirmed; none when there is nothing to confirm.
    pub deleting: RwSignal<Vec<Doomed>>,
    /// The field *Search keys*.
    pub search_field: NodeRef<html::Input>,
    /// The checkbox that picks all rows.
    pub pick_all: NodeRef<html::Input>,
}

impl Section {
    /// Asks whether the key with an App ID is to be deleted.
    pub fn offer_delete(self) -> Callback<String> {
        Callback::new(move |app_id| self.deleting.set(vec![Doomed { app_id, note: String::new() }]))
    }

    /// Searches for what was typed.
    pub fn search(self, text: &str) {
        let listing = self.rows.listing.get_untracked();
        // Back leaves the list at once, not letter by letter.
        self.page.list(Listing { search: search_of(text), ..listing }, Step::Replace);
    }

    /// Shows all keys again, and is ready for another search.
    pub fn clear_search(self) {
        self.search("");
        if let Some(field) = self.search_field.get_untracked() {
            field.set_value("");
            let _ = field.focus();
        }
    }

    /// Lists the keys in another order.
    pub fn sort(self, sort: Sort) {
        let listing = self.rows.listing.get_untracked();
        self.page.list(Listing { sort, ..listing }, Step::Push);
    }
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
