//! Every state of the page, held against axe's rules: light and dark, on a desktop and on a telephone, in each language.

use serde_json::{Value, json};

use crate::support::{
    Engine, Feature, Key, Line, Missing, SERVERLESS, Setup, Stage, V4, V5, axe, containing, run_on_host, run_with,
};

/// Those of the page.
pub const LANGUAGES: [&str; 3] = ["en", "zh-Hans", "ja"];

const RUN: &str = include_str!("accessibility.js");

#[test]
fn the_pages_on_the_way_to_a_deployment_break_no_rule() {
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
        dialog.role("button", "Show the APIs of Clients").click().await;
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
fn the_menu_of_preferences_and_the_keyboard_shortcuts_break_no_rule() {
    walk(async |stage, faults| {
        let page = &stage.page;
        stage.go_to(V5).await;
        page.role("button", "Preferences").click().await;
        page.role("menuitemradio", "日本語").appears().await;
        faults.look(stage, "the menu of preferences").await;
        page.press(Key::Escape).await;
        page.type_text("?").await;
        page.role("dialog", "Keyboard shortcuts").appears().await;
        faults.look(stage, "the keyboard shortcuts").await;
    });
}

#[test]
fn what_makes_a_selection_and_what_tries_one_breaks_no_rule() {
    walk(async |stage, faults| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let access = stage.view_access(&app_id).await;
        access.label("Try a request").fill("DELETE /clients/abc").await;
        access.says("Refused: this key does not hold").await;
        faults.look(stage, "a request that is refused").await;
        access.label("Try a request").fill("nothing like it").await;
        access.says("Write a method and a path").await;
        faults.look(stage, "a request that is none").await;
        let dialog = stage.new_key().await;
        dialog.role("button", "Same as another key").click().await;
        dialog.label("Its App ID").fill("zzzzzzzzzzzzzzzz").await;
        stage.page.press(Key::Enter).await;
        dialog.says("There is no key with this App ID").await;
        faults.look(stage, "a key that is not there to start from").await;
        dialog.text("As text").click().await;
        let field =
            dialog.role("textbox", "The selection as JSON. Paste a list from another key here to select the same.");
        field.fill("[GET /clients]").await;
        dialog.role("button", "Select these").click().await;
        dialog.says("This is not a list of APIs in JSON").await;
        faults.look(stage, "a selection as a text that is none").await;
        field.fill("[\"GET /clients\", \"GET /nothing\"]").await;
        dialog.role("button", "Select these").click().await;
        dialog.says("is not offered here").await;
        faults.look(stage, "a selection as text with something unknown").await;
    });
}

#[test]
fn the_demos_banner_and_its_question_break_no_rule() {
    for language in LANGUAGES {
        run_on_host(Missing::NotFound, async |stage| {
            stage.page.speaks(language).await;
            let mut faults = Faults::new(language);
            for address in ["/", &V5.address()] {
                stage.page.open(address).await;
                // Its words are its own, in the page's language.
                let banner = stage.page.any("complementary");
                banner.appears().await;
                faults.look(stage, &format!("the demo at {address}")).await;
                banner.any("button").click().await;
                stage.page.any("dialog").appears().await;
                faults.look(stage, &format!("the demo's question at {address}")).await;
            }
            faults.are_none();
        });
    }
}

#[test]
fn a_fault_is_found_in_each_window_and_colour_scheme() {
    run_with(Setup::default(), async |stage| {
        stage.page.open("/").await;
        stage.page.label("Sign-in link").appears().await;
        let fault = "document.querySelector('main').append(document.createElement('button'))";
        stage.page.run(fault, Vec::new()).await;
        let mut faults = Faults::new("en");
        faults.look(stage, "a button without a name").await;
        assert_eq!(faults.found.len(), faults.looks().len(), "{:?}", faults.found);
        assert!(faults.found.iter().all(|fault| fault.contains("button-name")), "{:?}", faults.found);
    });
}

/// Walks through states of the page in each of its languages, and fails at the end with everything that was found on the way.
fn walk(way: impl AsyncFn(&Stage, &mut Faults)) {
    for language in LANGUAGES {
        run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
            stage.page.speaks(language).await;
            let mut faults = Faults::new(language);
            way(stage, &mut faults).await;
            faults.are_none();
        });
    }
}

/// Rules that cannot be held here. WebKit knows no places of what it has not laid out: targets there are taken for covered.
fn left_out() -> &'static [&'static str] {
    if Engine::here() == Engine::WebKit { &["target-size"] } else { &[] }
}

/// What was found so far.
pub struct Faults {
    language: &'static str,
    found: Vec<String>,
}

impl Faults {
    /// None so far, of a page in this language.
    pub fn new(language: &'static str) -> Self {
        Faults { language, found: Vec::new() }
    }

    /// Fails with all that was found.
    pub fn are_none(self) {
        assert!(self.found.is_empty(), "{} faults:\n{}", self.found.len(), self.found.join("\n"));
    }

    /// The windows and colour schemes in which a state is looked at: all of them in English, each once in other languages.
    fn looks(&self) -> Vec<(u32, u32, &'static str)> {
        let (wide, narrow) =
            ((1280, 900), if Engine::here().has(Feature::NarrowWindows) { (360, 740) } else { (600, 740) });
        let both = [(wide.0, wide.1, "light"), (narrow.0, narrow.1, "dark")];
        let others = [(wide.0, wide.1, "dark"), (narrow.0, narrow.1, "light")];
        if self.language == "en" { [both, others].concat() } else { both.into() }
    }

    /// Looks at a state of the page.
    pub async fn look(&mut self, stage: &Stage, state: &str) {
        let page = &stage.page;
        if page.run("return typeof axe", Vec::new()).await == json!("undefined") {
            page.run(&axe(), Vec::new()).await;
        }
        for (width, height, scheme) in self.looks() {
            page.resize(width, height).await;
            page.prefers(scheme).await;
            let found = page.run_until_called(RUN, vec![json!(left_out())]).await;
            let found = found.as_array().expect("a list").iter().filter_map(Value::as_str);
            let language = self.language;
            self.found.extend(found.map(|fault| format!("{state}, {language}, {width} px, {scheme}: {fault}")));
        }
        page.resize(1280, 900).await;
    }
}
