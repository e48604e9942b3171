//! The Deployment API in the browser: what the static home has in the place of a server.
//!
//! The same Router as on a server answers, to a fixed administrator, over a store in memory. Around each request stand a
//! Web Lock, what the browser keeps (IndexedDB), and nothing else: what is kept is read before the request when another
//! tab has changed it, and written after the request when it has changed something. So no handler ever waits for a
//! JavaScript future, and all tabs show the same.
//!
//! - [`home`]: the Router with its store, and what is kept of it
//! - [`keeping`]: the browser's storage and its lock
//! - [`samples`]: what the demo begins with
//! - [`exchange`]: the browser's requests and responses as those of the Router, and back
//! - [`banner`]: says on the page that it is a demo
//!
//! `js/start.js` is the module that the page of this home loads: it puts [`answer`] in the place of the page's `fetch`.

#![cfg(target_arch = "wasm32")]

pub mod banner;
pub mod exchange;
pub mod home;
pub mod keeping;
pub mod samples;

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Request, Response};

use home::Home;

thread_local! {
    static HOME: Rc<Home> = Rc::new(Home::new(keeping::Browser::of_page()));
}

/// Answers a request as the Deployment API does.
///
/// # Errors
/// When the request's body cannot be read.
#[wasm_bindgen]
pub async fn answer(request: Request) -> Result<Response, JsValue> {
    let home = HOME.with(Rc::clone);
    let asked = exchange::asked(&request).await?;
    exchange::response(home.answer(asked).await?)
}

/// Says on the page that it is a demo.
///
/// # Errors
/// When the page has no content.
#[wasm_bindgen]
pub fn announce() -> Result<(), JsValue> {
    banner::show(HOME.with(Rc::clone))
}
