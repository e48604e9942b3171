//! From paths and operations to categories.

use std::collections::HashMap;

use contract::{CatalogEndpoint, Category, Method};
use serde_json::{Map, Value};

use super::{
    ImportError, UNTAGGED,
    document::{Document, below, object},
    security, template,
};

/// The longest summary that is shown, in characters.
const SUMMARY_MAX: usize = 200;

/// Categories in the making; the position of each by its name.
#[derive(Default)]
struct Categories {
    list: Vec<Category>,
    positions: HashMap<String, usize>,
}

impl Categories {
    fn named(&mut self, name: &str) -> &mut Category {
        let position = *self.positions.entry(name.to_owned()).or_insert_with(|| {
            self.list.push(Category { name: name.to_owned(), endpoints: Vec::new() });
            self.list.len() - 1
        });
        &mut self.list[position]
    }
}

pub(super) fn categories(document: &Document) -> Result<Vec<Category>, ImportError> {
    let mut categories = Categories::default();
    for tag in document.root()?.get("tags").and_then(Value::as_array).into_iter().flatten() {
        if let Some(name) = tag.get("name").and_then(Value::as_str).and_then(category_name) {
            categories.named(&name);
        }
    }
    let Some(paths) = document.root()?.get("paths") else {
        return Err(ImportError::at("#", "there is no `paths`"));
    };
    // Which template claimed a shape first: `/a/{x}` and `/a/{y}` are the same to a request.
    let mut shapes: HashMap<String, &str> = HashMap::new();
    for (path, item) in object(paths, "#/paths")? {
        if path.starts_with("x-") {
            continue;
        }
        let place = below("#/paths", path);
        template::check(path).map_err(|reason| ImportError::at(&place, reason))?;
        if let Some(first) = shapes.insert(template::shape(path), path) {
            return Err(ImportError::at(
                place,
                format!("differs from {first} in the names of parameters only; a request cannot tell them apart"),
            ));
        }
        let (item, place) = document.resolve(item, &place)?;
        add_operations(document, path, object(item, &place)?, &place, &mut categories)?;
    }
    categories.list.retain(|category| !category.endpoints.is_empty());
    Ok(categories.list)
}

fn add_operations(
    document: &Document,
    path: &str,
    item: &Map<String, Value>,
    place: &str,
    categories: &mut Categories,
) -> Result<(), ImportError> {
    for (name, operation) in item {
        // HEAD, OPTIONS and TRACE are never for keys; what else stands here is no operation.
        let Some(method) = Method::ALL.into_iter().find(|method| method.as_str().to_lowercase() == *name) else {
            continue;
        };
        let place = below(place, name);
        let operation = object(operation, &place)?;
        if !security::admits_basic(document, operation, &place)? {
            continue;
        }
        let tag = operation.get("tags").and_then(|tags| tags.get(0)).and_then(Value::as_str).and_then(category_name);
        let summary = operation.get("summary").and_then(Value::as_str).map(one_line).unwrap_or_default();
        categories.named(tag.as_deref().unwrap_or(UNTAGGED)).endpoints.push(CatalogEndpoint {
            method,
            path: path.to_owned(),
            summary,
        });
    }
    Ok(())
}

/// A tag as the name of a category; `None` when nothing is left of it.
fn category_name(tag: &str) -> Option<String> {
    Some(one_line(tag)).filter(|name| !name.is_empty())
}

/// The text on one line, without control characters, and not without end.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SUMMARY_MAX) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
