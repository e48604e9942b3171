//! *Edit API Key*.

use crate::support::{Key, Setup, V5, containing, run, run_with};

/// An OpenAPI document of three endpoints.
pub const CATALOG: &str = r#"{
  "openapi": "3.1.0",
  "info": { "title": "Pump station", "version": "2" },
  "components": { "securitySchemes": { "basic": { "type": "http", "scheme": "basic" } } },
  "security": [{ "basic": [] }],
  "paths": {
    "/pumps": { "get": { "tags": ["Pumps"], "summary": "List pumps", "responses": {} } },
    "/pumps/{id}": { "delete": { "tags": ["Pumps"], "summary": "Remove a pump", "responses": {} } },
    "/valves": { "get": { "tags": ["Valves"], "summary": "List valves", "responses": {} } }
  }
}"#;

/// The same without `DELETE /pumps/{id}`.
pub const SMALLER_CATALOG: &str = r#"{
  "openapi": "3.1.0",
  "info": { "title": "Pump station", "version": "3" },
  "components": { "securitySchemes": { "basic": { "type": "http", "scheme": "basic" } } },
  "security": [{ "basic": [] }],
  "paths": {
    "/pumps": { "get": { "tags": ["Pumps"], "summary": "List pumps", "responses": {} } },
    "/valves": { "get": { "tags": ["Valves"], "summary": "List valves", "responses": {} } }
  }
}"#;

/// One deployment, `own`, whose catalog is a document.
pub fn with_catalog(catalog: &str) -> Setup {
    let config = r#"
        [[deployments]]
        id = "own"
        name = "Pump station"
        kind = "dedicated_v5"
        api_address = "https://pumps.example.com/api"
        api_reference = "https://pumps.example.com/reference"
        catalog = "catalog.json"
    "#;
    Setup { config: Some(config.into()), files: vec![("catalog.json".into(), catalog.into())], ..Setup::default() }
}

#[test]
fn the_dialog_shows_what_is_stored_and_that_nothing_will_change() {
    run(async |stage| {
        let endpoints = ["POST /publish", "POST /publish/bulk", "GET /clients"];
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &endpoints).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        stage.page.is_at(&format!("{}/keys/{app_id}/edit", V5.address())).await;
        dialog.text(&app_id).appears().await;
        dialog.label("Note").has_value("exporter").await;
        dialog.role("checkbox", "Publish").is_checked().await;
        dialog.role("checkbox", "Clients").is_mixed().await;
        dialog.role("checkbox", "Metrics").is_unchecked().await;
        dialog.text("3 of 349 APIs selected: 1 GET, 2 POST").appears().await;
        dialog.role("region", "Confirm will change").is_gone().await;
    });
}

#[test]
fn the_dialog_tells_what_confirm_will_change_and_confirm_changes_just_that() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "before", &["POST /publish", "GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        dialog.label("Note").fill("after").await;
        dialog.role("searchbox", "Search APIs").fill("publish").await;
        dialog.role("checkbox", "POST /publish").click().await;
        dialog.role("checkbox", "POST /publish/bulk").click().await;
        let changes = dialog.role("region", "Confirm will change");
        changes.text("The note").appears().await;
        changes.text("1 API added").click().await;
        changes.text("POST /publish/bulk").appears().await;
        changes.text("1 API removed").click().await;
        changes.text("POST /publish").appears().await;
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;

        stage.page.text(&format!("API key {app_id} saved")).appears().await;
        stage.page.is_at(&V5.address()).await;
        stage.row(&app_id).says("after").await;
        stage.row(&app_id).says("2 of 349 APIs").await;
        stage.row(&app_id).role("button", "Edit").has_focus().await;
        let mut endpoints = somebody.endpoints(V5.id, &app_id).await;
        endpoints.sort();
        assert_eq!(endpoints, ["GET /clients", "POST /publish/bulk"]);
    });
}

#[test]
fn what_was_read_can_be_confirmed_unchanged() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "same", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;
        stage.page.text(&format!("API key {app_id} saved")).appears().await;
        let key = somebody.key(V5.id, &app_id).await;
        assert_eq!((&key["note"], &key["access"]["endpoints"][0]), (&"same".into(), &"GET /clients".into()));
    });
}

#[test]
fn a_key_with_a_dropped_endpoint_can_be_confirmed_unchanged_and_keeps_it() {
    run_with(with_catalog(CATALOG), async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates("own", "", &["GET /pumps", "DELETE /pumps/{id}"]).await;
        stage.server.write("catalog.json", SMALLER_CATALOG);
        stage.server.restart().await;
        stage.go_to_address("/deployments/own").await;
        let dialog = stage.edit(&app_id).await;
        let dropped = dialog.role("group", "No longer offered");
        dropped.role("checkbox", "DELETE /pumps/{id}").is_checked().await;
        dialog.text("1 of 2 APIs selected: 1 GET").appears().await;
        dialog.text(containing("1 no longer offered")).appears().await;
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;
        let mut endpoints = somebody.endpoints("own", &app_id).await;
        endpoints.sort();
        assert_eq!(endpoints, ["DELETE /pumps/{id}", "GET /pumps"]);
    });
}

#[test]
fn a_dropped_endpoint_can_be_taken_away() {
    run_with(with_catalog(CATALOG), async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates("own", "", &["GET /pumps", "DELETE /pumps/{id}"]).await;
        stage.server.write("catalog.json", SMALLER_CATALOG);
        stage.server.restart().await;
        stage.go_to_address("/deployments/own").await;
        let dialog = stage.edit(&app_id).await;
        dialog.role("checkbox", "DELETE /pumps/{id}").click().await;
        let changes = dialog.role("region", "Confirm will change");
        changes.text("1 API removed").appears().await;
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;
        assert_eq!(somebody.endpoints("own", &app_id).await, ["GET /pumps"]);
        stage.row(&app_id).says("1 of 2 APIs").await;
    });
}

#[test]
fn an_emptied_selection_is_refused_in_words_and_the_key_stays_as_it_was() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        dialog.role("button", "Clear all").click().await;
        dialog.role("button", "Confirm").click().await;
        dialog.any("alert").having(containing("Select at least one API")).appears().await;
        assert_eq!(somebody.endpoints(V5.id, &app_id).await, ["GET /clients"]);
    });
}

#[test]
fn a_note_that_is_too_long_is_refused_beside_the_field() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "short", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        let note = dialog.label("Note");
        note.fill(&"n".repeat(300)).await;
        dialog.role("button", "Confirm").click().await;
        note.is_wrong_because("this one has 300").await;
        note.has_focus().await;
        assert_eq!(stage.somebody().await.key(V5.id, &app_id).await["note"], "short");
    });
}

#[test]
fn the_dialog_has_an_address_that_opens_it() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "linked", &["GET /clients"]).await;
        stage.go_to_address(&format!("{}/keys/{app_id}/edit", V5.address())).await;
        let dialog = stage.page.role("dialog", "Edit API Key");
        dialog.label("Note").has_value("linked").await;
        dialog.role("button", "Cancel").click().await;
        dialog.is_gone().await;
        stage.page.is_at(&V5.address()).await;
        stage.row(&app_id).appears().await;
    });
}

#[test]
fn the_address_of_a_key_that_is_not_there_says_so_and_can_be_left() {
    run(async |stage| {
        stage.go_to_address(&format!("{}/keys/nobody/edit", V5.address())).await;
        let dialog = stage.page.role("dialog", "Edit API Key");
        dialog.any("alert").having(containing("This API key no longer exists")).appears().await;
        dialog.role("button", "Close").click().await;
        dialog.is_gone().await;
        stage.page.is_at(&V5.address()).await;
    });
}

#[test]
fn escape_asks_before_a_change_is_discarded_and_closes_at_once_without_one() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "before", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        stage.page.press(Key::Escape).await;
        dialog.is_gone().await;
        stage.row(&app_id).role("button", "Edit").has_focus().await;

        let dialog = stage.edit(&app_id).await;
        dialog.label("Note").fill("after").await;
        stage.page.press(Key::Escape).await;
        dialog.role("button", "Keep editing").click().await;
        dialog.label("Note").has_value("after").await;
        stage.page.press(Key::Escape).await;
        dialog.role("button", "Discard").click().await;
        dialog.is_gone().await;
        stage.row(&app_id).says("before").await;
        stage.row(&app_id).role("button", "Edit").has_focus().await;
    });
}

#[test]
fn back_closes_the_dialog() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        stage.page.back().await;
        dialog.is_gone().await;
        stage.page.is_at(&V5.address()).await;
        stage.row(&app_id).role("button", "Edit").has_focus().await;
    });
}
