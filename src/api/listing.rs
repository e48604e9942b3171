//! Which keys are listed, and in which order.

use contract::{Filter, Sort};
use js_sys::encode_uri_component;
use web_sys::UrlSearchParams;

/// The longest search that the API takes, in characters.
const SEARCH_MAX: usize = 256;

/// What is searched for, and the order. The API and the page's address say it in the same words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The search, as the API takes it; empty for all keys.
    pub search: String,
    /// Which keys, by where they are in their life; all of them where there is none.
    pub filter: Option<Filter>,
    /// The order.
    pub sort: Sort,
}

impl Listing {
    /// What a query says: `search=exporter&sort=-note`. What makes no sense in it counts as not said.
    pub fn of_query(query: &str) -> Self {
        let Ok(query) = UrlSearchParams::new_with_str(query) else { return Listing::default() };
        let sort = query.get("sort").and_then(|said| Sort::ALL.into_iter().find(|sort| sort.as_str() == said));
        let filter = query.get("filter").and_then(|said| filter_of(&said));
        Listing { search: search_of(&query.get("search").unwrap_or_default()), filter, sort: sort.unwrap_or_default() }
    }

    /// The query that says this, with what stands before it; empty where there is nothing to say.
    pub fn query(&self, mut before: &'static str) -> String {
        let mut query = String::new();
        if !self.search.is_empty() {
            query.extend([before, "search=", &String::from(encode_uri_component(&self.search))]);
            before = "&";
        }
        if let Some(filter) = self.filter {
            query.extend([before, "filter=", filter.as_str()]);
            before = "&";
        }
        if self.sort != Sort::default() {
            query.extend([before, "sort=", self.sort.as_str()]);
        }
        query
    }

    /// Whether it leaves keys out.
    pub fn narrows(&self) -> bool {
        !self.search.is_empty() || self.filter.is_some()
    }
}

/// The filter that the query means.
pub fn filter_of(said: &str) -> Option<Filter> {
    Filter::ALL.into_iter().find(|filter| filter.as_str() == said)
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
        let listing = Listing { filter: Some(Filter::ExpiresSoon), sort: Sort::Note, ..Listing::default() };
        assert_eq!(listing.query("&"), "&filter=expires_soon&sort=note");
    }

    #[test]
    fn a_filter_narrows_as_a_search_does() {
        assert!(!Listing { sort: Sort::Note, ..Listing::default() }.narrows());
        assert!(Listing { filter: Some(Filter::Disabled), ..Listing::default() }.narrows());
        assert_eq!(filter_of("disabled"), Some(Filter::Disabled));
        assert_eq!(filter_of("enabled"), None);
    }
}
