//! Two people at the same key at the same time.

use crate::support::{Query, Somebody, Stage, V5, containing, run};

const TITLE: &str = "Somebody else has changed this key since you opened it.";

/// A key is open in the dialog with a note of one's own, while somebody else gives it another note and another access.
async fn collision(stage: &Stage) -> (Somebody, String, Query) {
    let somebody = stage.somebody().await;
    let app_id = somebody.creates(V5.id, "before", &["GET /clients"]).await;
    stage.go_to(V5).await;
    let dialog = stage.edit(&app_id).await;
    dialog.label("Note").fill("mine").await;
    somebody.changes(V5.id, &app_id, "theirs", &["POST /publish"]).await;
    dialog.role("button", "Confirm").click().await;
    (somebody, app_id, dialog)
}

#[test]
fn the_dialog_shows_what_somebody_else_has_changed_and_keeps_what_was_entered() {
    run(async |stage| {
        let (somebody, app_id, dialog) = collision(stage).await;
        let conflict = dialog.any("alert").having(TITLE);
        conflict.text("The note is now: “theirs”").appears().await;
        conflict.text("1 API added").click().await;
        conflict.text("POST /publish").appears().await;
        conflict.text("1 API removed").click().await;
        conflict.text("GET /clients").appears().await;
        dialog.label("Note").has_value("mine").await;
        dialog.role("checkbox", "Clients").is_mixed().await;
        assert_eq!(somebody.key(V5.id, &app_id).await["note"], "theirs");
    });
}

#[test]
fn keep_mine_lets_one_write_over_the_other_change() {
    run(async |stage| {
        let (somebody, app_id, dialog) = collision(stage).await;
        dialog.role("button", "Keep mine").click().await;
        dialog.text(TITLE).is_gone().await;
        let changes = dialog.role("region", "Confirm will change");
        changes.text("The note").appears().await;
        changes.text("1 API added").appears().await;
        changes.text("1 API removed").appears().await;
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;
        assert_eq!(somebody.key(V5.id, &app_id).await["note"], "mine");
        assert_eq!(somebody.endpoints(V5.id, &app_id).await, ["GET /clients"]);
        stage.row(&app_id).says("mine").await;
    });
}

#[test]
fn take_theirs_starts_again_from_what_is_stored_now() {
    run(async |stage| {
        let (somebody, app_id, dialog) = collision(stage).await;
        dialog.role("button", "Take theirs").click().await;
        dialog.text(TITLE).is_gone().await;
        dialog.label("Note").has_value("theirs").await;
        dialog.role("checkbox", "Publish").is_mixed().await;
        dialog.role("checkbox", "Clients").is_unchecked().await;
        dialog.role("region", "Confirm will change").is_gone().await;
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;
        assert_eq!(somebody.key(V5.id, &app_id).await["note"], "theirs");
        stage.row(&app_id).says("theirs").await;
    });
}

#[test]
fn a_second_change_by_somebody_else_is_shown_again() {
    run(async |stage| {
        let (somebody, app_id, dialog) = collision(stage).await;
        dialog.role("button", "Keep mine").click().await;
        somebody.changes(V5.id, &app_id, "theirs again", &["POST /publish"]).await;
        dialog.role("button", "Confirm").click().await;
        dialog.text("The note is now: “theirs again”").appears().await;
        dialog.label("Note").has_value("mine").await;
    });
}

#[test]
fn a_key_that_somebody_has_deleted_meanwhile_says_so_and_nothing_typed_is_lost() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "before", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        dialog.label("Note").fill("mine").await;
        somebody.deletes(V5.id, &app_id).await;
        dialog.role("button", "Confirm").click().await;
        dialog.any("alert").having(containing("This API key no longer exists")).appears().await;
        dialog.label("Note").has_value("mine").await;
        dialog.role("button", "Cancel").click().await;
        dialog.role("button", "Discard").click().await;
        dialog.is_gone().await;
        stage.row(&app_id).is_gone().await;
        stage.page.role("button", "New API Key").has_focus().await;
    });
}
