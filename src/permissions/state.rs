//! What is being chosen, as signals.

use std::sync::Arc;

use contract::{Access, EndpointId};
use leptos::prelude::*;

use super::{
    filter::{Filters, any_shown},
    index::{CatalogIndex, IndexedCategory},
    selection::{PositionSet, Selection, Tally},
};

/// What is being chosen, and by what it is filtered. Copied freely.
#[derive(Clone, Copy)]
pub struct SelectorState {
    index: StoredValue<Arc<CatalogIndex>>,
    /// The endpoints selected.
    pub selection: RwSignal<Selection>,
    /// The filters.
    pub filters: RwSignal<Filters>,
    /// The endpoints that the filters show.
    pub shown: Memo<PositionSet>,
    /// The categories (by their place) that the person has opened.
    pub(super) opened: RwSignal<PositionSet>,
}

impl SelectorState {
    /// Starts with what `access` holds, or with nothing.
    pub fn new(index: Arc<CatalogIndex>, access: Option<&Access>) -> Self {
        let selection = access.map_or_else(|| Selection::empty(&index), |access| Selection::stored(&index, access));
        let filters = RwSignal::new(Filters::none(&index));
        let categories = index.categories.len();
        let index = StoredValue::new(index);
        SelectorState {
            index,
            selection: RwSignal::new(selection),
            filters,
            shown: Memo::new(move |_| index.with_value(|index| filters.with(|filters| filters.shown(index)))),
            opened: RwSignal::new(PositionSet::empty(categories)),
        }
    }

    /// The catalog.
    pub fn index(&self) -> Arc<CatalogIndex> {
        self.index.get_value()
    }

    /// What is selected, as it is stored.
    pub fn endpoints(&self) -> Vec<EndpointId> {
        self.selection.with(|selection| self.index.with_value(|index| selection.endpoints(index)))
    }

    /// The selection in numbers.
    pub fn tally(&self) -> Tally {
        let index = self.index();
        self.selection.with(|selection| self.shown.with(|shown| selection.tally(&index, shown)))
    }

    /// Shows every endpoint again.
    pub fn clear_filters(&self) {
        self.filters.set(Filters::none(&self.index()));
    }

    /// Shows what is selected: every endpoint again, with the categories open that hold any of it.
    pub fn show_selected(&self) {
        self.clear_filters();
        let index = self.index();
        let holds = |category: &IndexedCategory| {
            self.selection
                .with_untracked(|selection| category.range.clone().any(|position| selection.contains(position)))
        };
        let mut opened = PositionSet::empty(index.categories.len());
        for (place, category) in index.categories.iter().enumerate() {
            if holds(category) {
                opened.insert(place);
            }
        }
        self.opened.set(opened);
    }

    /// Says whether the filters show anything of a category.
    pub(super) fn shows_category(&self, place: usize) -> bool {
        let range = self.index.with_value(|index| index.categories[place].range.clone());
        self.shown.with(|shown| any_shown(shown, range))
    }
}
