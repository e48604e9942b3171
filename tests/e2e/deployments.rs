//! The list of deployments and a deployment's page.

use crate::support::{V5, containing, run};

#[test]
fn the_list_names_each_deployment_with_its_kind_and_leads_to_its_page() {
    run(async |stage| {
        stage.sign_in().await;
        let page = &stage.page;
        page.any("main").any("listitem").are(3).await;
        page.role("link", containing("Sensor fleet")).says("Serverless").await;
        page.role("link", containing("Legacy plant")).says("Dedicated v4").await;
        page.role("link", containing("Production")).says("Dedicated v5").await;
        page.role("link", containing("Production")).click().await;
        page.role("heading", "Production").appears().await;
        page.is_at(&V5.address()).await;
    });
}
