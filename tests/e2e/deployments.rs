//! The list of deployments and a deployment's page.

use crate::support::{Deployment, Engine, Feature, SERVERLESS, V4, V5, containing, run, run_on_server};

#[test]
fn the_list_names_each_deployment_with_its_kind_and_leads_to_its_page() {
    run(async |stage| {
        stage.sign_in().await;
        let page = &stage.page;
        page.any("main").any("listitem").are(3).await;
        page.role("link", containing(SERVERLESS.name)).says("Serverless").await;
        page.role("link", containing(V4.name)).says("Dedicated v4").await;
        page.role("link", containing(V5.name)).says("Dedicated v5").await;
        page.role("link", containing(V5.name)).click().await;
        page.role("heading", V5.name).appears().await;
        page.is_at(&V5.address()).await;
    });
}

#[test]
fn the_breadcrumb_leads_back_to_the_list() {
    run(async |stage| {
        stage.go_to(V4).await;
        stage.page.role("navigation", "Breadcrumb").role("link", "Deployments").click().await;
        stage.page.role("heading", "Deployments").appears().await;
        stage.page.is_at("/").await;
    });
}

#[test]
fn a_deployment_that_is_not_there_is_named_and_the_list_is_offered() {
    run(async |stage| {
        stage.go_to_address("/deployments/elsewhere").await;
        let page = &stage.page;
        page.role("heading", "Deployment not found").appears().await;
        page.text(containing("“elsewhere”")).appears().await;
        page.role("button", "New API Key").is_gone().await;
        page.role("link", "All deployments").click().await;
        page.role("heading", "Deployments").appears().await;
    });
}

#[test]
fn an_address_without_a_page_says_so_and_the_list_is_offered() {
    run_on_server(async |stage| {
        for address in ["/nowhere", "/deployments", "/deployments/dedicated-v5/keys/nowhere"] {
            stage.page.open(if address == "/nowhere" { &stage.server.link } else { "/" }).await;
            stage.page.role("heading", "Deployments").appears().await;
            stage.page.open(address).await;
            stage.page.role("heading", "Page not found").appears().await;
            stage.page.role("link", "All deployments").click().await;
            stage.page.role("heading", "Deployments").appears().await;
        }
    });
}

#[test]
fn a_serverless_deployment_tells_its_address_and_what_its_api_offers() {
    the_page_of(
        SERVERLESS,
        "Serverless",
        "https://sensor-fleet.example.com:8443/api/v5",
        "Serverless deployment API",
        "clients and subscriptions and publishes messages",
    );
}

#[test]
fn a_dedicated_v4_deployment_tells_its_address_and_what_its_api_offers() {
    the_page_of(V4, "Dedicated v4", "https://legacy-plant.example.com:8443/api/v4", "v4 API", "the API of EMQX 4");
}

#[test]
fn a_dedicated_v5_deployment_tells_its_address_and_what_its_api_offers() {
    the_page_of(
        V5,
        "Dedicated v5",
        "https://production.example.com:8443/api/v5",
        "Dedicated deployment API",
        "client monitoring, message publishing, authentication, authorization",
    );
}

fn the_page_of(deployment: Deployment, kind: &str, address: &str, reference: &str, offers: &str) {
    run(async |stage| {
        stage.go_to(deployment).await;
        let page = &stage.page;
        page.text(kind).appears().await;
        page.text(containing(offers)).appears().await;
        page.role("heading", containing("Deployment API Key")).appears().await;
        page.text("No API keys yet").appears().await;

        let link = page.role("link", containing(reference)).appears().await;
        let leads_to = link.address.expect("a link leads somewhere");
        assert!(leads_to.starts_with("https://docs.emqx.com/"), "{leads_to}");

        page.text(address).appears().await;
        if !Engine::here().has(Feature::ReadingTheClipboard) {
            return;
        }
        page.reads_the_clipboard().await;
        page.role("button", "Copy API address").click().await;
        page.text("Copied").appears().await;
        let copied = page.driver().execute_async(CLIPBOARD, Vec::new()).await.expect("a clipboard that can be read");
        assert_eq!(copied, address);
    });
}

const CLIPBOARD: &str = "navigator.clipboard.readText().then(arguments[0], (error) => arguments[0](String(error)))";
