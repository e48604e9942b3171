//! The query of a list.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use contract::{ProblemKind, Sort};

use crate::Failure;

/// How many rows a page has when the query does not say.
const LIMIT_DEFAULT: u32 = 50;
/// How many rows a page has at most.
const LIMIT_MAX: u32 = 100;
/// The longest search, in characters.
const SEARCH_MAX: usize = 256;

/// `search`, `sort`, `cursor` and `limit`, checked; the cursor as it came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ListParams {
    /// The words of the search, in lower case.
    pub words: Vec<String>,
    pub sort: Sort,
    pub cursor: Option<String>,
    pub limit: u32,
}

impl<S: Send + Sync> FromRequestParts<S> for ListParams {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|error| invalid(format!("The query could not be read: {error}.")))?;
        read(pairs.0)
    }
}

fn read(pairs: Vec<(String, String)>) -> Result<ListParams, Failure> {
    let [mut search, mut sort, mut cursor, mut limit] = [None, None, None, None];
    for (name, value) in pairs {
        let place = match name.as_str() {
            "search" => &mut search,
            "sort" => &mut sort,
            "cursor" => &mut cursor,
            "limit" => &mut limit,
            _ => {
                return Err(invalid(format!(
                    "There is no query parameter `{name}`; there are search, sort, cursor and limit."
                )));
            }
        };
        if place.replace(value).is_some() {
            return Err(invalid(format!("The query parameter `{name}` stands there twice; send it once.")));
        }
    }
    Ok(ListParams { words: words(&search.unwrap_or_default())?, sort: order(sort)?, cursor, limit: rows(limit)? })
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

fn order(sort: Option<String>) -> Result<Sort, Failure> {
    let Some(sort) = sort else { return Ok(Sort::default()) };
    Sort::ALL.into_iter().find(|known| known.as_str() == sort).ok_or_else(|| {
        let known = Sort::ALL.map(Sort::as_str).join(", ");
        invalid(format!("`sort` is none of {known}."))
    })
}

fn rows(limit: Option<String>) -> Result<u32, Failure> {
    let Some(limit) = limit else { return Ok(LIMIT_DEFAULT) };
    let number = limit.parse().ok().filter(|number| (1..=LIMIT_MAX).contains(number));
    number.ok_or_else(|| invalid(format!("`limit` is not a whole number from 1 to {LIMIT_MAX}.")))
}

fn invalid(detail: String) -> Failure {
    Failure::new(ProblemKind::InvalidQuery, detail)
}
