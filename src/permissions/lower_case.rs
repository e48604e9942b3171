//! Lower case by Unicode's rules, as the browser knows them.

/// A text in lower case.
///
/// The tables for what is not ASCII are the browser's: the standard library's would be a fiftieth of the page.
pub(super) fn lower_case(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { lower_case_unicode(text) }
}

#[cfg(target_arch = "wasm32")]
fn lower_case_unicode(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

#[cfg(not(target_arch = "wasm32"))]
fn lower_case_unicode(text: &str) -> String {
    text.to_lowercase()
}
