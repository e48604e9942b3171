//! Ways to start a selection: presets, another key, and a list as text.

use crate::{
    edit::{CATALOG, SMALLER_CATALOG, with_catalog},
    support::{Key, Query, Stage, V5, run, run_with},
};

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
fn what_another_key_no_longer_has_is_left_out_with_a_word_and_the_first_escape_closes_the_field_alone() {
    run_with(with_catalog(CATALOG), async |stage| {
        let somebody = stage.somebody().await;
        let both = somebody.creates("own", "both", &["GET /pumps", "DELETE /pumps/{id}"]).await;
        let gone = somebody.creates("own", "gone", &["DELETE /pumps/{id}"]).await;
        stage.server.write("catalog.json", SMALLER_CATALOG);
        stage.server.restart().await;
        stage.go_to_address("/deployments/own").await;
        let dialog = stage.new_key().await;
        let opener = dialog.role("button", "Same as another key");
        let (field, told) = (dialog.label("Its App ID"), dialog.any("status"));
        opener.click().await;
        opener.is_expanded(true).await;
        field.fill(&both).await;
        stage.page.press(Key::Enter).await;
        told.having("1 API selected. Left out, for no longer offered: 1").appears().await;
        opener.has_focus().await;
        opener.is_expanded(false).await;
        opener.click().await;
        field.fill(&gone).await;
        stage.page.press(Key::Enter).await;
        told.having("Left out, for no longer offered: 1").appears().await;
        dialog.text("1 of 2 APIs selected: 1 GET").appears().await;
        opener.click().await;
        field.has_focus().await;
        stage.page.press(Key::Escape).await;
        field.is_gone().await;
        opener.has_focus().await;
        dialog.text("1 of 2 APIs selected: 1 GET").appears().await;
    });
}

#[test]
fn what_was_selected_by_hand_comes_back_when_a_preset_that_took_its_place_is_undone() {
    run(async |stage| {
        let dialog = open(stage).await;
        let presets = dialog.role("group", "Start from");
        let undo = presets.role("button", "Undo");
        presets.role("button", "Publish only").click().await;
        dialog.text("2 of 349 APIs selected: 2 POST").appears().await;
        // Nothing was lost so far.
        undo.is_gone().await;
        dialog.role("checkbox", "Clients").click().await;
        dialog.text("16 of 349 APIs selected: 7 GET, 7 POST, 2 DELETE").appears().await;
        presets.role("button", "Read only").click().await;
        dialog.text("154 of 349 APIs selected: 154 GET").appears().await;
        undo.click().await;
        dialog.text("16 of 349 APIs selected: 7 GET, 7 POST, 2 DELETE").appears().await;
        undo.is_gone().await;
        presets.role("button", "Read only").has_focus().await;
        // What is chosen after that is not undone.
        presets.role("button", "Read only").click().await;
        undo.appears().await;
        dialog.role("checkbox", "Clients").click().await;
        undo.is_gone().await;
    });
}

#[test]
fn a_list_as_text_that_holds_nothing_known_changes_nothing_and_says_only_that() {
    run_with(with_catalog(CATALOG), async |stage| {
        let app_id = stage.somebody().await.creates("own", "", &["GET /pumps", "DELETE /pumps/{id}"]).await;
        stage.server.write("catalog.json", SMALLER_CATALOG);
        stage.server.restart().await;
        stage.go_to_address("/deployments/own").await;
        let dialog = stage.edit(&app_id).await;
        dialog.text("As text").click().await;
        let field =
            dialog.role("textbox", "The selection as JSON. Paste a list from another key here to select the same.");
        let written = field.value().await;
        field.fill("[\"GET /nowhere\"]").await;
        dialog.role("button", "Select these").click().await;
        dialog.text("1 is not offered here: GET /nowhere").appears().await;
        dialog.text("0 APIs selected.").is_gone().await;
        // What the key holds and the catalog has dropped is written there, and so is no mistake.
        field.fill(&written).await;
        dialog.role("button", "Select these").click().await;
        dialog.text("2 APIs selected.").appears().await;
        dialog.text("1 is not offered here").is_gone().await;
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
