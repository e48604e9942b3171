//! Keys that are disabled and enabled, and what their rows tell of their life.

use crate::support::{Key, Line, SERVERLESS, Setup, V5, containing, run, run_with};

#[test]
fn disabling_asks_once_and_ends_access_and_enabling_asks_nothing() {
    for deployment in [V5, SERVERLESS] {
        run(async |stage| {
            let somebody = stage.somebody().await;
            let app_id = if deployment.id == V5.id {
                somebody.creates(V5.id, "exporter", &["GET /clients"]).await
            } else {
                somebody.creates_full(SERVERLESS.id).await
            };
            stage.go_to(deployment).await;
            stage.act(&app_id, "Disable").await;
            let dialog = stage.page.role("dialog", "Disable API Key");
            dialog.says(&app_id).await;
            dialog.says("Its access ends at once.").await;
            dialog.role("button", "Cancel").has_focus().await;
            assert!(somebody.key(deployment.id, &app_id).await["disabled_at"].is_null());
            dialog.role("button", "Disable").click().await;
            dialog.is_gone().await;
            stage.row(&app_id).text("Disabled").appears().await;
            stage.page.text(&format!("API key {app_id} disabled. Its access has ended.")).appears().await;
            assert!(somebody.key(deployment.id, &app_id).await["disabled_at"].is_string());

            stage.act(&app_id, "Enable").await;
            stage.row(&app_id).text("Disabled").is_gone().await;
            stage.page.text(&format!("API key {app_id} enabled.")).appears().await;
            assert!(somebody.key(deployment.id, &app_id).await["disabled_at"].is_null());
        });
    }
}

#[test]
fn disabling_that_does_not_arrive_says_so_in_its_dialog_and_can_be_tried_again() {
    run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        stage.act(&app_id, "Disable").await;
        let dialog = stage.page.role("dialog", "Disable API Key");
        dialog.appears().await;
        stage.line().set(Line::Cut);
        dialog.role("button", "Disable").click().await;
        dialog.any("alert").having(containing("could not be reached")).appears().await;
        stage.line().set(Line::Open);
        dialog.role("button", "Disable").click().await;
        dialog.is_gone().await;
        stage.row(&app_id).text("Disabled").appears().await;
    });
}

#[test]
fn enabling_that_does_not_arrive_says_so_and_can_be_tried_again() {
    run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients"]).await;
        somebody.acts(V5.id, &app_id, "disable").await;
        stage.go_to(V5).await;
        // A dialog opens, so the page is there as a whole.
        stage.edit(&app_id).await.role("button", "Cancel").click().await;
        let menu = stage.actions(&app_id).await;
        stage.line().set(Line::Cut);
        menu.role("menuitem", "Enable").click().await;
        let dialog = stage.page.role("dialog", "Enable API Key");
        dialog.any("alert").having(containing("could not be reached")).appears().await;
        stage.line().set(Line::Open);
        dialog.role("button", "Enable").click().await;
        dialog.is_gone().await;
        stage.row(&app_id).text("Disabled").is_gone().await;
    });
}

#[test]
fn disabling_a_key_that_somebody_has_deleted_says_so_and_takes_its_row_away() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        stage.act(&app_id, "Disable").await;
        somebody.deletes(V5.id, &app_id).await;
        let dialog = stage.page.role("dialog", "Disable API Key");
        dialog.role("button", "Disable").click().await;
        dialog.any("alert").having(containing("This API key no longer exists")).appears().await;
        dialog.role("button", "Cancel").click().await;
        stage.row(&app_id).is_gone().await;
    });
}

#[test]
fn a_row_tells_when_its_key_was_last_used_and_view_access_which_endpoint_it_called() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let unused = somebody.creates(V5.id, "unused", &["GET /clients"]).await;
        let used = somebody.creates(V5.id, "used", &["GET /clients"]).await;
        stage.data().last_used(&used, 125, "GET /clients").await;
        stage.go_to(V5).await;
        stage.row(&unused).says("Never used").await;
        stage.row(&used).says("2 hours ago").await;
        let access = stage.view_access(&used).await;
        access.says("Last used 2 hours ago").await;
        access.text("GET /clients").appears().await;
    });
}

#[test]
fn the_menu_of_a_key_is_used_by_keyboard() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        // Something stands behind the menu that is tried: no Tab leaves the page.
        somebody.creates(V5.id, "importer", &["GET /clients"]).await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let page = &stage.page;
        let name = format!("Actions of {app_id}");
        let (button, menu) = (page.role("button", &name), page.role("menu", &name));
        page.tab_to(&button).await;
        button.is_expanded(false).await;
        page.press(Key::Enter).await;
        let item = |name: &str| menu.role("menuitem", name);
        item("Rotate secret").has_focus().await;
        page.press(Key::Down).await;
        item("Disable").has_focus().await;
        page.press(Key::End).await;
        item("History").has_focus().await;
        page.press(Key::Down).await;
        item("Rotate secret").has_focus().await;
        page.press(Key::Up).await;
        item("History").has_focus().await;
        page.press(Key::Home).await;
        item("Rotate secret").has_focus().await;
        page.press(Key::Escape).await;
        menu.is_gone().await;
        button.has_focus().await;

        page.press(Key::Up).await;
        item("History").has_focus().await;
        page.press(Key::Tab).await;
        menu.is_gone().await;
        page.tab_back_to(&button).await;
        page.press(Key::Down).await;
        page.press(Key::Down).await;
        item("Disable").has_focus().await;
        page.press(Key::Enter).await;
        let dialog = page.role("dialog", "Disable API Key");
        page.tab_to(&dialog.role("button", "Disable")).await;
        page.press(Key::Space).await;
        dialog.is_gone().await;
        button.has_focus().await;
        stage.row(&app_id).text("Disabled").appears().await;
    });
}

#[test]
fn the_menu_of_a_key_closes_when_one_goes_elsewhere() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let first = somebody.creates(V5.id, "first", &["GET /clients"]).await;
        let second = somebody.creates(V5.id, "second", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let menu = stage.actions(&first).await;
        menu.appears().await;
        let other = stage.actions(&second).await;
        other.appears().await;
        menu.is_gone().await;
        stage.page.role("searchbox", "Search keys").click().await;
        stage.page.any("menu").is_gone().await;
    });
}
