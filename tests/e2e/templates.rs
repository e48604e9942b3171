//! Templates: a set of APIs that is saved under a name, and a key that starts from it.

use crate::{
    edit::{CATALOG, SMALLER_CATALOG, with_catalog},
    support::{Key, Line, Query, Setup, Stage, V5, containing, run, run_with},
};

const UNREACHABLE: &str = "The server could not be reached. Check your connection, then try again.";
const NAME: &str = "Name of the template";

#[test]
fn what_is_selected_is_saved_and_a_later_key_starts_from_it() {
    run(async |stage| {
        let dialog = open(stage).await;
        start_from(&dialog).role("button", "Publish only").click().await;
        save_as(&dialog, "Publisher, plant 7 / 50%").await;
        told(&dialog, "Template “Publisher, plant 7 / 50%” saved.").await;
        dialog.label(NAME).is_gone().await;
        dialog.role("button", "Save as template…").has_focus().await;
        let saved = stage.somebody().await.templates(V5.id).await;
        let expected = vec!["POST /publish".to_owned(), "POST /publish/bulk".to_owned()];
        assert_eq!(saved, [("Publisher, plant 7 / 50%".to_owned(), expected.clone())]);
        dialog.role("button", "Cancel").click().await;
        dialog.role("button", "Discard").click().await;

        let dialog = stage.new_key().await;
        dialog.role("checkbox", "Metrics").click().await;
        let templates = list(&dialog).await;
        templates.text("2 of 349 APIs").appears().await;
        templates.role("button", "Publisher, plant 7 / 50%").click().await;
        told(&dialog, "2 APIs selected.").await;
        dialog.text("2 of 349 APIs selected: 2 POST").appears().await;
        templates.is_gone().await;
        dialog.role("button", "Templates").has_focus().await;
        dialog.role("button", "Confirm").click().await;
        let app_id = stage.take_new_app_id().await;
        assert_eq!(stage.somebody().await.endpoints(V5.id, &app_id).await, expected);
    });
}

#[test]
fn a_key_that_is_edited_starts_from_a_template_too() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        somebody.saves("Reader", V5.id, &["GET /topics", "GET /clients"]).await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients", "POST /publish"]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        list(&dialog).await.role("button", "Reader").click().await;
        let changes = dialog.role("region", "Confirm will change");
        changes.text("1 API added").appears().await;
        changes.text("1 API removed").appears().await;
    });
}

#[test]
fn a_name_that_is_taken_is_asked_about_before_its_template_is_replaced() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        somebody.saves("Reader", V5.id, &["GET /clients"]).await;
        let dialog = open(stage).await;
        start_from(&dialog).role("button", "Publish only").click().await;
        save_as(&dialog, "Reader").await;
        let question = dialog.role("alertdialog", "There is a template “Reader” already. Replace it?");
        question.role("button", "Cancel").has_focus().await;
        question.role("button", "Cancel").click().await;
        question.is_gone().await;
        assert_eq!(somebody.templates(V5.id).await, [("Reader".to_owned(), vec!["GET /clients".to_owned()])]);
        dialog.label(NAME).has_value("Reader").await;

        dialog.role("button", "Save").click().await;
        question.role("button", "Cancel").has_focus().await;
        stage.page.press(Key::Escape).await;
        question.is_gone().await;
        dialog.label(NAME).has_value("Reader").await;

        dialog.role("button", "Save").click().await;
        question.role("button", "Replace").click().await;
        told(&dialog, "Template “Reader” saved.").await;
        let saved = somebody.templates(V5.id).await;
        assert_eq!(saved.len(), 1);
        assert_eq!(saved[0].1, ["POST /publish", "POST /publish/bulk"]);
        list(&dialog).await.text("2 of 349 APIs").appears().await;
    });
}

#[test]
fn a_template_is_removed_once_it_is_confirmed() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        somebody.saves("Reader", V5.id, &["GET /clients"]).await;
        somebody.saves("Writer", V5.id, &["POST /publish"]).await;
        let dialog = open(stage).await;
        let templates = list(&dialog).await;
        templates.any("listitem").are(2).await;
        let question = dialog.role("alertdialog", containing("Remove the template “Reader” for everybody?"));
        for leave in [Key::Escape, Key::Enter] {
            templates.role("button", "Remove the template Reader").click().await;
            question.role("button", "Cancel").has_focus().await;
            stage.page.press(leave).await;
            question.is_gone().await;
            templates.role("button", "Remove the template Reader").has_focus().await;
        }
        assert_eq!(somebody.templates(V5.id).await.len(), 2);

        templates.role("button", "Remove the template Reader").click().await;
        question.role("button", "Remove").click().await;
        told(&dialog, "Template “Reader” removed.").await;
        templates.any("listitem").are(1).await;
        dialog.role("button", "Templates").has_focus().await;
        assert_eq!(somebody.templates(V5.id).await, [("Writer".to_owned(), vec!["POST /publish".to_owned()])]);
        templates.role("button", "Remove the template Writer").click().await;
        dialog.any("alertdialog").role("button", "Remove").click().await;
        templates.text("No templates yet. Select APIs, then save them as one.").appears().await;
    });
}

#[test]
fn a_template_that_somebody_else_has_removed_meanwhile_is_gone_here_too() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        somebody.saves("Reader", V5.id, &["GET /clients"]).await;
        let dialog = open(stage).await;
        let templates = list(&dialog).await;
        templates.role("button", "Remove the template Reader").click().await;
        dialog.any("alertdialog").appears().await;
        somebody.removes("Reader", V5.id).await;
        dialog.any("alertdialog").role("button", "Remove").click().await;
        told(&dialog, "Template “Reader” had already been removed.").await;
        templates.text("No templates yet. Select APIs, then save them as one.").appears().await;
    });
}

#[test]
fn what_cannot_be_saved_is_refused_in_words_and_what_was_typed_stays() {
    run(async |stage| {
        let dialog = open(stage).await;
        dialog.role("button", "Save as template…").click().await;
        let field = dialog.label(NAME);
        field.has_focus().await;
        let save = dialog.role("button", "Save");
        save.click().await;
        field.is_wrong_because("A name has 1 to 60 characters; this one has 0.").await;
        field.fill(&"x".repeat(61)).await;
        save.click().await;
        field.is_wrong_because("A name has 1 to 60 characters; this one has 61.").await;
        field.has_value(&"x".repeat(61)).await;
        field.fill("..").await;
        save.click().await;
        field.is_wrong_because("A name is not . or .., and holds nothing that cannot be seen.").await;
        field.fill("Reader").await;
        save.click().await;
        field.is_wrong_because("Select at least one API: a key that can call nothing is a mistake.").await;
        field.has_value("Reader").await;
        assert_eq!(stage.somebody().await.templates(V5.id).await, []);
    });
}

#[test]
fn by_keyboard_enter_saves_and_sends_no_form_and_escape_closes_one_thing_at_a_time() {
    run(async |stage| {
        let dialog = open(stage).await;
        start_from(&dialog).role("button", "Publish only").click().await;
        dialog.role("button", "Save as template…").click().await;
        dialog.label(NAME).fill("  Publisher ").await;
        stage.page.press(Key::Escape).await;
        dialog.label(NAME).is_gone().await;
        dialog.role("button", "Save as template…").has_focus().await;
        stage.page.press(Key::Enter).await;
        dialog.label(NAME).has_value("  Publisher ").await;
        dialog.label(NAME).has_focus().await;
        stage.page.press(Key::Enter).await;
        told(&dialog, "Template “Publisher” saved.").await;
        let somebody = stage.somebody().await;
        assert_eq!(somebody.keys(V5.id).await, Vec::<serde_json::Value>::new());

        dialog.role("button", "Templates").is_expanded(false).await;
        let templates = list(&dialog).await;
        dialog.role("button", "Templates").is_expanded(true).await;
        templates.role("button", "Publisher").appears().await;
        stage.page.press(Key::Escape).await;
        templates.is_gone().await;
        dialog.role("button", "Templates").has_focus().await;
        dialog.appears().await;
        stage.page.press(Key::Escape).await;
        dialog.role("alertdialog", "Discard what you entered?").appears().await;
    });
}

#[test]
fn a_deployment_with_as_many_templates_as_it_may_have_says_so() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        for number in 1..=100 {
            somebody.saves(&format!("Template {number:03}"), V5.id, &["GET /clients"]).await;
        }
        let dialog = open(stage).await;
        start_from(&dialog).role("button", "Publish only").click().await;
        save_as(&dialog, "Publisher").await;
        let full = "There are 100 templates already. Remove one first.";
        dialog.label(NAME).is_wrong_because(full).await;
        let templates = list(&dialog).await;
        templates.role("button", "Remove the template Template 042").click().await;
        dialog.any("alertdialog").role("button", "Remove").click().await;
        told(&dialog, "Template “Template 042” removed.").await;
        dialog.role("button", "Save as template…").click().await;
        dialog.label(NAME).has_value("Publisher").await;
        dialog.role("button", "Save").click().await;
        told(&dialog, "Template “Publisher” saved.").await;
    });
}

#[test]
fn what_the_catalog_no_longer_offers_is_left_out_with_a_word_about_it() {
    run_with(with_catalog(CATALOG), async |stage| {
        let somebody = stage.somebody().await;
        somebody.saves("Both", "own", &["GET /pumps", "DELETE /pumps/{id}"]).await;
        somebody.saves("Gone", "own", &["DELETE /pumps/{id}"]).await;
        stage.server.write("catalog.json", SMALLER_CATALOG);
        stage.server.restart().await;
        stage.go_to_address("/deployments/own").await;
        let dialog = stage.new_key().await;
        list(&dialog).await.role("button", "Both").click().await;
        told(&dialog, "1 API selected. Left out, for no longer offered: 1").await;
        dialog.text("1 of 2 APIs selected: 1 GET").appears().await;
        dialog.role("group", "No longer offered").is_gone().await;
        list(&dialog).await.role("button", "Gone").click().await;
        told(&dialog, "Left out, for no longer offered: 1").await;
        dialog.text("1 of 2 APIs selected: 1 GET").appears().await;
    });
}

#[test]
fn without_a_connection_nothing_that_was_typed_is_lost_and_everything_can_be_tried_again() {
    run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
        let dialog = open(stage).await;
        start_from(&dialog).role("button", "Publish only").click().await;
        stage.line().set(Line::Cut);
        let templates = list(&dialog).await;
        let alert = templates.any("alert").having(UNREACHABLE);
        alert.appears().await;
        stage.line().set(Line::Open);
        alert.role("button", "Try again").click().await;
        templates.text("No templates yet. Select APIs, then save them as one.").appears().await;

        stage.line().set(Line::Cut);
        save_as(&dialog, "Publisher").await;
        dialog.label(NAME).is_wrong_because(UNREACHABLE).await;
        dialog.label(NAME).has_value("Publisher").await;
        dialog.text("2 of 349 APIs selected: 2 POST").appears().await;
        stage.line().set(Line::Open);
        dialog.role("button", "Save").click().await;
        told(&dialog, "Template “Publisher” saved.").await;

        let templates = list(&dialog).await;
        templates.role("button", "Remove the template Publisher").click().await;
        stage.line().set(Line::Cut);
        dialog.any("alertdialog").role("button", "Remove").click().await;
        templates.says(UNREACHABLE).await;
        templates.any("listitem").are(1).await;
        stage.line().set(Line::Open);
        templates.role("button", "Remove the template Publisher").click().await;
        dialog.any("alertdialog").role("button", "Remove").click().await;
        told(&dialog, "Template “Publisher” removed.").await;
    });
}

#[test]
fn a_template_whose_answer_was_lost_is_asked_about_when_it_is_saved_again() {
    run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
        let dialog = open(stage).await;
        start_from(&dialog).role("button", "Publish only").click().await;
        stage.line().set(Line::LosesAnswersTo("PUT /api".into()));
        save_as(&dialog, "Publisher").await;
        dialog.label(NAME).is_wrong_because(UNREACHABLE).await;
        stage.line().set(Line::Open);
        dialog.role("button", "Save").click().await;
        dialog.any("alertdialog").role("button", "Replace").click().await;
        told(&dialog, "Template “Publisher” saved.").await;
        assert_eq!(stage.somebody().await.templates(V5.id).await.len(), 1);
    });
}

async fn open(stage: &Stage) -> Query {
    stage.go_to(V5).await;
    stage.new_key().await
}

fn start_from(dialog: &Query) -> Query {
    dialog.role("group", "Start from")
}

/// Opens the list of templates.
async fn list(dialog: &Query) -> Query {
    dialog.role("button", "Templates").click().await;
    dialog.role("group", "Templates")
}

async fn save_as(dialog: &Query, name: &str) {
    dialog.role("button", "Save as template…").click().await;
    dialog.label(NAME).fill(name).await;
    dialog.role("button", "Save").click().await;
}

/// It is said, and read out.
async fn told(dialog: &Query, text: &str) {
    dialog.any("status").having(text).appears().await;
}
