//! A browser with a fresh profile.

use std::{sync::Arc, time::Duration};

use fantoccini::{
    Client, ClientBuilder,
    actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::Element,
    error::CmdError,
    key::Key,
    wd::WebDriverCompatibleCommand,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::{
    engine::{Engine, Session},
    npm,
    query::{Name, Query},
    words::{Part, Words},
};

const QUERY: &str = include_str!("query.js");
const FIND: &str = "return window.findForTest ? window.findForTest(arguments[0]) : null";

/// A host name that leads here, and that no browser trusts as it trusts `127.0.0.1`: http there is not secure.
pub const PLAIN_HOST: &str = "console.test";

/// How long a driver may take to start a browser: on a machine with much else to do it takes many seconds.
const START: Duration = Duration::from_secs(60);

/// A browser with one tab. Copied freely.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    /// Where the console is: `http://127.0.0.1:41234`.
    origin: String,
    /// What the page says, where that is not English.
    words: Option<Arc<Words>>,
}

impl Browser {
    /// Starts one that asks for these languages; it needs what is returned with it.
    pub async fn start(origin: &str, languages: &str) -> (Self, Session) {
        let (client, session) = connect(languages).await;
        let browser = Browser { client, origin: origin.to_owned(), words: None };
        if Engine::here() == Engine::WebKit {
            browser.resize(1280, 900).await;
        }
        (browser, session)
    }

    /// Ends it.
    pub async fn close(self) {
        self.client.close().await.expect("the browser can be closed");
    }

    /// Has the pages that are opened from now on speak a language, by its tag: what is looked for is still said in English.
    pub async fn speaks(&mut self, tag: &str) {
        // Something of the same origin that is no page.
        self.open("/favicon.svg").await;
        self.run("localStorage.setItem('language', arguments[0])", vec![json!(tag)]).await;
        self.is_in(tag);
    }

    /// What is looked for from now on is in a language, by its tag, and is still said in English.
    pub fn is_in(&mut self, tag: &str) {
        self.words = (tag != "en").then(|| Arc::new(Words::of(tag)));
    }

    /// What a text of the page may be in its language.
    pub(super) fn whole(&self, english: &str) -> Vec<String> {
        self.words.as_ref().map_or_else(|| vec![english.to_owned()], |words| words.whole(english))
    }

    /// What a part of a text of the page may be in its language.
    pub(super) fn part(&self, english: &str) -> Vec<Part> {
        self.words.as_ref().map_or_else(|| vec![Part::of(english)], |words| words.part(english))
    }

    /// The client of the WebDriver protocol, for what has no name here.
    pub fn driver(&self) -> &Client {
        &self.client
    }

    /// Where the console is: `http://127.0.0.1:41234`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Loads an address: of the console, when it begins with a slash.
    pub async fn open(&self, address: &str) {
        let address = if address.starts_with('/') { format!("{}{address}", self.origin) } else { address.to_owned() };
        self.client.goto(&address).await.expect("an address that can be opened");
    }

    /// Reloads the page.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("a page that can be reloaded");
    }

    /// Presses the browser's Back.
    pub async fn back(&self) {
        self.client.back().await.expect("a history");
    }

    /// The address without the console's origin: `/deployments/serverless`, with fragment and all.
    pub async fn address(&self) -> String {
        let url = self.client.current_url().await.expect("an address");
        url.as_str().strip_prefix(&self.origin).unwrap_or(url.as_str()).to_owned()
    }

    /// Waits until the address is this one.
    pub async fn is_at(&self, address: &str) {
        super::eventually(async || {
            let at = self.address().await;
            if at == address { Ok(()) } else { Err(format!("the address should be {address}; it is {at}")) }
        })
        .await;
    }

    /// Runs a script, with its arguments in `arguments`.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.expect("a script that runs")
    }

    /// Runs a script with an element, as long as it is there.
    pub(super) async fn run_on(&self, element: &Element, script: &str) -> Result<Value, CmdError> {
        let element = serde_json::to_value(element).map_err(CmdError::Json)?;
        self.client.execute(script, vec![element]).await
    }

    /// Runs a script that calls its last argument with its result.
    pub async fn run_until_called(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute_async(script, arguments).await.expect("a script that ends")
    }

    /// What the page has written to the browser's console since the last time. Only Chromium tells.
    pub async fn console(&self) -> String {
        if Engine::here() != Engine::Chromium {
            return String::new();
        }
        self.client.issue_cmd(ConsoleLog).await.expect("a browser that keeps its console").to_string()
    }

    /// Clicks at a place of the window, whatever is there.
    pub async fn click_at(&self, x: i64, y: i64) {
        let there = PointerAction::MoveTo { duration: None, x: x as f64, y: y as f64 };
        let button = MOUSE_BUTTON_LEFT;
        let click = MouseActions::new("mouse".into())
            .then(there)
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button });
        self.client.perform_actions(click).await.expect("a mouse");
    }

    /// Presses the mouse in the middle of an element, and holds it.
    pub(super) async fn press_on(&self, element: Element) {
        let there = PointerAction::MoveToElement { element, duration: None, x: 0., y: 0. };
        let press =
            MouseActions::new("mouse".into()).then(there).then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(press).await.expect("a mouse");
    }

    /// Releases the mouse where it is.
    pub async fn releases_the_mouse(&self) {
        let release = MouseActions::new("mouse".into()).then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(release).await.expect("a mouse");
    }

    /// Sends a command of the DevTools protocol, which only Chromium knows.
    pub async fn devtools(&self, command: &'static str, parameters: Value) -> Value {
        self.client.issue_cmd(DevTools { command, parameters }).await.expect("a command that the browser knows")
    }

    /// Lays the page out for a window of this size.
    pub async fn resize(&self, width: u32, height: u32) {
        if Engine::here() == Engine::Chromium {
            let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
            return;
        }
        let frame = self.run("return [outerWidth - innerWidth, outerHeight - innerHeight]", Vec::new()).await;
        let [across, down] =
            [0, 1].map(|side| frame[side].as_u64().and_then(|size| size.try_into().ok()).unwrap_or(0u32));
        self.client.set_window_size(width + across, height + down).await.expect("a window");
        super::eventually(async || {
            let is = self.run("return innerWidth", Vec::new()).await;
            if is == json!(width) { Ok(()) } else { Err(format!("the window should be {width} wide; it is {is}")) }
        })
        .await;
    }

    /// Has the page in a colour scheme: `light` or `dark`. By what the system prefers where that can be emulated, else by what
    /// the person has chosen on the page.
    pub async fn prefers(&self, scheme: &str) {
        if Engine::here() == Engine::Chromium {
            let features = json!([
                { "name": "prefers-color-scheme", "value": scheme },
                { "name": "prefers-reduced-motion", "value": "reduce" },
            ]);
            self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        } else {
            self.run("document.documentElement.dataset.theme = arguments[0]", vec![json!(scheme)]).await;
        }
    }

    /// Lets the page read the clipboard without asking a person.
    pub async fn reads_the_clipboard(&self) {
        // Firefox is told when it starts.
        if Engine::here() == Engine::Chromium {
            let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
            let permission = json!({ "origin": self.origin, "permissions": permissions });
            self.devtools("Browser.grantPermissions", permission).await;
        }
    }

    /// Types into what has the focus, as a paste does: also what no key can.
    pub async fn paste(&self, text: &str) {
        if Engine::here() == Engine::Chromium {
            self.devtools("Input.insertText", json!({ "text": text })).await;
        } else {
            self.run("document.execCommand('insertText', false, arguments[0])", vec![json!(text)]).await;
        }
    }

    /// Presses a key and lets it go.
    pub async fn press(&self, key: impl Into<char>) {
        self.strokes(&[key.into()], &[]).await;
    }

    /// Presses a key while others are held.
    pub async fn press_with(&self, held: &[Key], key: impl Into<char>) {
        let held: Vec<char> = held.iter().map(|key| (*key).into()).collect();
        self.strokes(&[key.into()], &held).await;
    }

    /// Types on the keyboard, into whatever has the focus.
    pub async fn type_text(&self, text: &str) {
        self.strokes(&text.chars().collect::<Vec<_>>(), &[]).await;
    }

    /// Clicks in the middle of an element while a key is held. WebDriver's own click knows of no keys.
    pub(super) async fn click_element_with(&self, held: Key, element: Element) {
        let (key, button) = (held.into(), MOUSE_BUTTON_LEFT);
        let there = PointerAction::MoveToElement { element, duration: None, x: 0., y: 0. };
        let hold = KeyActions::new("keyboard".into()).then(KeyAction::Down { value: key });
        let click = MouseActions::new("mouse".into())
            .then(there)
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button });
        let let_go = KeyActions::new("keyboard".into()).then(KeyAction::Up { value: key });
        self.client.perform_actions(hold).await.expect("a keyboard");
        self.client.perform_actions(click).await.expect("a mouse");
        self.client.perform_actions(let_go).await.expect("a keyboard");
    }

    async fn strokes(&self, keys: &[char], held: &[char]) {
        let mut actions = KeyActions::new("keyboard".into());
        for value in held {
            actions = actions.then(KeyAction::Down { value: *value });
        }
        for value in keys {
            actions = actions.then(KeyAction::Down { value: *value }).then(KeyAction::Up { value: *value });
        }
        for value in held.iter().rev() {
            actions = actions.then(KeyAction::Up { value: *value });
        }
        self.client.perform_actions(actions).await.expect("a keyboard");
    }

    /// Presses Tab until this has the focus, as somebody without a mouse does.
    pub async fn tab_to(&self, target: &Query) {
        self.tab_with(target, &[]).await;
    }

    /// Presses Shift and Tab until this has the focus.
    pub async fn tab_back_to(&self, target: &Query) {
        self.tab_with(target, &[Key::Shift]).await;
    }

    async fn tab_with(&self, target: &Query, held: &[Key]) {
        target.appears().await;
        for _ in 0..200 {
            if target.now().await.iter().any(|found| found.focused) {
                return;
            }
            self.press_with(held, Key::Tab).await;
        }
        panic!("Tab does not reach {target}");
    }

    /// Every element with this role, whatever its name.
    pub fn any(&self, role: &str) -> Query {
        Query::everything(self).any(role)
    }

    /// The element with this role and accessible name.
    pub fn role(&self, role: &str, name: impl Into<Name>) -> Query {
        Query::everything(self).role(role, name)
    }

    /// What stands in the shadow tree of the element that a CSS selector finds.
    pub fn inside(&self, selector: &str) -> Query {
        Query::inside(self, selector)
    }

    /// The field with this label.
    pub fn label(&self, name: impl Into<Name>) -> Query {
        Query::everything(self).label(name)
    }

    /// The element whose own text is this.
    pub fn text(&self, text: impl Into<Name>) -> Query {
        Query::everything(self).text(text)
    }

    /// What a query finds at this moment. What finds it is brought along where a page does not have it yet.
    pub(super) async fn find(&self, steps: &Value) -> Result<Value, CmdError> {
        let found = self.client.execute(FIND, vec![steps.clone()]).await?;
        if !found.is_null() {
            return Ok(found);
        }
        // One script with the library: in Firefox each has globals of its own, and what one makes is no `Function` in another.
        let bring = format!("{}\nwindow.findForTest = function () {{\n{QUERY}\n}};", *npm::TESTING_LIBRARY);
        self.client.execute(&bring, Vec::new()).await?;
        self.client.execute(FIND, vec![steps.clone()]).await
    }

    /// The element that a script has answered with.
    pub(super) fn element(&self, reference: &Value) -> Element {
        let id = reference.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        let id = id.expect("a reference to an element").to_owned();
        Element::from_element_id(self.client.clone(), id.into())
    }
}

/// Has a driver start a browser. WebKit's has it listen on a port that was free a moment before, and waits for ever for one
/// that has ended or listens nowhere: then both are started anew.
async fn connect(languages: &str) -> (Client, Session) {
    let attempts = if Engine::here() == Engine::WebKit { 3 } else { 1 };
    for _ in 0..attempts {
        let session = Engine::here().session(languages);
        let Value::Object(capabilities) = session.capabilities.clone() else { unreachable!("an object was written") };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let start = builder.capabilities(capabilities).connect(&session.url);
        if let Ok(client) = tokio::time::timeout(START, start).await {
            return (client.expect("the driver starts a browser"), session);
        }
    }
    panic!("the driver starts no browser within {} seconds", START.as_secs());
}

#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "cmd": self.command, "params": self.parameters }).to_string()))
    }
}

#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}
