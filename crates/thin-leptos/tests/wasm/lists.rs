//! Lists whose rows keep their elements.

use std::collections::HashMap;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::support::{Moves, Page, focused, settled};

type Keys = RwSignal<Vec<u64>>;

/// A list between two texts. A row is a button, a part that changes and, for keys that are divided by three, a second
/// element.
fn list(keys: Keys) -> Page {
    let suffix = RwSignal::new("");
    Page::of(move || {
        view! {
            "<"
            <For each=move || keys.get() key=|key| *key let(key)>
                {move || suffix.get()}
                <button id=format!("row-{key}")>{key.to_string()}</button>
                {(key % 3 == 0).then(|| view! { <em>{move || suffix.get()}"'"</em> })}
            </For>
            ">"
        }
    })
}

/// Sets the keys, and checks that they are shown in order and that rows that stay keep their elements.
async fn becomes(page: &Page, keys: Keys, new: &[u64]) {
    let rows = |page: &Page| -> HashMap<String, Element> {
        page.all("button").into_iter().map(|button| (button.id(), button)).collect()
    };
    let before = rows(page);
    let old = keys.get_untracked();
    keys.set(new.to_vec());
    page.settled().await;
    let text: String = new.iter().map(|key| format!("{key}{}", if key % 3 == 0 { "'" } else { "" })).collect();
    assert_eq!(page.text(), format!("<{text}>"), "{old:?} becomes {new:?}");
    for (id, button) in rows(page) {
        assert!(before.get(&id).is_none_or(|before| *before == button), "{id} of {old:?} is another in {new:?}");
    }
}

#[wasm_bindgen_test]
async fn rows_are_added_removed_and_moved_at_every_place() {
    let keys = RwSignal::new(Vec::new());
    let page = list(keys);
    let steps: [&[u64]; 24] = [
        &[],
        &[1],
        &[1, 2, 3],
        &[0, 1, 2, 3],
        &[0, 1, 9, 8, 2, 3],
        &[1, 9, 8, 2, 3],
        &[1, 9, 8, 2],
        &[1, 8, 2],
        &[2, 8, 1],
        &[2],
        &[2, 1, 8],
        &[],
        &[1, 2, 3, 4, 5, 6, 7, 8, 9],
        &[9, 8, 7, 6, 5, 4, 3, 2, 1],
        &[3, 1, 4, 5, 9, 2, 6, 8, 7],
        &[7, 3, 1, 4, 5, 9, 2, 6, 8],
        &[3, 1, 4, 5, 9, 2, 6, 8, 7],
        &[3, 20, 4, 5, 21, 2, 8, 6, 22],
        &[30, 31],
        &[31, 30],
        &[31, 32, 33, 30],
        &[30, 32, 33, 31],
        &[33],
        &[],
    ];
    for step in steps {
        becomes(&page, keys, step).await;
    }
}

#[wasm_bindgen_test]
async fn any_list_becomes_any_other() {
    let keys = RwSignal::new(Vec::new());
    let page = list(keys);
    // A xorshift: the same steps each time.
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = move |bound: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % bound as u64) as usize
    };
    for _ in 0..150 {
        let mut new = keys.get_untracked();
        for _ in 0..=below(4) {
            match below(6) {
                0 => new.reverse(),
                1 if !new.is_empty() => _ = new.remove(below(new.len())),
                2 if !new.is_empty() => {
                    let by = below(new.len());
                    new.rotate_left(by);
                }
                3 => (1..new.len()).rev().for_each(|place| new.swap(place, below(place + 1))),
                4 if new.len() > 1 => {
                    let (one, other) = (below(new.len()), below(new.len()));
                    new.swap(one, other);
                }
                // Some of these have been there before.
                _ => {
                    for _ in 0..=below(5) {
                        let key = below(40) as u64;
                        if !new.contains(&key) {
                            new.insert(below(new.len() + 1), key);
                        }
                    }
                }
            }
        }
        becomes(&page, keys, &new).await;
    }
}

#[wasm_bindgen_test]
async fn a_key_that_comes_twice_is_shown_twice_and_nothing_breaks() {
    let keys = RwSignal::new(vec![1, 1, 2]);
    let page = list(keys);
    assert_eq!(page.text(), "<112>");
    for (new, text) in
        [(vec![2, 1, 1, 1], "<2111>"), (vec![1, 2, 1], "<121>"), (vec![2, 2], "<22>"), (vec![], "<>"), (vec![1], "<1>")]
    {
        keys.set(new);
        page.settled().await;
        assert_eq!(page.text(), text);
    }
}

#[wasm_bindgen_test]
async fn the_focus_stays_in_its_row_wherever_that_goes() {
    let keys = RwSignal::new(vec![1, 2, 3, 4, 5]);
    let page = list(keys);
    for (focus, new) in [
        (1, vec![5, 4, 3, 2, 1]),
        (5, vec![1, 2, 3, 4, 5]),
        (3, vec![2, 1, 3, 5, 4]),
        (2, vec![1, 3, 5, 4, 2]),
        (2, vec![2, 1, 3, 5, 4]),
        (4, vec![9, 4, 8, 2]),
    ] {
        let button: HtmlElement = page.find(&format!("#row-{focus}")).unchecked_into();
        button.focus().expect("it can have the focus");
        becomes(&page, keys, &new).await;
        assert_eq!(focused(), Some(button.into()), "{focus} in {new:?}");
    }
}

#[wasm_bindgen_test]
async fn only_rows_that_have_to_are_moved() {
    let keys = RwSignal::new((0..8).collect::<Vec<u64>>());
    let page = Page::of(|| {
        view! { <For each=move || keys.get() key=|key| *key let(key)><p id=format!("{key}")>"x"</p></For> }
    });
    let moves = Moves::beside(&page.find("p"));
    let steps: [(&[u64], &[&str]); 4] = [
        (&[9, 1, 2, 10, 4, 5, 7, 11], &["11", "10", "9"]),
        (&[1, 2, 4, 5], &[]),
        (&[5, 1, 2, 4], &["5"]),
        (&[5, 2, 1, 4], &["2"]),
    ];
    for (new, expected) in steps {
        keys.set(new.to_vec());
        settled().await;
        assert_eq!(moves.seen(), expected, "{new:?}");
    }
}

#[wasm_bindgen_test]
async fn a_list_follows_when_what_it_stands_in_is_replaced() {
    let shape = RwSignal::new(0);
    let keys = RwSignal::new(vec![1, 2]);
    let page = Page::of(|| {
        let rows = move || view! { <For each=move || keys.get() key=|key| *key let(key)>{key.to_string()}</For> };
        view! {
            "<"
            {move || match shape.get() {
                0 => rows().into_any(),
                1 => view! { {rows()}"|"{rows()} }.into_any(),
                2 => view! { <p>{rows()}</p> }.into_any(),
                _ => ().into_any(),
            }}
            ">"
        }
    });
    for (now, expected) in [(0, "<{}>"), (1, "<{}|{}>"), (0, "<{}>"), (2, "<{}>"), (3, "<>"), (1, "<{}|{}>"), (3, "<>")]
    {
        for list in [vec![], vec![2, 1], vec![1, 2, 3]] {
            shape.set(now);
            keys.set(list.clone());
            page.settled().await;
            let rows: String = list.iter().map(u64::to_string).collect();
            assert_eq!(page.text(), expected.replace("{}", &rows));
        }
    }
}

#[wasm_bindgen_test]
async fn lists_stand_in_lists() {
    let groups = RwSignal::new(vec![(1_u64, RwSignal::new(vec![1_u64, 2])), (2, RwSignal::new(vec![]))]);
    let page = Page::of(|| {
        view! {
            <For each=move || groups.get() key=|(key, _)| *key let((key, rows))>
                <For each=move || rows.get() key=|row| *row let(row)>{format!("{key}{row} ")}</For>
            </For>
        }
    });
    assert_eq!(page.text(), "11 12 ");
    let second = groups.with_untracked(|groups| groups[1].1);
    second.set(vec![7, 8]);
    page.settled().await;
    assert_eq!(page.text(), "11 12 27 28 ");
    groups.update(|groups| groups.reverse());
    second.update(|rows| rows.push(9));
    page.settled().await;
    assert_eq!(page.text(), "27 28 29 11 12 ");
    groups.update(|groups| groups.truncate(1));
    page.settled().await;
    second.set(vec![8]);
    page.settled().await;
    assert_eq!(page.text(), "28 ");
}

#[wasm_bindgen_test]
async fn what_a_row_reads_while_it_is_made_does_not_make_the_list_again() {
    let read = RwSignal::new(1);
    let made = StoredValue::new(0);
    let asked = StoredValue::new(0);
    let keys = RwSignal::new(vec![1_u64, 2]);
    let page = Page::of(|| {
        let each = move || {
            asked.update_value(|asked| *asked += 1);
            keys.get()
        };
        view! {
            <For each key=|key| *key let(_key)>
                {
                    made.update_value(|made| *made += 1);
                    read.get().to_string()
                }
            </For>
        }
    });
    read.set(2);
    page.settled().await;
    assert_eq!((page.text().as_str(), made.get_value(), asked.get_value()), ("11", 2, 1));
}
