//! The server is out of reach, does not answer, has ended the session, or knows better.

use std::time::{Duration, Instant};

use crate::support::{
    Key, Line, Query, SERVERLESS, Setup, Stage, V5, containing, eventually, eventually_within, run_with,
};

const UNREACHABLE: &str = "The server could not be reached. Check your connection, then try again.";
const TIMED_OUT: &str = "The server did not answer within 10 seconds.";
const KEPT: &str = "What you entered is still here; confirming again makes no second key.";
const CLIENTS: &str = "GET /clients";

#[test]
fn a_list_of_deployments_that_cannot_be_loaded_can_be_asked_for_again() {
    run(async |stage| {
        stage.go_to(V5).await;
        stage.line().set(Line::Cut);
        stage.page.role("link", "Deployments").click().await;
        let alert = stage.page.any("alert").having(UNREACHABLE);
        alert.role("button", "Try again").click().await;
        alert.appears().await;
        stage.line().set(Line::Open);
        alert.role("button", "Try again").click().await;
        stage.page.role("link", containing(V5.name)).appears().await;
    });
}

#[test]
fn a_deployment_that_cannot_be_loaded_can_be_asked_for_again() {
    run(async |stage| {
        stage.sign_in().await;
        stage.line().set(Line::Cut);
        stage.page.role("link", containing(V5.name)).click().await;
        let alert = stage.page.any("alert").having(UNREACHABLE);
        alert.appears().await;
        stage.line().set(Line::Open);
        alert.role("button", "Try again").click().await;
        stage.page.role("heading", V5.name).appears().await;
        stage.page.text("No API keys yet").appears().await;
    });
}

#[test]
fn an_access_that_cannot_be_loaded_can_be_asked_for_again() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &[CLIENTS]).await;
        stage.go_to(V5).await;
        // A dialog opens, so the page is there as a whole.
        stage.edit(&app_id).await.role("button", "Cancel").click().await;
        stage.line().set(Line::LosesAnswersTo("GET /api".into()));
        let access = stage.view_access(&app_id).await;
        access.says(UNREACHABLE).await;
        stage.line().set(Line::Open);
        // Both the key and the catalog are missing; one press asks for both.
        access.role("button", "Try again").click().await;
        access.says("1 of ").await;
    });
}

#[test]
fn a_catalog_that_cannot_be_loaded_leaves_the_dialog_open() {
    run(async |stage| {
        stage.go_to(V5).await;
        stage.line().set(Line::LosesAnswersTo(format!("GET /api{}/catalog", V5.address())));
        stage.page.role("button", "New API Key").click().await;
        let dialog = stage.page.role("dialog", "New API Key");
        dialog.says(UNREACHABLE).await;
        stage.line().set(Line::Open);
        dialog.role("button", "Try again").click().await;
        dialog.label("Note").appears().await;
    });
}

#[test]
fn a_catalog_asked_for_as_the_focus_comes_to_the_button_and_lost_is_asked_for_again_by_the_dialog() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &[CLIENTS]).await;
        stage.go_to(V5).await;
        // A dialog that needs no catalog opens, so the page is there as a whole.
        stage.row(&app_id).role("button", "Delete").click().await;
        stage.page.role("dialog", "Delete API Key").role("button", "Cancel").click().await;
        stage.line().set(Line::LosesAnswersTo(format!("GET /api{}/catalog", V5.address())));
        // Backwards: past the end, Firefox's driver goes on in a page that does not have the focus any more.
        stage.page.tab_back_to(&stage.page.role("button", "New API Key")).await;
        eventually(async || if stage.line().lost() > 0 { Ok(()) } else { Err("nobody asked for the catalog".into()) })
            .await;
        stage.line().set(Line::Open);
        stage.page.press(Key::Enter).await;
        let dialog = stage.page.role("dialog", "New API Key");
        dialog.role("checkbox", "Clients").appears().await;
        dialog.text(UNREACHABLE).is_gone().await;
    });
}

#[test]
fn a_create_that_does_not_reach_the_server_keeps_what_was_entered() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = enter_key(stage).await;
        stage.line().set(Line::Cut);
        dialog.role("button", "Confirm").click().await;
        dialog.says(UNREACHABLE).await;
        dialog.says(KEPT).await;
        is_entered(&dialog).await;
        stage.line().set(Line::Open);
        dialog.role("button", "Confirm").click().await;
        let app_id = stage.take_new_app_id().await;
        stage.row(&app_id).says("exporter").await;
        assert_eq!(stage.somebody().await.keys(V5.id).await.len(), 1);
    });
}

#[test]
fn a_serverless_key_that_could_not_be_made_can_be_tried_again() {
    run(async |stage| {
        stage.go_to(SERVERLESS).await;
        stage.page.text("No API keys yet").appears().await;
        stage.line().set(Line::Cut);
        stage.page.role("button", "New API Key").click().await;
        let alert = stage.page.any("alert").having(containing(UNREACHABLE));
        alert.appears().await;
        stage.line().set(Line::Open);
        alert.role("button", "Try again").click().await;
        let app_id = stage.take_new_app_id().await;
        stage.row(&app_id).appears().await;
        alert.is_gone().await;
        assert_eq!(stage.somebody().await.keys(SERVERLESS.id).await.len(), 1);
    });
}

#[test]
fn an_edit_that_does_not_reach_the_server_keeps_what_was_entered() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &[CLIENTS]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        dialog.label("Note").fill("metrics exporter").await;
        stage.line().set(Line::Cut);
        dialog.role("button", "Confirm").click().await;
        dialog.says(UNREACHABLE).await;
        dialog.label("Note").has_value("metrics exporter").await;
        stage.line().set(Line::Open);
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;
        stage.row(&app_id).says("metrics exporter").await;
    });
}

#[test]
fn a_delete_that_does_not_reach_the_server_can_be_tried_again() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &[CLIENTS]).await;
        stage.go_to(V5).await;
        stage.row(&app_id).role("button", "Delete").click().await;
        let dialog = stage.page.role("dialog", "Delete API Key");
        dialog.appears().await;
        stage.line().set(Line::Cut);
        dialog.role("button", "Delete").click().await;
        dialog.says(UNREACHABLE).await;
        dialog.says(&app_id).await;
        stage.line().set(Line::Open);
        dialog.role("button", "Try again").click().await;
        dialog.is_gone().await;
        stage.page.text("No API keys yet").appears().await;
    });
}

#[test]
fn a_server_that_does_not_answer_is_given_up_after_ten_seconds() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = enter_key(stage).await;
        stage.line().set(Line::Stalled);
        dialog.role("button", "Confirm").click().await;
        dialog.role("button", "Working…").appears().await;
        is_given_up_after_ten_seconds(&dialog).await;
        dialog.says(KEPT).await;
        is_entered(&dialog).await;
        stage.line().set(Line::Open);
        dialog.role("button", "Confirm").click().await;
        let app_id = stage.take_new_app_id().await;
        stage.row(&app_id).says("exporter").await;
        assert_eq!(stage.somebody().await.keys(V5.id).await.len(), 1);
    });
}

#[test]
fn a_page_that_does_not_get_its_answer_offers_to_try_again_after_ten_seconds() {
    run(async |stage| {
        stage.sign_in().await;
        stage.line().set(Line::Stalled);
        stage.page.role("link", containing(V5.name)).click().await;
        let alert = stage.page.any("alert").having(TIMED_OUT);
        is_given_up_after_ten_seconds(&alert).await;
        stage.line().set(Line::Open);
        alert.role("button", "Try again").click().await;
        stage.page.role("heading", V5.name).appears().await;
    });
}

#[test]
fn a_session_that_ran_out_under_a_dialog_is_renewed_in_place_with_a_fresh_link() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = enter_key(stage).await;
        stage.server.data().ends_all_sessions().await;
        dialog.role("button", "Confirm").click().await;
        let ended = ended(stage);
        ended.says("Sign in again to go on. Nothing on the page is lost.").await;
        // A link that has been used says so, in place.
        ended.label("Sign-in link").fill(&stage.server.link).await;
        ended.role("button", "Sign in").click().await;
        ended.says("This sign-in link has been used already.").await;
        ended.label("Sign-in link").fill(&stage.server.new_link().await).await;
        ended.role("button", "Sign in").click().await;
        ended.is_gone().await;
        // The request that had to wait is sent by itself.
        let app_id = stage.take_new_app_id().await;
        stage.row(&app_id).says("exporter").await;
        assert_eq!(stage.somebody().await.keys(V5.id).await.len(), 1);
    });
}

#[test]
fn a_session_that_ran_out_under_an_edit_is_renewed_with_the_password() {
    let setup = Setup { password: Some("correct horse battery staple".into()), proxy: true, ..Setup::default() };
    run_with(setup, async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &[CLIENTS]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        dialog.label("Note").fill("metrics exporter").await;
        stage.server.data().ends_all_sessions().await;
        dialog.role("button", "Confirm").click().await;
        let ended = ended(stage);
        ended.label("Password").fill("wrong").await;
        stage.page.press(Key::Enter).await;
        ended.says("The password is wrong.").await;
        ended.label("Password").fill("correct horse battery staple").await;
        stage.page.press(Key::Enter).await;
        ended.is_gone().await;
        dialog.is_gone().await;
        stage.row(&app_id).says("metrics exporter").await;
    });
}

#[test]
fn giving_up_on_a_session_that_ran_out_keeps_the_dialog_and_says_so() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = enter_key(stage).await;
        stage.server.data().ends_all_sessions().await;
        dialog.role("button", "Confirm").click().await;
        let ended = ended(stage);
        ended.role("button", "Cancel").click().await;
        ended.is_gone().await;
        dialog.says("You are not signed in.").await;
        is_entered(&dialog).await;
        // Confirm asks again.
        dialog.role("button", "Confirm").click().await;
        ended.label("Sign-in link").fill(&stage.server.new_link().await).await;
        ended.role("button", "Sign in").click().await;
        let app_id = stage.take_new_app_id().await;
        stage.row(&app_id).appears().await;
    });
}

#[test]
fn somebody_who_has_signed_in_in_another_tab_goes_on_without_a_link() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = enter_key(stage).await;
        stage.server.data().ends_all_sessions().await;
        dialog.role("button", "Confirm").click().await;
        let ended = ended(stage);
        ended.role("button", "I have signed in in another tab").click().await;
        ended.says("You are not signed in.").await;
        let link = stage.server.new_link().await;
        let sign_in = "const [code, done] = arguments;
            fetch('/api/session', { method: 'POST', headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ code }) }).then((answer) => done(answer.status))";
        let code = link.split_once('#').expect("a code").1;
        assert_eq!(stage.page.run_until_called(sign_in, vec![code.into()]).await, 200);
        ended.role("button", "I have signed in in another tab").click().await;
        ended.is_gone().await;
        stage.take_new_app_id().await;
    });
}

#[test]
fn a_key_that_somebody_else_has_deleted_is_told_where_one_is_editing_it() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &[CLIENTS]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        dialog.label("Note").fill("metrics exporter").await;
        somebody.deletes(V5.id, &app_id).await;
        dialog.role("button", "Confirm").click().await;
        dialog.says("This API key no longer exists: somebody has deleted it.").await;
        dialog.label("Note").has_value("metrics exporter").await;
        dialog.role("button", "Cancel").click().await;
        stage.page.role("button", "Discard").click().await;
        dialog.is_gone().await;
        stage.page.text("No API keys yet").appears().await;
    });
}

#[test]
fn a_key_that_somebody_else_has_deleted_is_told_before_one_edits_it() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &[CLIENTS]).await;
        stage.go_to(V5).await;
        stage.row(&app_id).appears().await;
        somebody.deletes(V5.id, &app_id).await;
        stage.row(&app_id).role("button", "Edit").click().await;
        let dialog = stage.page.role("dialog", "Edit API Key");
        dialog.says("This API key no longer exists: somebody has deleted it.").await;
        dialog.role("button", "Close").click().await;
        dialog.is_gone().await;
    });
}

fn run(test: impl AsyncFnOnce(&mut Stage)) {
    run_with(Setup { proxy: true, ..Setup::default() }, test);
}

fn ended(stage: &Stage) -> Query {
    stage.page.role("dialog", "Your session has ended")
}

/// Enters a note and one endpoint into *New API Key*.
async fn enter_key(stage: &Stage) -> Query {
    let dialog = stage.new_key().await;
    dialog.label("Note").fill("exporter").await;
    dialog.label("Search APIs").fill("/clients").await;
    dialog.role("checkbox", CLIENTS).click().await;
    is_entered(&dialog).await;
    dialog
}

async fn is_entered(dialog: &Query) {
    dialog.label("Note").has_value("exporter").await;
    dialog.role("checkbox", CLIENTS).is_checked().await;
    dialog.says("1 of 349 APIs selected: 1 GET").await;
}

async fn is_given_up_after_ten_seconds(place: &Query) {
    let start = Instant::now();
    eventually_within(Duration::from_secs(20), async || {
        let told = place.now().await.iter().any(|found| found.text.contains(TIMED_OUT));
        if told { Ok(()) } else { Err(format!("{place} should say “{TIMED_OUT}”")) }
    })
    .await;
    let waited = start.elapsed();
    assert!(waited > Duration::from_secs(8), "it was given up after {waited:?}");
}
