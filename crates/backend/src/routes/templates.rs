//! `/api/deployments/{deployment}/templates`: sets of endpoints that were saved to start keys from.
//!
//! A template grants nothing: a key that starts from one holds a set of its own, and creating that key is what is written
//! down. So what is done to templates leaves no entry in the audit trail.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use contract::{
    Access, AccessRequest, EndpointId, FieldError, FieldErrorCode, Problem, ProblemKind, SaveTemplate, TEMPLATES_MAX,
    Template, TemplateList, check_access,
};

use crate::{
    Failure,
    deployment::KnownDeployment,
    document::problems,
    extract::{Found, JsonBody, TemplateName, makes_only},
    served::Served,
    store::{Replacing, StoredTemplate, TemplateSaved},
    wire,
};

problems!(ListProblems: Unauthenticated, NotFound, DeploymentNotFound, Internal, StoreUnavailable);
problems!(
    SaveProblems: Unauthenticated, Forbidden, NotFound, DeploymentNotFound, MalformedBody, UnsupportedMediaType,
    BodyTooLarge, InvalidInput, TemplateExists, TooManyTemplates, Internal, StoreUnavailable,
);
problems!(
    DeleteProblems: Unauthenticated, Forbidden, NotFound, DeploymentNotFound, TemplateNotFound, Internal,
    StoreUnavailable,
);

/// Lists the templates of a deployment, by name.
///
/// A deployment whose keys have no permissions has none.
#[utoipa::path(get, path = "/api/deployments/{deployment}/templates", tag = "templates",
    params(("deployment" = String, Path, description = "The deployment's id")),
    responses((status = 200, description = "All of them", body = TemplateList), ListProblems),
)]
pub(crate) async fn list_templates(
    State(served): State<Arc<Served>>,
    found: Found,
) -> Result<Json<TemplateList>, Failure> {
    let templates = served.store.templates(found.id()).await?;
    Ok(Json(TemplateList { templates: templates.into_iter().map(wire::template).collect() }))
}

/// Saves a template, also in the place of one of the same name.
///
/// Its set may hold what the catalog offers, and what the template of this name holds already. With `If-None-Match: *`
/// nothing is replaced. A deployment has 100 templates at most; one whose keys have no permissions takes none.
#[utoipa::path(put, path = "/api/deployments/{deployment}/templates/{name}", tag = "templates",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("name" = String, Path, min_length = 1, max_length = 60,
            description = "The template's name, without a space at either end and without control characters"),
        ("If-None-Match" = Option<String>, Header, description = "`*` to save it only where there is none of this name"),
    ),
    request_body = SaveTemplate,
    responses((status = 200, description = "The template as it is now", body = Template), SaveProblems),
)]
pub(crate) async fn save_template(
    State(served): State<Arc<Served>>,
    found: Found,
    name: TemplateName,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SaveTemplate>,
) -> Result<Json<Template>, Failure> {
    let wrong_name = name.check().err();
    let held = match wrong_name {
        None => served.store.template(found.id(), &name.0).await?,
        Some(_) => None,
    };
    let replacing = if makes_only(&headers) { Replacing::Refused } else { Replacing::Allowed };
    // Before the set: whoever must not replace it cannot keep what it holds either.
    if held.is_some() && replacing == Replacing::Refused {
        return Err(exists());
    }
    // Somebody else may replace it before this is stored. Then an endpoint may be kept that is no longer offered and that
    // theirs did not hold: it grants nothing here, and no key can be given it.
    let held = held.map(|template| template.endpoints).unwrap_or_default();
    let endpoints = match (wrong_name, check_set(&found.known, &held, body.access)) {
        (None, Ok(endpoints)) => endpoints,
        (wrong_name, checked) => {
            let mut errors: Vec<_> = wrong_name.into_iter().collect();
            errors.extend(checked.err().unwrap_or_default());
            return Err(Problem::invalid_input(errors).into());
        }
    };
    let template = StoredTemplate { name: name.0, endpoints, updated_at: served.now() };
    match served.store.put_template(found.id(), &template, replacing).await? {
        TemplateSaved::Done => Ok(Json(wire::template(template))),
        TemplateSaved::Exists => Err(exists()),
        TemplateSaved::TooMany => Err(Failure::new(
            ProblemKind::TooManyTemplates,
            format!("A deployment has {TEMPLATES_MAX} templates at most. Remove one, or replace one by its name."),
        )),
    }
}

/// Removes a template.
///
/// Keys that were started from it stay as they are.
#[utoipa::path(delete, path = "/api/deployments/{deployment}/templates/{name}", tag = "templates",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("name" = String, Path, min_length = 1, max_length = 60, description = "The template's name"),
    ),
    responses((status = 204, description = "The template is removed"), DeleteProblems),
)]
pub(crate) async fn delete_template(
    State(served): State<Arc<Served>>,
    found: Found,
    name: TemplateName,
) -> Result<StatusCode, Failure> {
    if name.check().is_ok() && served.store.delete_template(found.id(), &name.0).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(name.not_found())
    }
}

/// Says whether a set may be saved, by the rules of a key's; `held` is what the template of this name holds.
fn check_set(
    known: &KnownDeployment,
    held: &[EndpointId],
    access: Option<AccessRequest>,
) -> Result<Vec<EndpointId>, Vec<FieldError>> {
    match check_access(known.capabilities(), known.offered(), held, access) {
        Ok(Access::Endpoints(endpoints)) => Ok(endpoints),
        Err(errors) if known.capabilities().permissions => Err(errors),
        // A key may leave the set out there; what would be left of a template?
        Ok(Access::Full) | Err(_) => {
            let error = FieldError::new(FieldErrorCode::PermissionsNotSupported, "/access".into());
            let detail = "Keys of this deployment always have full access: there is no set to save.".into();
            Err(vec![FieldError { detail, ..error }])
        }
    }
}

fn exists() -> Failure {
    Failure::new(
        ProblemKind::TemplateExists,
        "There is a template of this name, and `If-None-Match: *` says not to replace it. Send the request without that \
         header to replace it, or choose another name.",
    )
}
