//! The deployment and what in it the path names, and whether the principal may.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use contract::{FieldError, ProblemKind, Role, check_template_name};

use crate::{Failure, Principal, deployment::KnownDeployment, served::Served};

/// The longest App ID that is looked for.
const APP_ID_MAX: usize = 64;

/// The deployment that the path names, seen by this principal, which may do to it what the method does. One that it may
/// not see is answered like one that does not exist.
///
/// Every address below a deployment is answered by way of this, so no handler can forget what a viewer may not do.
pub(crate) struct Found {
    pub principal: Principal,
    pub known: Arc<KnownDeployment>,
}

impl Found {
    pub fn id(&self) -> &str {
        &self.known.deployment.id
    }
}

impl FromRequestParts<Arc<Served>> for Found {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, served: &Arc<Served>) -> Result<Self, Failure> {
        let principal =
            parts.extensions.get::<Principal>().cloned().ok_or_else(|| Failure::unauthenticated(served.sign_in))?;
        let id = path_param(parts, "deployment").await?;
        let known = served.deployments.get(&id).filter(|known| principal.sees(&known.deployment.id));
        let Some(known) = known else {
            let detail =
                "There is no deployment with this id among those that you may see; /api/deployments lists them.";
            return Err(Failure::new(ProblemKind::DeploymentNotFound, detail));
        };
        if principal.role == Role::Viewer && !parts.method.is_safe() {
            let detail = "As a viewer you may see but not change. Ask an administrator.";
            return Err(Failure::new(ProblemKind::Forbidden, detail));
        }
        Ok(Found { known: Arc::clone(known), principal })
    }
}

/// The App ID that the path names.
pub(crate) struct AppId(pub String);

impl AppId {
    /// The problem that there is no such key.
    pub fn not_found(&self) -> Failure {
        key_not_found()
    }
}

impl FromRequestParts<Arc<Served>> for AppId {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Served>) -> Result<Self, Failure> {
        // No store is asked for what cannot be an App ID: some cannot even be asked (PostgreSQL refuses U+0000).
        let id = path_param(parts, "app_id").await?;
        let possible = id.len() <= APP_ID_MAX && id.bytes().all(|byte| byte.is_ascii_graphic());
        if possible { Ok(AppId(id)) } else { Err(key_not_found()) }
    }
}

fn key_not_found() -> Failure {
    Failure::new(
        ProblemKind::KeyNotFound,
        "This deployment has no API key with this App ID; it may have been deleted. Read the list again.",
    )
}

/// The name of a template that the path names, as it came.
pub(crate) struct TemplateName(pub String);

impl TemplateName {
    /// Says whether a template may have this name. No store is asked for what none can have.
    pub fn check(&self) -> Result<(), FieldError> {
        check_template_name(&self.0)
    }

    /// The problem that there is no such template.
    pub fn not_found(&self) -> Failure {
        Failure::new(
            ProblemKind::TemplateNotFound,
            "This deployment has no template of this name; it may have been removed. Read the list again.",
        )
    }
}

impl FromRequestParts<Arc<Served>> for TemplateName {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Served>) -> Result<Self, Failure> {
        path_param(parts, "name").await.map(TemplateName)
    }
}

/// A parameter of the path, decoded.
async fn path_param(parts: &mut Parts, name: &str) -> Result<String, Failure> {
    let params = RawPathParams::from_request_parts(parts, &()).await.map_err(|_| {
        Failure::new(ProblemKind::NotFound, "The address is not UTF-8 once it is decoded; nothing has such a name.")
    })?;
    Ok(params.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).unwrap_or_default())
}
