//! *New API Key* of a deployment whose keys carry a note and permissions.

use crate::support::{Key, Query, Stage, V5, containing, run, run_on_server};

const NOTHING_SELECTED: &str = "Select at least one API: a key that can call nothing is a mistake.";

#[test]
fn a_key_is_made_with_a_note_and_exactly_the_chosen_apis() {
    run(async |stage| {
        stage.go_to(V5).await;
        let page = &stage.page;
        let dialog = stage.new_key().await;
        page.is_at("/deployments/dedicated-v5/keys/new").await;
        dialog.label("Note").fill("metrics exporter, staging").await;
        dialog.role("checkbox", "Metrics").click().await;
        dialog.role("button", "Show the APIs of Publish").click().await;
        dialog.role("checkbox", "POST /publish").click().await;
        dialog.text("7 of 349 APIs selected: 6 GET, 1 POST").appears().await;
        dialog.role("button", "Confirm").click().await;

        let created = page.role("dialog", "API Key Created");
        let app_id = created.role("textbox", "App ID").value().await;
        created.role("textbox", "App Secret").until("be read-only", |field| field.read_only == Some(true)).await;
        created.text("The App Secret is shown only now.").appears().await;
        page.is_at(&V5.address()).await;
        stage.put_away(&created).await;
        created.is_gone().await;
        page.role("button", "New API Key").has_focus().await;

        stage.row(&app_id).says("metrics exporter, staging").await;
        stage.row(&app_id).says("7 of 349 APIs").await;
        let somebody = stage.somebody().await;
        assert_eq!(somebody.key(V5.id, &app_id).await["note"], "metrics exporter, staging");
        let mut endpoints = somebody.endpoints(V5.id, &app_id).await;
        endpoints.sort();
        let expected = [
            "GET /metrics",
            "GET /monitor",
            "GET /monitor/nodes/{node}",
            "GET /monitor_current",
            "GET /monitor_current/nodes/{node}",
            "GET /stats",
            "POST /publish",
        ];
        assert_eq!(endpoints, expected);
    });
}

#[test]
fn a_key_may_have_no_note() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        dialog.role("checkbox", "Status").click().await;
        dialog.role("button", "Confirm").click().await;
        let app_id = stage.take_new_app_id().await;
        stage.row(&app_id).says("No note").await;
        stage.row(&app_id).says("1 of 349 APIs").await;
    });
}

#[test]
fn confirm_with_nothing_selected_is_refused_in_words_and_sends_nothing() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        dialog.label("Note").fill("kept").await;
        dialog.role("button", "Confirm").click().await;
        dialog.any("alert").having(NOTHING_SELECTED).appears().await;
        dialog.label("Note").has_value("kept").await;
        assert!(stage.somebody().await.keys(V5.id).await.is_empty(), "no key was made");

        dialog.role("checkbox", "Status").click().await;
        dialog.text(NOTHING_SELECTED).is_gone().await;
        dialog.role("button", "Confirm").click().await;
        let app_id = stage.take_new_app_id().await;
        stage.row(&app_id).says("kept").await;
    });
}

#[test]
fn a_note_that_is_too_long_is_refused_beside_the_field_and_nothing_is_lost() {
    a_note_is_refused(
        &"n".repeat(257),
        "A note has at most 256 characters; this one has 257. Shorten it.",
        &"n".repeat(256),
    );
}

#[test]
fn a_note_with_a_control_character_is_refused_beside_the_field_and_nothing_is_lost() {
    a_note_is_refused(
        "bell\u{7}",
        "The note holds a character that cannot be seen, such as a line break. Remove it.",
        "bell",
    );
}

fn a_note_is_refused(note: &str, reason: &str, mended: &str) {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        dialog.role("checkbox", "Status").click().await;
        let field = dialog.label("Note");
        field.fill(note).await;
        dialog.role("button", "Confirm").click().await;
        field.is_wrong_because(reason).await;
        field.has_focus().await;
        field.has_value(note).await;
        dialog.role("checkbox", "Status").is_checked().await;
        assert!(stage.somebody().await.keys(V5.id).await.is_empty(), "no key was made");

        field.fill(mended).await;
        field.until("be right", |field| !field.invalid).await;
        dialog.role("button", "Confirm").click().await;
        let app_id = stage.take_new_app_id().await;
        assert_eq!(stage.somebody().await.key(V5.id, &app_id).await["note"], mended);
    });
}

#[test]
fn escape_asks_before_what_was_entered_is_discarded() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = with_something_entered(stage).await;
        stage.page.press(Key::Escape).await;
        let question = dialog.role("alertdialog", "Discard what you entered?");
        question.role("button", "Keep editing").has_focus().await;
        question.role("button", "Keep editing").click().await;
        question.is_gone().await;
        has_what_was_entered(&dialog).await;

        stage.page.press(Key::Escape).await;
        question.role("button", "Discard").click().await;
        dialog.is_gone().await;
        stage.page.is_at(&V5.address()).await;
        stage.page.role("button", "New API Key").has_focus().await;

        let dialog = stage.new_key().await;
        dialog.label("Note").has_value("").await;
        dialog.text("0 of 349 APIs selected").appears().await;
    });
}

#[test]
fn escape_never_discards_however_often_it_is_pressed() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = with_something_entered(stage).await;
        for _ in 0..5 {
            stage.page.press(Key::Escape).await;
        }
        let question = dialog.role("alertdialog", "Discard what you entered?");
        question.role("button", "Keep editing").click().await;
        has_what_was_entered(&dialog).await;
    });
}

#[test]
fn cancel_asks_before_what_was_entered_is_discarded() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = with_something_entered(stage).await;
        dialog.role("button", "Cancel").click().await;
        dialog.role("button", "Keep editing").click().await;
        has_what_was_entered(&dialog).await;
        dialog.role("button", "Cancel").click().await;
        dialog.role("button", "Discard").click().await;
        dialog.is_gone().await;
        assert!(stage.somebody().await.keys(V5.id).await.is_empty(), "no key was made");
    });
}

#[test]
fn an_untouched_dialog_closes_at_once() {
    run(async |stage| {
        stage.go_to(V5).await;
        let button = stage.page.role("button", "New API Key");
        let dialog = stage.new_key().await;
        stage.page.press(Key::Escape).await;
        dialog.is_gone().await;
        button.has_focus().await;
        let dialog = stage.new_key().await;
        dialog.role("button", "Cancel").click().await;
        dialog.is_gone().await;
        button.has_focus().await;
        stage.page.is_at(&V5.address()).await;
    });
}

#[test]
fn back_closes_the_dialog_and_keeps_what_was_entered() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = with_something_entered(stage).await;
        stage.page.back().await;
        dialog.is_gone().await;
        stage.page.is_at(&V5.address()).await;
        let dialog = stage.new_key().await;
        has_what_was_entered(&dialog).await;
    });
}

#[test]
fn a_dialog_that_was_cancelled_opens_again_with_nothing_in_it_and_at_its_top() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = with_everything_touched(stage).await;
        dialog.role("button", "Cancel").click().await;
        dialog.role("button", "Discard").click().await;
        dialog.is_gone().await;
        stage.page.role("button", "New API Key").has_focus().await;
        has_nothing_in_it(&stage.new_key().await).await;
    });
}

#[test]
fn after_a_key_was_made_the_dialog_opens_again_with_nothing_in_it_and_at_its_top() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = with_everything_touched(stage).await;
        dialog.role("button", "Confirm").click().await;
        stage.take_new_app_id().await;
        dialog.is_gone().await;
        stage.page.role("button", "New API Key").has_focus().await;
        has_nothing_in_it(&stage.new_key().await).await;
    });
}

#[test]
fn a_question_that_was_left_by_back_is_not_asked_again() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = with_something_entered(stage).await;
        dialog.role("button", "Cancel").click().await;
        dialog.role("button", "Discard").appears().await;
        stage.page.back().await;
        dialog.is_gone().await;
        let dialog = stage.new_key().await;
        has_what_was_entered(&dialog).await;
        dialog.role("button", "Discard").is_gone().await;
        dialog.role("button", "Confirm").appears().await;
    });
}

#[test]
fn the_dialog_has_an_address_that_opens_it() {
    run(async |stage| {
        stage.go_to_address("/deployments/dedicated-v5/keys/new").await;
        let dialog = stage.page.role("dialog", "New API Key");
        dialog.role("button", "Cancel").click().await;
        dialog.is_gone().await;
        stage.page.is_at(&V5.address()).await;
        stage.page.role("heading", V5.name).appears().await;
        stage.page.role("button", "New API Key").has_focus().await;
    });
}

#[test]
fn the_dialogs_address_asks_to_sign_in_first() {
    run_on_server(async |stage| {
        stage.page.open("/deployments/dedicated-v5/keys/new").await;
        stage.page.role("textbox", "Sign-in link").fill(&stage.server.link).await;
        stage.page.press(Key::Enter).await;
        stage.page.role("dialog", "New API Key").label("Note").appears().await;
    });
}

#[test]
fn an_api_that_is_no_longer_offered_by_the_time_of_confirm_is_refused_in_words() {
    let setup = crate::edit::with_catalog(crate::edit::CATALOG);
    crate::support::run_with(setup, async |stage| {
        stage.sign_in().await;
        stage.page.open("/deployments/own/keys/new").await;
        let dialog = stage.page.role("dialog", "New API Key");
        dialog.label("Note").fill("kept").await;
        dialog.role("checkbox", "Pumps").click().await;
        stage.server.write("catalog.json", crate::edit::SMALLER_CATALOG);
        stage.server.restart().await;
        dialog.role("button", "Confirm").click().await;
        dialog.any("alert").having(containing("This deployment does not offer DELETE /pumps/{id}.")).appears().await;
        dialog.label("Note").has_value("kept").await;
        dialog.role("checkbox", "Pumps").is_checked().await;
    });
}

/// The dialog with something in every part of it, scrolled down.
async fn with_everything_touched(stage: &Stage) -> Query {
    let dialog = with_something_entered(stage).await;
    dialog.label("Expires").choose("In 30 days").await;
    dialog.role("group", "Show methods").role("checkbox", "PUT").click().await;
    dialog.role("button", "Templates").click().await;
    dialog.role("group", "Templates").appears().await;
    dialog.role("button", "Show the APIs of Metrics").click().await;
    dialog.role("searchbox", "Search APIs").fill("topic").await;
    dialog.text(containing("of 349 APIs shown")).appears().await;
    dialog.text("As text").click().await;
    dialog.role("button", "Select these").click().await;
    dialog.label("Note").is_in_view(false).await;
    dialog
}

async fn has_nothing_in_it(dialog: &Query) {
    let note = dialog.label("Note");
    note.has_value("").await;

    note.has_focus().await;
    note.is_in_view(true).await;
    dialog.label("Expires").has_value("").await;
    dialog.text("0 of 349 APIs selected").appears().await;
    dialog.text("All 349 APIs shown").appears().await;
    dialog.role("searchbox", "Search APIs").has_value("").await;
    dialog.role("group", "Show methods").role("checkbox", "PUT").is_checked().await;
    dialog.role("button", "Templates").is_expanded(false).await;
    dialog.role("group", "Templates").is_gone().await;
    dialog.role("button", "Show the APIs of Metrics").is_expanded(false).await;
    dialog.role("button", "Select these").is_gone().await;
    dialog.any("alert").having(containing("Select at least one API")).is_gone().await;
}

async fn with_something_entered(stage: &Stage) -> Query {
    let dialog = stage.new_key().await;
    dialog.label("Note").fill("half done").await;
    dialog.role("checkbox", "Metrics").click().await;
    has_what_was_entered(&dialog).await;
    dialog
}

async fn has_what_was_entered(dialog: &Query) {
    dialog.label("Note").has_value("half done").await;
    dialog.role("checkbox", "Metrics").is_checked().await;
    dialog.text("6 of 349 APIs selected: 6 GET").appears().await;
}
