//! The order of the list of keys, and what of order and search stands in the address.

use serde_json::Value;

use crate::support::{Key, Line, Query, SERVERLESS, Setup, Somebody, Stage, V5, eventually, run, run_with};

const UNREACHABLE: &str = "The server could not be reached. Check your connection, then try again.";

/// The field in which one searches.
pub fn field(stage: &Stage) -> Query {
    stage.page.role("searchbox", "Search keys")
}

/// The texts of the first cells after App ID, from top to bottom.
const NOTES: &str = "return [...document.querySelectorAll('tbody > tr:first-child > td:nth-child(3)')].map((cell) => cell.textContent.trim())";

/// What is said of the columns: which is sorted by, and how.
const SORTED: &str = "return [...document.querySelectorAll('th[aria-sort]')].map((head) => head.textContent.trim() + ' ' + head.ariaSort)";

async fn has_notes(stage: &Stage, notes: &[&str]) {
    eventually(async || {
        let found = stage.page.run(NOTES, Vec::new()).await;
        if found == Value::from(notes) {
            Ok(())
        } else {
            Err(format!("the notes should be {notes:?}; they are {found}"))
        }
    })
    .await;
}

async fn is_sorted(stage: &Stage, by: &str) {
    eventually(async || {
        let found = stage.page.run(SORTED, Vec::new()).await;
        if found == Value::from([by]) { Ok(()) } else { Err(format!("it should be sorted by {by}; it is by {found}")) }
    })
    .await;
}

/// Makes three keys, two of them exporters.
pub async fn three_keys(somebody: &Somebody) -> [String; 3] {
    let creates = async |note| somebody.creates(V5.id, note, &["GET /clients"]).await;
    [creates("beta exporter").await, creates("Alpha exporter").await, creates("gamma importer").await]
}

#[test]
fn a_deployment_without_notes_neither_searches_nor_sorts_by_them() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let first = somebody.creates_full(SERVERLESS.id).await;
        somebody.creates_full(SERVERLESS.id).await;
        stage.go_to_address(&format!("{}?sort=-note", SERVERLESS.address())).await;
        stage.list_says("2 keys").await;
        is_sorted(stage, "Created descending").await;
        stage.page.role("button", "Note").is_gone().await;
        field(stage).fill(&first).await;
        stage.list_says("1 key").await;
        field(stage).fill("nothing").await;
        stage.page.text("Every word of a search must stand in a key's App ID.").appears().await;
    });
}

#[test]
fn the_heads_of_created_and_note_sort_both_ways_and_say_how() {
    run(async |stage| {
        three_keys(&stage.somebody().await).await;
        stage.go_to(V5).await;
        let (beta, alpha, gamma) = ("beta exporter", "Alpha exporter", "gamma importer");
        has_notes(stage, &[gamma, alpha, beta]).await;
        is_sorted(stage, "Created descending").await;
        stage.page.role("button", "Created").click().await;
        has_notes(stage, &[beta, alpha, gamma]).await;
        is_sorted(stage, "Created ascending").await;
        stage.page.is_at(&format!("{}?sort=created", V5.address())).await;
        stage.page.role("button", "Note").click().await;
        has_notes(stage, &[alpha, beta, gamma]).await;
        is_sorted(stage, "Note ascending").await;
        stage.page.role("button", "Note").click().await;
        has_notes(stage, &[gamma, beta, alpha]).await;
        is_sorted(stage, "Note descending").await;
        stage.page.is_at(&format!("{}?sort=-note", V5.address())).await;
        stage.page.role("button", "Created").click().await;
        has_notes(stage, &[gamma, alpha, beta]).await;
        stage.page.is_at(&V5.address()).await;
        stage.page.role("button", "Created").has_focus().await;
    });
}

#[test]
fn an_order_that_cannot_be_loaded_shows_no_rows_in_another() {
    behind_a_proxy(async |stage| {
        three_keys(&stage.somebody().await).await;
        stage.go_to(V5).await;
        stage.list_says("3 keys").await;
        stage.line().set(Line::Cut);
        stage.page.role("button", "Note").click().await;
        let alert = stage.page.any("alert").having(UNREACHABLE);
        alert.appears().await;
        stage.page.any("table").is_gone().await;
        stage.line().set(Line::Open);
        alert.role("button", "Try again").click().await;
        has_notes(stage, &["Alpha exporter", "beta exporter", "gamma importer"]).await;
    });
}

#[test]
fn search_and_order_are_the_same_after_a_reload_by_back_and_by_a_shared_link() {
    run(async |stage| {
        three_keys(&stage.somebody().await).await;
        let address = format!("{}?search=exporter&sort=-note", V5.address());
        stage.go_to_address(&address).await;
        let notes = ["beta exporter", "Alpha exporter"];
        has_notes(stage, &notes).await;
        field(stage).has_value("exporter").await;
        is_sorted(stage, "Note descending").await;
        stage.page.reload().await;
        has_notes(stage, &notes).await;
        stage.page.role("link", "Deployments").click().await;
        stage.page.role("heading", "Deployments").appears().await;
        stage.page.back().await;
        has_notes(stage, &notes).await;
        field(stage).has_value("exporter").await;
        stage.page.role("button", "Created").click().await;
        is_sorted(stage, "Created descending").await;
        stage.page.back().await;
        has_notes(stage, &notes).await;
        stage.page.is_at(&address).await;
    });
}

#[test]
fn a_search_is_one_step_of_the_history_however_much_is_typed() {
    run(async |stage| {
        three_keys(&stage.somebody().await).await;
        stage.go_to(V5).await;
        field(stage).fill("alpha").await;
        stage.list_says("1 key").await;
        field(stage).fill("exporter").await;
        stage.list_says("2 keys").await;
        stage.page.back().await;
        stage.page.role("heading", "Deployments").appears().await;
    });
}

#[test]
fn what_makes_no_sense_in_the_address_is_ignored() {
    run(async |stage| {
        three_keys(&stage.somebody().await).await;
        let nonsense =
            ["?sort=upwards", "?sort=", "?search=%20", "?cursor=abc&limit=0&page=7", "?search=&&=&sort=NOTE", "?%zz=%"];
        stage.sign_in().await;
        for query in nonsense {
            stage.page.open(&format!("{}{query}", V5.address())).await;
            stage.list_says("3 keys").await;
            is_sorted(stage, "Created descending").await;
            field(stage).has_value("").await;
            stage.page.any("alert").is_gone().await;
        }
    });
}

#[test]
fn dialogs_open_and_close_over_the_same_search_and_order() {
    run(async |stage| {
        let [_, alpha, _] = three_keys(&stage.somebody().await).await;
        let query = "?search=exporter&sort=note";
        stage.go_to_address(&format!("{}{query}", V5.address())).await;
        stage.list_says("2 keys").await;
        let dialog = stage.edit(&alpha).await;
        stage.page.is_at(&format!("{}/keys/{alpha}/edit{query}", V5.address())).await;
        dialog.role("button", "Cancel").click().await;
        dialog.is_gone().await;
        stage.page.is_at(&format!("{}{query}", V5.address())).await;
        let dialog = stage.new_key().await;
        stage.page.is_at(&format!("{}/keys/new{query}", V5.address())).await;
        stage.page.back().await;
        dialog.is_gone().await;
        // After Back by the browser an order is no closing of a dialog.
        stage.page.role("button", "Created").click().await;
        is_sorted(stage, "Created descending").await;
        stage.page.is_at(&format!("{}?search=exporter", V5.address())).await;
        stage.page.open(&format!("{}/keys/{alpha}/edit{query}", V5.address())).await;
        let dialog = stage.page.role("dialog", "Edit API Key");
        dialog.role("button", "Cancel").click().await;
        dialog.is_gone().await;
        stage.page.is_at(&format!("{}{query}", V5.address())).await;
        stage.list_says("2 keys").await;
    });
}

#[test]
fn what_was_typed_just_before_a_dialog_opened_is_not_lost() {
    run(async |stage| {
        let [_, alpha, _] = three_keys(&stage.somebody().await).await;
        stage.go_to(V5).await;
        stage.row(&alpha).appears().await;
        field(stage).fill("alpha").await;
        stage.row(&alpha).role("button", "Edit").click().await;
        let dialog = stage.page.role("dialog", "Edit API Key");
        dialog.role("button", "Cancel").click().await;
        dialog.is_gone().await;
        stage.page.is_at(&format!("{}?search=alpha", V5.address())).await;
        stage.list_says("1 key").await;
    });
}

#[test]
fn what_is_being_pressed_does_not_move_away_under_the_mouse() {
    run(async |stage| {
        let [_, alpha, _] = three_keys(&stage.somebody().await).await;
        stage.go_to(V5).await;
        let edit = stage.row(&alpha).role("button", "Edit");
        edit.appears().await;
        stage.counts_requests().await;
        field(stage).fill("alpha").await;
        edit.is_pressed().await;
        // The answer is there: without it nothing would have moved anyway.
        eventually(async || match stage.answered("search=alpha").await {
            0 => Err("the search has no answer yet".to_owned()),
            _ => Ok(()),
        })
        .await;
        stage.page.releases_the_mouse().await;
        stage.page.role("dialog", "Edit API Key").role("button", "Cancel").click().await;
        stage.list_says("1 key").await;
    });
}

#[test]
fn a_new_key_appears_where_the_order_puts_it() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        for note in ["alpha", "gamma"] {
            somebody.creates(V5.id, note, &["GET /clients"]).await;
        }
        stage.go_to_address(&format!("{}?sort=note", V5.address())).await;
        stage.list_says("2 keys").await;
        let dialog = stage.new_key().await;
        dialog.label("Note").fill("beta").await;
        dialog.role("checkbox", "Clients").click().await;
        dialog.role("button", "Confirm").click().await;
        stage.take_new_app_id().await;
        has_notes(stage, &["alpha", "beta", "gamma"]).await;
        stage.list_says("3 keys").await;
    });
}

#[test]
fn a_new_key_that_the_search_does_not_find_is_shown_once_and_not_among_what_was_found() {
    run(async |stage| {
        three_keys(&stage.somebody().await).await;
        stage.go_to_address(&format!("{}?search=exporter", V5.address())).await;
        stage.list_says("2 keys").await;
        let dialog = stage.new_key().await;
        dialog.label("Note").fill("something else").await;
        dialog.role("checkbox", "Clients").click().await;
        dialog.role("button", "Confirm").click().await;
        let app_id = stage.take_new_app_id().await;
        has_notes(stage, &["Alpha exporter", "beta exporter"]).await;
        stage.list_says("2 keys").await;
        stage.page.role("button", "Clear search").is_gone().await;
        field(stage).click().await;
        stage.page.press(Key::Escape).await;
        stage.row(&app_id).says("something else").await;
        stage.list_says("4 keys").await;
    });
}

fn behind_a_proxy(test: impl AsyncFnOnce(&mut Stage)) {
    run_with(Setup { proxy: true, ..Setup::default() }, test);
}
