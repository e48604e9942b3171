//! What is made with a view ends with it.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::js_sys::{ArrayBuffer, WebAssembly::Memory};

use crate::support::{Page, settled};

/// A view with everything in it that can hold `held`, which counts in `ended` what was cleaned up.
fn everything(held: &Arc<()>, ended: RwSignal<usize>, count: RwSignal<u64>) -> impl IntoView + use<> {
    let hold = || held.clone();
    let (effect, cleanup, text, attribute, property, listener, row) =
        (hold(), hold(), hold(), hold(), hold(), hold(), hold());
    let (each, key, memo) = (hold(), hold(), hold());
    let own = RwSignal::new(hold());
    let doubled = Memo::new(move |_| {
        let _held = &memo;
        count.get() * 2
    });
    Effect::new(move |()| {
        let _held = &effect;
        count.get();
        own.get();
    });
    on_cleanup(move || {
        drop(cleanup);
        ended.update(|ended| *ended += 1);
    });
    view! {
        <p class:open=move || { let _held = &attribute; count.get() > 0 }
            prop:title=move || { let _held = &property; doubled.get().to_string() }
            on:click=move |_| { let _held = &listener; count.update(|count| *count += 1) }>
            {move || { let _held = &text; own.with(|_| count.get().to_string()) }}
        </p>
        <For each=move || { let _held = &each; 0..count.get() } key=move |row| { let _held = &key; *row } let(place)>
            {
                let (held, own) = (row.clone(), RwSignal::new(row.clone()));
                on_cleanup(move || ended.update(|ended| *ended += 1));
                view! { <button on:click=move |_| { let _held = &held; }>{move || own.with(|_| (place + count.get()).to_string())}</button> }
            }
        </For>
    }
}

#[wasm_bindgen_test]
async fn what_a_view_made_is_gone_when_it_is() {
    let held = Arc::new(());
    let (shown, ended, count) = (RwSignal::new(true), RwSignal::new(0), RwSignal::new(3));
    let page = Page::of(|| {
        let held = held.clone();
        move || shown.get().then(|| everything(&held, ended, count))
    });
    // The view itself has one.
    let at_rest = 2;
    for round in 1..=3 {
        assert!(Arc::strong_count(&held) > at_rest);
        shown.set(false);
        page.settled().await;
        assert_eq!(page.html(), "");
        assert_eq!((Arc::strong_count(&held), ended.get_untracked()), (at_rest, round * 4));
        shown.set(true);
        page.settled().await;
    }
}

#[wasm_bindgen_test]
async fn what_a_view_made_is_gone_before_it_is_made_again() {
    let held = Arc::new(());
    let (again, ended, count) = (RwSignal::new(0), RwSignal::new(0), RwSignal::new(2));
    let page = Page::of(|| {
        let held = held.clone();
        move || {
            again.track();
            let ended_before = ended.get_untracked();
            (view! { <em>{ended_before.to_string()}</em> }, everything(&held, ended, count))
        }
    });
    page.settled().await;
    let while_shown = Arc::strong_count(&held);
    for round in 1..=3 {
        again.set(round);
        page.settled().await;
        assert_eq!(page.find("em").text_content(), Some((round * 3).to_string()));
        assert_eq!((Arc::strong_count(&held), ended.get_untracked()), (while_shown, round * 3));
    }
}

#[wasm_bindgen_test]
async fn a_row_ends_when_it_is_removed_and_only_once() {
    let ended = StoredValue::new(Vec::new());
    let keys = RwSignal::new(vec![1_u64, 2, 3]);
    let shown = RwSignal::new(true);
    let tick = RwSignal::new(0);
    let ran = StoredValue::new(Vec::new());
    let page = Page::of(|| {
        move || {
            shown.get().then(|| {
                view! {
                    <For each=move || keys.get() key=|key| *key let(key)>
                        {
                            on_cleanup(move || ended.update_value(|ended| ended.push(key)));
                            Effect::new(move |()| {
                                tick.get();
                                ran.update_value(|ran| ran.push(key));
                            });
                            key.to_string()
                        }
                    </For>
                }
            })
        }
    });
    page.settled().await;
    keys.set(vec![3, 1]);
    page.settled().await;
    assert_eq!(ended.get_value(), [2]);
    ran.set_value(Vec::new());
    tick.set(1);
    page.settled().await;
    assert_eq!(ran.get_value(), [1, 3]);
    // Both at once: the row goes, and what it would have shown.
    tick.set(2);
    keys.set(vec![1]);
    shown.set(false);
    page.settled().await;
    ended.update_value(|ended| ended.sort_unstable());
    assert_eq!(ended.get_value(), [1, 2, 3]);
    ran.set_value(Vec::new());
    tick.set(3);
    keys.set(vec![4]);
    page.settled().await;
    assert_eq!((ran.get_value(), ended.get_value().len()), (vec![], 3));
}

#[wasm_bindgen_test]
async fn nothing_of_a_view_runs_once_it_is_gone() {
    let (shown, count) = (RwSignal::new(true), RwSignal::new(0));
    let runs = StoredValue::new(0);
    let page = Page::of(|| {
        move || {
            shown.get().then(|| {
            let own = RwSignal::new(0);
            let run = move || {
                runs.update_value(|runs| *runs += 1);
                (count.get() + own.get()).to_string()
            };
            Effect::new(move |()| _ = run());
            view! { <p title=run class:a=move || run().is_empty() prop:lang=run>{run}{move || view! { <em>{run}</em> }}</p> }
        })
        }
    });
    page.settled().await;
    assert_eq!(runs.get_value(), 6);
    runs.set_value(0);
    // All of it is to run again; but the view goes first.
    shown.set(false);
    count.set(1);
    page.settled().await;
    count.set(2);
    page.settled().await;
    assert_eq!((page.html().as_str(), runs.get_value()), ("", 0));
}

fn memory() -> u32 {
    let memory: Memory = wasm_bindgen::memory().unchecked_into();
    memory.buffer().unchecked_into::<ArrayBuffer>().byte_length()
}

#[wasm_bindgen_test]
async fn opening_and_closing_takes_no_more_memory() {
    let held = Arc::new(());
    let (shown, ended, count) = (RwSignal::new(false), RwSignal::new(0), RwSignal::new(100));
    let page = Page::of(|| {
        let held = held.clone();
        move || shown.get().then(|| everything(&held, ended, count))
    });
    let mut before = 0;
    for round in 0..220 {
        if round == 20 {
            before = memory();
        }
        shown.set(true);
        settled().await;
        shown.set(false);
        settled().await;
    }
    assert_eq!(Arc::strong_count(&held), 2);
    // A page of memory, for what is kept elsewhere: the signal remembers every `Memo` that ever read it until it changes.
    assert!(memory() - before <= 65_536, "{} bytes", memory() - before);
    page.settled().await;
}

#[wasm_bindgen_test]
async fn a_list_that_shows_other_rows_again_and_again_takes_no_more_memory() {
    let from = RwSignal::new(0_u64);
    let page = Page::of(|| {
        view! {
            <For each=move || (from.get()..from.get() + 300).chain([u64::MAX]) key=|key| *key let(key)>
                {(key == u64::MAX).then_some("stays")}
            </For>
        }
    });
    let mut before = 0;
    for round in 0..220 {
        if round == 20 {
            before = memory();
        }
        from.update(|from| *from += 300);
        settled().await;
    }
    assert_eq!((page.text().as_str(), memory() - before), ("stays", 0));
}
