//! The element comes, changes, moves and goes.

use serde_json::json;

use super::host::{ONE, asked, is_shown, make_key, on_page, on_page_with, told, with_element};
use crate::support::{Feature, containing, eventually, lacks};

const TWO: &str = "<deployment-api-keys id=\"one\" endpoint=\"ENDPOINT\" deployment=\"dedicated-v5\"></deployment-api-keys>\
    <deployment-api-keys id=\"two\" endpoint=\"ENDPOINT\" deployment=\"serverless\" locale=\"ja\" theme=\"dark\"></deployment-api-keys>";

#[test]
fn another_deployment_has_its_own_keys_and_none_has_nothing() {
    on_page(ONE, async |stage, _| {
        make_key(stage, "exporter").await;
        with_element(stage, "keys.setAttribute('deployment', 'serverless')").await;
        stage.page.text("No API keys yet").appears().await;
        stage.page.text("exporter").is_gone().await;
        // In this one there is nothing to ask.
        stage.page.role("button", "New API Key").click().await;
        stage.take_new_app_id().await;
        with_element(stage, "keys.removeAttribute('deployment')").await;
        stage.page.role("heading", "Deployment API Key").is_gone().await;
        with_element(stage, "keys.deployment = 'nowhere'").await;
        stage.page.text(containing("This deployment")).appears().await;
        with_element(stage, "keys.deployment = 'dedicated-v5'").await;
        stage.row("exporter").appears().await;
        let _ = told(stage).await;
    });
}

#[test]
fn a_secret_that_is_shown_stays_when_the_page_shows_other_keys() {
    on_page(ONE, async |stage, _| {
        with_element(stage, "keys.deployment = 'serverless'").await;
        stage.page.role("button", "New API Key").click().await;
        let created = stage.page.role("dialog", "API Key Created");
        let secret = created.role("textbox", "App Secret").value().await;
        with_element(stage, "keys.deployment = 'dedicated-v5'; keys.locale = 'ja'; keys.theme = 'dark'").await;
        eventually(async || {
            let dark =
                with_element(stage, "return getComputedStyle(keys.shadowRoot.querySelector('dialog')).colorScheme")
                    .await;
            if dark == "dark" { Ok(()) } else { Err(format!("dark: {dark}")) }
        })
        .await;
        created.role("textbox", "App Secret").has_value(&secret).await;
        stage.put_away(&created).await;
        // What had to wait for it.
        stage.page.role("button", "新しい API キー").appears().await;
    });
}

#[test]
fn an_element_that_has_stopped_says_so_keeps_what_it_shows_and_begins_again() {
    on_page(TWO, async |stage, _| {
        let one = stage.page.inside("#one");
        one.role("button", "New API Key").click().await;
        let dialog = one.role("dialog", "New API Key");
        dialog.label("Note").fill("exporter").await;
        // What the WebAssembly calls stops it as a fault of its own would. In Firefox a driver's script has globals of its
        // own; the page's are those of `window`.
        let stop = "const { Date, WebAssembly } = window, { now } = Date;
            Date.now = () => { throw new WebAssembly.RuntimeError('unreachable') };
            window.mend = () => { Date.now = now };";
        stage.page.run(stop, vec![]).await;
        dialog.label("Expires").choose("In 30 days").await;
        dialog.any("alert").having(containing("it has stopped. What was stored is safe.")).appears().await;
        stage.page.run("mend()", vec![]).await;
        dialog.label("Note").has_value("exporter").await;
        // The other one on the page has its own life.
        stage.page.inside("#two").any("alert").is_gone().await;
        dialog.role("button", "Begin again").click().await;
        one.role("dialog", "New API Key").is_gone().await;
        one.role("button", "New API Key").click().await;
        one.role("dialog", "New API Key").label("Note").has_value("").await;
        let told = told(stage).await;
        assert!(told.iter().any(|event| event["detail"]["reason"] == "stopped"), "{told:?}");
        // The page's own watch over errors hears of it, too; and of nothing else.
        let problems = stage.page.run("return problems.splice(0).map(text => text.replace('Uncaught ', ''))", vec![]);
        assert_eq!(problems.await, json!(["RuntimeError: unreachable"]));
    });
}

#[test]
fn it_speaks_the_language_that_it_is_told_or_that_of_the_page() {
    on_page(ONE, async |stage, _| {
        is_shown(stage).await;
        let first = with_element(stage, "return keys.shadowRoot.firstElementChild.lang").await;
        assert_eq!(first, "en");
        let mut seen = vec![];
        for locale in ["zh-CN", "ja", "zh-Hant", "en-US"] {
            with_element(stage, &format!("keys.locale = '{locale}'")).await;
            let tag = match locale {
                "zh-CN" => "zh-Hans",
                "ja" => "ja",
                _ => "en",
            };
            eventually(async || {
                let lang = with_element(stage, "return keys.shadowRoot.firstElementChild.lang").await;
                if lang == tag { Ok(()) } else { Err(format!("{tag} should be spoken; it is {lang}")) }
            })
            .await;
            eventually(async || {
                let title =
                    with_element(stage, "return keys.shadowRoot.querySelector('[part=title]')?.textContent ?? ''")
                        .await;
                if title != "" { Ok(()) } else { Err("a title".to_owned()) }
            })
            .await;
            let title = with_element(stage, "return keys.shadowRoot.querySelector('[part=title]').textContent").await;
            seen.push(title);
        }
        assert!(
            seen[0] != seen[1] && seen[1] != seen[2] && seen[2] == "Deployment API Key" && seen[2] == seen[3],
            "{seen:?}"
        );
    });
}

#[test]
fn a_language_that_cannot_be_loaded_leaves_the_one_that_is_spoken() {
    on_page(ONE, async |stage, site| {
        is_shown(stage).await;
        site.take_away("/vendor/ja.toml");
        with_element(stage, "keys.locale = 'ja'").await;
        eventually(async || {
            let events = told(stage).await;
            let said = events.iter().any(|event| event["detail"] == json!({ "reason": "locale" }));
            if said { Ok(()) } else { Err(format!("{events:?}")) }
        })
        .await;
        is_shown(stage).await;
        with_element(stage, "keys.locale = 'zh-Hans'").await;
        stage.page.role("heading", "Deployment API Key").is_gone().await;
    });
}

#[test]
fn moved_it_keeps_what_was_entered_and_its_dialog_stays_above_the_page() {
    on_page(ONE, async |stage, _| {
        make_key(stage, "exporter").await;
        let dialog = stage.new_key().await;
        dialog.label("Note").fill("half a note").await;
        let before = asked(stage).await;
        let modal = "return keys.shadowRoot.querySelectorAll('dialog:modal').length";
        with_element(stage, "document.getElementById('there').append(keys)").await;
        assert_eq!(with_element(stage, modal).await, 1);
        dialog.label("Note").has_value("half a note").await;
        with_element(stage, "document.getElementById('here').moveBefore?.(keys, null)").await;
        assert_eq!(with_element(stage, modal).await, 1);
        dialog.label("Note").has_value("half a note").await;
        assert_eq!(asked(stage).await, before, "nothing was begun again");
        dialog.label("Note").click().await;
        dialog.role("button", "Cancel").click().await;
        dialog.role("button", "Discard").click().await;
        dialog.is_gone().await;
        stage.row("exporter").appears().await;
    });
}

#[test]
fn removed_it_leaves_nothing_behind_and_put_back_it_begins_anew() {
    on_page(ONE, async |stage, _| {
        make_key(stage, "exporter").await;
        let _dialog = stage.new_key().await;
        let left = stage.page.run("return left()", Vec::new()).await;
        assert!(left["listening"].as_array().is_some_and(|listening| !listening.is_empty()), "it listens: {left}");
        with_element(stage, "window.gone = keys; keys.remove()").await;
        eventually(async || {
            let left = stage.page.run("return left()", Vec::new()).await;
            if left == json!({ "listening": [], "ticking": 0 }) {
                Ok(())
            } else {
                Err(format!("{left} should be nothing"))
            }
        })
        .await;
        assert_eq!(stage.page.run("return gone.shadowRoot.firstElementChild.childNodes.length", Vec::new()).await, 0);
        stage.page.run("document.getElementById('there').append(gone)", Vec::new()).await;
        stage.row("exporter").appears().await;
        stage.page.any("dialog").is_gone().await;
    });
}

#[test]
fn removed_while_it_waits_it_aborts_its_requests_and_says_nothing_more() {
    let own = "const keys = document.querySelector('deployment-api-keys');
        window.waiting = [];
        keys.fetch = (request) => {
          waiting.push(request);
          return new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason)));
        };
        keys.getToken = giveToken;";
    on_page_with(ONE, &[("/give.js", own)], async |stage, _| {
        eventually(async || {
            let waiting = stage.page.run("return waiting.length", Vec::new()).await;
            if waiting == 2 { Ok(()) } else { Err(format!("two requests should wait: {waiting}")) }
        })
        .await;
        with_element(stage, "keys.remove()").await;
        eventually(async || {
            let aborted = stage.page.run("return waiting.every((request) => request.signal.aborted)", Vec::new()).await;
            if aborted == true { Ok(()) } else { Err("it should be aborted".to_owned()) }
        })
        .await;
        // Once everything that was to come has come.
        stage.page.run_until_called("setTimeout(arguments[0])", Vec::new()).await;
        assert_eq!(told(stage).await, Vec::<serde_json::Value>::new());
    });
}

#[test]
fn one_that_comes_and_goes_at_once_again_and_again_ends_well_and_its_memory_is_given_back() {
    if lacks(Feature::CountingMemory) {
        return;
    }
    on_page("<div id=\"there\"></div>", async |stage, _| {
        let endpoint = format!("http://{}/api", stage.server.address);
        let script = "const [endpoint, done] = arguments;
            window.refs = [];
            (async () => {
              for (let round = 0; round < 12; round += 1) {
                const keys = document.createElement('deployment-api-keys');
                keys.endpoint = endpoint;
                keys.deployment = 'dedicated-v5';
                keys.getToken = giveToken;
                document.getElementById('there').append(keys);
                refs.push(new WeakRef(keys));
                if (round % 3 > 0) await new Promise((drawn) => (round % 3 === 1 ? requestAnimationFrame(drawn) : setTimeout(drawn, 30 * round)));
                keys.remove();
              }
            })().then(() => done(true));";
        stage.page.run_until_called(script, vec![json!(endpoint)]).await;
        eventually(async || {
            stage.page.devtools("HeapProfiler.collectGarbage", json!({})).await;
            let alive = stage.page.run("return refs.filter((ref) => ref.deref()).length", Vec::new()).await;
            if alive == 0 { Ok(()) } else { Err(format!("{alive} of 12 are still in memory")) }
        })
        .await;
        let left = stage.page.run("return left()", Vec::new()).await;
        assert_eq!(left, json!({ "listening": [], "ticking": 0 }));
    });
}

#[test]
fn two_on_one_page_know_nothing_of_each_other() {
    on_page(TWO, async |stage, _| {
        let (one, two) = (stage.page.inside("#one"), stage.page.inside("#two"));
        one.role("heading", "Deployment API Key").appears().await;
        two.role("button", "新しい API キー").click().await;
        let dialog = two.any("dialog");
        dialog.appears().await;
        one.any("dialog").is_gone().await;
        stage.page.run("document.getElementById('two').remove()", Vec::new()).await;
        one.role("button", "New API Key").click().await;
        let dialog = one.role("dialog", "New API Key");
        dialog.label("Note").has_focus().await;
        let events = told(stage).await;
        assert!(events.iter().all(|event| event["on"] == "two" && event["name"] == "key-created"), "{events:?}");
    });
}

#[test]
fn refreshed_it_shows_what_others_have_done() {
    on_page(ONE, async |stage, _| {
        make_key(stage, "exporter").await;
        let somebody = stage.somebody_of_the_server().await;
        let app_id = somebody.creates("dedicated-v5", "from elsewhere", &["GET /clients"]).await;
        with_element(stage, "keys.refresh()").await;
        stage.row(&app_id).having("from elsewhere").appears().await;
    });
}

#[test]
fn where_its_webassembly_cannot_be_loaded_it_says_so_and_tries_again() {
    on_page("<p>nothing yet</p>", async |stage, site| {
        let wasm = std::fs::read(crate::support::package().join("deployment-api-keys.wasm")).expect("a file");
        site.take_away("/vendor/deployment-api-keys.wasm");
        let endpoint = format!("http://{}/api", stage.server.address);
        let script = "const keys = document.createElement('deployment-api-keys');
            keys.endpoint = arguments[0]; keys.deployment = 'dedicated-v5'; keys.getToken = giveToken; document.body.append(keys);";
        stage.page.run(script, vec![json!(endpoint)]).await;
        stage.page.any("alert").having("The API keys could not be loaded.").appears().await;
        site.put("/vendor/deployment-api-keys.wasm", wasm, &[]);
        stage.page.role("button", "Try again").click().await;
        is_shown(stage).await;
        assert_eq!(told(stage).await[0]["detail"]["reason"], "load");
    });
}
