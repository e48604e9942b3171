//! Views that change.

use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Page, focused};

#[wasm_bindgen_test]
async fn a_view_of_the_same_shape_keeps_its_elements_and_the_focus() {
    let name = RwSignal::new("one");
    let page = Page::of(|| {
        move || {
            let name = name.get();
            view! { <div class=name><input aria-label=name /><p>{name}" of two"</p></div> }
        }
    });
    let (outer, input, text) = (page.find("div"), page.input(), page.find("p").first_child());
    input.set_value("typed");
    input.focus().expect("it can have the focus");
    name.set("two");
    page.settled().await;
    assert_eq!(page.html(), r#"<div class="two"><input aria-label="two"><p>two of two</p></div>"#);
    assert_eq!((page.find("div"), page.input(), page.find("p").first_child()), (outer, input.clone(), text));
    assert_eq!((focused(), input.value().as_str()), (Some(input.into()), "typed"));
}

#[wasm_bindgen_test]
async fn a_view_of_another_shape_takes_the_place_of_the_one_before() {
    let shape = RwSignal::new(0);
    let page = Page::of(|| {
        view! {
            <strong>"s"</strong>
            {move || {
                let x = move || shape.get().to_string();
                match shape.get() {
                    0 => view! { <p title="t">{x}</p> }.into_any(),
                    1 => view! { <p id="i">{x}</p> }.into_any(),
                    2 => view! { <p id="i" title="t">{x}</p> }.into_any(),
                    3 => view! { <div id="i" title="t">{x}</div> }.into_any(),
                    4 => view! { <div id="i" title="t">{x}"!"</div> }.into_any(),
                    5 => view! { <div id="i" prop:title="t">{x}"!"</div> }.into_any(),
                    6 => "text".into_any(),
                    7 => ().into_any(),
                    8 => view! { <p>"a"</p><p>{x}</p> }.into_any(),
                    9 => view! { <For each=move || [1_u64, 2] key=|row| *row let(row)>{row.to_string()}</For> }.into_any(),
                    _ => view! { <p>"never changes"</p> }.into_any(),
                }
            }}
            <em>"e"</em>
        }
    });
    let expected = [
        r#"<p title="t">0</p>"#,
        r#"<p id="i">1</p>"#,
        r#"<p id="i" title="t">2</p>"#,
        r#"<div id="i" title="t">3</div>"#,
        r#"<div id="i" title="t">4!</div>"#,
        r#"<div id="i" title="t">5!</div>"#,
        "text",
        "",
        "<p>a</p><p>8</p>",
        "12",
        "<p>never changes</p>",
    ];
    // From every shape to every other.
    for from in 0..expected.len() {
        for to in 0..expected.len() {
            for at in [from, to] {
                shape.set(at);
                page.settled().await;
                assert_eq!(page.html(), format!("<strong>s</strong>{}<em>e</em>", expected[at]), "from {from} to {to}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn a_view_that_comes_and_goes_stays_in_its_place() {
    let first = RwSignal::new(false);
    let middle = RwSignal::new(true);
    let last = RwSignal::new(false);
    let page = Page::of(|| {
        let part = |there: RwSignal<bool>, text: &'static str| move || there.get().then_some(text);
        view! { <p>{part(first, "a")}"1"{part(middle, "b")}"2"{part(last, "c")}</p><div>{part(first, "only")}</div> }
    });
    for bits in [0, 7, 2, 5, 1, 4, 6, 3, 0] {
        let at = |bit: i32| bits & bit != 0;
        first.set(at(1));
        middle.set(at(2));
        last.set(at(4));
        page.settled().await;
        let text = |bit: i32, text: &'static str| if at(bit) { text } else { "" };
        let expected =
            format!("<p>{}1{}2{}</p><div>{}</div>", text(1, "a"), text(2, "b"), text(4, "c"), text(1, "only"));
        assert_eq!(page.html(), expected);
    }
}

#[wasm_bindgen_test]
async fn several_views_become_more_fewer_and_none() {
    let number = RwSignal::new(0_usize);
    let page = Page::of(|| {
        view! {
            <ul>{move || (0..number.get()).map(|item| view! { <li>{item.to_string()}</li> }).collect_view()}</ul>
            {move || {
                let items = (0..number.get()).map(|item| view! { <li>{item.to_string()}</li> }).collect_view();
                view! { <ol>{items}</ol> }
            }}
            "end"
        }
    });
    for now in [0, 3, 1, 0, 2, 2, 5, 0] {
        number.set(now);
        page.settled().await;
        let items: String = (0..now).map(|item| format!("<li>{item}</li>")).collect();
        assert_eq!(page.html(), format!("<ul>{items}</ul><ol>{items}</ol>end"));
    }
}

#[wasm_bindgen_test]
async fn changing_views_in_changing_views_follow_both() {
    let (outer, inner, innermost) = (RwSignal::new(0), RwSignal::new(0), RwSignal::new(true));
    let page = Page::of(|| {
        move || {
            let first = outer.get();
            let part = move || {
                let second = inner.get();
                move || innermost.get().then(|| format!("{first}.{second}"))
            };
            view! { {part}<p>"-"{part}</p> }
        }
    });
    assert_eq!(page.html(), "0.0<p>-0.0</p>");
    inner.set(1);
    page.settled().await;
    assert_eq!(page.html(), "0.1<p>-0.1</p>");
    innermost.set(false);
    page.settled().await;
    assert_eq!(page.html(), "<p>-</p>");
    // All at once, the innermost first.
    innermost.set(true);
    inner.set(2);
    outer.set(2);
    page.settled().await;
    assert_eq!(page.html(), "2.2<p>-2.2</p>");
    outer.set(3);
    innermost.set(false);
    page.settled().await;
    innermost.set(true);
    page.settled().await;
    assert_eq!(page.html(), "3.2<p>-3.2</p>");
}

#[wasm_bindgen_test]
async fn a_text_changes_in_place() {
    let count = RwSignal::new(0);
    let page = Page::of(|| view! { <p>"Keys: "{move || count.get().to_string()}</p> });
    let text = page.find("p").child_nodes().get(1);
    count.set(7);
    page.settled().await;
    assert_eq!((page.html().as_str(), page.find("p").child_nodes().get(1)), ("<p>Keys: 7</p>", text));
    count.set(7);
    page.settled().await;
    assert_eq!(page.text(), "Keys: 7");
}

#[wasm_bindgen_test]
async fn a_signal_may_be_set_in_the_update_that_it_causes() {
    let count = RwSignal::new(0);
    let runs = StoredValue::new(0);
    let page = Page::of(|| {
        move || {
            runs.update_value(|runs| *runs += 1);
            if count.get() % 5 != 0 {
                count.update(|count| *count += 1);
            }
            count.get().to_string()
        }
    });
    assert_eq!(page.text(), "0");
    count.set(1);
    page.settled().await;
    assert_eq!(page.text(), "5");
    assert!(runs.get_value() <= 6, "{} runs", runs.get_value());
}

#[component]
fn Framed(
    children: ChildrenFn,
    #[prop(into)] footer: ViewFn,
    #[prop(optional)] last: Option<Children>,
) -> impl IntoView {
    view! { <section>{children()}{children()}{footer.run()}{last.map(|last| last())}</section> }
}

#[wasm_bindgen_test]
async fn views_that_are_passed_to_a_component_change_too() {
    let count = RwSignal::new(1);
    let page = Page::of(|| {
        let shown = move || count.get().to_string();
        view! { <Framed footer=move || view! { <footer>{shown}</footer> }><p>{shown}</p></Framed> }
    });
    count.set(2);
    page.settled().await;
    assert_eq!(page.html(), "<section><p>2</p><p>2</p><footer>2</footer></section>");
}
