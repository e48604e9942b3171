//! What a key may do, and the rules of it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{Capabilities, EndpointId, FieldError, FieldErrorCode};

/// What a key may do.
///
/// On the wire `{"type": "full"}` or `{"type": "endpoints", "endpoints": ["GET /clients"]}`.
/// An explicit set never widens by itself, whatever becomes of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "AccessRequest", into = "AccessRequest")]
pub enum Access {
    /// Every endpoint of the catalog, or everything under the base path where there is none.
    Full,
    /// Exactly these endpoints, no endpoint twice.
    Endpoints(Vec<EndpointId>),
}

/// What a key may do, as it stands in JSON, before the rules have been asked.
// Written by hand instead of as a tagged enum: for those serde buffers what it reads, in code that the page would carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = Access))]
#[serde(deny_unknown_fields)]
pub struct AccessRequest {
    /// `full` or `endpoints`.
    #[cfg_attr(feature = "openapi", schema(example = "endpoints", pattern = "^(full|endpoints)$"))]
    pub r#type: String,
    /// The set; there exactly when `type` is `endpoints`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<Vec<EndpointId>>,
}

impl From<Access> for AccessRequest {
    fn from(access: Access) -> Self {
        match access {
            Access::Full => AccessRequest { r#type: "full".into(), endpoints: None },
            Access::Endpoints(endpoints) => AccessRequest { r#type: "endpoints".into(), endpoints: Some(endpoints) },
        }
    }
}

impl TryFrom<AccessRequest> for Access {
    type Error = &'static str;

    fn try_from(wire: AccessRequest) -> Result<Self, Self::Error> {
        match (wire.r#type.as_str(), wire.endpoints) {
            ("full", None) => Ok(Access::Full),
            ("endpoints", Some(endpoints)) => Ok(Access::Endpoints(endpoints)),
            _ => Err("access is {\"type\": \"full\"} or {\"type\": \"endpoints\", \"endpoints\": [...]}"),
        }
    }
}

/// What a key may do, in numbers, for the rows of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessSummary {
    /// `full` or `endpoints`; the numbers are there for the latter only.
    #[cfg_attr(feature = "openapi", schema(example = "endpoints", pattern = "^(full|endpoints)$"))]
    pub r#type: String,
    /// How many endpoints of the catalog the key may call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<u32>,
    /// How many endpoints the catalog offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered: Option<u32>,
    /// How many endpoints the key holds that the catalog no longer offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<u32>,
}

impl AccessSummary {
    /// The summary of full access.
    pub fn full() -> Self {
        AccessSummary { r#type: "full".into(), granted: None, offered: None, dropped: None }
    }

    /// The summary of an explicit set.
    pub fn endpoints(granted: u32, offered: u32, dropped: u32) -> Self {
        AccessSummary {
            r#type: "endpoints".into(),
            granted: Some(granted),
            offered: Some(offered),
            dropped: Some(dropped),
        }
    }
}

/// Says whether `requested` may be stored for a key of a deployment.
///
/// - `offered`: the identities of the deployment's catalog; `None` where it has none.
/// - `stored`: what the key holds already (empty for a new one). It may be kept, also when the
///   catalog has dropped it since.
///
/// Returns the access to store, in the order asked for, or every error with its place
/// (`pointer` is below `/access`).
pub fn check_access(
    capabilities: Capabilities,
    offered: Option<&HashSet<EndpointId>>,
    stored: &[EndpointId],
    requested: Option<AccessRequest>,
) -> Result<Access, Vec<FieldError>> {
    let error = |code, pointer: String| vec![FieldError::new(code, pointer)];
    let requested = match (capabilities.permissions, requested) {
        (false, None) => return Ok(Access::Full),
        (false, Some(access)) if access.r#type == "full" && access.endpoints.is_none() => return Ok(Access::Full),
        (false, Some(_)) => return Err(error(FieldErrorCode::PermissionsNotSupported, "/access".into())),
        (true, None) => return Err(error(FieldErrorCode::AccessMissing, "/access".into())),
        (true, Some(access)) => access,
    };
    let endpoints = match (requested.r#type.as_str(), requested.endpoints) {
        ("full", _) => return Err(error(FieldErrorCode::FullAccessNotAllowed, "/access/type".into())),
        ("endpoints", Some(endpoints)) => endpoints,
        ("endpoints", None) => return Err(error(FieldErrorCode::AccessMissing, "/access/endpoints".into())),
        _ => return Err(error(FieldErrorCode::AccessTypeUnknown, "/access/type".into())),
    };
    if endpoints.is_empty() {
        return Err(error(FieldErrorCode::SelectionEmpty, "/access/endpoints".into()));
    }
    // Both may be thousands.
    let stored: HashSet<&EndpointId> = stored.iter().collect();
    let mut seen = HashSet::with_capacity(endpoints.len());
    let mut errors = Vec::new();
    for (position, id) in endpoints.iter().enumerate() {
        let code = if !seen.insert(id) {
            FieldErrorCode::EndpointTwice
        } else if !offered.is_some_and(|ids| ids.contains(id)) && !stored.contains(id) {
            FieldErrorCode::EndpointNotOffered
        } else {
            continue;
        };
        errors.push(FieldError::new(code, format!("/access/endpoints/{position}")).with("endpoint", id.as_str()));
    }
    if errors.is_empty() { Ok(Access::Endpoints(endpoints)) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const V5: Capabilities = Capabilities { notes: true, permissions: true, expiry: true };
    const V4: Capabilities = Capabilities { notes: false, permissions: false, expiry: false };

    fn id(text: &str) -> EndpointId {
        text.parse().expect("a good endpoint")
    }

    fn set(endpoints: &[&str]) -> Option<AccessRequest> {
        Some(Access::Endpoints(endpoints.iter().map(|text| EndpointId::from(text.to_string())).collect()).into())
    }

    fn codes(result: Result<Access, Vec<FieldError>>) -> Vec<(FieldErrorCode, String)> {
        result.expect_err("an error").into_iter().map(|error| (error.code, error.pointer)).collect()
    }

    #[test]
    fn a_set_from_the_catalog_is_taken_in_its_order() {
        let offered = HashSet::from([id("GET /b"), id("GET /a")]);
        let access = check_access(V5, Some(&offered), &[], set(&["GET /b", "GET /a"]));
        assert_eq!(access, Ok(Access::Endpoints(vec![id("GET /b"), id("GET /a")])));
    }

    #[test]
    fn without_the_capability_access_is_full_and_nothing_else_may_be_sent() {
        assert_eq!(check_access(V4, None, &[], None), Ok(Access::Full));
        assert_eq!(check_access(V4, None, &[], Some(Access::Full.into())), Ok(Access::Full));
        assert_eq!(
            codes(check_access(V4, None, &[], set(&["GET /a"]))),
            [(FieldErrorCode::PermissionsNotSupported, "/access".to_owned())]
        );
    }

    #[test]
    fn with_the_capability_a_set_must_be_named_and_must_not_be_empty() {
        let offered = HashSet::from([id("GET /a")]);
        let of = |requested| codes(check_access(V5, Some(&offered), &[], requested))[0].0;
        assert_eq!(of(None), FieldErrorCode::AccessMissing);
        assert_eq!(of(Some(Access::Full.into())), FieldErrorCode::FullAccessNotAllowed);
        assert_eq!(of(set(&[])), FieldErrorCode::SelectionEmpty);
        assert_eq!(
            of(Some(AccessRequest { r#type: "some".into(), endpoints: None })),
            FieldErrorCode::AccessTypeUnknown
        );
        assert_eq!(
            of(Some(AccessRequest { r#type: "endpoints".into(), endpoints: None })),
            FieldErrorCode::AccessMissing
        );
    }

    #[test]
    fn every_wrong_endpoint_is_named_with_its_place() {
        let offered = HashSet::from([id("GET /a")]);
        assert_eq!(
            codes(check_access(V5, Some(&offered), &[], set(&["GET /a", "GET /x", "GET /a"]))),
            [
                (FieldErrorCode::EndpointNotOffered, "/access/endpoints/1".to_owned()),
                (FieldErrorCode::EndpointTwice, "/access/endpoints/2".to_owned()),
            ]
        );
    }

    #[test]
    fn what_is_stored_may_be_kept_after_the_catalog_dropped_it() {
        let offered = HashSet::from([id("GET /a")]);
        let stored = [id("GET /old")];
        assert!(check_access(V5, Some(&offered), &stored, set(&["GET /old", "GET /a"])).is_ok());
        assert!(check_access(V5, Some(&offered), &[], set(&["GET /old"])).is_err());
    }
}
