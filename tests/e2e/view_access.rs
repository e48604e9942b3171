//! *View Access*: what a key may do, in the list.

use crate::{
    edit::{CATALOG, SMALLER_CATALOG, with_catalog},
    support::{Feature, V5, containing, lacks, run, run_with},
};

#[test]
fn whole_categories_are_told_from_partial_ones() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let endpoints = ["POST /publish", "POST /publish/bulk", "GET /clients", "DELETE /clients/{clientid}"];
        let app_id = somebody.creates(V5.id, "reader", &endpoints).await;
        stage.go_to(V5).await;
        stage.row(&app_id).says("4 of 349 APIs").await;
        let access = stage.view_access(&app_id).await;
        stage.row(&app_id).role("button", "View Access").is_expanded(true).await;
        access.any("listitem").are(2).await;
        access.any("listitem").having("Publish").says("All 2").await;
        let clients = access.any("listitem").having("Clients");
        clients.says("2 of 14").await;

        clients.text("Clients").click().await;
        clients.text("/clients/{clientid}").appears().await;
        clients.text("/clients/kickout/bulk").is_gone().await;

        stage.row(&app_id).role("button", "View Access").click().await;
        access.is_gone().await;
        stage.row(&app_id).role("button", "View Access").is_expanded(false).await;
    });
}

#[test]
fn several_keys_can_be_compared_side_by_side() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let reader = somebody.creates(V5.id, "reader", &["GET /clients"]).await;
        let writer = somebody.creates(V5.id, "writer", &["POST /publish"]).await;
        stage.go_to(V5).await;
        stage.view_access(&reader).await.text("Clients").appears().await;
        stage.view_access(&writer).await.text("Publish").appears().await;
        stage.page.role("region", &format!("Access of {reader}")).text("Publish").is_gone().await;
    });
}

#[test]
fn the_access_of_a_key_that_somebody_has_deleted_says_so() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "", &["GET /clients"]).await;
        stage.go_to(V5).await;
        stage.row(&app_id).appears().await;
        somebody.deletes(V5.id, &app_id).await;
        let access = stage.view_access(&app_id).await;
        access.any("alert").having(containing("This API key no longer exists")).appears().await;
    });
}

#[test]
fn what_the_catalog_has_dropped_stands_apart() {
    run_with(with_catalog(CATALOG), async |stage| {
        let app_id = stage.somebody().await.creates("own", "", &["GET /pumps", "DELETE /pumps/{id}"]).await;
        stage.server.write("catalog.json", SMALLER_CATALOG);
        stage.server.restart().await;
        stage.go_to_address("/deployments/own").await;
        stage.row(&app_id).says("1 of 2 APIs, 1 no longer offered").await;
        let access = stage.view_access(&app_id).await;
        access.text("No longer offered").appears().await;
        access.text("DELETE /pumps/{id}").appears().await;
    });
}

#[test]
fn the_access_of_a_key_is_copied_as_the_list_that_a_selection_takes() {
    if lacks(Feature::ReadingTheClipboard) {
        return;
    }
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "", &["GET /clients", "POST /publish"]).await;
        stage.page.reads_the_clipboard().await;
        stage.go_to(V5).await;
        let access = stage.view_access(&app_id).await;
        access.role("button", "Copy as JSON").click().await;
        access.any("status").having("Copied").appears().await;
        let read = "navigator.clipboard.readText().then(arguments[0], (error) => arguments[0](String(error)))";
        let copied = stage.page.run_until_called(read, Vec::new()).await;
        assert_eq!(copied, "[\n  \"GET /clients\",\n  \"POST /publish\"\n]");
    });
}

#[test]
fn an_open_access_shows_what_editing_has_made_of_it() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "", &["POST /publish"]).await;
        stage.go_to(V5).await;
        let access = stage.view_access(&app_id).await;
        access.any("listitem").having("Publish").says("1 of 2").await;
        let dialog = stage.edit(&app_id).await;
        dialog.role("checkbox", "Publish").click().await;
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;
        access.any("listitem").having("Publish").says("All 2").await;
        stage.row(&app_id).says("2 of 349 APIs").await;
    });
}
