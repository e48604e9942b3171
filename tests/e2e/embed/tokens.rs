//! The host's tokens.

use serde_json::json;

use super::host::{FIRST, ONE, asked, is_shown, make_key, on_page, on_page_with, told, with_element};
use crate::support::eventually;

#[test]
fn a_token_is_asked_for_once_and_again_when_it_is_refused() {
    on_page(ONE, async |stage, _| {
        make_key(stage, "exporter").await;
        assert_eq!(asked(stage).await, 1);
        stage.server.revoke_token(FIRST).await;
        make_key(stage, "back office").await;
        assert_eq!(asked(stage).await, 2);
        assert!(told(stage).await.iter().all(|event| event["name"] == "key-created"), "nobody was bothered with it");
    });
}

#[test]
fn of_several_requests_that_are_refused_at_a_time_one_asks_for_another_token() {
    on_page(ONE, async |stage, _| {
        for number in 1..=6 {
            make_key(stage, &format!("key {number}")).await;
        }
        let before = asked(stage).await;
        stage.server.revoke_token(FIRST).await;
        stage.page.role("checkbox", "Select all shown").click().await;
        stage.page.role("button", "Delete selected").click().await;
        // Four of them are deleted at a time.
        stage.page.role("dialog", "Delete 6 API Keys").role("button", "Delete").click().await;
        stage.page.text("No API keys yet").appears().await;
        assert_eq!(asked(stage).await, before + 1);
        let deleted = told(stage).await.into_iter().filter(|event| event["name"] == "key-deleted").count();
        assert_eq!(deleted, 6);
    });
}

#[test]
fn without_a_token_that_works_it_says_so_and_tries_again_when_asked_to() {
    on_page(ONE, async |stage, _| {
        is_shown(stage).await;
        stage.server.revoke_token(FIRST).await;
        with_element(stage, "window.tokens = ['dct_nonsense']; keys.refresh()").await;
        // Nobody has asked for news: the page is left alone.
        stage.page.label("Search keys").is_gone().await;
        stage.page.role("button", "Audit trail").click().await;
        let again = stage.page.role("button", "Try again");
        again.appears().await;
        eventually(async || {
            let refused = told(stage).await.into_iter().any(|event| {
                event["name"] == "error" && event["detail"]["reason"] == "problem" && event["detail"]["status"] == 401
            });
            if refused { Ok(()) } else { Err(format!("an error with 401: {:?}", told(stage).await)) }
        })
        .await;
        let token = stage.server.token("viewer", "third", &["dedicated-v5"]).await;
        stage.page.run("window.tokens = [arguments[0]]", vec![json!(token)]).await;
        again.click().await;
        stage.page.text("Nothing has happened yet").appears().await;
    });
}

#[test]
fn a_page_that_has_no_token_is_told_and_may_have_one_later() {
    let body = ONE.replace("deployment-api-keys id", "deployment-api-keys data-late id");
    on_page_with(&body, &[("/give.js", "")], async |stage, _| {
        // Without any the request goes out as it is, and is refused.
        stage.page.role("button", "Try again").appears().await;
        with_element(stage, "keys.getToken = () => Promise.reject(new Error('signed out'))").await;
        stage.page.role("button", "Try again").appears().await;
        with_element(stage, "keys.getToken = giveToken").await;
        stage.page.role("button", "Try again").click().await;
        is_shown(stage).await;
    });
}

#[test]
fn a_viewer_sees_the_keys_and_is_offered_nothing_that_changes_them() {
    on_page("<p>not this one</p>", async |stage, site| {
        let somebody = stage.somebody_of_the_server().await;
        let app_id = somebody.creates("dedicated-v5", "exporter", &["GET /clients"]).await;
        let token = stage.server.token("viewer", "onlooker", &["dedicated-v5"]).await;
        let endpoint = format!("http://{}/api", stage.server.address);
        let script = format!("document.querySelector('deployment-api-keys').getToken = async () => '{token}';");
        site.put("/look.js", script, &[]);
        let body = ONE.replace("ENDPOINT", &endpoint);
        let page = format!(
            "<!doctype html><title>My cloud</title>{body}\
             <script type=\"module\" src=\"/vendor/deployment-api-keys.js\"></script>\
             <script type=\"module\" src=\"/look.js\"></script>"
        );
        site.put("/look", page, &[]);
        stage.page.open(&format!("{}/look", site.origin)).await;
        stage.view_access(&app_id).await.text("Clients").appears().await;
        for name in ["New API Key", "Edit", "Delete"] {
            stage.page.role("button", name).is_gone().await;
        }
        stage.page.role("checkbox", "Select all shown").is_gone().await;
        let actions = stage.actions(&app_id).await;
        let offered: Vec<_> = actions.any("menuitem").now().await.into_iter().map(|item| item.text).collect();
        assert_eq!(offered, ["History"]);
    });
}

#[test]
fn requests_go_through_the_pages_own_fetch_where_it_has_one() {
    let own = "const keys = document.querySelector('deployment-api-keys');
        window.sent = [];
        keys.fetch = (request) => {
          sent.push([request.method, new URL(request.url).pathname, request.headers.get('authorization')?.slice(0, 11), request.credentials]);
          return fetch(request);
        };
        keys.getToken = giveToken;";
    on_page_with(ONE, &[("/give.js", own)], async |stage, _| {
        is_shown(stage).await;
        stage.page.text("No API keys yet").appears().await;
        let sent = stage.page.run("return sent", Vec::new()).await;
        let deployment = "/api/deployments/dedicated-v5";
        for path in [deployment, "/api/session", &format!("{deployment}/keys")] {
            let expected = json!(["GET", path, "Bearer dct_", "omit"]);
            assert!(sent.as_array().is_some_and(|sent| sent.contains(&expected)), "{path} in {sent}");
        }
    });
}
