//! Attributes, properties, classes, references and namespaces.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlSelectElement;

use crate::support::Page;

#[wasm_bindgen_test]
fn an_attribute_is_absent_empty_or_a_text() {
    let none: Option<String> = None;
    let owned = String::from("owned");
    let page = Page::of(|| {
        view! { <button disabled=true hidden=false title=none aria-label=Some("a <name>") id=owned>"x"</button> }
    });
    assert_eq!(page.html(), r#"<button disabled="" aria-label="a &lt;name&gt;" id="owned">x</button>"#);
}

#[wasm_bindgen_test]
async fn an_attribute_follows_what_it_reads() {
    let (title, set_title) = signal(Some(String::from("one")));
    let (busy, set_busy) = signal(false);
    let page = Page::of(
        || view! { <p title=move || title.get() aria-busy=move || busy.get().to_string() hidden=Signal::derive(move || busy.get())>"x"</p> },
    );
    let element = page.find("p");
    assert_eq!(page.html(), r#"<p title="one" aria-busy="false">x</p>"#);
    set_title.set(None);
    set_busy.set(true);
    page.settled().await;
    assert_eq!(page.html(), r#"<p aria-busy="true" hidden="">x</p>"#);
    set_title.set(Some(String::new()));
    set_busy.set(false);
    page.settled().await;
    assert_eq!(page.html(), r#"<p aria-busy="false" title="">x</p>"#);
    assert_eq!(page.find("p"), element);
}

#[wasm_bindgen_test]
async fn a_style_follows_what_it_reads_beside_others_and_goes_away_with_it() {
    let rows = RwSignal::new(Some("3"));
    let page = Page::of(|| view! { <p style:--rows=move || rows.get() style:color="red">"x"</p> });
    assert_eq!(page.html(), r#"<p style="--rows: 3; color: red;">x</p>"#);
    rows.set(Some("4"));
    page.settled().await;
    assert_eq!(page.html(), r#"<p style="--rows: 4; color: red;">x</p>"#);
    rows.set(None);
    page.settled().await;
    assert_eq!(page.html(), r#"<p style="color: red;">x</p>"#);
}

#[wasm_bindgen_test]
async fn an_attribute_that_changed_and_is_none_now_goes_away() {
    let named = RwSignal::new(true);
    let name = Signal::derive(|| String::from("a name"));
    let open = Signal::derive(|| true);
    let page = Page::of(|| {
        move || {
            let yes = named.get();
            view! { <p title=yes.then_some(name) class:open=yes.then_some(open)>"x"</p> }
        }
    });
    let element = page.find("p");
    assert_eq!(page.html(), r#"<p title="a name" class="open">x</p>"#);
    named.set(false);
    page.settled().await;
    assert_eq!(page.find("p"), element);
    assert_eq!(page.html(), r#"<p class="">x</p>"#);
    named.set(true);
    page.settled().await;
    assert_eq!(page.html(), r#"<p class="open" title="a name">x</p>"#);
}

#[wasm_bindgen_test]
async fn what_a_person_types_keeps_the_cursor_where_it_is() {
    let text = RwSignal::new(String::from("abc"));
    let page = Page::of(|| {
        view! { <input prop:value=text on:input:target=move |event| text.set(event.target().value()) /> }
    });
    let input = page.input();
    assert_eq!(input.value(), "abc");
    input.focus().expect("it can have the focus");
    input.set_value("aXbc");
    input.set_selection_range(2, 2).expect("a text field has a cursor");
    crate::support::happen(&input, "input");
    page.settled().await;
    assert_eq!((text.get_untracked().as_str(), input.selection_start()), ("aXbc", Ok(Some(2))));
    text.set(String::new());
    page.settled().await;
    assert_eq!(input.value(), "");
}

#[wasm_bindgen_test]
async fn a_box_that_was_ticked_and_must_not_be_is_put_right() {
    let state = RwSignal::new((false, true));
    let page = Page::of(|| {
        view! {
            <input type="checkbox" prop:checked=move || state.get().0 prop:indeterminate=move || state.get().1 />
        }
    });
    let input = page.input();
    assert_eq!((input.checked(), input.indeterminate()), (false, true));
    input.click();
    assert_eq!((input.checked(), input.indeterminate()), (true, false));
    // The same as before: the page refuses the change.
    state.set((false, true));
    page.settled().await;
    assert_eq!((input.checked(), input.indeterminate()), (false, true));
}

#[wasm_bindgen_test]
async fn a_view_that_says_the_same_again_leaves_what_a_person_changed() {
    let other = RwSignal::new(0);
    let page = Page::of(|| {
        move || {
            let other = other.get().to_string();
            view! { <div title=other><input type="checkbox" prop:checked=true /></div> }
        }
    });
    let input = page.input();
    assert!(input.checked());
    input.click();
    other.set(1);
    page.settled().await;
    assert_eq!(page.find("div").title(), "1");
    assert_eq!((page.input() == input, input.checked()), (true, false));
}

#[wasm_bindgen_test]
fn a_list_of_choices_shows_the_one_that_is_chosen() {
    let page = Page::of(|| {
        view! {
            <select prop:value="b">
                <option value="a">"A"</option>
                <option value="b">"B"</option>
            </select>
        }
    });
    assert_eq!(page.find("select").unchecked_into::<HtmlSelectElement>().value(), "b");
}

#[wasm_bindgen_test]
async fn a_class_comes_and_goes_beside_others() {
    let open = RwSignal::new(false);
    let page =
        Page::of(|| view! { <p class="key" class:key-open=open class:key-whole=true class:key-half=false>"x"</p> });
    assert_eq!(page.find("p").class_name(), "key key-whole");
    open.set(true);
    page.settled().await;
    assert_eq!(page.find("p").class_name(), "key key-whole key-open");
    open.set(false);
    page.settled().await;
    assert_eq!(page.find("p").class_name(), "key key-whole");
}

#[wasm_bindgen_test]
async fn a_reference_has_the_element_that_is_there() {
    let input = NodeRef::<html::Input>::new();
    let shown = RwSignal::new(true);
    let page = Page::of(|| {
        move || match shown.get() {
            true => view! { <p><input node_ref=input value="in p" /></p> }.into_any(),
            false => view! { <div><input node_ref=input value="in div" /></div> }.into_any(),
        }
    });
    assert_eq!(input.get_untracked(), Some(page.input()));
    shown.set(false);
    page.settled().await;
    assert_eq!(input.get_untracked(), Some(page.input()));
    assert_eq!(page.input().value(), "in div");
}

#[wasm_bindgen_test]
async fn what_is_drawn_is_of_the_namespace_of_drawings() {
    let size = RwSignal::new("10");
    let page = Page::of(|| {
        view! {
            <div>
                <svg viewBox="0 0 10 10"><path d="M0 0h9" /></svg>
                <svg viewBox="0 0 10 10" aria-label=move || size.get()><g><path d="M0 0h9" /></g></svg>
            </div>
        }
    });
    let drawn = page.all("svg, g, path");
    assert_eq!(drawn.len(), 5, "{}", page.html());
    for element in drawn {
        assert_eq!(element.namespace_uri().as_deref(), Some("http://www.w3.org/2000/svg"), "{}", element.outer_html());
    }
    size.set("20");
    page.settled().await;
    assert_eq!(page.all("[viewBox='0 0 10 10'][aria-label='20']").len(), 1);
}

#[wasm_bindgen_test]
async fn what_never_changes_is_written_as_it_stands() {
    let second = RwSignal::new(false);
    let page = Page::of(|| {
        move || match second.get() {
            false => view! { <p class="a">"1 < 2 & \"so\""</p> }.into_any(),
            true => view! { <ul><li id="x">"é"</li><li><em title="'">"b"</em></li></ul> }.into_any(),
        }
    });
    assert_eq!(page.html(), r#"<p class="a">1 &lt; 2 &amp; "so"</p>"#);
    second.set(true);
    page.settled().await;
    assert_eq!(page.html(), r#"<ul><li id="x">é</li><li><em title="'">b</em></li></ul>"#);
    second.set(false);
    page.settled().await;
    assert_eq!(page.text(), "1 < 2 & \"so\"");
}

#[wasm_bindgen_test]
fn a_row_of_a_table_that_never_changes_is_one() {
    let page = Page::of(|| {
        let cell = RwSignal::new("b");
        view! { <table><tbody><tr><td>"a"</td></tr><tr><td>{cell}</td></tr></tbody></table> }
    });
    assert_eq!(page.html(), "<table><tbody><tr><td>a</td></tr><tr><td>b</td></tr></tbody></table>");
}
