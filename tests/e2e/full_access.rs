//! Keys of deployments whose keys always have full access: Serverless and Dedicated v4.

use crate::support::{Deployment, SERVERLESS, V4, run};

#[test]
fn a_key_of_a_serverless_deployment_is_made_without_a_question() {
    a_key_is_made_at_once(SERVERLESS);
}

#[test]
fn a_key_of_a_dedicated_v4_deployment_is_made_without_a_question() {
    a_key_is_made_at_once(V4);
}

fn a_key_is_made_at_once(deployment: Deployment) {
    run(async |stage| {
        stage.go_to(deployment).await;
        let page = &stage.page;
        page.role("button", "New API Key").click().await;
        let created = page.role("dialog", "API Key Created");
        let app_id = created.role("textbox", "App ID").value().await;
        created.role("button", "Close").click().await;
        created.is_gone().await;
        stage.row(&app_id).says("Full access").await;
    });
}
