//! The element on a page of somebody else, held against axe's rules as the console's own page is.

use super::host::{make_key, on_page, with_element};
use crate::{
    accessibility::{Faults, LANGUAGES},
    support::Stage,
};

/// A host's page that breaks no rule itself.
const HOST: &str = "<main><h1>My cloud</h1>
    <deployment-api-keys id=\"keys\" endpoint=\"ENDPOINT\" deployment=\"dedicated-v5\"></deployment-api-keys></main>";

/// Walks through states of the element in each of its languages.
fn walk(way: impl AsyncFn(&Stage, &mut Faults)) {
    for language in LANGUAGES {
        on_page(HOST, async |stage, _| {
            stage.page.is_in(language);
            with_element(stage, &format!("keys.locale = '{language}'")).await;
            let mut faults = Faults::new(language);
            way(stage, &mut faults).await;
            faults.are_none();
        });
    }
}

#[test]
fn the_list_its_dialogs_and_the_audit_trail_break_no_rule() {
    walk(async |stage, faults| {
        let page = &stage.page;
        page.text("No API keys yet").appears().await;
        faults.look(stage, "an empty list").await;
        let app_id = make_key(stage, "exporter").await;
        let access = stage.view_access(&app_id).await;
        access.label("Try a request").appears().await;
        faults.look(stage, "View Access").await;
        let dialog = stage.new_key().await;
        faults.look(stage, "New API Key").await;
        dialog.role("button", "Select all").click().await;
        dialog.role("button", "Confirm").click().await;
        page.role("dialog", "API Key Created").appears().await;
        faults.look(stage, "API Key Created").await;
        stage.take_new_app_id().await;
        page.role("button", "Audit trail").click().await;
        page.role("heading", "Audit trail").appears().await;
        page.any("row").having("exporter").appears().await;
        faults.look(stage, "the audit trail").await;
    });
}

#[test]
fn what_a_viewer_sees_and_what_somebody_without_a_token_is_told_break_no_rule() {
    walk(async |stage, faults| {
        make_key(stage, "exporter").await;
        let token = stage.server.token("viewer", "viewer", &["dedicated-v5"]).await;
        starts_with(stage, &token).await;
        stage.row("exporter").appears().await;
        stage.page.role("button", "New API Key").is_gone().await;
        faults.look(stage, "a viewer's list").await;
        starts_with(stage, "dct_nonsense").await;
        stage.page.any("alert").appears().await;
        faults.look(stage, "without a token that works").await;
    });
}

/// The element is taken away and put back, and the host has another token for it.
async fn starts_with(stage: &Stage, token: &str) {
    with_element(stage, &format!("window.tokens = ['{token}']; window.taken = keys; keys.remove()")).await;
    stage.page.run("document.querySelector('main').append(taken)", Vec::new()).await;
}
