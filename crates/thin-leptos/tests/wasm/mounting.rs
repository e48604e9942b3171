//! Putting a view onto the page for good.

use leptos::{mount::mount_to_body, prelude::*};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::settled;

#[wasm_bindgen_test]
async fn a_view_at_the_end_of_the_body_lives_on() {
    let count = RwSignal::new(1);
    let effects = StoredValue::new(0);
    mount_to_body(move || {
        Effect::new(move |()| effects.set_value(count.get()));
        view! { <p id="mounted-first">"first"</p><p id="mounted">{move || count.get().to_string()}</p> }
    });
    let body = document().body().expect("there is a body");
    let last = body.last_element_child().expect("the view");
    assert_eq!((last.id().as_str(), last.text_content().as_deref()), ("mounted", Some("1")));
    assert_eq!(last.previous_element_sibling().map(|element| element.id()).as_deref(), Some("mounted-first"));
    count.set(2);
    settled().await;
    assert_eq!((last.text_content().as_deref(), effects.get_value()), (Some("2"), 2));
}
