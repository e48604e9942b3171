//! Signals, and what is made of them.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::Page;

/// An effect that keeps what it saw each time it ran, until this is dropped.
struct Seen<T> {
    values: Rc<RefCell<Vec<T>>>,
    _owner: Owner,
}

impl<T: Clone> Seen<T> {
    fn all(&self) -> Vec<T> {
        self.values.borrow().clone()
    }
}

fn seen<T: 'static>(look: impl Fn() -> T + 'static) -> Seen<T> {
    let values = Rc::new(RefCell::new(Vec::new()));
    let owner = Owner::new();
    let kept = values.clone();
    owner.with(|| {
        Effect::new(move |()| {
            let value = look();
            kept.borrow_mut().push(value);
        })
    });
    Seen { values, _owner: owner }
}

#[wasm_bindgen_test]
async fn who_has_read_a_signal_learns_of_every_change() {
    let signal = RwSignal::new(String::from("a"));
    let page = Page::of(|| ());
    let (got, looked, told) =
        (seen(move || signal.get()), seen(move || signal.with(String::len)), seen(move || signal.track()));
    page.settled().await;
    signal.set("bc".into());
    page.settled().await;
    // The same value is a change, too: signals do not compare.
    signal.set("bc".into());
    page.settled().await;
    assert_eq!(signal.try_update(|text| text.pop()), Some(Some('c')));
    page.settled().await;
    assert_eq!(got.all(), ["a", "bc", "bc", "b"]);
    assert_eq!(looked.all(), [1, 2, 2, 1]);
    assert_eq!(told.all().len(), 4);
}

#[wasm_bindgen_test]
async fn reading_untracked_follows_nothing_and_an_untracked_change_tells_nobody() {
    let (followed, other) = (RwSignal::new(1), RwSignal::new(10));
    let page = Page::of(|| ());
    let seen = seen(move || {
        let unseen =
            other.with_untracked(|value| *value) + other.get_untracked() + other.try_get_untracked().unwrap_or(0);
        followed.get() + unseen
    });
    page.settled().await;
    other.set(20);
    followed.update_untracked(|value| *value = 2);
    page.settled().await;
    assert_eq!(seen.all(), [31]);
    followed.set(3);
    page.settled().await;
    assert_eq!(seen.all(), [31, 63]);
}

#[wasm_bindgen_test]
async fn several_changes_at_once_are_one_to_who_follows_and_an_effect_may_make_more() {
    let (from, to) = (RwSignal::new(1), RwSignal::new(0));
    let page = Page::of(|| ());
    let _doubled = seen(move || to.set(from.get() * 2));
    let seen = seen(move || to.get());
    page.settled().await;
    (2..=4).for_each(|value| from.set(value));
    page.settled().await;
    assert_eq!(seen.all(), [2, 8]);
}

#[wasm_bindgen_test]
async fn a_derived_signal_is_followed_through_and_may_be_read_without() {
    let (one, other) = (RwSignal::new(1), RwSignal::new(2));
    let page = Page::of(|| ());
    let sum: Signal<i32> = Signal::derive(move || one.get() + other.with(|other| *other));
    let followed = seen(move || (sum.get(), sum.with(|sum| *sum), sum.try_get()));
    let (told, once) = (seen(move || sum.track()), seen(move || sum.get_untracked()));
    page.settled().await;
    other.set(3);
    page.settled().await;
    assert_eq!(followed.all(), [(3, 3, Some(3)), (4, 4, Some(4))]);
    assert_eq!((told.all().len(), once.all()), (2, vec![3]));
}

#[wasm_bindgen_test]
async fn what_a_signal_is_made_of_is_followed_whatever_it_is() {
    let root = RwSignal::new(1);
    let page = Page::of(|| ());
    let parity = Memo::new(move |_| root.get() % 2);
    let sources: [Signal<i32>; 4] = [root.into(), parity.into(), Signal::stored(7), 8.into()];
    let seen = seen(move || sources.map(|source| source.get()));
    page.settled().await;
    root.set(3);
    page.settled().await;
    root.set(4);
    page.settled().await;
    assert_eq!(seen.all(), [[1, 1, 7, 8], [3, 1, 7, 8], [4, 0, 7, 8]]);
}

#[wasm_bindgen_test]
async fn a_signal_stands_in_a_view_whatever_it_is() {
    let root = RwSignal::new(String::from("a"));
    let page = Page::of(|| {
        let memo = Memo::new(move |_| root.get());
        let derived = Signal::derive(move || root.with(|text| text.len().to_string()));
        view! { <p title=root lang=memo id=derived>{root}{memo}{derived}</p> }
    });
    root.set("bc".into());
    page.settled().await;
    assert_eq!(page.html(), r#"<p title="bc" lang="bc" id="2">bcbc2</p>"#);
}

#[wasm_bindgen_test]
async fn an_effect_that_reads_what_is_gone_before_it_runs_finds_nothing() {
    let (trigger, owner) = (RwSignal::new(0), Owner::new());
    let (signal, memo) = owner.with(|| {
        let signal = RwSignal::new(Arc::new(1));
        (signal, Memo::new(move |_| signal.get()))
    });
    let page = Page::of(|| ());
    let seen = seen(move || (trigger.get(), signal.try_get().is_some(), memo.try_with(|_| ()).is_some()));
    page.settled().await;
    signal.set(Arc::new(2));
    owner.cleanup();
    page.settled().await;
    trigger.set(1);
    page.settled().await;
    assert_eq!(seen.all(), [(0, true, true), (0, false, false), (1, false, false)]);
}

#[wasm_bindgen_test]
async fn an_effect_learns_of_a_memo_only_when_it_is_another() {
    let number = RwSignal::new(1);
    let page = Page::of(|| ());
    let made = StoredValue::new(0);
    let tens = Memo::new(move |_| {
        made.update_value(|made| *made += 1);
        number.get() / 10
    });
    let even = Memo::new(move |_| tens.get() % 2 == 0);
    let seen = seen(move || (tens.get(), even.get()));
    page.settled().await;
    for next in [2, 9, 15, 25] {
        number.set(next);
        page.settled().await;
    }
    assert_eq!((seen.all(), made.get_value()), (vec![(0, true), (1, false), (2, true)], 5));
}
