//! The address and the history of the served page. The only file that knows the router.
//!
//! Of `leptos_router` it uses the location: it reads the address, follows links and Back, and writes the history. Its route
//! components are left out: the page's few addresses are matched in `app`, and the components would be a tenth of the
//! page's WebAssembly.

use leptos::prelude::*;
use leptos_router::location::{BrowserUrl, LocationChange, LocationProvider, State, Url};

use crate::page_state::Step;

/// The page's address: provided by context.
#[derive(Clone, Copy)]
pub struct Address {
    browser: StoredValue<BrowserUrl>,
    /// What stands between the host and the query.
    pub pathname: Memo<String>,
    /// What follows `?`.
    pub search: Memo<String>,
    /// What follows `#`.
    pub hash: Memo<String>,
}

impl Address {
    /// The browser's address; from now on links within the page are followed in place.
    pub fn of_browser() -> Self {
        // A page without an address is none: there is always a window here, and it has one.
        let browser = BrowserUrl::new().unwrap_or_else(|error| wasm_bindgen::throw_val(error));
        browser.init(None);
        let url = browser.as_url().clone();
        let part = |read: fn(&Url) -> &str| {
            let url = url.clone();
            Memo::new(move |_| url.with(|url| read(url).to_owned()))
        };
        let address = Address {
            pathname: part(Url::path),
            search: part(Url::search),
            hash: part(|url| url.hash().trim_start_matches('#')),
            browser: StoredValue::new(browser.clone()),
        };
        // A link is followed in two steps: what is shown changes, and once it has, the history is written.
        Effect::new(move |_| {
            url.track();
            browser.ready_to_complete();
        });
        address
    }

    /// Goes to an address of this page; scrolls to its top when `scroll` says so.
    pub fn go(&self, to: &str, step: Step, scroll: bool) {
        let change =
            LocationChange { value: to.to_owned(), replace: step == Step::Replace, scroll, state: State::default() };
        self.browser.with_value(|browser| {
            browser.complete_navigation(&change);
            // The browser's own reading of what it was just given.
            if let Ok(url) = BrowserUrl::current() {
                browser.as_url().set(url);
            }
        });
    }
}
