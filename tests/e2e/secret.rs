//! The App Secret: shown once, lost by no accident, and afterwards nowhere.

use reqwest::{Client, header};
use serde_json::{Value, json};

use crate::support::{
    Deployment, Feature, Key, Line, PLAIN_HOST, Query, SERVERLESS, Setup, Stage, V5, containing, lacks, run, run_with,
};

const SEARCH: &str = include_str!("secret.js");

#[test]
fn the_secret_of_a_dedicated_v5_key_is_nowhere_once_its_dialog_is_closed() {
    is_nowhere_once_closed(V5);
}

#[test]
fn the_secret_of_a_serverless_key_is_nowhere_once_its_dialog_is_closed() {
    is_nowhere_once_closed(SERVERLESS);
}

#[test]
fn the_new_secret_of_a_rotated_key_is_nowhere_once_its_dialog_is_closed() {
    for deployment in [V5, SERVERLESS] {
        is_nowhere(deployment, async |stage| {
            let made = make_key(stage, deployment).await;
            stage.put_away(&made.dialog).await;
            rotate(stage, &made.app_id).await
        });
    }
}

fn is_nowhere_once_closed(deployment: Deployment) {
    is_nowhere(deployment, async |stage| make_key(stage, deployment).await);
}

fn is_nowhere(deployment: Deployment, show: impl AsyncFnOnce(&Stage) -> Shown) {
    run(async |stage| {
        stage.go_to(deployment).await;
        let Shown { dialog, app_id, secret } = show(stage).await;
        // This is also what shows that the search finds something.
        assert_eq!(places(stage, &secret).await, ["value of App Secret"], "while the dialog is open");
        stage.page.is_at(&deployment.address()).await;
        dialog.role("button", "Copy App Secret").click().await;
        dialog.role("button", "Close").click().await;
        dialog.is_gone().await;
        stage.row(&app_id).appears().await;
        assert_eq!(places(stage, &secret).await, [""; 0], "after Close");

        if stage.server.is_there() {
            is_in_no_answer(stage, deployment, &app_id, &secret).await;
        }
        // Whatever the page keeps to itself it would show again somewhere along this way.
        stage.page.open("/").await;
        stage.page.role("link", containing(deployment.name)).click().await;
        stage.row(&app_id).appears().await;
        stage.page.back().await;
        stage.page.role("heading", "Deployments").appears().await;
        stage.page.reload().await;
        stage.page.role("heading", "Deployments").appears().await;
        assert_eq!(places(stage, &secret).await, [""; 0], "after going about and a reload");

        assert!(!stage.page.console().await.contains(&secret), "the browser's console");
        if !stage.server.is_there() {
            return;
        }
        assert!(!stage.server.log().contains(&secret), "the server's log");
        for (file, content) in stage.server.files() {
            let kept = content.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!kept, "the server's {}", file.display());
        }
    });
}

/// Asks the server, with the browser's session, for everything that it tells.
async fn is_in_no_answer(stage: &Stage, deployment: Deployment, app_id: &str, secret: &str) {
    let cookies = stage.page.driver().get_all_cookies().await.expect("cookies");
    let cookies: Vec<_> = cookies.iter().map(|cookie| format!("{}={}", cookie.name(), cookie.value())).collect();
    let client = Client::builder().no_proxy().build().expect("a client");
    let of_deployment = format!("/api/deployments/{}", deployment.id);
    let paths = [
        "/".to_owned(),
        "/api/session".to_owned(),
        "/api/openapi.json".to_owned(),
        "/api/deployments".to_owned(),
        of_deployment.clone(),
        format!("{of_deployment}/catalog"),
        format!("{of_deployment}/keys"),
        format!("{of_deployment}/keys?search={app_id}"),
        format!("{of_deployment}/keys/{app_id}"),
        format!("{of_deployment}/audit"),
        format!("{of_deployment}/audit.export?format=csv"),
        format!("{of_deployment}/audit.export?format=jsonl"),
    ];
    for path in paths {
        let request = client.get(format!("{}{path}", stage.page.origin()));
        let answer = request.header(header::COOKIE, cookies.join("; ")).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        assert!(!format!("{:?}", answer.headers()).contains(secret), "a header of {path}");
        assert!(!answer.text().await.expect("text").contains(secret), "the answer to {path}");
    }
    let request = client.get(format!("{}{of_deployment}/keys?search={secret}", stage.page.origin()));
    let answer = request.header(header::COOKIE, cookies.join("; ")).send().await.expect("an answer");
    let list: Value = serde_json::from_str(&answer.text().await.expect("text")).expect("JSON");
    assert_eq!(list["keys"], json!([]), "no key is found by its secret");
}

#[test]
fn no_accident_closes_the_dialog_of_a_dedicated_v5_key() {
    survives_accidents(V5);
}

#[test]
fn no_accident_closes_the_dialog_of_a_serverless_key() {
    survives_accidents(SERVERLESS);
}

#[test]
fn no_accident_closes_the_dialog_of_a_rotated_key() {
    survives(V5, async |stage| {
        let made = make_key(stage, V5).await;
        stage.put_away(&made.dialog).await;
        rotate(stage, &made.app_id).await
    });
}

fn survives_accidents(deployment: Deployment) {
    survives(deployment, async |stage| make_key(stage, deployment).await);
}

fn survives(deployment: Deployment, show: impl AsyncFnOnce(&Stage) -> Shown) {
    run(async |stage| {
        stage.sign_in().await;
        let page = stage.page.clone();
        // So that there is something to go back to.
        page.role("link", containing("Legacy plant")).click().await;
        page.role("link", "Deployments").click().await;
        page.role("link", containing(deployment.name)).click().await;
        page.role("heading", deployment.name).appears().await;
        let shown = show(stage).await;
        let still_shown = async || {
            shown.dialog.label("App Secret").has_value(&shown.secret).await;
            shown.dialog.label("App ID").has_value(&shown.app_id).await;
        };

        for _ in 0..3 {
            page.press(Key::Escape).await;
        }
        still_shown().await;
        page.click_at(5, 5).await;
        page.click_at(1250, 400).await;
        still_shown().await;
        page.press(Key::Enter).await;
        still_shown().await;

        page.back().await;
        page.is_at("/").await;
        still_shown().await;
        // In the demo nobody has a session that could end.
        let has_session = stage.server.is_there();
        let ended = page.role("dialog", "Your session has ended");
        if has_session {
            stage.server.data().ends_all_sessions().await;
        }
        // The page asks for the deployment to which Back leads, and learns that the session has ended.
        page.back().await;
        page.is_at("/deployments/dedicated-v4").await;
        if has_session {
            ended.appears().await;
            page.press(Key::Escape).await;
            ended.is_gone().await;
        }
        still_shown().await;

        page.run("history.forward()", Vec::new()).await;
        if has_session {
            ended.label("Sign-in link").fill(&stage.server.new_link().await).await;
            ended.role("button", "Sign in").click().await;
            ended.is_gone().await;
        }
        page.is_at("/").await;
        still_shown().await;
        page.run("history.forward()", Vec::new()).await;
        page.is_at(&deployment.address()).await;
        still_shown().await;

        assert!(leaving_is_asked(stage).await, "the browser asks before the page is left");
        still_shown().await;
        stage.put_away(&shown.dialog).await;
        shown.dialog.is_gone().await;
        stage.row(&shown.app_id).appears().await;
        assert!(!leaving_is_asked(stage).await, "nothing is asked when there is nothing to lose");
    });
}

#[test]
fn going_back_while_a_key_is_being_made_shows_its_secret_all_the_same() {
    for deployment in [V5, SERVERLESS] {
        run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
            stage.go_to(deployment).await;
            if deployment.id == V5.id {
                let dialog = stage.new_key().await;
                dialog.role("button", "Select all").click().await;
                stage.line().set(Line::Stalled);
                dialog.role("button", "Confirm").click().await;
                dialog.role("button", "Working…").appears().await;
            } else {
                stage.line().set(Line::Stalled);
                stage.page.role("button", "New API Key").click().await;
                stage.page.role("button", "Creating…").appears().await;
            }
            stage.page.back().await;
            stage.line().set(Line::Open);
            let shown = shown(stage).await;
            assert!(!shown.secret.is_empty());
            stage.put_away(&shown.dialog).await;
            shown.dialog.is_gone().await;
            if deployment.id == SERVERLESS.id {
                // Back led away from its page, not out of a dialog on it.
                stage.page.role("link", containing(SERVERLESS.name)).click().await;
            }
            stage.row(&shown.app_id).appears().await;
        });
    }
}

#[test]
fn the_secret_is_copied_where_there_is_a_clipboard() {
    if lacks(Feature::ReadingTheClipboard) {
        return;
    }
    run(async |stage| {
        stage.page.reads_the_clipboard().await;
        stage.go_to(SERVERLESS).await;
        let Shown { dialog, app_id, secret } = make_key(stage, SERVERLESS).await;
        for (name, text) in [("Copy App ID", &app_id), ("Copy App Secret", &secret)] {
            dialog.role("button", name).click().await;
            dialog.text("Copied").appears().await;
            let read = "navigator.clipboard.readText().then(arguments[0], (error) => arguments[0](String(error)))";
            assert_eq!(stage.page.run_until_called(read, Vec::new()).await, json!(text), "{name}");
            dialog.text("Copied").is_gone().await;
        }
    });
}

#[test]
fn on_a_plain_http_host_without_a_clipboard_the_secret_is_selected_for_copying() {
    if lacks(Feature::AnotherHost) {
        return;
    }
    run_with(Setup { proxy: true, host: Some(PLAIN_HOST), ..Setup::default() }, async |stage| {
        stage.go_to(V5).await;
        let clipboard = "return [isSecureContext, navigator.clipboard === undefined]";
        assert_eq!(stage.page.run(clipboard, Vec::new()).await, json!([false, true]));
        let Shown { dialog, secret, .. } = make_key(stage, V5).await;
        dialog.role("button", "Copy App Secret").click().await;
        dialog.text("Selected: press Ctrl+C or ⌘C").appears().await;
        dialog.label("App Secret").has_focus().await;
        let selected = "const field = document.activeElement;
            return field.value.slice(field.selectionStart, field.selectionEnd)";
        assert_eq!(stage.page.run(selected, Vec::new()).await, json!(secret));

        for _ in 0..3 {
            stage.page.press(Key::Escape).await;
        }
        stage.page.back().await;
        stage.page.click_at(5, 5).await;
        dialog.label("App Secret").has_value(&secret).await;
        dialog.role("button", "Copy App Secret").click().await;
        stage.page.press_with(&[Key::Control], 'c').await;
        dialog.role("button", "Close").click().await;
        dialog.is_gone().await;
        assert_eq!(places(stage, &secret).await, [""; 0]);
    });
}

#[test]
fn closing_asks_until_the_secret_was_copied_or_downloaded() {
    run(async |stage| {
        stage.go_to(SERVERLESS).await;
        let question = "The App Secret was neither copied nor downloaded. It cannot be shown again.";
        for way in ["Copy App Secret", "Copy as .env", "Download JSON"] {
            let Shown { dialog, secret, .. } = make_key(stage, SERVERLESS).await;
            dialog.role("button", "Copy App ID").click().await;
            dialog.role("button", "Close").click().await;
            let asked = dialog.role("alertdialog", question);
            asked.role("button", "Back").has_focus().await;
            asked.role("button", "Back").click().await;
            asked.is_gone().await;
            dialog.label("App Secret").has_value(&secret).await;
            dialog.role("button", way).click().await;
            dialog.role("button", "Close").click().await;
            dialog.is_gone().await;
        }
        let Shown { dialog, .. } = make_key(stage, SERVERLESS).await;
        dialog.role("button", "Close").click().await;
        dialog.role("button", "Close anyway").click().await;
        dialog.is_gone().await;
        stage.list_says("4 keys").await;
    });
}

#[test]
fn both_are_copied_as_lines_of_an_environment_and_the_command_has_no_secret() {
    if lacks(Feature::ReadingTheClipboard) {
        return;
    }
    run(async |stage| {
        stage.page.reads_the_clipboard().await;
        stage.go_to(SERVERLESS).await;
        let Shown { dialog, app_id, secret } = make_key(stage, SERVERLESS).await;
        let address = "https://sensor-fleet.example.com:8443/api/v5";
        let command = format!("curl --user \"{app_id}:$APP_SECRET\" \"{address}\"");
        dialog.label("Command to try it").has_value(&command).await;
        dialog.role("button", "Copy as .env").click().await;
        dialog.text("Copied").appears().await;
        let read = "navigator.clipboard.readText().then(arguments[0], (error) => arguments[0](String(error)))";
        let copied = stage.page.run_until_called(read, Vec::new()).await;
        assert_eq!(copied, json!(format!("API_ADDRESS={address}\nAPP_ID={app_id}\nAPP_SECRET={secret}\n")));
    });
}

#[test]
fn without_a_clipboard_the_lines_of_an_environment_are_shown_for_copying_by_hand() {
    if lacks(Feature::AnotherHost) {
        return;
    }
    run_with(Setup { proxy: true, host: Some(PLAIN_HOST), ..Setup::default() }, async |stage| {
        stage.go_to(SERVERLESS).await;
        let Shown { dialog, secret, .. } = make_key(stage, SERVERLESS).await;
        dialog.role("button", "Copy as .env").click().await;
        dialog.text("Selected: press Ctrl+C or ⌘C").appears().await;
        let lines = dialog.role("textbox", "Copy as .env");
        lines.has_focus().await;
        assert!(lines.value().await.contains(&format!("APP_SECRET={secret}")));
        stage.page.press_with(&[Key::Control], 'c').await;
        dialog.role("button", "Close").click().await;
        dialog.is_gone().await;
        assert_eq!(places(stage, &secret).await, [""; 0]);
    });
}

/// *API Key Created* with what it shows.
struct Shown {
    dialog: Query,
    app_id: String,
    secret: String,
}

async fn make_key(stage: &Stage, deployment: Deployment) -> Shown {
    if deployment.id == V5.id {
        let dialog = stage.new_key().await;
        dialog.label("Note").fill("exporter").await;
        dialog.role("button", "Select all").click().await;
        dialog.role("button", "Confirm").click().await;
    } else {
        stage.page.role("button", "New API Key").click().await;
    }
    shown(stage).await
}

async fn rotate(stage: &Stage, app_id: &str) -> Shown {
    stage.act(app_id, "Rotate secret").await;
    stage.page.role("dialog", "Rotate secret").role("button", "Rotate secret").click().await;
    shown_in(stage, "New App Secret").await
}

async fn shown(stage: &Stage) -> Shown {
    shown_in(stage, "API Key Created").await
}

async fn shown_in(stage: &Stage, title: &str) -> Shown {
    let dialog = stage.page.role("dialog", title);
    let app_id = dialog.label("App ID").value().await;
    let secret = dialog.label("App Secret").value().await;
    assert!(secret.len() > 40, "a secret of 256 bits");
    Shown { dialog, app_id, secret }
}

/// Where in the page, and in what the browser keeps for it, a text stands.
async fn places(stage: &Stage, text: &str) -> Vec<String> {
    let found = stage.page.run_until_called(SEARCH, vec![json!(text)]).await;
    serde_json::from_value(found).expect("a list of places")
}

/// Whether the browser would ask before it leaves the page. The question itself no driver shows: chromedriver agrees to
/// it at once.
async fn leaving_is_asked(stage: &Stage) -> bool {
    let leave = "return !dispatchEvent(new Event('beforeunload', { cancelable: true }))";
    stage.page.run(leave, Vec::new()).await == json!(true)
}
