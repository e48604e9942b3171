//! The half of the page that is fetched after the first rows: late, lost, and asked for before it is there.

use crate::support::{Line, SERVERLESS, Setup, Stage, V5, containing, run_with};

const SECOND_HALF: &str = "GET /console-later-";

#[test]
fn keys_are_listed_searched_sorted_and_picked_before_the_second_half_is_there() {
    without_second_half(async |stage| {
        let somebody = stage.somebody().await;
        let alpha = somebody.creates(V5.id, "alpha", &["GET /clients"]).await;
        somebody.creates(V5.id, "beta", &["GET /clients"]).await;
        stage.go_to(V5).await;
        stage.list_says("2 keys").await;
        stage.page.role("button", "Note").click().await;
        stage.page.is_at(&format!("{}?sort=note", V5.address())).await;
        stage.page.label("Search keys").fill("alp").await;
        stage.list_says("1 key").await;
        stage.row(&alpha).role("checkbox", containing("Select")).click().await;
        stage.page.role("button", "Delete selected").appears().await;
        stage.page.role("link", "Deployments").click().await;
        stage.page.role("heading", "Deployments").appears().await;
        stage.page.back().await;
        stage.list_says("1 key").await;
        stage.page.role("button", "Sign out").click().await;
        stage.page.role("heading", "Sign in to the Deployment Console").appears().await;
    });
}

#[test]
fn a_key_with_full_access_is_made_and_shown_before_the_second_half_is_there() {
    without_second_half(async |stage| {
        stage.go_to(SERVERLESS).await;
        stage.page.text("No API keys yet").appears().await;
        stage.page.role("button", "New API Key").click().await;
        stage.take_new_app_id().await;
        stage.list_says("1 key").await;
    });
}

#[test]
fn a_dialog_that_is_asked_for_too_early_is_said_to_be_on_its_way_and_opens_when_it_can() {
    without_second_half(async |stage| {
        stage.go_to(V5).await;
        stage.page.role("button", "New API Key").click().await;
        let waiting = stage.page.any("status").having("Loading…");
        waiting.appears().await;
        stage.line().set(Line::Open);
        let dialog = stage.page.role("dialog", "New API Key");
        dialog.label("Note").has_focus().await;
        waiting.is_gone().await;
    });
}

#[test]
fn a_second_half_that_is_lost_says_so_where_it_is_missed_and_can_be_tried_again() {
    run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.sign_in().await;
        stage.line().set(Line::LosesAnswersTo(SECOND_HALF.into()));
        stage.page.open(&V5.address()).await;
        stage.list_says("1 key").await;
        stage.row(&app_id).role("button", "View Access").click().await;
        let alert = stage.page.any("alert").having(containing("could not be reached"));
        alert.appears().await;
        stage.line().set(Line::Open);
        alert.role("button", "Try again").click().await;
        stage.page.role("region", &format!("Access of {app_id}")).says("1 of ").await;
        alert.is_gone().await;
    });
}

#[test]
fn the_address_of_a_dialog_and_of_the_audit_trail_wait_for_the_second_half() {
    for (address, heading) in [("/keys/new", "New API Key"), ("/audit", "Audit trail")] {
        without_second_half(async |stage| {
            stage.go_to_address(&format!("{}{address}", V5.address())).await;
            stage.page.any("status").having("Loading…").appears().await;
            stage.page.role("heading", heading).is_gone().await;
            stage.line().set(Line::Open);
            stage.page.role("heading", heading).appears().await;
        });
    }
}

/// The second half does not arrive until the test lets it.
fn without_second_half(test: impl AsyncFnOnce(&mut Stage)) {
    run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
        stage.line().set(Line::HoldsAnswersTo(SECOND_HALF.into()));
        test(stage).await;
    });
}
