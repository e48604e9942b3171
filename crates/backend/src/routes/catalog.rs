//! `/api/deployments/{deployment}/catalog`: what keys of a deployment may be given.

use axum::{
    http::{
        HeaderMap, HeaderName, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG},
    },
    response::{IntoResponse, Response},
};
use contract::{Catalog, ProblemKind};

use crate::{
    Failure,
    document::problems,
    extract::{Found, etag, none_match},
};

problems!(GetProblems: Unauthenticated, NotFound, DeploymentNotFound, CatalogNotFound, Internal);

/// Reads the catalog of a deployment.
///
/// It may be kept, and is asked for again with `If-None-Match`.
#[utoipa::path(get, path = "/api/deployments/{deployment}/catalog", tag = "deployments",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of the catalog that the client has"),
    ),
    responses(
        (status = 200, description = "The catalog", body = Catalog, headers(
            ("ETag" = String, description = "The catalog's version in quotes"),
        )),
        (status = 304, description = "The client has this catalog", headers(
            ("ETag" = String, description = "The catalog's version in quotes"),
        )),
        GetProblems,
    ),
)]
pub(crate) async fn get_catalog(found: Found, headers: HeaderMap) -> Result<Response, Failure> {
    let catalog = found.known.catalog.as_ref().ok_or_else(|| {
        Failure::new(
            ProblemKind::CatalogNotFound,
            "This deployment has no catalog: its keys have full access, and there is nothing to choose.",
        )
    })?;
    let etag = etag(&catalog.catalog.version);
    let known = none_match(&headers, &etag);
    let headers: [(HeaderName, &str); 2] = [(CACHE_CONTROL, "private, no-cache"), (ETAG, &etag)];
    Ok(if known {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, [(CONTENT_TYPE, "application/json")], catalog.json.clone()).into_response()
    })
}
