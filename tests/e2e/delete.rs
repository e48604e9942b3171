//! *Delete API Key*.

use crate::support::{Key, Query, SERVERLESS, Stage, V5, containing, run};

async fn ask(stage: &Stage, app_id: &str) -> Query {
    stage.row(app_id).role("button", "Delete").click().await;
    let dialog = stage.page.role("dialog", "Delete API Key");
    dialog.appears().await;
    dialog
}

#[test]
fn the_confirmation_names_the_key_and_says_that_its_access_ends_at_once() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let kept = somebody.creates(V5.id, "kept", &["GET /clients"]).await;
        let app_id = somebody.creates(V5.id, "old exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = ask(stage, &app_id).await;
        dialog.text(&app_id).appears().await;
        dialog.text("old exporter").appears().await;
        dialog.text(containing("Its access ends at once.")).appears().await;
        dialog.role("button", "Delete").click().await;
        dialog.is_gone().await;
        stage.row(&app_id).is_gone().await;
        stage.row(&kept).appears().await;
        stage.page.text(&format!("API key {app_id} deleted. Its access has ended.")).appears().await;
        stage.page.role("button", "New API Key").has_focus().await;
        assert_eq!(somebody.status_of(V5.id, &app_id).await, 404);
        assert_eq!(somebody.status_of(V5.id, &kept).await, 200);
    });
}

#[test]
fn cancel_and_escape_delete_nothing_and_give_the_focus_back() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = ask(stage, &app_id).await;
        dialog.role("button", "Cancel").has_focus().await;
        dialog.role("button", "Cancel").click().await;
        dialog.is_gone().await;
        stage.row(&app_id).role("button", "Delete").has_focus().await;
        let dialog = ask(stage, &app_id).await;
        stage.page.press(Key::Escape).await;
        dialog.is_gone().await;
        stage.row(&app_id).role("button", "Delete").has_focus().await;
        assert_eq!(somebody.status_of(V5.id, &app_id).await, 200);
    });
}

#[test]
fn a_key_that_somebody_has_deleted_already_is_gone_all_the_same() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = ask(stage, &app_id).await;
        somebody.deletes(V5.id, &app_id).await;
        dialog.role("button", "Delete").click().await;
        dialog.is_gone().await;
        stage.row(&app_id).is_gone().await;
        stage.page.text(containing("had already been deleted")).appears().await;
    });
}

#[test]
fn a_key_without_a_note_is_named_by_its_app_id_alone() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates_full(SERVERLESS.id).await;
        stage.go_to(SERVERLESS).await;
        let dialog = ask(stage, &app_id).await;
        dialog.text(&app_id).appears().await;
        dialog.text("Note").is_gone().await;
        dialog.role("button", "Delete").click().await;
        dialog.is_gone().await;
        stage.page.text("No API keys yet").appears().await;
        stage.page.role("button", "New API Key").has_focus().await;
        assert_eq!(somebody.status_of(SERVERLESS.id, &app_id).await, 404);
    });
}

#[test]
fn a_deleted_key_is_still_gone_after_a_reload() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = ask(stage, &app_id).await;
        dialog.role("button", "Delete").click().await;
        dialog.is_gone().await;
        stage.page.reload().await;
        stage.page.text("No API keys yet").appears().await;
        stage.page.any("table").is_gone().await;
    });
}
