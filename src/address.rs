//! The address and the history of the served page. The only file that knows them.
//!
//! There is no router behind it: the page's few addresses are matched in `app`, and its route components alone would be a
//! tenth of the page's WebAssembly. That of Leptos also keeps a guess of its own at what stands in the history, and where
//! the guess is wrong, after Back or a fragment, a link writes nothing and a button does nothing.

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement};

use crate::page_state::Step;

/// The page's address: provided by context.
#[derive(Clone, Copy)]
pub struct Address {
    url: RwSignal<Url>,
    /// What stands between the page's `<base>` and the query, without a slash before it: wherever the page stands, its
    /// addresses are below its `<base>`, and every link of it is one from there.
    pub pathname: Memo<String>,
    /// What follows `?`.
    pub search: Memo<String>,
    /// What follows `#`.
    pub hash: Memo<String>,
}

/// The parts that a page has to do with, as the browser writes them.
#[derive(Default, PartialEq)]
struct Url {
    pathname: String,
    search: String,
    hash: String,
}

impl Url {
    /// Of an address below the page's `<base>`.
    fn of(href: &str) -> Option<Self> {
        let base = document().base_uri().ok().flatten()?;
        let below = href.strip_prefix(base.as_str())?;
        let (below, hash) = below.split_once('#').unwrap_or((below, ""));
        let (pathname, search) = below.split_once('?').unwrap_or((below, ""));
        Some(Url { pathname: pathname.to_owned(), search: search.to_owned(), hash: hash.to_owned() })
    }

    /// Of the page.
    fn now() -> Self {
        Url::of(&here()).unwrap_or_default()
    }
}

/// The page's whole address. It can be read: the browser refuses only the location of another window.
fn here() -> String {
    window().location().href().unwrap_or_default()
}

impl Address {
    /// The browser's address; from now on links within the page are followed in place.
    pub fn of_browser() -> Self {
        let url = RwSignal::new(Url::now());
        let part = |read: fn(&Url) -> &str| Memo::new(move |_| url.with(|url| read(url).to_owned()));
        let address = Address {
            url,
            pathname: part(|url| &url.pathname),
            search: part(|url| &url.search),
            hash: part(|url| &url.hash),
        };
        // Both go with the page. Back, Forward, and what changes the fragment alone:
        _ = window_event_listener(ev::popstate, move |_| address.read());
        _ = window_event_listener(ev::click, move |event| address.follow(&event));
        address
    }

    /// Goes to an address of this page; scrolls to its top when `scroll` says so.
    pub fn go(&self, to: &str, step: Step, scroll: bool) {
        let written = window().history().and_then(|history| match step {
            Step::Push => history.push_state_with_url(&JsValue::NULL, "", Some(to)),
            Step::Replace => history.replace_state_with_url(&JsValue::NULL, "", Some(to)),
        });
        if written.is_err() {
            // Browsers bound how often the history is written. Loading the page is not bounded.
            _ = window().location().set_href(to);
        }
        self.read();
        if scroll {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    }

    /// The address of a part of what is shown. The fragment alone would be one of the page's `<base>`.
    pub fn with_fragment(&self, fragment: &str) -> String {
        self.url.track();
        let mut address = here();
        address.truncate(address.find('#').unwrap_or(address.len()));
        address + "#" + fragment
    }

    /// Takes over the browser's own reading of the address.
    fn read(&self) {
        self.url.set(Url::now());
    }

    /// Follows the link that was clicked, if it leads to this page and is not for the browser: to open in another tab, to
    /// save, or a part of what is shown already.
    fn follow(&self, click: &ev::MouseEvent) {
        let modified = click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key();
        if click.default_prevented() || click.button() != 0 || modified {
            return;
        }
        let clicked = click.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = clicked.and_then(|clicked| clicked.closest("a[href]").ok().flatten());
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return };
        let external = link.rel().split_ascii_whitespace().any(|rel| rel == "external");
        if external || !link.target().is_empty() || link.has_attribute("download") {
            return;
        }
        let (to, now) = (link.href(), Url::now());
        let Some(there) = Url::of(&to) else { return };
        if !there.hash.is_empty() && there.pathname == now.pathname && there.search == now.search {
            return;
        }
        click.prevent_default();
        // As browsers do: a link to where one is leaves no trace.
        let step = if there == now { Step::Replace } else { Step::Push };
        self.go(&to, step, true);
    }
}
