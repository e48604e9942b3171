//! The selector of *API Permissions*: filters, categories, and the line that counts.

use serde_json::json;

use crate::support::{Key, V5, containing, run};

#[test]
fn categories_start_collapsed_and_open_on_demand() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        dialog.text("All 349 APIs shown").appears().await;
        dialog.text("0 of 349 APIs selected").appears().await;
        let endpoint = dialog.role("checkbox", "GET /clients");
        endpoint.is_gone().await;
        let toggle = dialog.role("button", "Show the APIs of Clients");
        toggle.is_expanded(false).await;
        toggle.click().await;
        toggle.is_expanded(true).await;
        endpoint.until("be described", |found| found.described == "List clients and their connection state").await;
        toggle.click().await;
        endpoint.is_gone().await;
    });
}

#[test]
fn a_category_is_checked_mixed_or_unchecked_with_its_endpoints() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        let category = dialog.role("checkbox", "Publish");
        dialog.role("button", "Show the APIs of Publish").click().await;
        category.is_unchecked().await;
        dialog.role("checkbox", "POST /publish").click().await;
        category.is_mixed().await;
        dialog.role("checkbox", "POST /publish/bulk").click().await;
        category.is_checked().await;
        category.click().await;
        dialog.role("checkbox", "POST /publish").is_unchecked().await;
        category.is_unchecked().await;
        dialog.role("checkbox", "POST /publish/bulk").click().await;
        category.is_mixed().await;
        category.click().await;
        category.is_checked().await;
        dialog.role("checkbox", "POST /publish").is_checked().await;
    });
}

#[test]
fn a_category_acts_only_on_what_the_filters_show() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        let methods = dialog.role("group", "Show methods");
        for method in ["POST", "PUT", "DELETE"] {
            methods.role("checkbox", method).click().await;
        }
        let category = dialog.role("checkbox", "Clients");
        category.click().await;
        category.is_checked().await;
        // A live region, so that it is heard as well.
        dialog.any("status").having("7 of 349 APIs selected: 7 GET").appears().await;
        methods.role("checkbox", "POST").click().await;
        category.is_mixed().await;
        dialog.text("7 of 349 APIs selected: 7 GET").appears().await;
    });
}

#[test]
fn filters_never_change_the_selection_and_the_line_tells_what_they_hide() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        dialog.role("checkbox", "Banned").click().await;
        dialog.text("4 of 349 APIs selected: 1 GET, 1 POST, 2 DELETE").appears().await;
        dialog.role("group", "Show methods").role("checkbox", "DELETE").click().await;
        dialog.text(containing("2 hidden by the filters")).appears().await;
        dialog.text("4 of 349 APIs selected: 1 GET, 1 POST, 2 DELETE").appears().await;
        dialog.role("searchbox", "Search APIs").fill("publish").await;
        dialog.text(containing("4 hidden by the filters")).appears().await;
        dialog.text("4 of 349 APIs selected: 1 GET, 1 POST, 2 DELETE").appears().await;
    });
}

#[test]
fn show_brings_what_the_filters_hide_to_light() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        dialog.role("checkbox", "Banned").click().await;
        dialog.role("searchbox", "Search APIs").fill("publish").await;
        dialog.role("button", "Show").click().await;
        dialog.role("searchbox", "Search APIs").has_value("").await;
        dialog.role("checkbox", "DELETE /banned").is_checked().await;
        dialog.text(containing("hidden by the filters")).is_gone().await;
    });
}

#[test]
fn remove_takes_out_what_the_filters_hide_and_nothing_else() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        dialog.role("checkbox", "Banned").click().await;
        dialog.role("group", "Show methods").role("checkbox", "DELETE").click().await;
        dialog.role("button", "Remove").click().await;
        dialog.text("2 of 349 APIs selected: 1 GET, 1 POST").appears().await;
        dialog.text(containing("hidden by the filters")).is_gone().await;
        dialog.role("button", "Remove").is_gone().await;
    });
}

#[test]
fn every_word_of_the_search_must_match_somewhere_whatever_its_case() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        let search = dialog.role("searchbox", "Search APIs");
        // In the category's name, in a summary, in a path.
        search.fill("BANNED username").await;
        dialog.role("checkbox", "POST /banned").appears().await;
        dialog.text("1 of 349 APIs shown").appears().await;
        search.fill("{who}").await;
        dialog.role("checkbox", "DELETE /banned/{as}/{who}").appears().await;
        dialog.role("checkbox", "Banned").appears().await;
        dialog.role("checkbox", "Clients").is_gone().await;
    });
}

#[test]
fn a_search_without_a_match_says_so_and_offers_to_clear_the_filters() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        dialog.role("searchbox", "Search APIs").fill("no such thing").await;
        dialog.text("No API matches “no such thing” with the methods shown.").appears().await;
        dialog.role("button", "Select all").until("be of no use", |button| button.disabled).await;
        dialog.role("button", "Clear filters").click().await;
        dialog.text("All 349 APIs shown").appears().await;
        dialog.role("searchbox", "Search APIs").has_value("").await;
    });
}

#[test]
fn no_method_shown_says_so_and_offers_to_clear_the_filters() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        let methods = dialog.role("group", "Show methods");
        for method in ["GET", "POST", "PUT", "DELETE"] {
            methods.role("checkbox", method).is_checked().await;
            methods.role("checkbox", method).click().await;
        }
        dialog.text("No method is shown, so there is nothing to choose from.").appears().await;
        dialog.role("button", "Clear filters").click().await;
        dialog.text("All 349 APIs shown").appears().await;
        methods.role("checkbox", "PUT").is_checked().await;
    });
}

#[test]
fn select_all_and_clear_all_act_on_what_is_shown() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        dialog.role("button", "Select all").click().await;
        dialog.text(containing("349 of 349 APIs selected")).appears().await;
        dialog.role("searchbox", "Search APIs").fill("metrics topic").await;
        dialog.text("5 of 349 APIs shown").appears().await;
        dialog.role("button", "Clear all").click().await;
        dialog.text(containing("344 of 349 APIs selected")).appears().await;
        dialog.text(containing("344 hidden by the filters")).appears().await;
        dialog.role("searchbox", "Search APIs").fill("").await;
        dialog.role("button", "Clear all").click().await;
        dialog.text("0 of 349 APIs selected").appears().await;
    });
}

#[test]
fn the_first_escape_in_the_search_clears_it_and_enter_there_sends_nothing() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        let search = dialog.role("searchbox", "Search APIs");
        search.fill("clients").await;
        stage.page.press(Key::Enter).await;
        dialog.any("alert").having(containing("Select at least one API")).is_gone().await;
        stage.page.press(Key::Escape).await;
        search.has_value("").await;
        search.has_focus().await;
        stage.page.press(Key::Escape).await;
        dialog.is_gone().await;
    });
}

#[test]
fn one_checkbox_draws_itself_its_category_and_the_count_again_and_nothing_else() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        for category in ["Metrics", "Publish"] {
            dialog.role("button", &format!("Show the APIs of {category}")).click().await;
        }
        dialog.role("checkbox", "POST /publish/bulk").appears().await;
        stage.page.run(WATCH_WHAT_IS_DRAWN, vec![]).await;
        // Firefox's driver writes to the style of what it clicks by itself.
        dialog.role("checkbox", "POST /publish").is_pressed().await;
        stage.page.releases_the_mouse().await;
        dialog.role("checkbox", "Publish").is_mixed().await;
        dialog.text("1 of 349 APIs selected: 1 POST").appears().await;
        let drawn = stage.page.run("return window.drawn()", vec![]).await;
        assert_eq!(drawn, json!(["0 of 2", "0 of 349 APIs selected", "Publish"]));
    });
}

/// Notes what is written to the page from now on: each checkbox that is set, by its name, and every other change by what
/// stood there before. The person has set the checkbox that was clicked.
const WATCH_WHAT_IS_DRAWN: &str = "
    const told = new Set();
    const text = new Map();
    const walk = document.createTreeWalker(document.querySelector('dialog[open]'), NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) text.set(walk.currentNode, walk.currentNode.data);
    const observer = new MutationObserver((records) => note(records));
    const note = (records) => records.forEach(({ target }) => told.add(text.get(target) ?? target.textContent));
    for (const property of ['checked', 'indeterminate']) {
        const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, property);
        Object.defineProperty(HTMLInputElement.prototype, property, {
            get, set(value) { told.add(this.ariaLabel ?? this.labels[0].textContent); set.call(this, value); },
        });
    }
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    window.drawn = () => { note(observer.takeRecords()); return [...told].sort(); };
";
