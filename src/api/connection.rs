//! How a request reaches the Deployment API: a base URL, a fetch, and what to do when a session has ended.

use std::{
    cell::Cell,
    future::{Future, pending},
    pin::Pin,
    rc::Rc,
    time::Duration,
};

use contract::{Problem, ProblemKind};
use js_sys::{Object, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit};

use super::ApiError;

type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A function from a request to its response: the browser's own, or one that a host or the demo puts in its place.
pub type Fetch = Rc<dyn Fn(web_sys::Request) -> LocalFuture<Result<web_sys::Response, JsValue>>>;

/// Asks the person to sign in again, in place; resolves to whether that worked.
pub type Renew = Rc<dyn Fn(Problem) -> LocalFuture<bool>>;

/// Is told what became of the requests that somebody has asked for.
pub type Observer = Rc<dyn Fn(Told<'_>)>;

/// What a host may want to know.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// A key was made: its App ID.
    Created(&'a str),
    /// A key was changed: its App ID.
    Updated(&'a str),
    /// A key was deleted: its App ID.
    Deleted(&'a str),
    /// A request did not succeed.
    Failed(&'a ApiError),
}

/// How long to wait for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The way to the Deployment API. Copied freely; provided by context.
#[derive(Clone, Copy)]
pub struct Api {
    inner: StoredValue<Inner, LocalStorage>,
    /// Nobody is asked to sign in again.
    quiet: bool,
}

#[derive(Clone)]
struct Inner {
    base: String,
    fetch: Fetch,
    renew: Option<Renew>,
    observer: Option<Observer>,
}

/// The browser's own fetch. An answer that `index.html` has asked for ahead is taken instead, once.
pub fn browser_fetch() -> Fetch {
    Rc::new(|request| {
        Box::pin(async move {
            if let Some(asked) = asked_ahead(&request) {
                let response: web_sys::Response = JsFuture::from(asked).await?.dyn_into()?;
                // Whoever was not signed in may be by now; that nobody is, is what the session is asked for.
                if response.ok() || request.url().ends_with("/session") {
                    return Ok(response);
                }
            }
            JsFuture::from(window().fetch_with_request(&request)).await?.dyn_into()
        })
    })
}

/// The text of a file of the page itself, by its address.
pub async fn fetch_text(fetch: &Fetch, address: &str) -> Result<String, ApiError> {
    let text = async {
        let response = fetch(web_sys::Request::new_with_str(address)?).await?;
        let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
        Ok((response.status(), text))
    };
    match text.await {
        Ok((200, text)) => Ok(text),
        Ok((status, _)) => Err(ApiError::Unexpected { status }),
        Err::<_, JsValue>(_) => Err(ApiError::Unreachable),
    }
}

/// The request that `index.html` has made ahead of the page, where it has made this one.
fn asked_ahead(request: &web_sys::Request) -> Option<Promise> {
    let asked: Object = Reflect::get(&window(), &JsValue::from_str("asked")).ok()?.dyn_into().ok()?;
    let url = JsValue::from_str(&request.url());
    let promise = Reflect::get(&asked, &url).ok()?.dyn_into().ok()?;
    let _ = Reflect::delete_property(&asked, &url);
    (request.method() == "GET").then_some(promise)
}

/// A request before it is sent; sent again as it is after a renewed session.
pub(super) struct Call<'a> {
    pub method: &'static str,
    /// Below the base URL, its parts percent-encoded: `/deployments/x/keys?limit=50`.
    pub path: String,
    pub headers: Vec<(&'static str, &'a str)>,
    pub body: Option<String>,
}

impl<'a> Call<'a> {
    pub fn new(method: &'static str, path: String) -> Self {
        Call { method, path, headers: Vec::new(), body: None }
    }

    pub fn header(mut self, name: &'static str, value: &'a str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.body = Some(thin_json::to_string(body).expect("a type of the contract"));
        self
    }
}

/// An answer that was read whole.
pub(super) struct Answer {
    status: u16,
    headers: Headers,
    /// The JSON or the lines; empty where the answer is neither.
    pub body: String,
}

impl Answer {
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        thin_json::from_str(&self.body).map_err(|_| ApiError::Unexpected { status: self.status })
    }

    fn into_error(self) -> ApiError {
        match thin_json::from_str::<Problem>(&self.body) {
            Ok(problem) => {
                let retry_after =
                    self.headers.get("retry-after").ok().flatten().and_then(|seconds| seconds.parse().ok());
                ApiError::Problem { problem: Box::new(problem), retry_after }
            }
            Err(_) => ApiError::Unexpected { status: self.status },
        }
    }
}

/// Aborts its request when it is dropped: a view that goes away takes its requests along.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Api {
    /// The API below `base` (such as `/api`, without a slash at its end), reached by `fetch`. When a session has ended,
    /// `renew` is asked once a request, where there is one.
    pub fn new(base: impl Into<String>, fetch: Fetch, renew: Option<Renew>) -> Self {
        let inner = Inner { base: base.into(), fetch, renew, observer: None };
        Api { inner: StoredValue::new_local(inner), quiet: false }
    }

    /// The same on a page of somebody else: `fetch` knows who is asking, the browser by itself does not, and `observer` is
    /// told what happens.
    pub fn embedded(base: impl Into<String>, fetch: Fetch, observer: Observer) -> Self {
        let inner = Inner { base: base.into(), fetch, renew: None, observer: Some(observer) };
        Api { inner: StoredValue::new_local(inner), quiet: false }
    }

    /// Whether the browser gets by a link what this page gets by a request.
    pub fn is_followed_by_links(&self) -> bool {
        self.inner.with_value(|inner| inner.observer.is_none())
    }

    /// Tells the observer, where there is one.
    pub(super) fn tell(&self, told: Told<'_>) {
        if let Some(observer) = self.inner.try_with_value(|inner| inner.observer.clone()).flatten() {
            observer(told);
        }
    }

    /// The same without asking to sign in again: for what nobody has asked for.
    pub fn quietly(self) -> Self {
        Api { quiet: true, ..self }
    }

    /// The address of what lies below the base URL, for a link.
    pub(super) fn address(&self, path: &str) -> String {
        self.inner.with_value(|inner| format!("{}{path}", inner.base))
    }

    /// Sends a call and takes its answer for what it says.
    pub(super) async fn ask<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, ApiError> {
        let answer = self.send(call).await?.json();
        self.tell_failure(&answer);
        answer
    }

    /// Sends a call and reads its answer; an answer other than 2xx is an error.
    pub(super) async fn send(&self, call: Call<'_>) -> Result<Answer, ApiError> {
        let result = match self.send_once(&call).await {
            Err(ApiError::Problem { problem, .. })
                if !self.quiet && problem.kind() == Some(ProblemKind::Unauthenticated) =>
            {
                let renew = self.inner.with_value(|inner| inner.renew.clone());
                match renew {
                    Some(renew) if renew((*problem).clone()).await => self.send_once(&call).await,
                    _ => Err(ApiError::Problem { problem, retry_after: None }),
                }
            }
            result => result,
        };
        self.tell_failure(&result);
        result
    }

    fn tell_failure<T>(&self, result: &Result<T, ApiError>) {
        if let Err(error) = result
            && !self.quiet
        {
            self.tell(Told::Failed(error));
        }
    }

    async fn send_once(&self, call: &Call<'_>) -> Result<Answer, ApiError> {
        let Inner { base, fetch, .. } = self.inner.get_value();
        let abort = AbortOnDrop(AbortController::new().map_err(|_| ApiError::Unreachable)?);
        let timed_out = Rc::new(Cell::new(false));
        let timer = {
            let (controller, timed_out) = (abort.0.clone(), timed_out.clone());
            let expire = move || {
                timed_out.set(true);
                controller.abort();
            };
            set_timeout_with_handle(expire, PATIENCE)
        };
        let answer = exchange(&base, &fetch, call, &abort.0).await;
        if let Ok(timer) = timer {
            timer.clear();
        }
        // Everything that would use the answer is gone, with whatever it would be put into.
        if self.inner.is_disposed() {
            pending::<()>().await;
        }
        let answer = answer.map_err(|_| if timed_out.get() { ApiError::TimedOut } else { ApiError::Unreachable })?;
        if (200..300).contains(&answer.status) { Ok(answer) } else { Err(answer.into_error()) }
    }
}

async fn exchange(base: &str, fetch: &Fetch, call: &Call<'_>, abort: &AbortController) -> Result<Answer, JsValue> {
    let (headers, init) = (Headers::new()?, RequestInit::new());
    for (name, value) in &call.headers {
        headers.set(name, value)?;
    }
    if let Some(body) = &call.body {
        headers.set("content-type", "application/json")?;
        init.set_body(&JsValue::from_str(body));
    }
    init.set_method(call.method);
    init.set_headers(&headers);
    init.set_signal(Some(&abort.signal()));
    let request = web_sys::Request::new_with_str_and_init(&format!("{base}{}", call.path), &init)?;
    let response = fetch(request).await?;
    let (status, headers) = (response.status(), response.headers());
    let kind = headers.get("content-type")?.unwrap_or_default();
    let is_text = ["json", "csv"].iter().any(|text| kind.contains(text));
    // As bytes, and read to the end in any case: what fails here is a connection that broke.
    let body = Uint8Array::new(&JsFuture::from(response.array_buffer()?).await?);
    let body = if is_text { String::from_utf8(body.to_vec()).unwrap_or_default() } else { String::new() };
    Ok(Answer { status, headers, body })
}
