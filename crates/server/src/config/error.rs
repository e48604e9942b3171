//! Why a configuration is refused.

use std::path::{Path, PathBuf};

/// Why a configuration is refused: the file, the place in it, the reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {place}{}{reason}", file.display(), if place.is_empty() { "" } else { ": " })]
pub struct ConfigError {
    /// The file: the configuration, or a document that it names.
    pub file: PathBuf,
    /// `line 3, column 7`, `deployments[1].catalog`, or a JSON Pointer into a document; empty for the whole file.
    pub place: String,
    /// What is wrong, and what to do.
    pub reason: String,
}

/// Something wrong at a place of the configuration file.
pub(super) fn wrong(file: &Path, place: impl Into<String>, reason: impl Into<String>) -> ConfigError {
    ConfigError { file: file.to_owned(), place: place.into(), reason: reason.into() }
}
