//! Which keys are listed, and in which order.

use contract::Sort;
use js_sys::encode_uri_component;
use web_sys::UrlSearchParams;

/// The longest search that the API takes, in characters.
const SEARCH_MAX: usize = 256;

/// What is searched for, and the order. The API and the page's address say it in the same words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The search, as the API takes it; empty for all keys.
    pub search: String,
    /// The order.
    pub sort: Sort,
}

impl Listing {
    /// What a query says: `search=exporter&sort=-note`. What makes no sense in it counts as not said.
    pub fn of_query(query: &str) -> Self {
        let Ok(query) = UrlSearchParams::new_with_str(query) else { return Listing::default() };
        let sort = query.get("sort").and_then(|said| Sort::ALL.into_iter().find(|sort| sort.as_str() == said));
        Listing { search: search_of(&query.get("search").unwrap_or_default()), sort: sort.unwrap_or_default() }
    }

    /// The query that says this, with what stands before it; empty where there is nothing to say.
    pub fn query(&self, mut before: &'static str) -> String {
        let mut query = String::new();
        if !self.search.is_empty() {
            query.extend([before, "search=", &String::from(encode_uri_component(&self.search))]);
            before = "&";
        }
        if self.sort != Sort::default() {
            query.extend([before, "sort=", self.sort.as_str()]);
        }
        query
    }
}

/// The search that a text means: nothing around it, nothing in it that cannot be seen, and no longer than the API takes.
pub fn search_of(text: &str) -> String {
    let seen = |character: char| if character.is_control() { ' ' } else { character };
    let text: String = text.trim().chars().map(seen).take(SEARCH_MAX).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_what_the_api_takes_whatever_was_typed() {
        assert_eq!(search_of("  metrics  exporter "), "metrics  exporter");
        assert_eq!(search_of("a\u{0}b\tc"), "a b c");
        assert_eq!(search_of(" \n "), "");
        assert_eq!(search_of(&"ä".repeat(300)).chars().count(), 256);
    }

    #[test]
    fn the_default_leaves_no_query() {
        assert_eq!(Listing::default().query("?"), "");
        assert_eq!(Listing { sort: Sort::NoteReversed, ..Listing::default() }.query("?"), "?sort=-note");
    }
}
