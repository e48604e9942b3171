//! What is said when the page cannot be loaded, or has come to an end by itself.

use crate::support::{Feature, Line, Query, Setup, Stage, V5, containing, eventually, lacks, run, run_with};

const FAILED: &str = "The page could not be loaded.";
const STOPPED: &str = "Something went wrong in this page, and it has stopped.";

/// The addresses of the page's script and of its WebAssembly, as `index.html` has them.
const FILES: &str = r#"const [done] = arguments;
fetch("/").then((answer) => answer.text()).then((html) => done([/\/console-\w+\.js/, /\/console-\w+\.wasm/].map((file) => file.exec(html)[0])))"#;

/// What the browser tells when the page's WebAssembly has trapped. A driver's own script could not throw it: what that
/// throws is told without saying what it was. In Firefox it also has globals of its own; the page's are those of `window`.
const TRAP: &str = "const error = new window.WebAssembly.RuntimeError('unreachable');
    dispatchEvent(new ErrorEvent('error', { error, filename: location.href }))";

#[test]
fn a_page_whose_script_or_webassembly_is_lost_says_so_and_can_be_loaded_again() {
    for file in 0..2 {
        run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
            // Here the browser has loaded nothing of the page yet.
            stage.page.open("/healthz").await;
            let files = stage.page.run_until_called(FILES, Vec::new()).await;
            let lost = files[file].as_str().expect("an address");
            stage.line().set(Line::LosesAnswersTo(format!("GET {lost}")));
            stage.page.open("/").await;
            stage.page.any("alert").having(containing(FAILED)).appears().await;
            stage.line().set(Line::Open);
            stage.page.role("button", "Reload").click().await;
            stage.page.role("heading", "Sign in to the Deployment Console").appears().await;
            stage.page.any("alert").is_gone().await;
        });
    }
}

#[test]
fn it_is_said_in_the_language_of_the_browser() {
    if lacks(Feature::OtherLanguages) {
        return;
    }
    run_with(Setup { proxy: true, languages: Some("ja"), ..Setup::default() }, async |stage| {
        stage.line().set(Line::LosesAnswersTo("GET /console-".into()));
        stage.page.open("/").await;
        stage.page.any("alert").having(containing("ページを読み込めませんでした。")).appears().await;
        stage.page.role("button", "再読み込み").appears().await;
    });
}

#[test]
fn a_page_that_has_stopped_says_so_and_goes_on_after_a_reload() {
    run(async |stage| {
        stage.go_to(V5).await;
        stage.page.role("button", "New API Key").appears().await;
        stage.page.run(TRAP, Vec::new()).await;
        stage.page.any("alert").having(containing(STOPPED)).appears().await;
        stage.page.role("button", "Reload").click().await;
        stage.page.role("button", "New API Key").appears().await;
        stage.page.any("alert").is_gone().await;
    });
}

#[test]
fn a_page_that_has_stopped_behind_a_dialog_says_so_in_it_and_takes_nothing_away() {
    run(async |stage| {
        let dialog = new_key_with_note(stage).await;
        stage.page.run(TRAP, Vec::new()).await;
        dialog.any("alert").having(containing(STOPPED)).appears().await;
        dialog.role("button", "Reload").appears().await;
        dialog.label("Note").has_value("exporter").await;
    });
}

#[test]
fn an_error_of_somebody_elses_script_is_not_the_end_of_the_page() {
    run(async |stage| {
        stage.go_to(V5).await;
        stage.page.role("button", "New API Key").appears().await;
        let script = "window.seen = false;
            addEventListener('error', () => { window.seen = true; });
            const error = new window.TypeError('of an extension');
            dispatchEvent(new ErrorEvent('error', { error, filename: location.href }))";
        stage.page.run(script, Vec::new()).await;
        eventually(async || match stage.page.run("return window.seen", Vec::new()).await {
            seen if seen == true => Ok(()),
            _ => Err("the error was not seen".to_owned()),
        })
        .await;
        stage.page.any("alert").is_gone().await;
    });
}

async fn new_key_with_note(stage: &Stage) -> Query {
    stage.go_to(V5).await;
    let dialog = stage.new_key().await;
    dialog.label("Note").fill("exporter").await;
    dialog
}
