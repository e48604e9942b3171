//! `/api/deployments`: the deployments that the principal may see.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use contract::{Deployment, DeploymentList};

use crate::{Failure, Principal, document::problems, extract::Found, served::Served};

problems!(ListProblems: Unauthenticated, Internal);
problems!(GetProblems: Unauthenticated, NotFound, DeploymentNotFound, Internal);

/// Lists the deployments.
///
/// Those that the principal may see, in the order of the configuration.
#[utoipa::path(get, path = "/api/deployments", tag = "deployments", responses(
    (status = 200, description = "The deployments", body = DeploymentList),
    ListProblems,
))]
pub(crate) async fn list_deployments(
    State(served): State<Arc<Served>>,
    Extension(principal): Extension<Principal>,
) -> Json<DeploymentList> {
    let seen = served.deployments.iter().map(|known| &known.deployment).filter(|one| principal.sees(&one.id));
    Json(DeploymentList { deployments: seen.cloned().collect() })
}

/// Reads one deployment.
#[utoipa::path(get, path = "/api/deployments/{deployment}", tag = "deployments",
    params(("deployment" = String, Path, description = "The deployment's id")),
    responses((status = 200, description = "The deployment", body = Deployment), GetProblems),
)]
pub(crate) async fn get_deployment(found: Found) -> Result<Json<Deployment>, Failure> {
    Ok(Json(found.known.deployment.clone()))
}
