//! A catalog made ready for choosing: positions instead of texts, and a lower-case text to search.

use std::{ops::Range, sync::OnceLock};

use contract::{Catalog, EncodedSlash, EndpointId, Matcher, Method};

use super::lower_case::lower_case;

/// The position of an endpoint within its catalog's order.
pub type Position = usize;

/// A catalog, parsed once.
#[derive(Debug)]
pub struct CatalogIndex {
    /// The categories, in order.
    pub categories: Vec<IndexedCategory>,
    /// The endpoints of all categories, in order.
    pub endpoints: Vec<IndexedEndpoint>,
    /// The path under which their paths stand.
    pub base_path: String,
    encoded_slash: EncodedSlash,
    /// The language of names and summaries, where it is known.
    pub language: Option<String>,
    /// What decides which of them a request is for; made for the first that is asked about.
    matcher: OnceLock<Matcher>,
    /// The methods that occur, in the order in which they are shown.
    pub methods: Vec<Method>,
    /// The positions by the endpoints' identities, to look them up.
    by_id: Vec<Position>,
    /// Category name, path and summary of each endpoint in lower case, by which it is found; made for the first search.
    searched: OnceLock<Vec<String>>,
}

/// A category and where its endpoints stand.
#[derive(Debug, PartialEq)]
pub struct IndexedCategory {
    /// The name.
    pub name: String,
    /// Its endpoints' positions.
    pub range: Range<Position>,
}

/// An endpoint with what is looked for in it.
#[derive(Debug, PartialEq)]
pub struct IndexedEndpoint {
    /// The identity.
    pub id: EndpointId,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// What it does; may be empty.
    pub summary: String,
}

impl CatalogIndex {
    /// Makes a catalog ready.
    pub fn new(catalog: Catalog) -> Self {
        let mut categories = Vec::with_capacity(catalog.categories.len());
        let mut endpoints = Vec::with_capacity(catalog.endpoint_count());
        for category in catalog.categories {
            let start = endpoints.len();
            for endpoint in category.endpoints {
                endpoints.push(IndexedEndpoint {
                    id: endpoint.id(),
                    method: endpoint.method,
                    path: endpoint.path,
                    summary: endpoint.summary,
                });
            }
            categories.push(IndexedCategory { name: category.name, range: start..endpoints.len() });
        }
        let methods =
            Method::ALL.into_iter().filter(|method| endpoints.iter().any(|endpoint| endpoint.method == *method));
        let methods = methods.collect();
        let mut by_id: Vec<Position> = (0..endpoints.len()).collect();
        by_id.sort_unstable_by(|&one, &other| endpoints[one].id.cmp(&endpoints[other].id));
        CatalogIndex {
            categories,
            endpoints,
            base_path: catalog.base_path,
            encoded_slash: catalog.encoded_slash,
            language: catalog.language,
            matcher: OnceLock::new(),
            methods,
            by_id,
            searched: OnceLock::new(),
        }
    }

    /// Says whether each of the words (in lower case) stands somewhere in an endpoint's category name, path or summary.
    pub fn holds(&self, position: Position, words: &[String]) -> bool {
        words.is_empty() || words.iter().all(|word| self.searched()[position].contains(word.as_str()))
    }

    fn searched(&self) -> &[String] {
        self.searched.get_or_init(|| {
            let of_category = |category: &IndexedCategory| {
                let endpoints = self.endpoints[category.range.clone()].iter();
                // The line break keeps a word from matching across two of the three.
                let texts = endpoints
                    .map(|endpoint| lower_case(&format!("{}\n{}\n{}", category.name, endpoint.path, endpoint.summary)));
                texts.collect::<Vec<_>>()
            };
            self.categories.iter().flat_map(of_category).collect()
        })
    }

    /// What decides which endpoint a request is for: the same as on the server.
    pub fn matcher(&self) -> &Matcher {
        self.matcher.get_or_init(|| {
            let endpoints = self.endpoints.iter().map(|endpoint| (endpoint.method, endpoint.path.as_str()));
            Matcher::new(&self.base_path, Some(endpoints), self.encoded_slash)
        })
    }

    /// Where an endpoint stands, or `None` when the catalog does not offer it.
    pub fn position(&self, id: &EndpointId) -> Option<Position> {
        let found = self.by_id.binary_search_by(|&position| self.endpoints[position].id.cmp(id));
        found.ok().map(|place| self.by_id[place])
    }
}
