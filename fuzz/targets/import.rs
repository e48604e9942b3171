//! Any text, read as an OpenAPI document: refused in words, or a catalog that holds what it promises.

#![no_main]

use contract::EndpointId;
use libfuzzer_sys::fuzz_target;

#[path = "../../crates/server/src/import/mod.rs"]
mod import;

use import::import;

fuzz_target!(|text: &str| {
    let imported = match import(text) {
        Ok(imported) => imported,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert!(!imported.categories.is_empty());
    for category in &imported.categories {
        assert!(!category.endpoints.is_empty() && !category.name.trim().is_empty());
        assert!(!category.name.contains(char::is_control));
        for endpoint in &category.endpoints {
            assert!(!endpoint.summary.contains(char::is_control));
            // What keys are stored with can be read back.
            let id = endpoint.id().to_string();
            assert_eq!(id.parse::<EndpointId>().ok(), Some(endpoint.id()), "{id:?}");
        }
    }
    if let Some(path) = imported.base_path {
        assert!(path.is_empty() || path.starts_with('/') && !path.ends_with('/'), "{path:?}");
    }
});
