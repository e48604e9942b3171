//! The filters: they decide which endpoints are shown, and never what is selected.

use contract::Method;

use super::{
    index::{CatalogIndex, Position},
    lower_case::lower_case,
    selection::PositionSet,
};

/// What the person filters by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filters {
    /// The methods that are shown.
    pub methods: Vec<Method>,
    /// The search text, as typed.
    pub search: String,
}

impl Filters {
    /// All of a catalog's methods, no search.
    pub fn none(index: &CatalogIndex) -> Self {
        Filters { methods: index.methods.clone(), search: String::new() }
    }

    /// The words of the search, in lower case; every one of them must match.
    pub fn words(&self) -> Vec<String> {
        self.search.split_whitespace().map(lower_case).collect()
    }

    /// Says whether there is something to search for.
    pub fn searches(&self) -> bool {
        !self.search.trim().is_empty()
    }

    /// Shows a method, or hides it.
    pub fn set_method(&mut self, method: Method, shown: bool) {
        self.methods.retain(|other| *other != method);
        if shown {
            self.methods.push(method);
        }
    }

    /// The endpoints that are shown.
    pub fn shown(&self, index: &CatalogIndex) -> PositionSet {
        let words = self.words();
        let mut shown = PositionSet::empty(index.endpoints.len());
        for (position, endpoint) in index.endpoints.iter().enumerate() {
            if self.methods.contains(&endpoint.method) && index.holds(position, &words) {
                shown.insert(position);
            }
        }
        shown
    }
}

/// The parts of `text` that match any of the words (in lower case), as byte ranges in order, none overlapping.
///
/// A text whose lower case has another length than itself is not marked: its places cannot be told.
pub fn matches(text: &str, words: &[String]) -> Vec<std::ops::Range<usize>> {
    let lower = lower_case(text);
    if lower.len() != text.len() {
        return Vec::new();
    }
    let mut marked: Vec<std::ops::Range<usize>> = Vec::new();
    for word in words {
        for (start, part) in lower.match_indices(word.as_str()) {
            marked.push(start..start + part.len());
        }
    }
    marked.retain(|range| text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
    marked.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<std::ops::Range<usize>> = Vec::new();
    for range in marked {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// The first position of a range that is shown.
pub fn any_shown(shown: &PositionSet, range: std::ops::Range<Position>) -> bool {
    range.into_iter().any(|position| shown.contains(position))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_every_word_is_marked_and_neighbours_become_one() {
        let words = ["cli".to_owned(), "ents".to_owned(), "id".to_owned()];
        assert_eq!(matches("/Clients/{clientid}", &words), [1..8, 10..13, 16..18]);
    }

    #[test]
    fn a_text_whose_lower_case_is_longer_is_not_marked() {
        assert_eq!(matches("İstanbul", &["stan".to_owned()]), Vec::<std::ops::Range<usize>>::new());
    }
}
