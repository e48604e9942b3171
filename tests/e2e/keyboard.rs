//! Everything can be done without a mouse, and the focus is where a person expects it.

use serde_json::Value;

use crate::support::{Engine, Feature, Key, SERVERLESS, V5, eventually, run};

#[test]
fn a_key_is_made_by_keyboard() {
    run(async |stage| {
        stage.go_to(V5).await;
        let page = &stage.page;
        let button = page.role("button", "New API Key");
        page.tab_to(&button).await;
        page.press(Key::Enter).await;
        let dialog = page.role("dialog", "New API Key");
        page.tab_to(&dialog.label("Note")).await;
        page.type_text("by keyboard").await;
        page.tab_to(&dialog.role("searchbox", "Search APIs")).await;
        page.type_text("kick").await;
        page.tab_to(&dialog.role("checkbox", "DELETE /clients/{clientid}")).await;
        page.press(Key::Space).await;
        dialog.role("checkbox", "Clients").is_mixed().await;
        page.tab_to(&dialog.role("button", "Confirm")).await;
        page.press(Key::Enter).await;

        let created = page.role("dialog", "API Key Created");
        let app_id = created.role("textbox", "App ID").value().await;
        page.tab_to(&created.role("button", "Copy App Secret")).await;
        page.press(Key::Space).await;
        page.tab_to(&created.role("button", "Close")).await;
        page.press(Key::Enter).await;
        created.is_gone().await;
        button.has_focus().await;
        stage.row(&app_id).says("by keyboard").await;
        assert_eq!(stage.somebody().await.endpoints(V5.id, &app_id).await, ["DELETE /clients/{clientid}"]);
    });
}

#[test]
fn a_key_with_full_access_is_made_by_keyboard() {
    run(async |stage| {
        stage.go_to(SERVERLESS).await;
        let page = &stage.page;
        let button = page.role("button", "New API Key");
        page.tab_to(&button).await;
        page.press(Key::Space).await;
        let created = page.role("dialog", "API Key Created");
        page.tab_to(&created.role("button", "Copy App Secret")).await;
        page.press(Key::Space).await;
        page.tab_to(&created.role("button", "Close")).await;
        page.press(Key::Space).await;
        created.is_gone().await;
        button.has_focus().await;
    });
}

#[test]
fn arrow_keys_open_and_close_a_category() {
    run(async |stage| {
        stage.go_to(V5).await;
        let page = &stage.page;
        let dialog = stage.new_key().await;
        page.tab_to(&dialog.role("checkbox", "Alarms")).await;
        page.press(Key::Right).await;
        dialog.role("checkbox", "GET /alarms").appears().await;
        page.tab_to(&dialog.role("checkbox", "GET /alarms")).await;
        page.tab_back_to(&dialog.role("checkbox", "Alarms")).await;
        page.press(Key::Left).await;
        dialog.role("checkbox", "GET /alarms").is_gone().await;
    });
}

#[test]
fn the_access_of_a_key_is_viewed_by_keyboard() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let page = &stage.page;
        let button = stage.row(&app_id).role("button", "View Access");
        page.tab_to(&button).await;
        page.press(Key::Enter).await;
        let access = page.role("region", &format!("Access of {app_id}"));
        access.text("Clients").appears().await;
        button.has_focus().await;
        // The row's other buttons come first.
        for _ in 0..10 {
            if page.run(IN_SUMMARY, Vec::new()).await == true {
                break;
            }
            page.press(Key::Tab).await;
        }
        page.press(Key::Enter).await;
        access.text("/clients").appears().await;
        page.tab_back_to(&button).await;
        page.press(Key::Enter).await;
        access.is_gone().await;
    });
}

const IN_SUMMARY: &str = "return document.activeElement.tagName === 'SUMMARY'";

#[test]
fn a_key_is_edited_by_keyboard() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "before", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let page = &stage.page;
        let button = stage.row(&app_id).role("button", "Edit");
        page.tab_to(&button).await;
        page.press(Key::Enter).await;
        let dialog = page.role("dialog", "Edit API Key");
        page.tab_to(&dialog.label("Note")).await;
        page.press_with(&[Key::Control], 'a').await;
        page.type_text("after").await;
        // Enter in a field is Confirm.
        page.press(Key::Enter).await;
        dialog.is_gone().await;
        button.has_focus().await;
        stage.row(&app_id).says("after").await;
        assert_eq!(somebody.key(V5.id, &app_id).await["note"], "after");
    });
}

#[test]
fn a_key_is_deleted_by_keyboard() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let page = &stage.page;
        page.tab_to(&stage.row(&app_id).role("button", "Delete")).await;
        page.press(Key::Enter).await;
        let dialog = page.role("dialog", "Delete API Key");
        dialog.role("button", "Cancel").has_focus().await;
        page.tab_to(&dialog.role("button", "Delete")).await;
        page.press(Key::Enter).await;
        dialog.is_gone().await;
        page.role("button", "New API Key").has_focus().await;
        assert_eq!(somebody.status_of(V5.id, &app_id).await, 404);
    });
}

#[test]
fn the_first_tab_offers_to_skip_to_the_content() {
    run(async |stage| {
        stage.go_to_address("/").await;
        let page = &stage.page;
        page.role("heading", "Deployments").appears().await;
        page.press(Key::Tab).await;
        page.role("link", "Skip to content").has_focus().await;
    });
}

#[test]
fn the_focus_stays_in_an_open_dialog() {
    run(async |stage| {
        stage.go_to(SERVERLESS).await;
        let page = &stage.page;
        page.role("button", "New API Key").click().await;
        let created = page.role("dialog", "API Key Created");
        created.appears().await;
        for _ in 0..12 {
            page.press(Key::Tab).await;
            let behind = page.run(BEHIND, Vec::new()).await;
            assert_eq!(behind, false, "the focus left the dialog for the page behind it");
        }
    });
}

/// Whether the focus is on something of the page that is not in the dialog. The browser's own controls are beyond both.
const BEHIND: &str =
    "const active = document.activeElement; return active !== document.body && !active.closest('dialog')";

#[test]
fn a_dialog_has_the_focus_in_its_first_field_also_when_it_was_opened_by_its_address() {
    run(async |stage| {
        stage.go_to(V5).await;
        stage.new_key().await.label("Note").has_focus().await;
        stage.page.open("/deployments/dedicated-v5/keys/new").await;
        stage.page.role("dialog", "New API Key").label("Note").has_focus().await;
    });
}

#[test]
fn a_button_that_is_gone_once_it_is_pressed_leaves_the_focus_in_its_dialog() {
    run(async |stage| {
        stage.go_to(V5).await;
        let page = &stage.page;
        let dialog = stage.new_key().await;
        page.tab_to(&dialog.role("searchbox", "Search APIs")).await;
        page.type_text("no such API").await;
        let clear = dialog.role("button", "Clear filters");
        page.tab_to(&clear).await;
        page.press(Key::Enter).await;
        clear.is_gone().await;
        eventually(async || {
            let inside = "return document.activeElement.closest('dialog') !== null && document.activeElement.tagName";
            match page.run(inside, Vec::new()).await {
                element if element == "DIV" => Ok(()),
                element => Err(format!("the dialog's content has the focus, not {element}")),
            }
        })
        .await;
    });
}

#[test]
fn going_back_through_the_selector_what_has_the_focus_is_never_behind_the_filters_that_stay_above() {
    run(async |stage| {
        stage.go_to(V5).await;
        let page = &stage.page;
        let narrow = if Engine::here().has(Feature::NarrowWindows) { (360, 740) } else { (600, 740) };
        for (width, height) in [(1280, 800), narrow] {
            page.resize(width, height).await;
            let dialog = stage.new_key().await;
            dialog.role("button", "Show the APIs of Trace").click().await;
            dialog.role("button", "Confirm").appears().await;
            page.tab_back_to(&dialog.role("checkbox", "Trace")).await;
            for step in 1..40 {
                page.press_with(&[Key::Shift], Key::Tab).await;
                let hidden = page.run(HIDDEN_FOCUS, vec![]).await;
                assert_eq!(hidden, Value::Null, "{width} pixels wide, {step} steps back");
            }
            page.press(Key::Escape).await;
            dialog.is_gone().await;
        }
    });
}

/// What has the focus, where something else covers its middle.
const HIDDEN_FOCUS: &str = "const focused = document.activeElement;
    const { x, y, width, height } = focused.getBoundingClientRect();
    const found = document.elementFromPoint(x + width / 2, y + height / 2);
    return focused.contains(found) || found?.closest('label')?.control === focused ? null : focused.outerHTML.slice(0, 200);";
