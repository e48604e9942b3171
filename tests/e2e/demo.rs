//! The demo on a static host: wherever it stands, over reloads, in several tabs, reset.

use serde_json::{Value, json};

use crate::support::{Browser, Missing, SERVERLESS, Stage, V5, containing, run_on_host, spoil};

fn run(test: impl AsyncFnOnce(&mut Stage)) {
    run_on_host(Missing::NotFound, test);
}

#[test]
fn it_says_that_it_is_a_demo_and_that_its_keys_open_nothing_and_nobody_signs_out() {
    run(async |stage| {
        for address in ["/", &V5.address(), &format!("{}/audit", V5.address())] {
            stage.page.open(address).await;
            let banner = stage.page.role("complementary", "Demo");
            banner.says("This is a demo.").await;
            banner.says("keys made here open nothing").await;
            banner.says("stays in this browser").await;
            stage.page.role("link", "Deployment Console").appears().await;
            stage.page.role("button", "Sign out").is_gone().await;
        }
    });
}

#[test]
fn it_says_so_in_the_language_of_the_page_from_the_first_moment_on() {
    run(async |stage| {
        stage.page.speaks("ja").await;
        stage.page.open("/").await;
        stage.page.any("complementary").says("これはデモです").await;
        stage.page.any("alert").is_gone().await;
    });
}

#[test]
fn every_address_can_be_opened_on_a_host_with_rewrites_and_on_one_without() {
    for missing in [Missing::NotFound, Missing::Rewritten, Missing::AsNginx] {
        run_on_host(missing, async |stage| {
            let app_id = stage.somebody().await.creates(V5.id, "exporter", &["GET /clients"]).await;
            for (address, heading) in [
                (V5.address(), V5.name.to_owned()),
                (format!("{}?search=exporter", V5.address()), V5.name.to_owned()),
                (format!("{}/audit", V5.address()), "Audit trail".to_owned()),
                (format!("{}/keys/new", V5.address()), "New API Key".to_owned()),
                (format!("{}/keys/{app_id}/edit", V5.address()), "Edit API Key".to_owned()),
            ] {
                stage.page.open(&address).await;
                stage.page.role("heading", &heading).appears().await;
                stage.page.is_at(&address).await;
            }
        });
    }
}

#[test]
fn the_example_for_nginx_answers_what_the_file_for_other_hosts_asks_for() {
    run_on_host(Missing::AsNginx, async |stage| {
        let asked = stage.page.run_until_called(HEADERS_OF_ALL, vec![]).await;
        let asked = asked.as_object().expect("answers by path");
        assert!(asked.len() > 5, "{asked:?}");
        for (path, answer) in asked {
            let missing = answer.as_array().expect("what is missing");
            // The rest has a meaning for documents alone, and so the example has it for these.
            let wanted = |header: &&Value| {
                !path.contains('-') || *header == "cache-control" || *header == "x-content-type-options"
            };
            let missing: Vec<_> = missing.iter().filter(wanted).collect();
            assert!(missing.is_empty(), "{path}: {missing:?}");
        }
    });
}

/// For each path of `_headers`, and for the page itself, the names of the headers that it asks for and that are not answered.
const HEADERS_OF_ALL: &str = "
    const [done] = arguments;
    const text = await (await fetch('_headers')).text();
    const rules = {};
    let path;
    for (const line of text.split('\\n').filter((line) => line && !line.startsWith('#'))) {
        if (!line.startsWith('  ')) rules[path = line] = [];
        else rules[path].push(line.trim().split(/: (.*)/s));
    }
    const all = rules['/*'];
    delete rules['/*'];
    rules['/'] = [];
    const answers = {};
    for (const [path, own] of Object.entries(rules)) {
        const { headers } = await fetch('.' + path);
        answers[path] = [...all, ...own].filter(([name, value]) => headers.get(name) !== value).map(([name]) => name.toLowerCase());
    }
    done(answers);
";

#[test]
fn an_address_that_is_none_of_the_pages_says_so_or_leads_to_the_first_page() {
    for missing in [Missing::NotFound, Missing::Rewritten, Missing::AsNginx] {
        run_on_host(missing, async |stage| {
            stage.page.open("/nowhere").await;
            stage.page.role("heading", "Page not found").appears().await;
            stage.page.role("link", "All deployments").click().await;
            stage.page.role("heading", "Deployments").appears().await;
            // From in here the folder cannot be told by the address.
            for address in ["/nowhere/at/all", "/index.html", "/404.html"] {
                stage.page.open(address).await;
                stage.page.role("heading", "Deployments").appears().await;
                stage.page.is_at("/").await;
            }
        });
    }
}

#[test]
fn the_headers_that_the_folder_asks_for_let_the_page_do_everything_that_it_does() {
    run(async |stage| {
        stage.go_to(SERVERLESS).await;
        stage.page.console().await;
        stage.page.role("button", "New API Key").click().await;
        stage.take_new_app_id().await;
        stage.page.open(&V5.address()).await;
        stage.new_key().await;
        let said = stage.page.console().await;
        assert!(!said.contains("Content Security Policy"), "{said}");
    });
}

#[test]
fn what_was_made_is_there_after_a_reload() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        stage.row(&app_id).appears().await;
        stage.page.reload().await;
        stage.row(&app_id).appears().await;
    });
}

#[test]
fn where_the_browser_keeps_nothing_it_says_so_and_everything_works_until_the_tab_is_closed() {
    run(async |stage| {
        // As browsers answer a page that may keep nothing: in a private window, or by the person's choice.
        let refuse = "indexedDB.open = () => { throw new DOMException('The operation is insecure.', 'SecurityError') }";
        let before_all_scripts = json!({ "source": refuse });
        stage.page.devtools("Page.addScriptToEvaluateOnNewDocument", before_all_scripts).await;
        stage.page.open("/").await;
        let banner = stage.page.role("complementary", "Demo");
        banner.says("This browser keeps nothing for this page").await;
        stage.page.text(containing("stays in this browser")).is_gone().await;
        stage.go_to(SERVERLESS).await;
        stage.page.role("button", "New API Key").click().await;
        let app_id = stage.take_new_app_id().await;
        stage.row(&app_id).appears().await;
        stage.list_says("3 keys").await;
        stage.page.reload().await;
        // Those that the demo begins with.
        stage.list_says("2 keys").await;
        stage.row(&app_id).is_gone().await;
    });
}

#[test]
fn another_tab_sees_what_was_made_and_a_reset_in_one_is_one_in_both() {
    run(async |stage| {
        stage.go_to(V5).await;
        stage.page.text("No API keys yet").appears().await;
        let first = stage.page.driver().window().await.expect("a window");
        in_new_tab(&stage.page).await;
        stage.page.open(&V5.address()).await;
        let app_id = stage.somebody().await.creates(V5.id, "from the other tab", &["GET /clients"]).await;
        stage.page.driver().switch_to_window(first).await.expect("it is still there");
        stage.comes_back_until(async || listed(stage, &app_id).await).await;

        let banner = stage.page.role("complementary", "Demo");
        banner.role("button", "Reset demo").click().await;
        let question = stage.page.role("dialog", "Reset the demo?");
        // The page's shortcuts are behind it.
        stage.page.press('n').await;
        stage.page.press('?').await;
        question.role("button", "Cancel").click().await;
        question.is_gone().await;
        stage.page.any("dialog").is_gone().await;
        stage.row(&app_id).appears().await;
        banner.role("button", "Reset demo").click().await;
        question.role("button", "Reset demo").click().await;
        stage.page.role("heading", "Deployments").appears().await;
        stage.page.role("link", containing(V5.name)).click().await;
        stage.row("Grafana dashboard").appears().await;
        stage.row(&app_id).is_gone().await;
    });
}

#[test]
fn what_cannot_be_read_is_said_and_a_reset_mends_it() {
    run(async |stage| {
        spoil(&stage.page).await;
        stage.page.open(&V5.address()).await;
        let banner = stage.page.role("complementary", "Demo");
        banner.says("cannot be read").await;
        stage.row("Grafana dashboard").appears().await;
        banner.role("button", "Reset demo").click().await;
        stage.page.role("dialog", "Reset the demo?").role("button", "Reset demo").click().await;
        stage.page.role("heading", "Deployments").appears().await;
        banner.says("stays in this browser").await;
    });
}

async fn listed(stage: &Stage, app_id: &str) -> Result<(), String> {
    let rows = stage.row(app_id).now().await.len();
    if rows == 1 { Ok(()) } else { Err(format!("{app_id} should be listed once; it is {rows} times")) }
}

async fn in_new_tab(page: &Browser) {
    let tab = page.driver().new_window(true).await.expect("a tab");
    page.driver().switch_to_window(tab.handle).await.expect("it is open");
}
