//! The query of a list.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use contract::{Filter, ProblemKind, Sort};

use crate::Failure;

/// How many rows a page has when the query does not say.
const LIMIT_DEFAULT: u32 = 50;
/// How many rows a page has at most.
const LIMIT_MAX: u32 = 100;
/// The longest search, in characters.
const SEARCH_MAX: usize = 256;

/// `search`, `filter`, `sort`, `cursor` and `limit`, checked; the cursor as it came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ListParams {
    /// The words of the search, in lower case.
    pub words: Vec<String>,
    pub filter: Option<Filter>,
    pub sort: Sort,
    pub cursor: Option<String>,
    pub limit: u32,
}

impl<S: Send + Sync> FromRequestParts<S> for ListParams {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        read(pairs(parts)?)
    }
}

fn read(pairs: Vec<(String, String)>) -> Result<ListParams, Failure> {
    let [search, filter, sort, cursor, limit] = named(pairs, ["search", "filter", "sort", "cursor", "limit"])?;
    Ok(ListParams {
        words: words(&search.unwrap_or_default())?,
        filter: one_of(filter, "filter", Filter::ALL, Filter::as_str)?,
        sort: one_of(sort, "sort", Sort::ALL, Sort::as_str)?.unwrap_or_default(),
        cursor,
        limit: rows(limit)?,
    })
}

/// The values of these parameters; any other, and one that stands there twice, is refused.
pub(super) fn named<const N: usize>(
    pairs: Vec<(String, String)>,
    names: [&str; N],
) -> Result<[Option<String>; N], Failure> {
    let mut values = [const { None }; N];
    for (name, value) in pairs {
        let Some(place) = names.iter().position(|known| *known == name) else {
            let known = names.join(", ");
            return Err(invalid(format!("There is no query parameter `{name}`; there are {known}.")));
        };
        if values[place].replace(value).is_some() {
            return Err(invalid(format!("The query parameter `{name}` stands there twice; send it once.")));
        }
    }
    Ok(values)
}

/// The query's pairs.
pub(super) fn pairs(parts: &Parts) -> Result<Vec<(String, String)>, Failure> {
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
        .map_err(|error| invalid(format!("The query could not be read: {error}.")))?;
    Ok(pairs.0)
}

/// The words of a search, the same whatever their case and the spaces between them.
fn words(search: &str) -> Result<Vec<String>, Failure> {
    if search.chars().count() > SEARCH_MAX {
        return Err(invalid(format!("`search` is longer than {SEARCH_MAX} characters; shorten it.")));
    }
    let words: Vec<_> = search.split_whitespace().map(str::to_lowercase).collect();
    if words.iter().any(|word| word.contains(char::is_control)) {
        return Err(invalid("`search` holds a control character; remove it.".into()));
    }
    Ok(words)
}

/// The value of a parameter that has a few to choose from.
pub(super) fn one_of<T: Copy, const N: usize>(
    value: Option<String>,
    name: &str,
    all: [T; N],
    as_str: impl Fn(T) -> &'static str,
) -> Result<Option<T>, Failure> {
    let Some(value) = value else { return Ok(None) };
    let found = all.into_iter().find(|known| as_str(*known) == value);
    found.map(Some).ok_or_else(|| invalid(format!("`{name}` is none of {}.", all.map(&as_str).join(", "))))
}

pub(super) fn rows(limit: Option<String>) -> Result<u32, Failure> {
    let Some(limit) = limit else { return Ok(LIMIT_DEFAULT) };
    let number = limit.parse().ok().filter(|number| (1..=LIMIT_MAX).contains(number));
    number.ok_or_else(|| invalid(format!("`limit` is not a whole number from 1 to {LIMIT_MAX}.")))
}

pub(super) fn invalid(detail: String) -> Failure {
    Failure::new(ProblemKind::InvalidQuery, detail)
}
