//! The selection model held against a naive one: plain sets of endpoints, no positions, no bits.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;

use console::permissions::{
    changes::Changes,
    filter::Filters,
    index::CatalogIndex,
    selection::{CheckState, Selection},
};
use contract::{Access, Catalog, CatalogEndpoint, Category, EncodedSlash, EndpointId, Method};
use proptest::prelude::*;

/// Few words, so that searches find something.
const WORDS: [&str; 6] = ["clients", "Rules", "publish", "Ünï", "topic", "id"];

/// What a person can do in the selector.
#[derive(Clone, Debug)]
enum Act {
    ShowMethod(Method, bool),
    Search(String),
    Endpoint(usize, bool),
    Category(usize, bool),
    AllShown(bool),
    RemoveHidden,
    Dropped(usize, bool),
}

fn method() -> impl Strategy<Value = Method> {
    prop::sample::select(&Method::ALL[..])
}

fn catalog() -> impl Strategy<Value = Catalog> {
    let endpoint = (method(), prop::sample::subsequence(&WORDS[..], 1..3), prop::sample::select(&WORDS[..]));
    let category = (prop::sample::select(&WORDS[..]), prop::collection::vec(endpoint, 1..8));
    prop::collection::vec(category, 1..8).prop_map(|categories| {
        let categories = categories.into_iter().enumerate().map(|(place, (name, endpoints))| Category {
            name: format!("{name} {place}"),
            endpoints: endpoints
                .into_iter()
                .enumerate()
                .map(|(number, (method, words, summary))| CatalogEndpoint {
                    method,
                    path: format!("/{place}/{number}/{}", words.join("/")),
                    summary: summary.to_owned(),
                })
                .collect(),
        });
        Catalog {
            version: "1".into(),
            base_path: String::new(),
            encoded_slash: EncodedSlash::Refused,
            language: None,
            categories: categories.collect(),
        }
    })
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (method(), any::<bool>()).prop_map(|(method, shown)| Act::ShowMethod(method, shown)),
        prop::collection::vec(prop::sample::select(&["CLI", "rul", "ünï", "/1/", "d", "zzz"][..]), 0..3)
            .prop_map(|words| Act::Search(words.join("  "))),
        (0usize..64, any::<bool>()).prop_map(|(place, on)| Act::Endpoint(place, on)),
        (0usize..8, any::<bool>()).prop_map(|(place, on)| Act::Category(place, on)),
        any::<bool>().prop_map(Act::AllShown),
        Just(Act::RemoveHidden),
        (0usize..3, any::<bool>()).prop_map(|(place, on)| Act::Dropped(place, on)),
    ]
}

/// The naive model: sets of endpoints, and the filters read literally.
struct Naive {
    catalog: Catalog,
    methods: BTreeSet<Method>,
    search: String,
    selected: BTreeSet<EndpointId>,
    dropped: Vec<EndpointId>,
}

impl Naive {
    fn shows(&self, category: &Category, endpoint: &CatalogEndpoint) -> bool {
        self.methods.contains(&endpoint.method)
            && self.search.split_whitespace().all(|word| {
                [&category.name, &endpoint.path, &endpoint.summary]
                    .iter()
                    .any(|text| text.to_lowercase().contains(&word.to_lowercase()))
            })
    }

    fn shown_of(&self, category: &Category) -> BTreeSet<EndpointId> {
        let shown = category.endpoints.iter().filter(|endpoint| self.shows(category, endpoint));
        shown.map(CatalogEndpoint::id).collect()
    }

    fn shown(&self) -> BTreeSet<EndpointId> {
        self.catalog.categories.iter().flat_map(|category| self.shown_of(category)).collect()
    }

    fn put(&mut self, ids: BTreeSet<EndpointId>, on: bool) {
        for id in ids {
            if on {
                self.selected.insert(id)
            } else {
                self.selected.remove(&id)
            };
        }
    }
}

fn dropped_endpoints() -> Vec<EndpointId> {
    ["GET /old/a", "PUT /old/b", "DELETE /old/c"].map(|text| EndpointId::from(text.to_owned())).to_vec()
}

proptest! {
    #[test]
    fn whatever_is_done_the_selection_is_that_of_the_naive_model(
        catalog in catalog(),
        acts in prop::collection::vec(act(), 0..24),
    ) {
        let index = CatalogIndex::new(catalog.clone());
        let mut filters = Filters::none(&index);
        let mut selection = Selection::stored(&index, &Access::Endpoints(dropped_endpoints()));
        let mut naive = Naive {
            methods: index.methods.iter().copied().collect(),
            search: String::new(),
            selected: dropped_endpoints().into_iter().collect(),
            dropped: dropped_endpoints(),
            catalog,
        };
        for act in acts {
            let shown = filters.shown(&index);
            match act {
                Act::ShowMethod(method, on) => {
                    let before = selection.clone();
                    filters.set_method(method, on);
                    if on { naive.methods.insert(method); } else { naive.methods.remove(&method); }
                    prop_assert_eq!(&before, &selection, "a filter never changes the selection");
                }
                Act::Search(text) => {
                    filters.search.clone_from(&text);
                    naive.search = text;
                }
                Act::Endpoint(place, on) => {
                    let place = place % index.endpoints.len();
                    selection.set(place, on);
                    naive.put([index.endpoints[place].id.clone()].into(), on);
                }
                Act::Category(place, on) => {
                    let place = place % index.categories.len();
                    selection.set_range(&shown, index.categories[place].range.clone(), on);
                    let ids = naive.shown_of(&naive.catalog.categories[place]);
                    naive.put(ids, on);
                }
                Act::AllShown(on) => {
                    selection.set_shown(&shown, on);
                    let ids = naive.shown();
                    naive.put(ids, on);
                }
                Act::RemoveHidden => {
                    selection.remove_hidden(&shown);
                    let (shown, dropped) = (naive.shown(), naive.dropped.clone());
                    naive.selected.retain(|id| shown.contains(id) || dropped.contains(id));
                }
                Act::Dropped(place, on) => {
                    let id = naive.dropped[place].clone();
                    selection.set_dropped(&id, on);
                    naive.put([id].into(), on);
                }
            }
        }

        let chosen: BTreeSet<_> = selection.endpoints(&index).into_iter().collect();
        prop_assert_eq!(&chosen, &naive.selected);
        prop_assert_eq!(selection.is_empty(), naive.selected.is_empty());

        let shown = filters.shown(&index);
        let shown_ids: BTreeSet<_> = shown.iter().map(|position| index.endpoints[position].id.clone()).collect();
        prop_assert_eq!(&shown_ids, &naive.shown());

        for (place, category) in naive.catalog.categories.iter().enumerate() {
            let of_category = naive.shown_of(category);
            let selected = of_category.intersection(&naive.selected).count();
            let expected = match selected {
                0 => CheckState::Unchecked,
                _ if selected == of_category.len() => CheckState::Checked,
                _ => CheckState::Mixed,
            };
            let (counted, all) = selection.count_range(&shown, index.categories[place].range.clone());
            prop_assert_eq!(all, of_category.len());
            prop_assert_eq!(CheckState::of(counted, all), expected);
        }

        let tally = selection.tally(&index, &shown);
        let offered: BTreeSet<_> = naive.selected.iter().filter(|id| !naive.dropped.contains(id)).cloned().collect();
        prop_assert_eq!(tally.selected, offered.len());
        prop_assert_eq!(tally.hidden, offered.difference(&naive.shown()).count());
        prop_assert_eq!(tally.dropped, naive.selected.len() - offered.len());
        prop_assert_eq!(tally.methods.iter().map(|(_, count)| count).sum::<usize>(), tally.selected);
        for (method, count) in tally.methods {
            prop_assert_eq!(count, offered.iter().filter(|id| id.method() == Some(method)).count());
        }
    }

    #[test]
    fn what_is_stored_comes_back_as_it_was(catalog in catalog(), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..9)) {
        let index = CatalogIndex::new(catalog);
        let mut stored: Vec<EndpointId> =
            picks.iter().map(|pick| pick.get(&index.endpoints).id.clone()).collect();
        stored.extend(dropped_endpoints());
        let selection = Selection::stored(&index, &Access::Endpoints(stored.clone()));
        prop_assert!(Changes::between(&stored, &selection.endpoints(&index)).is_empty());
    }

    #[test]
    fn changes_applied_to_the_first_set_give_the_second(
        catalog in catalog(),
        before in prop::collection::vec(any::<prop::sample::Index>(), 0..9),
        after in prop::collection::vec(any::<prop::sample::Index>(), 0..9),
    ) {
        let index = CatalogIndex::new(catalog);
        let pick = |picks: &[prop::sample::Index]| -> BTreeSet<EndpointId> {
            picks.iter().map(|pick| pick.get(&index.endpoints).id.clone()).collect()
        };
        let (before, after) = (pick(&before), pick(&after));
        let changes = Changes::between(&before.iter().cloned().collect::<Vec<_>>(), &after.iter().cloned().collect::<Vec<_>>());
        let mut applied = before;
        applied.retain(|id| !changes.removed.contains(id));
        applied.extend(changes.added);
        prop_assert_eq!(applied, after);
    }
}
