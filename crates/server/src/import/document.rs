//! The document as a JSON value, with references within it.

use serde_json::{Map, Value};

use super::{ImportError, yaml};

/// How many references may lead to one another before this counts as a circle.
const REFERENCES: usize = 16;

pub(super) struct Document(Value);

impl Document {
    pub(super) fn parse(text: &str) -> Result<Self, ImportError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: Value = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|error| ImportError::Syntax(format!("not valid JSON: {error}")))?
        } else {
            yaml::parse(text).map_err(|error| ImportError::Syntax(format!("not valid YAML: {error}")))?
        };
        let document = Document(value);
        match document.root()?.get("openapi").and_then(Value::as_str) {
            Some(version) if version == "3" || version.starts_with("3.") => Ok(document),
            Some(version) => Err(ImportError::at("#/openapi", format!("version {version:?}: only 3.x is understood"))),
            None => Err(ImportError::at(
                "#",
                "not an OpenAPI 3.x document: there is no `openapi: 3.…` (Swagger 2.0 must be converted first)",
            )),
        }
    }

    pub(super) fn root(&self) -> Result<&Map<String, Value>, ImportError> {
        object(&self.0, "#")
    }

    /// Follows `$ref` until something else stands there. Answers it with its own place.
    pub(super) fn resolve<'d>(&'d self, value: &'d Value, place: &str) -> Result<(&'d Value, String), ImportError> {
        let mut value = value;
        let mut place = place.to_owned();
        for _ in 0..REFERENCES {
            let Some(reference) = value.get("$ref") else { return Ok((value, place)) };
            let target = reference.as_str().and_then(|reference| reference.strip_prefix('#')).ok_or_else(|| {
                ImportError::at(format!("{place}/$ref"), "only references within this document (`#/…`) are followed")
            })?;
            value = self
                .0
                .pointer(&percent_decoded(target))
                .ok_or_else(|| ImportError::at(format!("{place}/$ref"), format!("nothing stands at #{target}")))?;
            place = format!("#{target}");
        }
        Err(ImportError::at(place, "these references lead in a circle"))
    }

    /// The path of the first server's URL.
    pub(super) fn base_path(&self) -> Result<Option<String>, ImportError> {
        let Some(server) = self.root()?.get("servers").and_then(|servers| servers.get(0)) else { return Ok(None) };
        let Some(url) = server.get("url").and_then(Value::as_str) else { return Ok(None) };
        let mut url = url.to_owned();
        for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
            if let Some(default) = variable.get("default").and_then(Value::as_str) {
                url = url.replace(&format!("{{{name}}}"), default);
            }
        }
        let after_host = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
            None => &url,
        };
        let path = after_host.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let path = if path.is_empty() || path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Some(path))
    }
}

/// The value as an object, or an error that names the place.
pub(super) fn object<'v>(value: &'v Value, place: &str) -> Result<&'v Map<String, Value>, ImportError> {
    value.as_object().ok_or_else(|| ImportError::at(place, "an object must stand here"))
}

/// A place one step further down, escaped as JSON Pointer asks.
pub(super) fn below(place: &str, name: &str) -> String {
    format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// A pointer in a fragment may be percent-encoded (`%7Bid%7D`).
fn percent_decoded(pointer: &str) -> String {
    let bytes = pointer.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut position = 0;
    while let Some(&byte) = bytes.get(position) {
        let hex = (byte == b'%')
            .then(|| pointer.get(position + 1..position + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(hex.unwrap_or(byte));
        position += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).unwrap_or_else(|_| pointer.to_owned())
}
