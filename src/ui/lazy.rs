//! Parts of a long page that are drawn when they come near what the person sees.

use js_sys::Reflect;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::{after_paint, reactive, when};

/// A part of a long list: it holds the place of its rows until it is near, and then draws them.
///
/// The browser says what is near: it skips what is not (`content-visibility: auto`) and tells when that changes. In one
/// that does not tell, everything is drawn at once.
#[component]
pub fn Lazy(
    /// The class; its `--row` is about the height of a row.
    class: &'static str,
    /// How many rows it has. When that changes it holds their place again until it is known to be near.
    #[prop(into)]
    rows: Signal<usize>,
    /// It is drawn wherever it is.
    #[prop(into)]
    eager: Signal<bool>,
    /// The rows.
    #[prop(into)]
    view: ViewFn,
) -> impl IntoView {
    let part = NodeRef::<html::Div>::new();
    // How many rows it had when it was drawn. Others are drawn anew, so that nothing is made that is not near.
    let drawn = RwSignal::new(None::<usize>);
    let untold = !browser_tells();
    let there = Memo::new(move |_| {
        let rows = rows.get();
        rows > 0 && (untold || eager.get() || drawn.get() == Some(rows))
    });
    let draw = move || {
        if !there.get_untracked() {
            drawn.set(Some(rows.get_untracked()));
        }
    };
    Effect::new(move |_| {
        let rows = rows.get();
        if drawn.get_untracked().is_some_and(|drawn| drawn != rows) {
            drawn.set(None);
            // Where it stands is known once the page has been laid out with the new rows.
            after_paint(move || {
                if part.try_get_untracked().flatten().is_some_and(|part| is_near(&part)) {
                    draw();
                }
            });
        }
    });
    let told = move |event: ev::Event| {
        let skipped = Reflect::get(&event, &JsValue::from_str("skipped")).is_ok_and(|skipped| skipped.is_truthy());
        // It bubbles, and parts may stand in one another.
        if !skipped && event.target() == event.current_target() {
            draw();
        }
    };
    view! {
        <div class=class node_ref=part class:lazy-waiting=reactive(move || !there.get())
            style:--rows=reactive(move || rows.get().to_string())
            on:contentvisibilityautostatechange=told>
            {when(move || there.get(), move || view.run())}
        </div>
    }
}

/// Says whether an element is within a screen of what the person sees.
fn is_near(element: &HtmlElement) -> bool {
    let place = element.get_bounding_client_rect();
    let screen = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    place.bottom() > -screen && place.top() < 2.0 * screen
}

fn browser_tells() -> bool {
    let name = JsValue::from_str("oncontentvisibilityautostatechange");
    document().body().is_some_and(|body| Reflect::has(&body, &name) == Ok(true))
}
