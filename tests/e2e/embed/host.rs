//! Pages of somebody else.

use serde_json::Value;

use crate::support::{Query, Setup, Site, Stage, about_a_server, run_with};

/// The strictest policy under which the element works: what `docs/embedding.md` tells hosts.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

/// The name of the token that pages get first.
pub const FIRST: &str = "first";

/// What a host's own script does on every page here: it gives tokens, and writes down what happens.
const SCRIPT: &str = r#"
window.tokens = TOKENS;
window.asked = 0;
window.events = [];
window.problems = [];
window.giveToken = async () => tokens[Math.min(asked++, tokens.length - 1)];
for (const name of ["key-created", "key-updated", "key-deleted", "error"]) {
  document.addEventListener(name, (event) => {
    if (event instanceof CustomEvent) events.push({ name, on: event.target.id, detail: event.detail });
  });
}
addEventListener("error", (event) => { if (event instanceof ErrorEvent) problems.push(event.message); });
addEventListener("unhandledrejection", (event) => problems.push(String(event.reason)));
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
  // That Firefox asks for by itself.
  if (!blockedURI.endsWith("/favicon.ico")) problems.push(`${violatedDirective} ${blockedURI}`);
});

// What the element leaves behind when it goes.
window.listening = new Map();
const key = (target, type) => `${target === window ? "window" : "document"} ${type}`;
for (const target of [window, document]) {
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  target.addEventListener = (type, ...rest) => {
    listening.set(key(target, type), (listening.get(key(target, type)) ?? 0) + 1);
    return add.call(target, type, ...rest);
  };
  target.removeEventListener = (type, ...rest) => {
    listening.set(key(target, type), (listening.get(key(target, type)) ?? 0) - 1);
    return remove.call(target, type, ...rest);
  };
}
window.ticking = new Set();
const { setInterval: start, clearInterval: end } = window;
window.setInterval = (...rest) => { const id = start(...rest); ticking.add(id); return id; };
window.clearInterval = (id) => { ticking.delete(id); end(id); };
window.left = () => ({ listening: [...listening].filter(([, count]) => count !== 0), ticking: ticking.size });
"#;

/// Gives every element on the page the host's tokens.
const GIVE: &str = r#"
for (const keys of document.querySelectorAll("deployment-api-keys")) keys.getToken = giveToken;
"#;

/// Shows a page to a test. In its HTML `ENDPOINT` is the Deployment API's base URL.
pub fn on_page(body: &str, test: impl AsyncFnOnce(&mut Stage, &Site)) {
    on_page_with(body, &[], test);
}

/// The same with files of its own: names and contents.
pub fn on_page_with(body: &str, files: &[(&str, &str)], test: impl AsyncFnOnce(&mut Stage, &Site)) {
    about_a_server(|| on_page_of_a_site(body, files, test));
}

fn on_page_of_a_site(body: &str, files: &[(&str, &str)], test: impl AsyncFnOnce(&mut Stage, &Site)) {
    let mut site = Site::bind();
    let config = format!("cors_origins = [\"{}\"]", site.origin);
    let body = body.to_owned();
    let files: Vec<_> = files.iter().map(|(name, content)| ((*name).to_owned(), (*content).to_owned())).collect();
    run_with(Setup { config: Some(config), ..Setup::default() }, async |stage| {
        let token = stage.server.token("administrator", FIRST, &["dedicated-v5", "serverless", "dedicated-v4"]).await;
        let another = stage.server.token("administrator", "another", &["dedicated-v5", "serverless"]).await;
        let tokens = serde_json::to_string(&[token, another]).expect("texts");
        let endpoint = format!("http://{}/api", stage.server.address);
        site.put("/host.js", SCRIPT.replace("TOKENS", &tokens), &[]);
        site.put("/give.js", GIVE, &[]);
        let own_styles = if files.iter().any(|(name, _)| name.ends_with(".css")) { "; style-src 'self'" } else { "" };
        for (name, content) in files {
            site.put(&name, content.replace("ENDPOINT", &endpoint), &[]);
        }
        let page = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>My cloud</title>\
             <script src=\"/host.js\"></script>{}</head><body>{}</body></html>",
            "<script type=\"module\" src=\"/vendor/deployment-api-keys.js\"></script>\
             <script type=\"module\" src=\"/give.js\"></script>",
            body.replace("ENDPOINT", &endpoint)
        );
        // A host's own style sheets, where it has any, are its own matter.
        let policy = format!("Content-Security-Policy: {POLICY} {endpoint}/; frame-src *{own_styles}");
        site.put("/", page, &[&policy]);
        site.run();
        stage.page.open(&format!("{}/", site.origin)).await;
        test(stage, &site).await;
        let problems = stage.page.run("return window.problems ?? []", Vec::new()).await;
        assert_eq!(problems, serde_json::json!([]), "the page has nothing to complain about");
    });
}

/// A page with one element, and something before and behind it.
pub const ONE: &str = "<h1>My cloud</h1><button id=\"before\">Before</button>\
    <div id=\"here\"><deployment-api-keys id=\"keys\" endpoint=\"ENDPOINT\" deployment=\"dedicated-v5\"></deployment-api-keys></div>\
    <div id=\"there\"></div><button id=\"behind\">Behind</button>";

/// Runs a script with the element as `keys`.
pub async fn with_element(stage: &Stage, script: &str) -> Value {
    stage.page.run(&format!("const keys = document.querySelector('deployment-api-keys'); {script}"), Vec::new()).await
}

/// What the page has been told by events since it was loaded.
pub async fn told(stage: &Stage) -> Vec<Value> {
    stage.page.run("return events", Vec::new()).await.as_array().expect("a list").clone()
}

/// How often the page was asked for a token.
pub async fn asked(stage: &Stage) -> u64 {
    stage.page.run("return asked", Vec::new()).await.as_u64().expect("a number")
}

/// Makes a key with a note in the dialog, and answers its App ID.
pub async fn make_key(stage: &Stage, note: &str) -> String {
    let dialog = stage.new_key().await;
    dialog.label("Note").fill(note).await;
    select_something(&dialog).await;
    dialog.role("button", "Confirm").click().await;
    stage.take_new_app_id().await
}

/// Selects the first category.
pub async fn select_something(dialog: &Query) {
    dialog.role("button", "Select all").click().await;
}

/// The list is there.
pub async fn is_shown(stage: &Stage) {
    stage.page.role("heading", "Deployment API Key").appears().await;
}
