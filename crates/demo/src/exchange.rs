//! The browser's requests and responses as those of the Router, and back.

use axum::{
    body::{Body, Bytes},
    http::{Request, Response},
};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsError, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, ResponseInit};

/// The request as the Router takes it, with the whole of its body.
///
/// # Errors
/// When the body cannot be read.
pub async fn asked(request: &web_sys::Request) -> Result<Request<Body>, JsValue> {
    let mut asked = Request::builder().method(request.method().as_str()).uri(path_of(&request.url()));
    for entry in request.headers().entries() {
        let pair: Array = entry?.unchecked_into();
        asked = asked.header(pair.get(0).as_string().unwrap_or_default(), pair.get(1).as_string().unwrap_or_default());
    }
    let body = Uint8Array::new(&JsFuture::from(request.array_buffer()?).await?).to_vec();
    // What the browser takes for a request, the Router does, but for methods that nobody has heard of.
    asked.body(Body::from(body)).map_err(|error| JsError::new(&error.to_string()).into())
}

/// Path and query, wherever the folder of the demo stands: what begins with the last `/api/` that no query holds.
fn path_of(url: &str) -> &str {
    let path = url.find(['?', '#']).map_or(url, |end| &url[..end]);
    let url = url.find('#').map_or(url, |end| &url[..end]);
    path.rfind("/api/").map_or("/", |start| &url[start..])
}

/// An answer of the Router as the browser's.
///
/// # Errors
/// When the answer is none that the browser takes.
pub fn response(answer: Response<Bytes>) -> Result<web_sys::Response, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in answer.headers() {
        headers.append(name.as_str(), value.to_str().unwrap_or_default())?;
    }
    let init = ResponseInit::new();
    init.set_status(answer.status().as_u16());
    init.set_headers(&headers);
    // Browsers refuse a body, an empty one too, where there can be none.
    let body = answer.into_body();
    let body = (!body.is_empty()).then(|| Uint8Array::from(&body[..]));
    web_sys::Response::new_with_opt_js_u8_array_and_init(body.as_ref(), &init)
}
