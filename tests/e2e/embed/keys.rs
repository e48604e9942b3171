//! What people do with keys, on a page with the strictest policy.

use serde_json::json;

use super::host::{ONE, is_shown, make_key, on_page, select_something, told, with_element};
use crate::support::{Engine, Key, containing, eventually};

#[test]
fn keys_are_made_changed_and_deleted_and_the_page_is_told_but_never_a_secret() {
    on_page(ONE, async |stage, _| {
        let page = &stage.page;
        is_shown(stage).await;
        let dialog = stage.new_key().await;
        dialog.label("Note").fill("exporter").await;
        select_something(&dialog).await;
        dialog.role("button", "Confirm").click().await;
        let created = page.role("dialog", "API Key Created");
        let secret = created.role("textbox", "App Secret").value().await;
        let app_id = stage.take_new_app_id().await;
        stage.row(&app_id).having("exporter").appears().await;

        let dialog = stage.edit(&app_id).await;
        dialog.label("Note").fill("renamed").await;
        dialog.role("button", "Confirm").click().await;
        stage.row(&app_id).having("renamed").appears().await;
        stage.act(&app_id, "Disable").await;
        page.role("dialog", "Disable API Key").role("button", "Disable").click().await;
        stage.row(&app_id).text("Disabled").appears().await;
        stage.act(&app_id, "Enable").await;
        stage.row(&app_id).text("Disabled").is_gone().await;
        stage.act(&app_id, "Rotate secret").await;
        page.role("dialog", "Rotate secret").role("button", "Rotate secret").click().await;
        let rotated = page.role("dialog", "New App Secret");
        let second = rotated.role("textbox", "App Secret").value().await;
        stage.put_away(&rotated).await;
        stage.row(&app_id).role("button", "Delete").click().await;
        page.role("dialog", "Delete API Key").role("button", "Delete").click().await;
        page.text("No API keys yet").appears().await;

        let events = told(stage).await;
        let names: Vec<_> = events.iter().map(|event| event["name"].as_str().unwrap_or_default()).collect();
        let updated = "key-updated";
        assert_eq!(names, ["key-created", updated, updated, updated, updated, "key-deleted"]);
        for event in &events {
            assert_eq!((&event["on"], &event["detail"]), (&json!("keys"), &json!({ "appId": app_id })));
        }
        let all = json!(events).to_string();
        assert!(secret.len() > 20 && !all.contains(&secret) && !all.contains(&second));
    });
}

#[test]
fn the_address_the_history_and_the_title_stay_the_pages_own() {
    on_page(ONE, async |stage, site| {
        is_shown(stage).await;
        let read = "return [location.href, history.length, document.title, localStorage.length]";
        let before = stage.page.run(read, Vec::new()).await;
        assert_eq!(before[0], format!("{}/", site.origin));
        let app_id = make_key(stage, "exporter").await;
        stage.edit(&app_id).await.role("button", "Cancel").click().await;
        stage.page.label("Search keys").fill("exp").await;
        stage.row("exporter").appears().await;
        stage.page.role("button", "Audit trail").click().await;
        stage.page.role("heading", "Audit trail").appears().await;
        stage.page.role("button", "Deployment API Key").click().await;
        is_shown(stage).await;
        assert_eq!(stage.page.run(read, Vec::new()).await, before);
    });
}

#[test]
fn the_audit_trail_stands_in_the_place_of_the_keys_and_leads_back_to_them() {
    on_page(ONE, async |stage, _| {
        let app_id = make_key(stage, "exporter").await;
        let other = make_key(stage, "back office").await;
        stage.act(&app_id, "History").await;
        let back = stage.page.role("button", "Deployment API Key");
        back.has_focus().await;
        stage.page.label("App ID").has_value(&app_id).await;
        stage.row("exporter").appears().await;
        stage.row("back office").is_gone().await;
        stage.page.label("App ID").fill("").await;
        stage.page.press(Key::Tab).await;
        stage.row("back office").appears().await;
        // The file is fetched with the token: the browser alone would be refused.
        let made = "window.made = []; URL.createObjectURL = (blob) => { blob.text().then((text) => made.push(text)); return '#'; }";
        stage.page.run(made, Vec::new()).await;
        stage.page.role("button", "Export CSV").click().await;
        eventually(async || {
            let file = stage.page.run("return made.join('')", Vec::new()).await;
            let whole = [&app_id, &other].into_iter().all(|app_id| file.as_str().unwrap_or_default().contains(app_id));
            if whole { Ok(()) } else { Err(format!("a file with both keys: {file}")) }
        })
        .await;
        back.click().await;
        stage.row(&other).appears().await;
        stage.page.role("button", "New API Key").has_focus().await;
    });
}

#[test]
fn dialogs_are_above_everything_that_the_page_has_and_give_the_focus_back() {
    let body =
        format!("{ONE}<dialog id=\"theirs\"><button>Theirs</button></dialog><div id=\"above\">above everything</div>");
    on_page(&body, async |stage, _| {
        is_shown(stage).await;
        let place = "position: fixed; inset: 0; z-index: 2147483647; background: white; pointer-events: none";
        stage.page.run("document.getElementById('above').style.cssText = arguments[0]", vec![json!(place)]).await;
        let narrow = "transform: translateX(0); overflow: hidden; height: 300px; contain: paint";
        stage.page.run("document.getElementById('here').style.cssText = arguments[0]", vec![json!(narrow)]).await;
        let dialog = stage.new_key().await;
        dialog.label("Note").has_focus().await;
        let whole = with_element(
            stage,
            "const dialog = keys.shadowRoot.querySelector('dialog:modal'); const { top, bottom, height } = dialog.getBoundingClientRect();
             return top >= 0 && bottom <= innerHeight && height > 600 && dialog.contains(keys.shadowRoot.elementFromPoint(innerWidth / 2, bottom - 20));",
        )
        .await;
        assert_eq!(whole, true, "the dialog is whole, and nothing lies over it");
        stage.page.press(Key::Escape).await;
        dialog.is_gone().await;
        stage.page.role("button", "New API Key").has_focus().await;
    });
}

#[test]
fn escape_in_a_dialog_of_the_page_closes_none_of_the_elements() {
    let body = format!("{ONE}<dialog id=\"theirs\"><button>Theirs</button></dialog>");
    on_page(&body, async |stage, _| {
        is_shown(stage).await;
        let dialog = stage.new_key().await;
        stage.page.run("document.getElementById('theirs').showModal()", Vec::new()).await;
        stage.page.press(Key::Escape).await;
        eventually(async || {
            let open = stage.page.run("return document.getElementById('theirs').open", Vec::new()).await;
            if open == false { Ok(()) } else { Err("their dialog should be closed".to_owned()) }
        })
        .await;
        dialog.label("Note").appears().await;
        dialog.label("Note").click().await;
        stage.page.press(Key::Escape).await;
        dialog.is_gone().await;
    });
}

#[test]
fn the_keys_that_are_shortcuts_on_the_consoles_own_page_are_the_pages_here() {
    on_page(ONE, async |stage, _| {
        is_shown(stage).await;
        for key in ['n', '?', '/'] {
            stage.page.press(key).await;
        }
        stage.page.role("button", "Audit trail").appears().await;
        stage.page.any("dialog").is_gone().await;
    });
}

#[test]
fn in_a_frame_of_another_origin_it_works_as_it_does_on_a_page() {
    on_page(ONE, async |stage, site| {
        is_shown(stage).await;
        // The same site under another name of the same machine is another origin.
        let outer = format!(
            "<!doctype html><title>Outer</title><iframe src=\"{}/\" width=\"900\" height=\"700\"></iframe>",
            site.origin
        );
        site.put("/outer", outer, &[]);
        stage.page.open(&format!("{}/outer", site.origin.replace("127.0.0.1", "localhost"))).await;
        stage.page.driver().clone().enter_frame(0).await.expect("a frame");
        let dialog = stage.new_key().await;
        dialog.label("Note").fill("exporter").await;
        select_something(&dialog).await;
        dialog.role("button", "Confirm").click().await;
        let created = stage.page.role("dialog", "API Key Created");
        let app_id = created.role("textbox", "App ID").value().await;
        created.role("button", "Copy App Secret").click().await;
        if Engine::here() != Engine::Chromium {
            created.text("Copied").appears().await;
        } else {
            // It keeps the clipboard from such a frame: the secret is selected instead.
            created.text(containing("Selected")).appears().await;
            stage.page.press_with(&[Key::Control], 'c').await;
        }
        created.role("button", "Close").click().await;
        created.is_gone().await;
        stage.row(&app_id).having("exporter").appears().await;
    });
}
