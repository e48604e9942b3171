//! The page of one deployment.

use contract::{Deployment, ProblemKind};
use leptos::prelude::*;

use super::kind::{kind_name, kind_offers, reference_name};
use crate::{
    api::{Api, ApiError, Loaded},
    audit::{AuditTrail, TrailPlace},
    i18n::t,
    keys::KeySection,
    later::later,
    page_state::PageTitle,
    ui::{CopyText, Failure, Icon, IconName, shown},
};

/// A deployment's page: what it is, what its API offers, and its keys; or what was done to them.
#[component]
pub fn DeploymentPage(
    /// The deployment's id.
    id: String,
    /// The address of the list of deployments.
    home: &'static str,
    /// The address of the page with its keys, and which entries of its audit trail are listed instead of them.
    #[prop(optional)]
    trail: Option<(String, TrailPlace)>,
) -> impl IntoView {
    let api = expect_context::<Api>();
    let asked = id.clone();
    let deployment = Loaded::new(move || {
        let id = asked.clone();
        async move { api.deployment(&id).await }
    });
    let missing = |error: &ApiError| error.kind() == Some(ProblemKind::DeploymentNotFound);
    let (keys, place) = trail.unzip();
    let up = move || match &keys {
        None => view! { <a href=home>{t::deployments()}</a> },
        Some(keys) => {
            let name = deployment.get().and_then(Result::ok).map_or_else(t::deployment, |deployment| deployment.name);
            view! { <a href=keys.clone() dir="auto">{name}</a> }
        }
    };
    view! {
        <nav class="breadcrumb" aria-label=t::breadcrumb()>{shown(up)}</nav>
        {shown(move || match deployment.get() {
            None => view! {
                <div role="status" aria-label=t::loading_deployment()>
                    <div class="skeleton-line skeleton-title"></div>
                    <div class="card skeleton"><div class="skeleton-line"></div><div class="skeleton-line"></div></div>
                </div>
            }.into_any(),
            Some(Err(error)) if missing(&error) => view! { <NoDeployment id=id.clone() home /> }.into_any(),
            Some(Err(error)) => view! { <Failure error retry=move |()| deployment.reload() /> }.into_any(),
            Some(Ok(deployment)) => match place {
                Some(place) => later("page-waiting", || true, move || view! { <AuditTrail deployment=deployment.clone() place /> }.into_any()).into_any(),
                None => view! {
                    <Overview deployment=deployment.clone() />
                    <KeySection deployment />
                }.into_any(),
            },
        })}
    }
}

#[component]
fn NoDeployment(id: String, home: &'static str) -> impl IntoView {
    PageTitle::say(t::deployment_not_found());
    view! {
        <div class="card empty">
            <h1 class="empty-title">{t::deployment_not_found()}</h1>
            <p class="hint">{t::deployment_not_found_hint(&id)}</p>
            <p><a class="button" href=home>{t::all_deployments()}</a></p>
        </div>
    }
}

#[component]
fn Overview(deployment: Deployment) -> impl IntoView {
    let kind = deployment.kind;
    PageTitle::say(deployment.name.clone());
    view! {
        <header class="page-head">
            <h1 class="page-title" dir="auto">{deployment.name}</h1>
            <span class="badge">{kind_name(kind)}</span>
        </header>
        <section class="card overview" aria-labelledby="overview-title">
            <h2 id="overview-title" class="card-title">{t::deployment_api()}</h2>
            <p>{kind_offers(kind)}</p>
            <dl class="facts">
                <div class="facts-row">
                    <dt>{t::api_address()}</dt>
                    <dd><CopyText name=t::copy_named(&t::api_address()) text=deployment.api_address /></dd>
                </div>
                <div class="facts-row">
                    <dt>{t::api_reference()}</dt>
                    <dd>
                        <a href=deployment.api_reference target="_blank" rel="noreferrer">
                            {reference_name(kind)}" "
                            <Icon name=IconName::External />
                        </a>
                    </dd>
                </div>
            </dl>
        </section>
    }
}
