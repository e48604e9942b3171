//! The element in pages that are made with React and with Vue, from the npm package as it is installed.

use super::host::{ONE, POLICY, is_shown, make_key, on_page, with_element};
use crate::support::{Site, Stage, eventually, hosts};

#[test]
fn it_works_in_a_page_made_with_react() {
    on_page("<p>not this one</p>", async |stage, site| of(stage, site, "react", "Made with React").await);
}

#[test]
fn it_works_in_a_page_made_with_vue() {
    on_page("<p>not this one</p>", async |stage, site| of(stage, site, "vue", "Made with Vue").await);
}

#[test]
fn it_works_where_trusted_types_are_required_with_the_default_policy_of_the_documentation() {
    on_page("<p>not this one</p>", async |stage, site| {
        let endpoint = format!("http://{}/api", stage.server.address);
        let policy = "globalThis.trustedTypes?.createPolicy('default', { createHTML: (html) => html })";
        site.put("/trust.js", policy, &[]);
        let html = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>My cloud</title>\
             <script src=\"/host.js\"></script><script src=\"/trust.js\"></script>\
             <script type=\"module\" src=\"/vendor/deployment-api-keys.js\"></script>\
             <script type=\"module\" src=\"/give.js\"></script></head><body>{}</body></html>",
            ONE.replace("ENDPOINT", &endpoint)
        );
        let required = "require-trusted-types-for 'script'";
        site.put("/page", html, &[&format!("Content-Security-Policy: {POLICY} {endpoint}/; {required}")]);
        stage.page.open(&format!("{}/page", site.origin)).await;
        let app_id = make_key(stage, "exporter").await;
        stage.view_access(&app_id).await.label("Try a request").appears().await;
    });
}

async fn of(stage: &Stage, site: &Site, page: &str, heading: &str) {
    site.put_folder("/app/", &hosts());
    let endpoint = format!("http://{}/api", stage.server.address);
    let html = std::fs::read(hosts().join(format!("{page}.html"))).expect("a page that was built");
    site.put("/page", html, &[&format!("Content-Security-Policy: {POLICY} {endpoint}/")]);
    stage.page.open(&format!("{}/page?endpoint={endpoint}", site.origin)).await;
    stage.page.role("heading", heading).appears().await;
    is_shown(stage).await;
    with_element(stage, "window.first = keys; keys.shadowRoot.querySelector('[part=section]').id = 'mark'").await;

    // The page draws itself anew with each key, and gives another function for tokens each time.
    let app_id = make_key(stage, "exporter").await;
    stage.page.text(format!("Made: {app_id}").as_str()).appears().await;
    let same = "return keys === first && keys.shadowRoot.getElementById('mark') !== null";
    assert_eq!(with_element(stage, same).await, true, "what is shown is not made anew with the page");

    let somebody = stage.somebody_of_the_server().await;
    let other = somebody.creates("dedicated-v5", "from elsewhere", &["GET /clients"]).await;
    stage.page.role("button", "Refresh").click().await;
    stage.row(&other).appears().await;

    stage.page.label("Deployment").choose("serverless").await;
    stage.row("exporter").is_gone().await;
    stage.page.text("No API keys yet").appears().await;
    stage.page.label("Deployment").choose("dedicated-v5").await;
    stage.row("exporter").appears().await;

    let toggle = stage.page.role("button", "Show or hide");
    toggle.click().await;
    stage.row("exporter").is_gone().await;
    eventually(async || {
        let left = stage.page.run("return left().ticking", Vec::new()).await;
        if left == 0 { Ok(()) } else { Err(format!("{left} timers are left")) }
    })
    .await;
    toggle.click().await;
    stage.row("exporter").appears().await;
}
