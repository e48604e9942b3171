//! Putting a view onto the page, for good or for a while.

use leptos::{
    ev,
    mount::{mount_to, mount_to_body},
    prelude::*,
};
use wasm_bindgen::JsCast;
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

#[wasm_bindgen_test]
async fn a_view_that_is_dropped_is_gone_with_everything_that_it_has_made() {
    let place = document().create_element("div").expect("an element");
    document().body().expect("there is a body").append_child(&place).expect("a place on the page");
    let (presses, effects) = (StoredValue::new(0), StoredValue::new(0));
    let shared = RwSignal::new(1);
    let inner = StoredValue::new(None::<RwSignal<i32>>);
    let mount = mount_to(&place, move || {
        let own = RwSignal::new(1);
        inner.set_value(Some(own));
        Effect::new(move |()| effects.set_value(shared.get()));
        let resized = window_event_listener(ev::resize, move |_| presses.update_value(|presses| *presses += 100));
        on_cleanup(move || resized.remove());
        view! { <button on:click=move |_| presses.update_value(|presses| *presses += 1)>{move || own.get().to_string()}</button> }
    });
    settled().await;
    let button: web_sys::HtmlElement = place.first_element_child().expect("the view").unchecked_into();
    button.click();
    assert_eq!((presses.get_value(), effects.get_value()), (1, 1));
    drop(mount);
    assert_eq!(place.child_nodes().length(), 0, "nothing is left");
    button.click();
    window().dispatch_event(&web_sys::Event::new("resize").expect("an event")).expect("a window");
    shared.set(2);
    settled().await;
    assert_eq!((presses.get_value(), effects.get_value()), (1, 1), "nobody listens any more");
    assert!(inner.get_value().expect("a signal").is_disposed());
    place.remove();
}

#[wasm_bindgen_test]
async fn a_view_in_a_shadow_tree_is_as_alive_as_another() {
    let host = document().create_element("div").expect("an element");
    document().body().expect("there is a body").append_child(&host).expect("a place on the page");
    let root = host.attach_shadow(&web_sys::ShadowRootInit::new(web_sys::ShadowRootMode::Open)).expect("a shadow root");
    let count = RwSignal::new(1);
    let mount = mount_to(&root, move || {
        view! { <button on:click=move |_| count.update(|count| *count += 1)>{move || count.get().to_string()}</button> }
    });
    let button: web_sys::HtmlElement = root.first_element_child().expect("the view").unchecked_into();
    button.click();
    settled().await;
    assert_eq!(root.text_content().as_deref(), Some("2"));
    drop(mount);
    assert_eq!(root.child_nodes().length(), 0, "nothing is left");
    host.remove();
}
