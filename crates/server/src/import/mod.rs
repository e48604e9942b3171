//! Reads an OpenAPI 3.x document into the categories of a catalog.
//!
//! A pure function from text to categories or an error that names the place. It works on the JSON
//! value instead of typed models: documents in the wild break the specification in parts that do
//! not matter here, and those must not stop anybody. It never panics, whatever the text.

mod document;
mod operations;
mod security;
mod template;
mod yaml;

use contract::Category;

use document::Document;

/// What a document says that matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The tags as categories, in the document's order; none is empty.
    pub categories: Vec<Category>,
    /// The path of the first server's URL, without a slash at its end; `None` where there is no server.
    pub base_path: Option<String>,
}

/// Why a document cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The text is neither JSON nor YAML.
    #[error("{0}")]
    Syntax(String),
    /// Something in the document is wrong.
    #[error("at {place}: {reason}")]
    Document {
        /// A JSON Pointer into the document, `#` in front.
        place: String,
        /// What is wrong and what to do.
        reason: String,
    },
}

impl ImportError {
    fn at(place: impl Into<String>, reason: impl Into<String>) -> Self {
        ImportError::Document { place: place.into(), reason: reason.into() }
    }
}

/// The category of operations without a tag.
pub const UNTAGGED: &str = "Other";

/// Reads an OpenAPI 3.x document, JSON or YAML.
///
/// - The first tag of an operation is its category; without one it goes to [`UNTAGGED`].
/// - Categories stand in the order of the document's `tags`, then of their first appearance.
/// - Operations that HTTP Basic authentication does not open are left out.
///
/// # Errors
/// When the text is neither JSON nor YAML, is not an OpenAPI 3.x document, or describes no
/// operation that a key could be given.
pub fn import(text: &str) -> Result<Imported, ImportError> {
    let document = Document::parse(text)?;
    let categories = operations::categories(&document)?;
    if categories.is_empty() {
        return Err(ImportError::at("#/paths", "no operation here can be called with HTTP Basic authentication"));
    }
    Ok(Imported { categories, base_path: document.base_path()? })
}

#[cfg(test)]
mod tests;
