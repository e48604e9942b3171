//! Ways to start a selection: presets, another key, and a list as text.

use crate::support::{Query, Stage, V5, run};

#[test]
fn a_preset_takes_the_place_of_what_is_selected() {
    run(async |stage| {
        let dialog = open(stage).await;
        let presets = dialog.role("group", "Start from");
        presets.role("button", "Read only").click().await;
        dialog.text("154 of 349 APIs selected: 154 GET").appears().await;
        presets.role("button", "Publish only").click().await;
        dialog.text("2 of 349 APIs selected: 2 POST").appears().await;
        presets.role("button", "Everything").click().await;
        dialog.role("checkbox", "Clients").is_checked().await;
        dialog.role("button", "Confirm").click().await;
        let app_id = stage.take_new_app_id().await;
        assert_eq!(stage.somebody().await.endpoints(V5.id, &app_id).await.len(), 349);
    });
}

#[test]
fn a_selection_starts_with_what_another_key_holds() {
    run(async |stage| {
        let other = stage.somebody().await.creates(V5.id, "exporter", &["GET /clients", "POST /publish"]).await;
        let dialog = open(stage).await;
        dialog.role("button", "Same as another key").click().await;
        let field = dialog.label("Its App ID");
        field.has_focus().await;
        field.fill("nobody").await;
        dialog.role("button", "Take its APIs").click().await;
        dialog.text("There is no key with this App ID in this deployment.").appears().await;
        field.fill(&other).await;
        dialog.role("button", "Take its APIs").click().await;
        dialog.text("2 of 349 APIs selected: 1 GET, 1 POST").appears().await;
        field.is_gone().await;
    });
}

#[test]
fn a_list_as_text_is_taken_and_what_is_unknown_is_named() {
    run(async |stage| {
        let dialog = open(stage).await;
        dialog.role("checkbox", "Metrics").click().await;
        dialog.text("As text").click().await;
        let field =
            dialog.role("textbox", "The selection as JSON. Paste a list from another key here to select the same.");
        assert!(field.value().await.contains("\"GET /metrics\""));
        field.fill("[\"GET /clients\", \"GET /nowhere\"]").await;
        dialog.role("button", "Select these").click().await;
        dialog.text("1 API selected.").appears().await;
        dialog.text("1 is not offered here: GET /nowhere").appears().await;
        dialog.text("1 of 349 APIs selected: 1 GET").appears().await;
        field.fill("clients").await;
        dialog.role("button", "Select these").click().await;
        dialog.says("This is not a list of APIs in JSON").await;
        dialog.text("1 of 349 APIs selected: 1 GET").appears().await;
        assert_eq!(field.value().await, "clients", "what was typed is still there");
    });
}

async fn open(stage: &Stage) -> Query {
    stage.go_to(V5).await;
    stage.new_key().await
}
