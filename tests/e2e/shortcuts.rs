//! Keys that do something wherever the focus is.

use crate::support::{Key, SERVERLESS, Stage, V5, run};

#[test]
fn n_opens_the_dialog_slash_goes_to_the_search_and_a_question_mark_lists_them() {
    run(async |stage| {
        with_a_key(stage).await;
        stage.page.press('/').await;
        let search = stage.page.label("Search keys");
        search.has_focus().await;
        search.has_value("").await;
        // Typing is typing.
        stage.page.type_text("n/?").await;
        search.has_value("n/?").await;
        stage.page.role("dialog", "New API Key").is_gone().await;
        leave_the_field(stage).await;
        stage.page.press('?').await;
        let list = stage.page.role("dialog", "Keyboard shortcuts");
        list.role("button", "Close").has_focus().await;
        // A dialog has the keyboard to itself.
        stage.page.press('n').await;
        stage.page.press(Key::Escape).await;
        list.is_gone().await;
        stage.page.role("dialog", "New API Key").is_gone().await;
        stage.page.press('n').await;
        stage.page.role("dialog", "New API Key").label("Note").has_focus().await;
    });
}

#[test]
fn with_control_or_in_a_menu_they_are_somebody_elses() {
    run(async |stage| {
        with_a_key(stage).await;
        stage.page.press_with(&[Key::Control], 'n').await;
        stage.page.role("button", "Preferences").click().await;
        stage.page.role("menuitemradio", "English").has_focus().await;
        stage.page.press('n').await;
        stage.page.role("menuitemradio", "English").has_focus().await;
        stage.page.role("dialog", "New API Key").is_gone().await;
    });
}

#[test]
fn switched_off_they_do_nothing_also_after_a_reload_and_can_be_switched_on_again() {
    run(async |stage| {
        with_a_key(stage).await;
        let list = stage.page.role("dialog", "Keyboard shortcuts");
        let switch = list.label("Use the keys n, / and ?");
        stage.page.press('?').await;
        switch.is_checked().await;
        switch.click().await;
        list.role("button", "Close").click().await;
        list.is_gone().await;
        stage.page.reload().await;
        stage.list_says("1 key").await;
        stage.page.press('n').await;
        stage.page.press('?').await;
        stage.page.role("button", "Preferences").click().await;
        stage.page.role("menuitem", "Keyboard shortcuts").click().await;
        list.appears().await;
        stage.page.role("dialog", "New API Key").is_gone().await;
        switch.click().await;
        list.role("button", "Close").click().await;
        stage.page.press('n').await;
        stage.page.role("dialog", "New API Key").appears().await;
    });
}

#[test]
fn n_makes_a_key_at_once_where_nothing_is_asked_and_only_one() {
    run(async |stage| {
        stage.go_to(SERVERLESS).await;
        stage.page.text("No API keys yet").appears().await;
        stage.page.press('n').await;
        stage.page.role("dialog", "API Key Created").appears().await;
        stage.page.press('n').await;
        stage.take_new_app_id().await;
        stage.list_says("1 key").await;
    });
}

async fn with_a_key(stage: &Stage) {
    stage.somebody().await.creates(V5.id, "exporter", &["GET /clients"]).await;
    stage.go_to(V5).await;
    stage.list_says("1 key").await;
}

async fn leave_the_field(stage: &Stage) {
    stage.page.run("document.activeElement.blur()", vec![]).await;
}
