//! What is being chosen, as signals.

use std::{ops::Range, sync::Arc};

use contract::{Access, EndpointId};
use leptos::prelude::*;

use super::{
    filter::{Filters, any_shown},
    index::{CatalogIndex, IndexedCategory, Position},
    selection::{PositionSet, Selection, Tally},
};

/// How many of the endpoints found are drawn before anybody knows where they come to stand: a dialog full of them.
const DRAWN_AT_ONCE: usize = 24;

/// What is being chosen, and by what it is filtered. Copied freely.
#[derive(Clone, Copy)]
pub struct SelectorState {
    index: StoredValue<Arc<CatalogIndex>>,
    /// The endpoints selected.
    pub selection: RwSignal<Selection>,
    /// The filters; changed by [`SelectorState::filter`].
    pub filters: RwSignal<Filters>,
    /// The endpoints that the filters show.
    pub shown: Memo<PositionSet>,
    /// The words of the search, in lower case.
    pub(super) words: Memo<Vec<String>>,
    /// While something is searched for: where the first endpoints found end, which are drawn at once.
    pub(super) first_found: Memo<usize>,
    /// What each category looks like, by its place: worked out together, for all of them change with a keystroke.
    looks: Memo<Vec<CategoryLook>>,
    /// The categories (by their place) that the person has opened.
    opened: RwSignal<PositionSet>,
    /// What was selected before a set took its place, and that set.
    replaced: RwSignal<Option<(PositionSet, PositionSet)>>,
    /// Those of the categories opened by the search that the person has closed.
    closed_in_search: RwSignal<PositionSet>,
    /// How often it was started again.
    started: RwSignal<u32>,
}

/// What a category looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CategoryLook {
    /// How many of its endpoints the filters show.
    pub shown: usize,
    /// How many of these are selected.
    pub selected: usize,
    /// Its endpoints are listed.
    pub open: bool,
}

impl SelectorState {
    /// Starts with what `access` holds, or with nothing.
    pub fn new(index: Arc<CatalogIndex>, access: Option<&Access>) -> Self {
        let selection = access.map_or_else(|| Selection::empty(&index), |access| Selection::stored(&index, access));
        let filters = RwSignal::new(Filters::none(&index));
        let categories = index.categories.len();
        let index = StoredValue::new(index);
        let shown = Memo::new(move |_| index.with_value(|index| filters.with(|filters| filters.shown(index))));
        let words = Memo::new(move |_| filters.with(Filters::words));
        let first_found = Memo::new(move |_| {
            if words.with(Vec::is_empty) {
                0
            } else {
                shown.with(|shown| shown.iter().nth(DRAWN_AT_ONCE).unwrap_or(usize::MAX))
            }
        });
        let selection = RwSignal::new(selection);
        let opened = RwSignal::new(PositionSet::empty(categories));
        let closed_in_search = RwSignal::new(PositionSet::empty(categories));
        let looks = Memo::new(move |_| {
            let index = index.get_value();
            let searches = !words.with(Vec::is_empty);
            let open: Vec<bool> = if searches {
                closed_in_search.with(|closed| (0..categories).map(|place| !closed.contains(place)).collect())
            } else {
                opened.with(|opened| (0..categories).map(|place| opened.contains(place)).collect())
            };
            shown.with(|shown| {
                selection.with(|selection| {
                    let look = |(category, open): (&IndexedCategory, bool)| {
                        let (selected, shown) = selection.count_range(shown, category.range.clone());
                        CategoryLook { shown, selected, open }
                    };
                    index.categories.iter().zip(open).map(look).collect()
                })
            })
        });
        SelectorState {
            index,
            selection,
            filters,
            shown,
            words,
            first_found,
            looks,
            opened,
            replaced: RwSignal::new(None),
            closed_in_search,
            started: RwSignal::new(0),
        }
    }

    /// Starts again: nothing is selected, filtered or opened.
    pub fn start_again(&self) {
        let index = self.index();
        self.selection.set(Selection::empty(&index));
        self.clear_filters();
        self.opened.set(PositionSet::empty(index.categories.len()));
        self.replaced.set(None);
        self.started.update(|started| *started += 1);
    }

    /// Has what reads this be made anew when it is started again.
    pub(super) fn track_start(&self) {
        self.started.track();
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

    /// Changes the filters. What a search finds is open until the person closes it.
    pub fn filter(&self, change: impl FnOnce(&mut Filters)) {
        self.filters.update(change);
        let categories = self.index().categories.len();
        self.closed_in_search.set(PositionSet::empty(categories));
    }

    /// Shows every endpoint again.
    pub fn clear_filters(&self) {
        let none = Filters::none(&self.index());
        self.filter(|filters| *filters = none);
    }

    /// What a category looks like.
    pub(super) fn look(&self, place: usize) -> CategoryLook {
        self.looks.with(|looks| looks[place])
    }

    /// Opens a category, or closes it; the person's own opening and closing is remembered beneath the search's.
    pub(super) fn set_open(&self, place: usize, open: bool) {
        if untrack(|| self.searches()) {
            self.closed_in_search.update(|closed| closed.set(place, !open));
        } else {
            self.opened.update(|opened| opened.set(place, open));
        }
    }

    /// Selects these endpoints of the catalog and no other; what is no longer offered stays as it is.
    pub fn select_only(&self, positions: &PositionSet) {
        let before = self.selection.with_untracked(|selection| selection.offered().clone());
        self.selection.update(|selection| selection.replace(positions));
        let lost = before.iter().any(|position| !positions.contains(position));
        self.replaced.set(lost.then(|| (before, positions.clone())));
    }

    /// Whether what is selected is a set that took the place of what was selected by hand.
    pub(super) fn has_replaced(&self) -> bool {
        let selected = |positions: &PositionSet| self.selection.with(|selection| selection.offered() == positions);
        self.replaced.with(|replaced| replaced.as_ref().is_some_and(|(_, set)| selected(set)))
    }

    /// Selects what was selected before a set took its place.
    pub(super) fn undo(&self) {
        if let Some((before, _)) = self.replaced.get_untracked() {
            self.replaced.set(None);
            self.selection.update(|selection| selection.replace(&before));
        }
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
            opened.set(place, holds(category));
        }
        self.opened.set(opened);
    }

    /// Whether something is searched for.
    pub(super) fn searches(&self) -> bool {
        !self.words.with(Vec::is_empty)
    }

    /// Those of the endpoints at these positions that the filters show.
    pub(super) fn shown_in(&self, range: Range<Position>) -> Vec<Position> {
        self.shown.with(|shown| range.filter(|position| shown.contains(*position)).collect())
    }

    /// Says whether the filters show anything of a category.
    pub(super) fn shows_category(&self, place: usize) -> bool {
        let range = self.index.with_value(|index| index.categories[place].range.clone());
        self.shown.with(|shown| any_shown(shown, range))
    }
}
