//! Every state of the page, held against axe's rules: light and dark, on a desktop and on a telephone.

use serde_json::{Value, json};

use crate::support::{Feature, Key, Line, SERVERLESS, Setup, Stage, V4, V5, axe, containing, lacks, run_with};

const RUN: &str = include_str!("accessibility.js");
const SIZES: [(u32, u32); 2] = [(1280, 900), (360, 740)];
const SCHEMES: [&str; 2] = ["light", "dark"];

#[test]
fn the_pages_on_the_way_to_a_deployment_break_no_rule() {
    if lacks(Feature::EmulatingPreferences) {
        return;
    }
    walk(async |stage, faults| {
        let page = &stage.page;
        page.open("/").await;
        page.label("Sign-in link").appears().await;
        faults.look(stage, "sign-in").await;
        page.label("Sign-in link").fill("wrong").await;
        page.press(Key::Enter).await;
        page.any("alert").having(containing("not one of this server's")).appears().await;
        faults.look(stage, "sign-in with a wrong code").await;
        page.open("/sign-in#wrong").await;
        page.any("alert").having(containing("not one of this server's")).appears().await;
        faults.look(stage, "sign-in by a wrong link").await;
        stage.sign_in().await;
        page.role("link", containing(V5.name)).appears().await;
        faults.look(stage, "deployments").await;
        page.open("/deployments/nowhere").await;
        page.role("heading", "Deployment not found").appears().await;
        faults.look(stage, "deployment not found").await;
        page.open("/nowhere").await;
        page.role("heading", "Page not found").appears().await;
        faults.look(stage, "page not found").await;
    });
}

#[test]
fn lists_of_keys_break_no_rule() {
    if lacks(Feature::EmulatingPreferences) {
        return;
    }
    walk(async |stage, faults| {
        let somebody = stage.somebody().await;
        somebody.creates_full(V4.id).await;
        somebody.creates(V5.id, "", &["GET /clients", "GET /banned", "POST /banned"]).await;
        let app_id = somebody.creates(V5.id, "metrics exporter, staging", &["GET /clients"]).await;
        let page = &stage.page;
        stage.go_to(SERVERLESS).await;
        page.text("No API keys yet").appears().await;
        faults.look(stage, "an empty list").await;
        page.role("button", "New API Key").click().await;
        page.role("dialog", "API Key Created").appears().await;
        faults.look(stage, "API Key Created on a page without permissions").await;
        stage.take_new_app_id().await;
        page.open(&V4.address()).await;
        page.text("Full access").appears().await;
        faults.look(stage, "a list of full access").await;
        page.open(&V5.address()).await;
        stage.row(&app_id).appears().await;
        faults.look(stage, "a list of partial access").await;
        let access = stage.view_access(&app_id).await;
        access.says("1 of ").await;
        faults.look(stage, "View Access").await;
        access.text("Clients").click().await;
        access.says("/clients").await;
        faults.look(stage, "View Access with an open category").await;
        stage.line().set(Line::Cut);
        stage.row(&app_id).role("button", "Edit").click().await;
        page.role("dialog", "Edit API Key").says("could not be reached").await;
        faults.look(stage, "Edit without a connection").await;
        page.role("dialog", "Edit API Key").role("button", "Close").click().await;
        page.role("link", "Deployments").click().await;
        page.any("alert").having(containing("could not be reached")).appears().await;
        faults.look(stage, "a page without a connection").await;
    });
}

#[test]
fn a_long_list_breaks_no_rule_searched_sorted_selected_and_failing() {
    if lacks(Feature::EmulatingPreferences) {
        return;
    }
    walk(async |stage, faults| {
        let somebody = stage.somebody().await;
        let app_ids = somebody.creates_many(V5.id, 103).await;
        let page = &stage.page;
        page.resize(1280, 900).await;
        stage.go_to(V5).await;
        stage.list_says("103 keys").await;
        page.role("button", "Note").click().await;
        stage.row(&app_ids[0]).appears().await;
        faults.look(stage, "a list by note").await;
        stage.select(&app_ids[0]).click().await;
        stage.select(&app_ids[1]).click().await;
        stage.list_says("2 selected").await;
        faults.look(stage, "two keys selected").await;
        page.role("button", "Delete selected").click().await;
        let dialog = page.role("dialog", "Delete 2 API Keys");
        dialog.role("button", "Cancel").has_focus().await;
        faults.look(stage, "Delete for several").await;
        stage.line().set(Line::Cut);
        dialog.role("button", "Delete").click().await;
        dialog.role("button", "Try again").appears().await;
        faults.look(stage, "Delete for several without a connection").await;
        dialog.role("button", "Close").click().await;
        page.role("searchbox", "Search keys").fill("key 002").await;
        page.any("alert").having(containing("could not be reached")).appears().await;
        faults.look(stage, "a search without a connection").await;
        stage.line().set(Line::Open);
        page.role("button", "Try again").click().await;
        stage.list_says("1 key").await;
        faults.look(stage, "a search").await;
        page.role("searchbox", "Search keys").fill("nothing like it").await;
        page.role("button", "Clear search").appears().await;
        faults.look(stage, "a search that finds nothing").await;
    });
}

#[test]
fn the_dialog_for_a_new_key_breaks_no_rule() {
    if lacks(Feature::EmulatingPreferences) {
        return;
    }
    walk(async |stage, faults| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        faults.look(stage, "New API Key").await;
        dialog.role("button", "Confirm").click().await;
        dialog.says("Select at least one API").await;
        dialog.label("Note").fill(&"x".repeat(300)).await;
        dialog.says("this one has 300").await;
        faults.look(stage, "New API Key with errors").await;
        dialog.label("Note").fill("exporter").await;
        dialog.label("Search APIs").fill("subscriptions").await;
        dialog.role("button", "Select all").click().await;
        faults.look(stage, "New API Key with a search").await;
        dialog.label("Search APIs").fill("no such thing").await;
        dialog.says("No API matches").await;
        faults.look(stage, "New API Key with nothing found").await;
        dialog.role("button", "Cancel").click().await;
        stage.page.role("alertdialog", "Discard what you entered?").appears().await;
        faults.look(stage, "the question before discarding").await;
        stage.page.role("button", "Keep editing").click().await;
        dialog.label("Search APIs").fill("").await;
        dialog.role("button", "Save as template…").click().await;
        dialog.label("Name of the template").fill("..").await;
        dialog.role("button", "Save").click().await;
        dialog.label("Name of the template").is_wrong_because("A name is not . or ..").await;
        faults.look(stage, "Save as template with an error").await;
        dialog.label("Name of the template").fill("Subscriptions").await;
        dialog.role("button", "Save").click().await;
        dialog.role("button", "Templates").click().await;
        dialog.role("button", "Remove the template Subscriptions").click().await;
        dialog.any("alertdialog").appears().await;
        faults.look(stage, "the templates, asking about one").await;
        stage.page.press(Key::Escape).await;
        stage.page.press(Key::Escape).await;
        dialog.role("button", containing("Show the APIs of Clients")).click().await;
        dialog.role("checkbox", "GET /clients").appears().await;
        faults.look(stage, "New API Key with an open category").await;
        stage.line().set(Line::Cut);
        dialog.role("button", "Confirm").click().await;
        dialog.says("could not be reached").await;
        faults.look(stage, "New API Key without a connection").await;
        stage.line().set(Line::Open);
        stage.server.data().ends_all_sessions().await;
        dialog.role("button", "Confirm").click().await;
        let ended = stage.page.role("dialog", "Your session has ended");
        ended.label("Sign-in link").appears().await;
        faults.look(stage, "a session that ended").await;
        ended.label("Sign-in link").fill(&stage.server.new_link().await).await;
        stage.page.press(Key::Enter).await;
        stage.page.role("dialog", "API Key Created").role("button", "Copy App Secret").click().await;
        faults.look(stage, "API Key Created").await;
    });
}

#[test]
fn the_dialogs_for_a_key_that_is_there_break_no_rule() {
    if lacks(Feature::EmulatingPreferences) {
        return;
    }
    walk(async |stage, faults| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients", "GET /banned"]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        faults.look(stage, "Edit").await;
        dialog.label("Note").fill("metrics exporter").await;
        dialog.label("Search APIs").fill("subscriptions").await;
        dialog.role("button", "Select all").click().await;
        dialog.text(containing("APIs added")).click().await;
        faults.look(stage, "Edit with changes").await;
        somebody.changes(V5.id, &app_id, "theirs", &["GET /clients", "POST /banned"]).await;
        dialog.role("button", "Confirm").click().await;
        dialog.role("button", "Keep mine").appears().await;
        faults.look(stage, "a conflict").await;
        dialog.role("button", "Keep mine").click().await;
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;
        faults.look(stage, "a list after a change").await;
        stage.row(&app_id).role("button", "Delete").click().await;
        stage.page.role("dialog", "Delete API Key").role("button", "Cancel").has_focus().await;
        faults.look(stage, "Delete").await;
    });
}

#[test]
fn the_life_of_a_key_breaks_no_rule() {
    if lacks(Feature::EmulatingPreferences) {
        return;
    }
    walk(async |stage, faults| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients"]).await;
        let expired = somebody.creates(V5.id, "importer", &["GET /clients"]).await;
        somebody.acts(V5.id, &expired, "disable").await;
        somebody.rotates(V5.id, &app_id, 60).await;
        let data = stage.data();
        data.expires_in(&app_id, 5).await;
        data.expires_in(&expired, -5).await;
        data.last_used(&app_id, 5, "GET /clients").await;
        let page = &stage.page;
        stage.go_to(V5).await;
        stage.row(&expired).text("Disabled").appears().await;
        faults.look(stage, "a list of keys in all states").await;
        stage.actions(&app_id).await.appears().await;
        faults.look(stage, "the menu of a key").await;
        page.role("menuitem", "Rotate secret").click().await;
        let dialog = page.role("dialog", "Rotate secret");
        dialog.label("The old App Secret works for").appears().await;
        faults.look(stage, "Rotate secret").await;
        stage.line().set(Line::Cut);
        dialog.role("button", "Rotate secret").click().await;
        dialog.says("could not be reached").await;
        faults.look(stage, "Rotate secret without a connection").await;
        stage.line().set(Line::Open);
        dialog.role("button", "Rotate secret").click().await;
        let shown = page.role("dialog", "New App Secret");
        shown.appears().await;
        faults.look(stage, "New App Secret").await;
        shown.role("button", "Close").click().await;
        shown.role("button", "Back").has_focus().await;
        faults.look(stage, "New App Secret, asking").await;
        shown.role("button", "Close anyway").click().await;
        stage.act(&app_id, "Disable").await;
        page.role("dialog", "Disable API Key").appears().await;
        faults.look(stage, "Disable").await;
        page.press(Key::Escape).await;
        page.label("Show").choose("Unused for 90 days").await;
        page.role("button", "Show all keys").appears().await;
        faults.look(stage, "a filter that finds nothing").await;
        let dialog = stage.new_key().await;
        dialog.label("Expires").choose("On a date").await;
        dialog.role("button", "Confirm").click().await;
        dialog.label("Expiry date").is_wrong_because("Choose a date.").await;
        faults.look(stage, "New API Key without the date").await;
    });
}

#[test]
fn the_audit_trail_breaks_no_rule() {
    if lacks(Feature::EmulatingPreferences) {
        return;
    }
    walk(async |stage, faults| {
        let page = &stage.page;
        stage.go_to_address(&format!("{}/audit", V5.address())).await;
        page.text("Nothing has happened yet").appears().await;
        faults.look(stage, "an empty trail").await;
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients"]).await;
        somebody.changes(V5.id, &app_id, "metrics exporter", &["GET /alarms"]).await;
        page.reload().await;
        let changed = page.any("row").having(containing("changed the note"));
        changed.role("button", "Details").click().await;
        page.role("region", "Details of the entry").text("1 API added").click().await;
        faults.look(stage, "an entry with its details").await;
        page.label("Action").choose("Deleted").await;
        page.text("No entry matches").appears().await;
        faults.look(stage, "a trail that is filtered to nothing").await;
        stage.line().set(Line::Cut);
        page.label("Action").choose("Created").await;
        page.any("alert").having(containing("could not be reached")).appears().await;
        faults.look(stage, "a trail without a connection").await;
    });
}

#[test]
fn the_other_languages_and_the_menu_of_languages_break_no_rule() {
    if lacks(Feature::EmulatingPreferences) {
        return;
    }
    walk(async |stage, faults| {
        let page = &stage.page;
        stage.somebody().await.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        for (menu, language, new) in
            [("Preferences", "日本語", "新しい API キー"), ("環境設定", "简体中文", "新建 API 密钥")]
        {
            page.role("button", menu).click().await;
            page.role("menuitemradio", language).appears().await;
            faults.look(stage, &format!("the menu before {language}")).await;
            page.role("menuitemradio", language).click().await;
            page.role("button", new).click().await;
            page.role("dialog", new).role("searchbox", containing("API")).appears().await;
            faults.look(stage, &format!("the dialog in {language}")).await;
            page.press(Key::Escape).await;
            page.role("dialog", new).is_gone().await;
            faults.look(stage, &format!("a list in {language}")).await;
        }
    });
}

#[test]
fn a_fault_is_found_in_each_size_and_colour_scheme() {
    run_with(Setup::default(), async |stage| {
        stage.page.open("/").await;
        stage.page.label("Sign-in link").appears().await;
        let fault = "document.querySelector('main').append(document.createElement('button'))";
        stage.page.run(fault, Vec::new()).await;
        let mut faults = Faults::default();
        faults.look(stage, "a button without a name").await;
        assert_eq!(faults.0.len(), SIZES.len() * SCHEMES.len(), "{:?}", faults.0);
        assert!(faults.0.iter().all(|fault| fault.contains("button-name")), "{:?}", faults.0);
    });
}

/// Walks through states of the page, and fails at the end with everything that was found on the way.
fn walk(way: impl AsyncFnOnce(&Stage, &mut Faults)) {
    run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
        let mut faults = Faults::default();
        way(stage, &mut faults).await;
        assert!(faults.0.is_empty(), "{} faults:\n{}", faults.0.len(), faults.0.join("\n"));
    });
}

/// What was found so far.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    /// Looks at a state of the page in each size and colour scheme.
    async fn look(&mut self, stage: &Stage, state: &str) {
        let page = &stage.page;
        if page.run("return typeof axe", Vec::new()).await == json!("undefined") {
            page.run(&axe(), Vec::new()).await;
        }
        for (width, height) in SIZES {
            page.resize(width, height).await;
            for scheme in SCHEMES {
                let features = json!([
                    { "name": "prefers-color-scheme", "value": scheme },
                    { "name": "prefers-reduced-motion", "value": "reduce" },
                ]);
                page.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
                let found = page.run_until_called(RUN, Vec::new()).await;
                let found = found.as_array().expect("a list").iter().filter_map(Value::as_str);
                self.0.extend(found.map(|fault| format!("{state}, {width} px, {scheme}: {fault}")));
            }
        }
        let (width, height) = SIZES[0];
        page.resize(width, height).await;
    }
}
