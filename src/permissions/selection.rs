//! The set of endpoints being chosen.

use contract::{Access, EndpointId, Method};

use super::index::{CatalogIndex, Position};

/// A set of positions of a catalog, a bit each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionSet {
    words: Vec<u64>,
    length: usize,
}

impl PositionSet {
    /// The empty set over `length` positions.
    pub fn empty(length: usize) -> Self {
        PositionSet { words: vec![0; length.div_ceil(64)], length }
    }

    /// Says whether a position is in the set.
    pub fn contains(&self, position: Position) -> bool {
        position < self.length && self.words[position / 64] & (1 << (position % 64)) != 0
    }

    /// Adds a position; one beyond the catalog is ignored.
    pub fn insert(&mut self, position: Position) {
        if position < self.length {
            self.words[position / 64] |= 1 << (position % 64);
        }
    }

    /// Takes a position out.
    pub fn remove(&mut self, position: Position) {
        if position < self.length {
            self.words[position / 64] &= !(1 << (position % 64));
        }
    }

    /// Adds a position, or takes it out.
    pub fn set(&mut self, position: Position, contained: bool) {
        if contained { self.insert(position) } else { self.remove(position) }
    }

    /// How many positions are in the set.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The positions, ascending.
    pub fn iter(&self) -> impl Iterator<Item = Position> {
        (0..self.length).filter(|position| self.contains(*position))
    }
}

/// Whether all, some or none of the endpoints of a group are selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    /// All of them, and there is at least one.
    Checked,
    /// Some, but not all.
    Mixed,
    /// None.
    Unchecked,
}

impl CheckState {
    /// The state of a group of which `selected` out of `all` are selected.
    pub fn of(selected: usize, all: usize) -> Self {
        match selected {
            0 => CheckState::Unchecked,
            _ if selected == all => CheckState::Checked,
            _ => CheckState::Mixed,
        }
    }
}

/// The endpoints selected: those of the catalog, and those that the key holds and the catalog no longer offers.
///
/// Filters never change it; what acts "on what is shown" is told what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    offered: PositionSet,
    /// Each no longer offered endpoint that the key holds as stored, and whether it is kept.
    dropped: Vec<(EndpointId, bool)>,
}

impl Selection {
    /// Nothing selected.
    pub fn empty(index: &CatalogIndex) -> Self {
        Selection { offered: PositionSet::empty(index.endpoints.len()), dropped: Vec::new() }
    }

    /// What a key holds.
    pub fn stored(index: &CatalogIndex, access: &Access) -> Self {
        let mut selection = Selection::empty(index);
        match access {
            Access::Full => selection.set_shown(&all(index), true),
            Access::Endpoints(endpoints) => {
                for id in endpoints {
                    match index.position(id) {
                        Some(position) => selection.offered.insert(position),
                        None => selection.dropped.push((id.clone(), true)),
                    }
                }
            }
        }
        selection
    }

    /// What is selected, as it is stored: in the catalog's order, the no longer offered ones last.
    pub fn endpoints(&self, index: &CatalogIndex) -> Vec<EndpointId> {
        let offered = self.offered.iter().map(|position| index.endpoints[position].id.clone());
        offered.chain(self.kept_dropped().cloned()).collect()
    }

    /// The endpoints of the catalog that are selected.
    pub fn offered(&self) -> &PositionSet {
        &self.offered
    }

    /// Says whether an endpoint of the catalog is selected.
    pub fn contains(&self, position: Position) -> bool {
        self.offered.contains(position)
    }

    /// Selects an endpoint of the catalog, or not.
    pub fn set(&mut self, position: Position, selected: bool) {
        self.offered.set(position, selected);
    }

    /// Selects these endpoints of the catalog and no other.
    pub fn replace(&mut self, positions: &PositionSet) {
        self.offered = positions.clone();
    }

    /// Selects all that is shown, or none of it; the rest stays as it is.
    pub fn set_shown(&mut self, shown: &PositionSet, selected: bool) {
        shown.iter().for_each(|position| self.set(position, selected));
    }

    /// Selects what is shown of a category (its positions), or none of it.
    pub fn set_range(&mut self, shown: &PositionSet, range: std::ops::Range<Position>, selected: bool) {
        range.filter(|position| shown.contains(*position)).for_each(|position| self.set(position, selected));
    }

    /// Takes out all that is not shown.
    pub fn remove_hidden(&mut self, shown: &PositionSet) {
        let hidden: Vec<_> = self.offered.iter().filter(|position| !shown.contains(*position)).collect();
        hidden.into_iter().for_each(|position| self.offered.remove(position));
    }

    /// How many of a category's shown endpoints are selected, and how many are shown.
    pub fn count_range(&self, shown: &PositionSet, range: std::ops::Range<Position>) -> (usize, usize) {
        range
            .filter(|position| shown.contains(*position))
            .fold((0, 0), |(selected, all), position| (selected + usize::from(self.contains(position)), all + 1))
    }

    /// The endpoints that the key holds and the catalog no longer offers, and whether each is kept.
    pub fn dropped(&self) -> &[(EndpointId, bool)] {
        &self.dropped
    }

    /// Keeps a no longer offered endpoint, or not.
    pub fn set_dropped(&mut self, id: &EndpointId, kept: bool) {
        if let Some(entry) = self.dropped.iter_mut().find(|(other, _)| other == id) {
            entry.1 = kept;
        }
    }

    /// Says whether nothing at all is selected.
    pub fn is_empty(&self) -> bool {
        self.offered.count() == 0 && self.kept_dropped().next().is_none()
    }

    /// The whole truth about the selection, for the line beside Confirm.
    pub fn tally(&self, index: &CatalogIndex, shown: &PositionSet) -> Tally {
        let of_method = |method: Method| {
            let count = self.offered.iter().filter(|position| index.endpoints[*position].method == method).count();
            (method, count)
        };
        Tally {
            selected: self.offered.count(),
            offered: index.endpoints.len(),
            methods: index.methods.iter().copied().map(of_method).filter(|(_, count)| *count > 0).collect(),
            hidden: self.offered.iter().filter(|position| !shown.contains(*position)).count(),
            dropped: self.kept_dropped().count(),
        }
    }

    fn kept_dropped(&self) -> impl Iterator<Item = &EndpointId> {
        self.dropped.iter().filter(|(_, kept)| *kept).map(|(id, _)| id)
    }
}

/// Every position of a catalog.
pub fn all(index: &CatalogIndex) -> PositionSet {
    let mut set = PositionSet::empty(index.endpoints.len());
    (0..index.endpoints.len()).for_each(|position| set.insert(position));
    set
}

/// The selection in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many endpoints of the catalog are selected.
    pub selected: usize,
    /// How many the catalog offers.
    pub offered: usize,
    /// How many of each method, methods without any left out.
    pub methods: Vec<(Method, usize)>,
    /// How many of the selected are hidden by the filters.
    pub hidden: usize,
    /// How many are kept that the catalog no longer offers.
    pub dropped: usize,
}
