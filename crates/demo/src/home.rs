//! The Router with its store, and what is kept of it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    http::{Request, Response},
    routing::get,
};
use backend::{
    Api, Clock, Deployments, Principal, Visible, memory::MemoryStore, router, samples::sample_deployments,
    store::StoreError,
};
use contract::{Role, Session};
use http_body_util::BodyExt;
use jiff::Timestamp;
use tower::ServiceExt;
use wasm_bindgen::JsValue;

use crate::{
    keeping::{Browser, Kept, Refused},
    samples,
};

/// The one who uses the demo; named as a server names its administrator.
const NAME: &str = "administrator";

/// Whether what is done in the demo is there after a reload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is.
    Kept,
    /// The browser keeps nothing for this page.
    Refused,
    /// What the browser has kept cannot be read, and is left as it is until the demo is reset.
    Unreadable,
}

/// The Deployment API over what the browser keeps.
pub struct Home {
    router: Router,
    store: Arc<MemoryStore>,
    deployments: Deployments,
    browser: Browser,
    /// The mark of what the store holds, or of what could not be read.
    mark: RefCell<Option<String>>,
    /// Whether anything is in the store yet.
    filled: Cell<bool>,
    keeping: Cell<Keeping>,
    watcher: RefCell<Option<Watcher>>,
}

/// Is told what [`Home::keeping`] has become.
type Watcher = Box<dyn Fn(Keeping)>;

/// The browser's clock.
struct BrowserClock;

impl Clock for BrowserClock {
    fn now(&self) -> Timestamp {
        // A browser's time is within what a timestamp can hold.
        Timestamp::from_millisecond(js_sys::Date::now() as i64).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl Home {
    /// A home whose data is there; it is read with the first request.
    pub fn new(browser: Browser) -> Self {
        let store = Arc::new(MemoryStore::new());
        let deployments = Deployments::new(sample_deployments());
        let session = || async { Json(Session { name: NAME.into(), role: Role::Administrator }) };
        let api = Api::new(deployments.clone(), store.clone(), Arc::new(BrowserClock));
        Home {
            // Nobody signs in here, and nobody can sign out.
            router: Router::new().route("/api/session", get(session)).merge(router(api)),
            store,
            deployments,
            browser,
            mark: RefCell::default(),
            filled: Cell::new(false),
            keeping: Cell::new(Keeping::Kept),
            watcher: RefCell::default(),
        }
    }

    /// Answers a request as a server does, over what all tabs share.
    ///
    /// # Errors
    /// When the page is being left.
    pub async fn answer(self: Rc<Self>, mut request: Request<Body>) -> Result<Response<Bytes>, JsValue> {
        let principal = Principal { name: NAME.into(), role: Role::Administrator, visible: Visible::All };
        request.extensions_mut().insert(principal);
        let home = Rc::clone(&self);
        let work = async move {
            home.read().await;
            let changes = !request.method().is_safe();
            let answer = home.ask(request).await;
            if changes {
                home.write().await;
            }
            answer
        };
        self.browser.alone(work).await
    }

    /// Makes everything as it was at first, in all tabs.
    ///
    /// # Errors
    /// When the page is being left.
    pub async fn reset(self: Rc<Self>) -> Result<(), JsValue> {
        let home = Rc::clone(&self);
        let work = async move {
            home.fill().await;
            if home.keeping.get() == Keeping::Unreadable {
                home.say(Keeping::Kept);
            }
            home.write().await;
        };
        self.browser.alone(work).await
    }

    /// Whether what is done here is there after a reload, as far as that is known.
    pub fn keeping(&self) -> Keeping {
        self.keeping.get()
    }

    /// Has this be told whenever [`Home::keeping`] changes.
    pub fn watch(&self, watcher: impl Fn(Keeping) + 'static) {
        *self.watcher.borrow_mut() = Some(Box::new(watcher));
    }

    async fn ask(&self, request: Request<Body>) -> Response<Bytes> {
        // A Router cannot fail, and its bodies are in memory.
        let Ok(answer) = self.router.clone().oneshot(request).await;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        Response::from_parts(head, body)
    }

    /// Takes over what another tab, or the visit before, has kept.
    async fn read(&self) {
        if self.keeping.get() == Keeping::Refused {
            return;
        }
        let known = self.mark.borrow().clone();
        match self.browser.read(known.as_deref()).await {
            Ok(Kept::Same) => (),
            Ok(Kept::Nothing) => {
                self.fill().await;
                self.say(Keeping::Kept);
                self.write().await;
            }
            Ok(Kept::Other { mark, text }) => {
                *self.mark.borrow_mut() = Some(mark);
                if self.store.read(&text).is_ok() {
                    self.filled.set(true);
                    self.say(Keeping::Kept);
                } else {
                    self.fill_once().await;
                    self.say(Keeping::Unreadable);
                }
            }
            Err(Refused) => {
                self.fill_once().await;
                self.say(Keeping::Refused);
            }
        }
    }

    /// Keeps what the store holds.
    async fn write(&self) {
        if self.keeping.get() != Keeping::Kept {
            return;
        }
        // A store that a panic has left can be neither asked nor kept.
        let Ok(text) = self.store.write() else { return };
        match self.browser.write(&text).await {
            Ok(mark) => *self.mark.borrow_mut() = Some(mark),
            Err(Refused) => self.say(Keeping::Refused),
        }
    }

    async fn fill_once(&self) {
        if !self.filled.get() {
            self.fill().await;
        }
    }

    async fn fill(&self) {
        self.filled.set(true);
        let filled: Result<(), StoreError> = samples::fill(&self.store, &self.deployments, BrowserClock.now()).await;
        // It fails only after a panic, and then every request does and says so.
        drop(filled);
    }

    fn say(&self, keeping: Keeping) {
        if self.keeping.replace(keeping) != keeping
            && let Some(watcher) = &*self.watcher.borrow()
        {
            watcher(keeping);
        }
    }
}
