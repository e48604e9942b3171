//! Listeners: who is called, and who no longer is.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlDetailsElement;

use crate::support::{Page, focused, happen};

#[wasm_bindgen_test]
fn a_listener_is_called_with_the_event() {
    let heard = RwSignal::new(Vec::new());
    let page = Page::of(|| {
        view! {
            <div on:click=move |event| heard.update(|heard| heard.push(event.type_()))>
                <button on:click=move |_: ev::MouseEvent| heard.update(|heard| heard.push("button".into()))>"x"</button>
                <input on:input:target=move |event| heard.update(|heard| heard.push(event.target().value())) />
            </div>
        }
    });
    page.find("button").click();
    page.input().set_value("typed");
    happen(&page.input(), "input");
    assert_eq!(heard.get_untracked(), ["button", "click", "typed"]);
}

#[wasm_bindgen_test]
async fn only_the_listener_of_the_last_view_is_called() {
    let view = RwSignal::new(1);
    let heard = RwSignal::new(Vec::new());
    let page = Page::of(|| {
        move || {
            let view = view.get();
            view! { <button on:click=move |_| heard.update(|heard| heard.push(view))>"x"</button> }
        }
    });
    let button = page.find("button");
    view.set(2);
    page.settled().await;
    view.set(3);
    page.settled().await;
    button.click();
    assert_eq!((page.find("button") == button, heard.get_untracked()), (true, vec![3]));
}

#[wasm_bindgen_test]
async fn nobody_listens_to_what_is_gone() {
    let shown = RwSignal::new(true);
    let called = RwSignal::new(0);
    let page = Page::of(|| {
        move || {
            shown
                .get()
                .then(|| view! { <p><button on:click=move |_| called.update(|called| *called += 1)>"x"</button></p> })
        }
    });
    let button = page.find("button");
    shown.set(false);
    page.settled().await;
    button.click();
    page.settled().await;
    assert_eq!((page.html().as_str(), called.get_untracked()), ("", 0));
}

#[wasm_bindgen_test]
async fn a_listener_may_take_its_own_element_away() {
    let shown = RwSignal::new(true);
    let called = RwSignal::new(0);
    let page = Page::of(|| {
        view! {
            <div on:click=move |_| called.update(|called| *called += 10)>
                {move || shown.get().then(|| {
                    let own = RwSignal::new(0);
                    view! {
                        <button on:click=move |_| {
                            shown.set(false);
                            own.update(|own| *own += 1);
                            called.update(|called| *called += own.get());
                        }>"x"</button>
                    }
                })}
            </div>
        }
    });
    page.find("button").click();
    page.settled().await;
    assert_eq!((page.html().as_str(), called.get_untracked()), ("<div></div>", 11));
}

/// What a view made is disposed of before its nodes are taken away, and then the browser may still have to say something.
#[wasm_bindgen_test]
async fn an_element_that_loses_the_focus_by_being_removed_calls_nobody() {
    let shown = RwSignal::new(true);
    let called = RwSignal::new(0);
    let page = Page::of(|| {
        move || {
            shown.get().then(|| {
            let own = RwSignal::new(1);
            let hear = move || called.update(|called| *called += own.get());
            view! {
                <p on:focusout=move |_| hear()>
                    {move || view! { <input title=own.get().to_string() on:blur=move |_| hear() on:change=move |_| hear() /> }}
                </p>
            }
        })
        }
    });
    page.input().focus().expect("it can have the focus");
    assert_eq!(focused(), Some(page.input().into()));
    shown.set(false);
    page.settled().await;
    assert_eq!((page.html().as_str(), called.get_untracked()), ("", 0));
}

#[wasm_bindgen_test]
async fn a_row_that_loses_the_focus_by_being_removed_calls_nobody() {
    let rows = RwSignal::new(vec![1_u64, 2]);
    let called = RwSignal::new(0);
    let page = Page::of(|| {
        view! {
            <For each=move || rows.get() key=|row| *row let(_row)>
                {
                    let own = RwSignal::new(1);
                    view! { <input on:blur=move |_| called.update(|called| *called += own.get()) /> }
                }
            </For>
        }
    });
    page.input().focus().expect("it can have the focus");
    rows.set(vec![2]);
    page.settled().await;
    assert_eq!((page.all("input").len(), called.get_untracked()), (1, 0));
}

#[wasm_bindgen_test]
async fn an_event_that_was_queued_before_its_element_went_calls_nobody() {
    let shown = RwSignal::new(true);
    let called = RwSignal::new(0);
    let page = Page::of(|| {
        move || {
            shown.get().then(|| {
                let own = RwSignal::new(1);
                view! { <details on:toggle=move |_| called.update(|called| *called += own.get())>"x"</details> }
            })
        }
    });
    let details: HtmlDetailsElement = page.find("details").unchecked_into();
    details.set_open(true);
    shown.set(false);
    page.settled().await;
    assert_eq!((page.html().as_str(), called.get_untracked()), ("", 0));
}

#[derive(Clone)]
struct Name(&'static str);

#[wasm_bindgen_test]
async fn a_listener_has_the_context_of_its_view() {
    let heard = RwSignal::new("nothing");
    let rows = RwSignal::new(vec![1_u64]);
    let page = Page::of(|| {
        provide_context(Name("outer"));
        view! {
            <For each=move || rows.get() key=|row| *row let(_row)>
                {
                    provide_context(Name("row"));
                    view! { <button on:click=move |_| heard.set(use_context::<Name>().map_or("none", |Name(name)| name))>"x"</button> }
                }
            </For>
            <p on:click=move |_| heard.set(use_context::<Name>().map_or("none", |Name(name)| name))>"x"</p>
        }
    });
    page.find("button").click();
    assert_eq!(heard.get_untracked(), "row");
    page.find("p").click();
    assert_eq!(heard.get_untracked(), "outer");
}

#[wasm_bindgen_test]
async fn what_a_listener_reads_does_not_run_the_effect_that_called_it() {
    let read = RwSignal::new(0);
    let runs = StoredValue::new(0);
    let button = NodeRef::<html::Button>::new();
    let page = Page::of(|| {
        Effect::new(move |()| {
            if let Some(button) = button.get() {
                runs.update_value(|runs| *runs += 1);
                button.click();
            }
        });
        view! { <button node_ref=button on:click=move |_| _ = read.get()>"x"</button> }
    });
    page.settled().await;
    read.set(1);
    page.settled().await;
    assert_eq!(runs.get_value(), 1);
}
