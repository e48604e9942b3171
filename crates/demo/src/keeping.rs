//! What the browser keeps: one text, behind a Web Lock.

use std::{cell::RefCell, future::Future, rc::Rc};

use wasm_bindgen::{closure::Closure, prelude::*};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

#[wasm_bindgen(module = "/js/keeping.js")]
extern "C" {
    /// An open database.
    #[derive(Clone)]
    type Database;

    #[wasm_bindgen(catch)]
    async fn open(name: &str) -> Result<Database, JsValue>;
    #[wasm_bindgen(catch)]
    fn alone(name: &str, work: &JsValue) -> Result<js_sys::Promise, JsValue>;
    #[wasm_bindgen(catch)]
    async fn mark(database: &Database) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn text(database: &Database) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn keep(database: &Database, mark: &str, text: &str) -> Result<(), JsValue>;
}

/// Where the browser keeps the demo of one folder.
pub struct Browser {
    /// Of the database and of the lock.
    name: String,
    database: RefCell<Option<Database>>,
}

/// What is kept, as far as a tab that has read it before must know.
#[derive(Debug, PartialEq, Eq)]
pub enum Kept {
    /// Nothing yet.
    Nothing,
    /// What has this mark, which the tab has.
    Same,
    /// Something else.
    Other {
        /// Its mark.
        mark: String,
        /// The text.
        text: String,
    },
}

/// The browser keeps nothing for this page: it may not, it cannot, or there is no room.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused;

impl From<JsValue> for Refused {
    fn from(_: JsValue) -> Self {
        Refused
    }
}

impl Browser {
    /// For the folder in which the page stands: two of one host have nothing to do with each other.
    pub fn of_page() -> Self {
        let document = web_sys::window().and_then(|window| window.document());
        let base = document.and_then(|document| document.base_uri().ok().flatten()).unwrap_or_default();
        Browser::named(&format!("deployment-console-demo {base}"))
    }

    /// What is kept under this name.
    pub fn named(name: &str) -> Self {
        Browser { name: name.to_owned(), database: RefCell::new(None) }
    }

    /// Does something while no other tab does; where the browser keeps nothing there is nothing to share.
    ///
    /// # Errors
    /// When the page is being left.
    pub async fn alone<T: 'static>(&self, work: impl Future<Output = T> + 'static) -> Result<T, JsValue> {
        if self.database().await.is_err() {
            return Ok(work.await);
        }
        let result = Rc::new(RefCell::new(None));
        let place = Rc::clone(&result);
        let work = Closure::once_into_js(move || {
            future_to_promise(async move {
                let done = work.await;
                *place.borrow_mut() = Some(done);
                Ok(JsValue::UNDEFINED)
            })
        });
        JsFuture::from(alone(&self.name, &work)?).await?;
        result.take().ok_or(JsValue::UNDEFINED)
    }

    /// What is kept, unless it has this mark.
    ///
    /// # Errors
    /// When the browser keeps nothing.
    pub async fn read(&self, known: Option<&str>) -> Result<Kept, Refused> {
        match self.try_read(known).await {
            // It may have been closed since: browsers clear what they keep when the person says so.
            Err(Refused) => self.try_read(known).await,
            kept => kept,
        }
    }

    async fn try_read(&self, known: Option<&str>) -> Result<Kept, Refused> {
        let database = self.database().await?;
        let Some(mark) = mark(&database).await.inspect_err(|_| self.forget())?.as_string() else {
            return Ok(Kept::Nothing);
        };
        if known == Some(&mark) {
            return Ok(Kept::Same);
        }
        // What is no text is none that was written.
        Ok(Kept::Other { mark, text: text(&database).await?.as_string().unwrap_or_default() })
    }

    /// Keeps a text, and answers its mark.
    ///
    /// # Errors
    /// When the browser keeps nothing, or has no room.
    pub async fn write(&self, text: &str) -> Result<String, Refused> {
        let database = self.database().await?;
        let mark = js_sys::Math::random().to_string();
        keep(&database, &mark, text).await.inspect_err(|_| self.forget())?;
        Ok(mark)
    }

    async fn database(&self) -> Result<Database, Refused> {
        if let Some(open) = self.database.borrow().clone() {
            return Ok(open);
        }
        let opened = open(&self.name).await?;
        *self.database.borrow_mut() = Some(opened.clone());
        Ok(opened)
    }

    /// Opens it anew the next time.
    fn forget(&self) {
        self.database.take();
    }
}
