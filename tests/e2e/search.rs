//! Searching the list of keys.

use crate::{
    list::{field, three_keys},
    support::{Key, Line, SERVERLESS, Setup, Stage, V5, run, run_with},
};

const UNREACHABLE: &str = "The server could not be reached. Check your connection, then try again.";

#[test]
fn a_search_finds_words_in_the_note_and_the_app_id_without_a_request_for_each_letter() {
    run(async |stage| {
        let [beta, alpha, gamma] = three_keys(&stage.somebody().await).await;
        stage.go_to(V5).await;
        stage.list_says("3 keys").await;
        stage.counts_requests().await;
        field(stage).click().await;
        stage.page.type_text("EXPORTER alp").await;
        stage.list_says("1 key").await;
        stage.row(&alpha).appears().await;
        stage.row(&beta).is_gone().await;
        stage.page.is_at(&format!("{}?search=EXPORTER%20alp", V5.address())).await;
        let sent = stage.asked("search=").await;
        assert!((1..6).contains(&sent), "{sent} searches were sent for 12 letters");
        field(stage).fill(&gamma[2..14]).await;
        stage.row(&gamma).appears().await;
        stage.row(&alpha).is_gone().await;
        field(stage).has_focus().await;
    });
}

#[test]
fn a_search_takes_every_character_literally() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let odd = r#"100%_"<b>&search=+x#é"#;
        let wanted = somebody.creates(V5.id, odd, &["GET /clients"]).await;
        let other = somebody.creates(V5.id, "100 and more", &["GET /clients"]).await;
        stage.go_to(V5).await;
        stage.list_says("2 keys").await;
        field(stage).fill(odd).await;
        stage.list_says("1 key").await;
        stage.row(&other).is_gone().await;
        stage.page.reload().await;
        field(stage).has_value(odd).await;
        stage.list_says("1 key").await;
        stage.row(&wanted).says(odd).await;
        field(stage).fill("%").await;
        stage.list_says("1 key").await;
        field(stage).fill("_").await;
        stage.row(&wanted).appears().await;
        stage.row(&other).is_gone().await;
    });
}

#[test]
fn a_search_that_finds_nothing_says_so_and_can_be_cleared() {
    run(async |stage| {
        three_keys(&stage.somebody().await).await;
        stage.go_to(V5).await;
        field(stage).fill("nothing like it").await;
        stage.list_says("No key matches").await;
        stage.page.any("table").is_gone().await;
        stage.page.text("No API keys yet").is_gone().await;
        stage.page.role("button", "Clear search").click().await;
        stage.list_says("3 keys").await;
        field(stage).has_focus().await;
        field(stage).has_value("").await;
        stage.page.is_at(&V5.address()).await;
    });
}

#[test]
fn escape_clears_the_search_and_deleting_the_last_letter_does_too() {
    run(async |stage| {
        three_keys(&stage.somebody().await).await;
        stage.go_to(V5).await;
        field(stage).fill("importer").await;
        stage.list_says("1 key").await;
        stage.page.press(Key::Escape).await;
        stage.list_says("3 keys").await;
        field(stage).has_value("").await;
        field(stage).has_focus().await;
        field(stage).fill("importer").await;
        stage.list_says("1 key").await;
        field(stage).fill("").await;
        stage.list_says("3 keys").await;
        stage.page.is_at(&V5.address()).await;
    });
}

#[test]
fn a_text_that_is_far_too_long_is_a_search_that_finds_nothing_and_no_error() {
    run(async |stage| {
        three_keys(&stage.somebody().await).await;
        stage.go_to(V5).await;
        field(stage).click().await;
        stage.page.paste(&"é".repeat(3000)).await;
        stage.list_says("No key matches").await;
        stage.page.any("alert").is_gone().await;
        stage.page.open(&format!("{}?search={}", V5.address(), "x".repeat(3000))).await;
        stage.list_says("No key matches").await;
        field(stage).has_value(&"x".repeat(256)).await;
        stage.page.any("alert").is_gone().await;
    });
}

#[test]
fn spaces_alone_are_no_search() {
    run(async |stage| {
        three_keys(&stage.somebody().await).await;
        stage.go_to(V5).await;
        stage.list_says("3 keys").await;
        field(stage).fill("   ").await;
        stage.page.press(Key::Enter).await;
        field(stage).has_value("   ").await;
        stage.page.is_at(&V5.address()).await;
        stage.list_says("3 keys").await;
    });
}

#[test]
fn a_search_that_does_not_reach_the_server_shows_no_keys_of_another_and_can_be_tried_again() {
    behind_a_proxy(async |stage| {
        let [_, _, gamma] = three_keys(&stage.somebody().await).await;
        stage.go_to(V5).await;
        stage.list_says("3 keys").await;
        stage.line().set(Line::Cut);
        field(stage).fill("importer").await;
        let alert = stage.page.any("alert").having(UNREACHABLE);
        alert.appears().await;
        stage.page.any("table").is_gone().await;
        stage.page.text("No key matches").is_gone().await;
        field(stage).has_value("importer").await;
        stage.line().set(Line::Open);
        alert.role("button", "Try again").click().await;
        stage.list_says("1 key").await;
        stage.row(&gamma).appears().await;
        alert.is_gone().await;
    });
}

#[test]
fn a_search_that_was_given_up_for_another_is_not_shown_when_its_answer_comes_late() {
    behind_a_proxy(async |stage| {
        let [beta, alpha, _] = three_keys(&stage.somebody().await).await;
        stage.go_to(V5).await;
        stage.list_says("3 keys").await;
        stage.line().set(Line::Stalled);
        field(stage).fill("alpha").await;
        stage.page.is_at(&format!("{}?search=alpha", V5.address())).await;
        field(stage).fill("beta").await;
        stage.page.is_at(&format!("{}?search=beta", V5.address())).await;
        stage.line().set(Line::Open);
        stage.list_says("1 key").await;
        stage.row(&beta).appears().await;
        stage.row(&alpha).is_gone().await;
    });
}

#[test]
fn an_empty_list_offers_no_search_until_there_is_a_key() {
    run(async |stage| {
        stage.go_to(SERVERLESS).await;
        stage.page.text("No API keys yet").appears().await;
        field(stage).is_gone().await;
        stage.page.role("button", "New API Key").click().await;
        let app_id = stage.take_new_app_id().await;
        stage.list_says("1 key").await;
        field(stage).appears().await;
        stage.row(&app_id).role("button", "Delete").click().await;
        stage.page.role("dialog", "Delete API Key").role("button", "Delete").click().await;
        stage.page.text("No API keys yet").appears().await;
        field(stage).is_gone().await;
    });
}

fn behind_a_proxy(test: impl AsyncFnOnce(&mut Stage)) {
    run_with(Setup { proxy: true, ..Setup::default() }, test);
}
