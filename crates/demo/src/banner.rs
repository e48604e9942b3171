//! Says on the page that it is a demo, and resets it.
//!
//! It stands beside the page and is no part of it: the page is the same in every home, and only this one carries these words.

use std::rc::Rc;

use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element, HtmlElement};

use crate::home::{Home, Keeping};

/// The texts, by language.
mod texts {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

#[wasm_bindgen(inline_js = "
export const showModal = (dialog) => dialog.showModal();
export const close = (dialog) => dialog.close();
export const onLanguage = (change) =>
  new MutationObserver(() => change()).observe(document.documentElement, { attributeFilter: ['lang'] });
")]
extern "C" {
    #[wasm_bindgen(js_name = showModal)]
    fn show_modal(dialog: &Element);
    fn close(dialog: &Element);
    #[wasm_bindgen(js_name = onLanguage)]
    fn on_language(change: &JsValue);
}

fn text(language: &str, texts: &[(&str, &'static str)]) -> &'static str {
    let found = texts.iter().find(|(of, _)| *of == language).or(texts.first());
    found.map_or("", |(_, text)| text)
}

const CONTENT: &str = include_str!("../js/banner.html");

/// Shows the banner above the page's content, as long as the page is there.
///
/// # Errors
/// When the page has no content.
pub fn show(home: Rc<Home>) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)?;
    let banner = document.create_element("aside")?;
    banner.set_class_name("demo");
    banner.set_inner_html(CONTENT);
    // Not before the page's own first link, which offers to skip what comes before its content.
    let content = document.query_selector("main")?.ok_or(JsValue::UNDEFINED)?;
    content.before_with_node_1(&banner)?;
    let say = {
        let (banner, home) = (banner.clone(), Rc::clone(&home));
        move || word(&document, &banner, home.keeping()).unwrap_or_default()
    };
    say();
    let again = say.clone();
    home.watch(move |_| again());
    on_language(&Closure::<dyn Fn()>::new(say).into_js_value());
    let dialog = part(&banner, "dialog")?;
    let asked = dialog.clone();
    on_click(&banner, ".demo-reset", move || show_modal(&asked))?;
    let cancelled = dialog.clone();
    on_click(&banner, ".demo-cancel", move || close(&cancelled))?;
    on_click(&banner, ".demo-confirm", move || {
        close(&dialog);
        let home = Rc::clone(&home);
        spawn_local(async move {
            if home.reset().await.is_ok() {
                start_again();
            }
        });
    })
}

/// The page begins anew, where it began: what it shows is gone.
fn start_again() {
    let window = web_sys::window();
    let base = window.as_ref().and_then(web_sys::Window::document).and_then(|document| document.base_uri().ok()?);
    if let Some((window, base)) = window.zip(base) {
        // It fails only when the page is being left.
        let _ = window.location().assign(&base);
    }
}

fn word(document: &Document, banner: &Element, keeping: Keeping) -> Result<(), JsValue> {
    let language = document.document_element().and_then(|root| root.get_attribute("lang")).unwrap_or_default();
    let language = language.as_str();
    banner.set_attribute("aria-label", texts::label(language))?;
    let keeping = match keeping {
        Keeping::Kept => texts::kept(language),
        Keeping::Refused => texts::refused(language),
        Keeping::Unreadable => texts::unreadable(language),
    };
    for (place, text) in [
        (".demo-notice", texts::notice(language)),
        (".demo-keeping", keeping),
        (".demo-reset", texts::reset(language)),
        (".dialog-title", texts::reset_title(language)),
        (".demo-hint", texts::reset_hint(language)),
        (".demo-cancel", texts::cancel(language)),
        (".demo-confirm", texts::reset(language)),
    ] {
        part(banner, place)?.set_text_content(Some(text));
    }
    Ok(())
}

fn part(banner: &Element, place: &str) -> Result<Element, JsValue> {
    banner.query_selector(place)?.ok_or(JsValue::UNDEFINED)
}

fn on_click(banner: &Element, place: &str, then: impl Fn() + 'static) -> Result<(), JsValue> {
    let button: HtmlElement = part(banner, place)?.unchecked_into();
    button.set_onclick(Some(Closure::<dyn Fn()>::new(then).into_js_value().unchecked_ref()));
    Ok(())
}
