//! Whether an operation can be called with an API key, that is with HTTP Basic authentication.

use serde_json::{Map, Value};

use super::{
    ImportError,
    document::{Document, below, object},
};

/// An operation's own `security` stands in for the document's. Without either, with an empty list
/// or with an empty requirement anybody may call. Otherwise one requirement must be met by HTTP
/// Basic alone: the schemes of one requirement are needed all together.
pub(super) fn admits_basic(
    document: &Document,
    operation: &Map<String, Value>,
    place: &str,
) -> Result<bool, ImportError> {
    let (security, place) = match (operation.get("security"), document.root()?.get("security")) {
        (Some(own), _) => (own, below(place, "security")),
        (None, Some(general)) => (general, "#/security".to_owned()),
        (None, None) => return Ok(true),
    };
    let requirements = security.as_array().ok_or_else(|| ImportError::at(&place, "a list must stand here"))?;
    let mut admitted = requirements.is_empty();
    for (position, requirement) in requirements.iter().enumerate() {
        let place = below(&place, &position.to_string());
        let mut all_basic = true;
        for name in object(requirement, &place)?.keys() {
            all_basic &= is_basic(document, name, &below(&place, name))?;
        }
        admitted |= all_basic;
    }
    Ok(admitted)
}

fn is_basic(document: &Document, name: &str, place: &str) -> Result<bool, ImportError> {
    let schemes = document.root()?.get("components").and_then(|components| components.get("securitySchemes"));
    let Some(scheme) = schemes.and_then(|schemes| schemes.get(name)) else {
        return Err(ImportError::at(place, format!("there is no security scheme {name:?} under components")));
    };
    let (scheme, _) = document.resolve(scheme, &below("#/components/securitySchemes", name))?;
    let is = |member: &str, value: &str| {
        scheme.get(member).and_then(Value::as_str).is_some_and(|text| text.eq_ignore_ascii_case(value))
    };
    Ok(is("type", "http") && is("scheme", "basic"))
}
