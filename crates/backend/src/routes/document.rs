//! `/api/openapi.json`: the description of this API.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};

use crate::{document::problems, served::Served};

problems!(GetProblems: Unauthenticated, Internal);

/// Reads this document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "document", responses(
    (status = 200, description = "The OpenAPI 3.1 document of this API", body = Object),
    GetProblems,
))]
pub(crate) async fn get_openapi(State(served): State<Arc<Served>>) -> Response {
    ([(CONTENT_TYPE, "application/json")], served.document.clone()).into_response()
}
