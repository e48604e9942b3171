//! JSON for serde's types, in little code.
//!
//! A page that is loaded by everybody pays for each kilobyte. serde_json reads and writes floating point numbers, which
//! takes tables of 10 kB; and handing over each text from the browser's own parser costs more time than parsing. Here a
//! document is read from one text, and what a page does not need is an error: floating point numbers, enum variants
//! with content, errors that say where they are.
//!
//! What is read, and what is refused, is what serde_json reads and refuses otherwise; property tests compare the two.

mod parser;
mod read;
mod write;

use std::fmt;

pub use read::from_str;
pub use write::to_string;

/// The text is not JSON, or not of this type; or the type has something in it that is left out here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the JSON that was expected")
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Error
    }
}

impl serde::ser::Error for Error {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Error
    }
}
