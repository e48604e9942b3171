//! Links, Back and Forward, and what they leave in the address.

use serde_json::json;

use crate::support::{V4, V5, containing, run};

const NEW: &str = "New API Key";

#[test]
fn back_and_forward_go_through_what_was_opened() {
    run(async |stage| {
        stage.go_to(V5).await;
        stage.new_key().await;
        let page = &stage.page;
        page.is_at(&format!("{}/keys/new", V5.address())).await;
        for _ in 0..2 {
            page.back().await;
            page.role("dialog", NEW).is_gone().await;
            page.is_at(&V5.address()).await;
            page.back().await;
            page.role("heading", "Deployments").appears().await;
            page.is_at("/").await;
            page.run("history.go(2)", vec![]).await;
            page.role("dialog", NEW).appears().await;
            page.is_at(&format!("{}/keys/new", V5.address())).await;
        }
    });
}

#[test]
fn a_dialog_opens_again_after_a_fragment_and_back() {
    run(async |stage| {
        stage.go_to(V5).await;
        let page = &stage.page;
        page.run("document.querySelector('.skip-link').click()", vec![]).await;
        page.is_at(&format!("{}#main", V5.address())).await;
        for _ in 0..2 {
            stage.new_key().await;
            page.is_at(&format!("{}/keys/new", V5.address())).await;
            page.back().await;
            page.role("dialog", NEW).is_gone().await;
        }
    });
}

#[test]
fn a_link_is_in_the_address_whatever_was_closed_and_left_before() {
    run(async |stage| {
        stage.go_to(V5).await;
        stage.new_key().await;
        let page = &stage.page;
        page.reload().await;
        page.role("dialog", NEW).role("button", "Cancel").click().await;
        page.role("dialog", NEW).is_gone().await;
        page.is_at(&V5.address()).await;
        page.run("history.go(-2)", vec![]).await;
        page.role("heading", "Deployments").appears().await;
        page.is_at("/").await;
        page.role("link", containing(V5.name)).click().await;
        page.role("heading", V5.name).appears().await;
        page.is_at(&V5.address()).await;
        page.back().await;
        page.role("heading", "Deployments").appears().await;
        page.role("link", containing(V4.name)).click().await;
        page.role("heading", V4.name).appears().await;
        page.is_at(&V4.address()).await;
    });
}

#[test]
fn a_link_to_where_one_is_leaves_no_trace() {
    run(async |stage| {
        stage.sign_in().await;
        let page = &stage.page;
        let before = page.run("return history.length", vec![]).await;
        page.run("document.querySelector('.brand').click()", vec![]).await;
        page.role("heading", "Deployments").appears().await;
        assert_eq!(page.run("return history.length", vec![]).await, before);
    });
}

#[test]
fn a_link_that_is_to_open_elsewhere_is_left_to_the_browser() {
    run(async |stage| {
        stage.sign_in().await;
        stage.page.role("link", containing(V5.name)).appears().await;
        // The browser would open a tab or a window, or save the page.
        let script = "
            const [how, attributes] = arguments;
            const link = document.querySelector('main a');
            const before = Object.keys(attributes).map(name => [name, link.getAttribute(name)]);
            for (const [name, value] of Object.entries(attributes)) link.setAttribute(name, value);
            let left;
            const hear = event => { left = !event.defaultPrevented; event.preventDefault(); };
            window.addEventListener('click', hear);
            link.firstChild.parentElement.dispatchEvent(
                new MouseEvent('click', { bubbles: true, cancelable: true, ...how }));
            window.removeEventListener('click', hear);
            for (const [name, value] of before) value === null ? link.removeAttribute(name) : link.setAttribute(name, value);
            return left;";
        let left = [
            (json!({ "ctrlKey": true }), json!({})),
            (json!({ "metaKey": true }), json!({})),
            (json!({ "shiftKey": true }), json!({})),
            (json!({ "altKey": true }), json!({})),
            (json!({ "button": 1 }), json!({})),
            (json!({}), json!({ "target": "_blank" })),
            (json!({}), json!({ "download": "" })),
            (json!({}), json!({ "rel": "noreferrer external" })),
            (json!({}), json!({ "href": "https://example.com/" })),
            (json!({}), json!({ "href": "mailto:somebody@example.com" })),
            (json!({}), json!({ "href": "/#main" })),
        ];
        for (how, attributes) in left {
            let outcome = stage.page.run(script, vec![how.clone(), attributes.clone()]).await;
            assert_eq!(outcome, json!(true), "{how} {attributes}");
            stage.page.is_at("/").await;
        }
        assert_eq!(stage.page.run(script, vec![json!({}), json!({})]).await, json!(false));
        stage.page.role("button", NEW).appears().await;
    });
}
