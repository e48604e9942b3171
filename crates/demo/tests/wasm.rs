//! The demo in a browser: what it keeps, over reloads and in several tabs, and what becomes of it where nothing is kept.
#![cfg(target_arch = "wasm32")]

use std::{cell::RefCell, rc::Rc};

use axum::{
    body::{Body, Bytes},
    http::{Request, Response},
};
use demo::{
    home::{Home, Keeping},
    keeping::{Browser, Kept},
};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const KEYS: &str = "/api/deployments/dedicated-v5/keys";

#[wasm_bindgen(inline_js = "
const databases = indexedDB;
const put = (value) => Object.defineProperty(globalThis, 'indexedDB', { value, configurable: true });
export const refuse = () => put({ open() { throw new DOMException('not here', 'SecurityError') } });
export const allow = () => put(databases);
export const forget = (name) => new Promise((resolve, reject) => {
  const request = indexedDB.deleteDatabase(name);
  request.onsuccess = () => resolve();
  request.onerror = () => reject(request.error);
});
let locks;
export const loseLocks = () => {
  locks = Object.getOwnPropertyDescriptor(Navigator.prototype, 'locks');
  Object.defineProperty(Navigator.prototype, 'locks', { value: undefined, configurable: true });
};
export const findLocks = () => Object.defineProperty(Navigator.prototype, 'locks', locks);
")]
extern "C" {
    fn refuse();
    fn allow();
    #[wasm_bindgen(catch)]
    async fn forget(name: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = loseLocks)]
    fn lose_locks();
    #[wasm_bindgen(js_name = findLocks)]
    fn find_locks();
}

/// A tab with the demo: each test has a name of its own, and a reload is a new one.
fn tab(name: &str) -> Rc<Home> {
    Rc::new(Home::new(Browser::named(name)))
}

async fn send(home: &Rc<Home>, method: &str, uri: &str, body: Body) -> Response<Bytes> {
    let request = Request::builder().method(method).uri(uri).header("content-type", "application/json");
    let request = request.header("idempotency-key", js_sys::Math::random().to_string());
    Rc::clone(home).answer(request.body(body).expect("a good request")).await.expect("a page that stays")
}

async fn get(home: &Rc<Home>, uri: &str) -> Value {
    let answer = send(home, "GET", uri, Body::empty()).await;
    assert_eq!(answer.status(), 200);
    serde_json::from_slice(answer.body()).expect("JSON")
}

/// The App IDs of the list, sorted.
async fn keys(home: &Rc<Home>) -> Vec<String> {
    let list = get(home, KEYS).await;
    let rows = list["keys"].as_array().expect("a list").iter();
    let mut app_ids: Vec<_> = rows.map(|key| key["app_id"].as_str().expect("an App ID").to_owned()).collect();
    app_ids.sort_unstable();
    app_ids
}

/// Makes a key, and answers its App ID and secret.
async fn create(home: &Rc<Home>) -> (String, String) {
    let body = json!({ "note": "mine", "access": { "type": "endpoints", "endpoints": ["GET /clients"] } });
    let answer = send(home, "POST", KEYS, Body::from(body.to_string())).await;
    assert_eq!(answer.status(), 201);
    let created: Value = serde_json::from_slice(answer.body()).expect("JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    (text(&created["key"]["app_id"]), text(&created["app_secret"]))
}

async fn kept_text(name: &str) -> String {
    match Browser::named(name).read(None).await.expect("a browser that keeps") {
        Kept::Other { text, .. } => text,
        kept => panic!("a text should be kept; it is {kept:?}"),
    }
}

#[wasm_bindgen_test]
async fn it_begins_with_keys_in_every_stage_of_their_life_and_a_trail() {
    let home = tab("begins");
    for deployment in ["serverless", "dedicated-v4", "dedicated-v5"] {
        let list = get(&home, &format!("/api/deployments/{deployment}/keys")).await;
        assert!(!list["keys"].as_array().expect("a list").is_empty(), "{deployment}");
    }
    let list = get(&home, KEYS).await;
    let rows = list["keys"].as_array().expect("a list");
    for (what, field) in [("is disabled", "disabled_at"), ("expires", "expires_at"), ("has been used", "last_used")] {
        assert!(rows.iter().any(|key| !key[field].is_null()), "one {what}");
    }
    let none = rows.iter().find(|key| key["access_summary"]["granted"] == 0 || key["access_summary"]["dropped"] != 0);
    assert_eq!(none, None, "every key may call something that is offered");
    let trail = get(&home, "/api/deployments/dedicated-v5/audit").await;
    let actions: Vec<_> = trail["entries"].as_array().expect("entries").iter().map(|entry| &entry["action"]).collect();
    for action in ["created", "updated", "disabled", "rotated", "deleted"] {
        assert!(actions.contains(&&json!(action)), "{action}: {actions:?}");
    }
}

#[wasm_bindgen_test]
async fn nobody_has_to_sign_in_and_nobody_can_sign_out() {
    let home = tab("session");
    assert_eq!(get(&home, "/api/session").await, json!({ "name": "administrator", "role": "administrator" }));
    assert_eq!(send(&home, "DELETE", "/api/session", Body::empty()).await.status(), 405);
    assert_eq!(send(&home, "GET", "/api/nothing", Body::empty()).await.status(), 404);
}

#[wasm_bindgen_test]
async fn what_was_done_is_there_after_a_reload() {
    let before = tab("reload");
    let first = keys(&before).await;
    let (app_id, _) = create(&before).await;
    let after = tab("reload");
    let listed = keys(&after).await;
    assert!(listed.contains(&app_id) && listed.len() == first.len() + 1, "{app_id} beside {first:?}: {listed:?}");
    assert_eq!(after.keeping(), Keeping::Kept);
}

#[wasm_bindgen_test]
async fn a_first_visit_that_changes_nothing_shows_the_same_keys_after_a_reload() {
    let first = keys(&tab("first visit")).await;
    assert_eq!(keys(&tab("first visit")).await, first);
}

#[wasm_bindgen_test]
async fn a_tab_shows_what_another_has_done_and_loses_nothing_of_it() {
    let (one, other) = (tab("tabs"), tab("tabs"));
    let first = keys(&one).await;
    assert_eq!(keys(&other).await, first);
    let (of_one, _) = create(&one).await;
    let (of_other, _) = create(&other).await;
    for home in [&one, &other] {
        let listed = keys(home).await;
        assert!(listed.contains(&of_one) && listed.contains(&of_other), "{listed:?}");
    }
    assert_eq!(send(&one, "DELETE", &format!("{KEYS}/{of_other}"), Body::empty()).await.status(), 204);
    assert_eq!(send(&other, "GET", &format!("{KEYS}/{of_other}"), Body::empty()).await.status(), 404);
}

#[wasm_bindgen_test]
async fn of_two_tabs_that_ask_in_one_moment_both_are_answered_and_both_are_kept() {
    let (one, other) = (tab("one moment"), tab("one moment"));
    let found: Rc<RefCell<Vec<String>>> = Rc::default();
    let make = async |home: &Rc<Home>| {
        let (app_id, _) = create(home).await;
        found.borrow_mut().push(app_id);
    };
    futures_util::future::join4(make(&one), make(&other), make(&one), make(&other)).await;
    let listed = keys(&tab("one moment")).await;
    let found = found.take();
    assert_eq!(found.len(), 4);
    assert!(found.iter().all(|app_id| listed.contains(app_id)), "{found:?} in {listed:?}");
}

#[wasm_bindgen_test]
async fn two_folders_of_one_host_share_nothing() {
    let (app_id, _) = create(&tab("folder one")).await;
    assert!(!keys(&tab("folder two")).await.contains(&app_id));
}

#[wasm_bindgen_test]
async fn no_secret_is_kept() {
    let home = tab("secret");
    let (app_id, secret) = create(&home).await;
    let text = kept_text("secret").await;
    assert!(text.contains(&app_id) && !text.contains(&secret) && !text.contains("dks_"));
}

#[wasm_bindgen_test]
async fn where_the_browser_refuses_it_works_in_memory_and_says_so() {
    refuse();
    let home = tab("refused");
    let told: Rc<RefCell<Vec<Keeping>>> = Rc::default();
    let telling = Rc::clone(&told);
    home.watch(move |keeping| telling.borrow_mut().push(keeping));
    let (app_id, _) = create(&home).await;
    assert!(keys(&home).await.contains(&app_id));
    let reloaded = keys(&tab("refused")).await;
    allow();
    assert!(!reloaded.contains(&app_id), "nothing is kept");
    assert_eq!(told.take(), [Keeping::Refused]);
}

#[wasm_bindgen_test]
async fn without_locks_nothing_is_kept_for_two_tabs_would_lose_what_the_other_did() {
    lose_locks();
    let home = tab("no locks");
    let (app_id, _) = create(&home).await;
    let (keeping, listed) = (home.keeping(), keys(&home).await);
    find_locks();
    assert_eq!(keeping, Keeping::Refused);
    assert!(listed.contains(&app_id));
    assert!(!keys(&tab("no locks")).await.contains(&app_id));
}

#[wasm_bindgen_test]
async fn what_cannot_be_read_is_said_and_left_alone_until_it_is_reset() {
    for (number, spoilt) in
        ["no JSON", "{}", r#"{"format":999}"#, r#"{"format":1,"keys":{"a":1}}"#, ""].iter().enumerate()
    {
        let name = format!("spoilt {number}");
        Browser::named(&name).write(spoilt).await.expect("a browser that keeps");
        let home = tab(&name);
        let (app_id, _) = create(&home).await;
        assert_eq!(home.keeping(), Keeping::Unreadable, "{spoilt}");
        assert!(keys(&home).await.contains(&app_id), "it works in memory");
        assert_eq!(kept_text(&name).await, *spoilt);
        Rc::clone(&home).reset().await.expect("a page that stays");
        assert_eq!(home.keeping(), Keeping::Kept);
        let listed = keys(&home).await;
        assert!(!listed.is_empty() && !listed.contains(&app_id));
        assert_eq!(keys(&tab(&name)).await, listed);
    }
}

#[wasm_bindgen_test]
async fn a_tab_that_could_read_nothing_goes_on_with_what_another_has_reset() {
    Browser::named("mended").write("no JSON").await.expect("a browser that keeps");
    let (one, other) = (tab("mended"), tab("mended"));
    keys(&one).await;
    keys(&other).await;
    one.clone().reset().await.expect("a page that stays");
    assert_eq!(keys(&other).await, keys(&one).await);
    assert_eq!(other.keeping(), Keeping::Kept);
}

#[wasm_bindgen_test]
async fn a_reset_makes_everything_as_at_first_in_every_tab() {
    let (one, other) = (tab("reset"), tab("reset"));
    let first = keys(&one).await;
    let (app_id, _) = create(&other).await;
    let entries = async |home: &Rc<Home>| {
        get(home, "/api/deployments/dedicated-v5/audit").await["entries"].as_array().expect("entries").len()
    };
    let trail = entries(&one).await;
    one.clone().reset().await.expect("a page that stays");
    for home in [&one, &other, &tab("reset")] {
        let listed = keys(home).await;
        assert!(listed.len() == first.len() && !listed.contains(&app_id), "{listed:?}");
        assert_eq!(entries(home).await, trail - 1);
    }
}

#[wasm_bindgen_test]
async fn a_browser_that_is_told_to_forget_begins_again_without_a_reload() {
    let home = tab("forgotten");
    let (app_id, _) = create(&home).await;
    forget("forgotten").await.expect("nobody is in the way");
    assert!(!keys(&home).await.contains(&app_id));
    let (again, _) = create(&home).await;
    assert!(keys(&tab("forgotten")).await.contains(&again));
    assert_eq!(home.keeping(), Keeping::Kept);
}
