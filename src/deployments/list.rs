//! The deployments that the person may see.

use contract::Deployment;
use leptos::prelude::*;

use super::kind::kind_name;
use crate::{
    api::{Api, Loaded},
    i18n::t,
    page_state::PageTitle,
    ui::{Failure, shown},
};

/// The list of deployments. `address` makes the address of a deployment's page.
#[component]
pub fn DeploymentsPage(
    /// The address of the page of the deployment with this id.
    address: fn(&str) -> String,
) -> impl IntoView {
    let api = expect_context::<Api>();
    PageTitle::say(t::deployments());
    let deployments = Loaded::new(move || async move { api.deployments().await });
    let entry = move |deployment: Deployment| {
        view! {
            <li>
                <a class="deployment-link" href=address(&deployment.id)>
                    <span class="deployment-name" dir="auto">{deployment.name}</span>
                    <span class="badge">{kind_name(deployment.kind)}</span>
                    <span class="deployment-address">{deployment.api_address}</span>
                </a>
            </li>
        }
    };
    view! {
        <h1 class="page-title">{t::deployments()}</h1>
        <p class="page-lead">{t::deployments_hint()}</p>
        {shown(move || match deployments.get() {
            None => view! {
                <div class="card skeleton" role="status" aria-label=t::loading_deployments()>
                    <div class="skeleton-line"></div>
                    <div class="skeleton-line"></div>
                    <div class="skeleton-line"></div>
                </div>
            }.into_any(),
            Some(Err(error)) => view! { <Failure error retry=move |()| deployments.reload() /> }.into_any(),
            Some(Ok(deployments)) if deployments.is_empty() => view! {
                <div class="card empty">
                    <p class="empty-title">{t::no_deployments()}</p>
                    <p class="hint">{t::no_deployments_hint()}</p>
                </div>
            }.into_any(),
            Some(Ok(deployments)) => view! {
                <ul class="card deployments">{deployments.into_iter().map(entry).collect_view()}</ul>
            }.into_any(),
        })}
    }
}
