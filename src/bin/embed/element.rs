//! One element.

use std::{cell::RefCell, rc::Rc};

use console::{
    api::{ApiError, Fetch, Observer, Told},
    embedded::{EmbeddedKeys, Host},
    i18n::Language,
};
use js_sys::{Function, Object, Promise, Reflect};
use leptos::{
    mount::{Mount, mount_to},
    prelude::*,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static ELEMENT: RefCell<Option<(Mount, Host)>> = const { RefCell::new(None) };
}

/// Draws the element's content into `place`.
#[wasm_bindgen]
pub fn start(place: &web_sys::Element) {
    let made = Rc::new(RefCell::new(None));
    let host = made.clone();
    let mount = mount_to(place, move || {
        let new = Host::new();
        *host.borrow_mut() = Some(new);
        view! { <EmbeddedKeys host=new /> }
    });
    if let Some(host) = made.take() {
        ELEMENT.set(Some((mount, host)));
    }
}

/// Shows the keys of a deployment. `fetch` sends requests, `tell` takes the name of an event and its detail.
#[wasm_bindgen]
pub fn show(endpoint: &str, deployment: &str, fetch: Function, tell: Function) {
    if let Some(host) = host() {
        host.show(endpoint, deployment, fetch_of(fetch), observer_of(tell));
    }
}

/// Shows nothing.
#[wasm_bindgen]
pub fn show_nothing() {
    if let Some(host) = host() {
        host.show_nothing();
    }
}

/// Speaks the language with this tag, whose file is `texts`.
#[wasm_bindgen]
pub fn speak(tag: &str, texts: &str) {
    if let Some(host) = host() {
        host.speak(Language::of_tag(tag).unwrap_or_default(), texts);
    }
}

/// There may be news.
#[wasm_bindgen]
pub fn refresh() {
    if let Some(host) = host() {
        host.refresh();
    }
}

/// Takes everything away.
#[wasm_bindgen]
pub fn stop() {
    drop(ELEMENT.take());
}

fn host() -> Option<Host> {
    ELEMENT.with_borrow(|element| element.as_ref().map(|(_, host)| *host))
}

fn fetch_of(fetch: Function) -> Fetch {
    Rc::new(move |request| {
        let fetch = fetch.clone();
        Box::pin(async move {
            let answer: Promise = fetch.call1(&JsValue::UNDEFINED, &request)?.unchecked_into();
            JsFuture::from(answer).await?.dyn_into()
        })
    })
}

fn observer_of(tell: Function) -> Observer {
    Rc::new(move |told| {
        let (name, detail) = match told {
            Told::Created(app_id) => ("key-created", of_key(app_id)),
            Told::Updated(app_id) => ("key-updated", of_key(app_id)),
            Told::Deleted(app_id) => ("key-deleted", of_key(app_id)),
            Told::Failed(error) => ("error", of_error(error)),
        };
        // It throws nothing: what a listener throws, the browser reports.
        let _ = tell.call2(&JsValue::UNDEFINED, &JsValue::from_str(name), &detail);
    })
}

fn of_key(app_id: &str) -> Object {
    object(&[("appId", app_id.into())])
}

fn of_error(error: &ApiError) -> Object {
    match error {
        ApiError::Unreachable => object(&[("reason", "unreachable".into())]),
        ApiError::TimedOut => object(&[("reason", "timed-out".into())]),
        ApiError::Unexpected { status } => object(&[("reason", "unexpected".into()), ("status", (*status).into())]),
        ApiError::Problem { problem, .. } => object(&[
            ("reason", "problem".into()),
            ("status", problem.status.into()),
            ("type", problem.r#type.as_str().into()),
            ("title", problem.title.as_str().into()),
        ]),
    }
}

fn object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}
