//! The list page by page, and what others do to it meanwhile.

use serde_json::json;

use crate::support::{Key, Line, Query, Setup, Stage, V5, eventually, run, run_on_server, run_with};

/// More than two pages.
const MANY: usize = 205;

/// The App IDs of the rows, from top to bottom.
const ROWS: &str = "return [...document.querySelectorAll('tbody > tr:first-child > td:nth-child(2) code')].map((code) => code.textContent)";

async fn rows(stage: &Stage) -> Vec<String> {
    let found = stage.page.run(ROWS, Vec::new()).await;
    found.as_array().expect("a list").iter().map(|id| id.as_str().expect("text").to_owned()).collect()
}

async fn has_rows(stage: &Stage, count: usize) -> Vec<String> {
    eventually(async || {
        let rows = rows(stage).await;
        if rows.len() == count {
            Ok(rows)
        } else {
            Err(format!("there should be {count} rows; there are {}", rows.len()))
        }
    })
    .await
}

async fn scroll_to_the_end(stage: &Stage) {
    stage.page.run("window.scrollTo(0, document.body.scrollHeight)", Vec::new()).await;
}

fn show_more(stage: &Stage) -> Query {
    stage.page.role("button", "Show more")
}

#[test]
fn pages_are_appended_as_one_scrolls_until_every_key_is_there_once() {
    run(async |stage| {
        let mut app_ids = stage.somebody().await.creates_many(V5.id, MANY).await;
        app_ids.reverse();
        stage.go_to(V5).await;
        stage.list_says("205 keys").await;
        has_rows(stage, 100).await;
        stage.list_says("100 of 205 keys").await;
        // What stands first is seen; nobody has scrolled, and nothing more is loaded.
        let found = eventually(async || {
            scroll_to_the_end(stage).await;
            let rows = rows(stage).await;
            if rows.len() == MANY { Ok(rows) } else { Err(format!("{} rows", rows.len())) }
        })
        .await;
        assert_eq!(found, app_ids);
        show_more(stage).is_gone().await;
    });
}

#[test]
fn the_browsers_own_search_finds_every_key_that_was_loaded_wherever_it_stands() {
    run(async |stage| {
        stage.somebody().await.creates_many(V5.id, 150).await;
        stage.go_to(V5).await;
        has_rows(stage, 100).await;
        scroll_to_the_end(stage).await;
        let rows = has_rows(stage, 150).await;
        // Far above what is seen, in the middle, and at the end.
        for row in [&rows[0], &rows[70], &rows[149]] {
            let found =
                stage.page.run("getSelection().removeAllRanges(); return find(arguments[0])", vec![json!(row)]).await;
            assert_eq!(found, true, "{row}");
            let seen = stage.page.run("return getSelection().toString()", Vec::new()).await;
            assert_eq!(seen, json!(row));
        }
        let nothing = stage.page.run("return find('no-such-key-anywhere')", Vec::new()).await;
        assert_eq!(nothing, false);
    });
}

#[test]
fn show_more_does_it_by_keyboard_and_keeps_the_focus() {
    run(async |stage| {
        stage.somebody().await.creates_many(V5.id, MANY).await;
        stage.go_to(V5).await;
        has_rows(stage, 100).await;
        // Without scrolling, as a screen reader does.
        let focus = "[...document.querySelectorAll('button')].find((button) => button.innerText === 'Show more').focus({ preventScroll: true })";
        stage.page.run(focus, Vec::new()).await;
        stage.page.press(Key::Enter).await;
        has_rows(stage, 200).await;
        show_more(stage).has_focus().await;
        stage.list_says("200 of 205 keys").await;
    });
}

#[test]
fn a_page_that_cannot_be_loaded_is_told_below_the_list_and_waits_for_the_person() {
    behind_a_proxy(async |stage| {
        stage.somebody().await.creates_many(V5.id, 105).await;
        stage.go_to(V5).await;
        has_rows(stage, 100).await;
        stage.line().set(Line::Cut);
        scroll_to_the_end(stage).await;
        let alert =
            stage.page.any("alert").having("The server could not be reached. Check your connection, then try again.");
        alert.appears().await;
        stage.line().set(Line::Open);
        // Scrolling there and back does not try again by itself: the server may be down because of too many requests.
        stage.page.run("window.scrollTo(0, 0)", Vec::new()).await;
        scroll_to_the_end(stage).await;
        has_rows(stage, 100).await;
        alert.role("button", "Try again").click().await;
        has_rows(stage, 105).await;
        alert.is_gone().await;
    });
}

#[test]
fn what_others_create_and_delete_between_two_pages_neither_doubles_nor_hides_a_key() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let mut app_ids = somebody.creates_many(V5.id, 150).await;
        app_ids.reverse();
        stage.go_to(V5).await;
        has_rows(stage, 100).await;
        somebody.creates_many(V5.id, 3).await;
        // The last that is shown, one that is shown and one that is not.
        for place in [99, 50, 120] {
            somebody.deletes(V5.id, &app_ids[place]).await;
        }
        scroll_to_the_end(stage).await;
        let found = has_rows(stage, 149).await;
        app_ids.remove(120);
        assert_eq!(found, app_ids);
    });
}

#[test]
fn a_key_that_was_renamed_onto_the_next_page_is_not_shown_twice() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_ids = somebody.creates_many(V5.id, 105).await;
        stage.go_to_address(&format!("{}?sort=note", V5.address())).await;
        has_rows(stage, 100).await;
        somebody.changes(V5.id, &app_ids[3], "key 104 or so", &["GET /clients"]).await;
        scroll_to_the_end(stage).await;
        let mut found = has_rows(stage, 105).await;
        stage.row(&app_ids[3]).says("key 104 or so").await;
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), 105);
    });
}

#[test]
fn a_search_after_several_pages_starts_from_the_first() {
    run(async |stage| {
        stage.somebody().await.creates_many(V5.id, 130).await;
        stage.go_to(V5).await;
        has_rows(stage, 100).await;
        scroll_to_the_end(stage).await;
        has_rows(stage, 130).await;
        stage.page.role("searchbox", "Search keys").fill("key 12").await;
        stage.list_says("12 keys").await;
        has_rows(stage, 12).await;
        stage.page.press(Key::Escape).await;
        stage.list_says("130 keys").await;
        has_rows(stage, 100).await;
    });
}

#[test]
fn whoever_comes_back_to_the_window_sees_what_others_have_done_and_loses_nothing() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_ids = somebody.creates_many(V5.id, 130).await;
        stage.go_to(V5).await;
        has_rows(stage, 100).await;
        scroll_to_the_end(stage).await;
        let mut expected = has_rows(stage, 130).await;
        // The list is long and scrolled; one row is expanded, one selected, and one has the focus.
        let (expanded, selected, changed, deleted) = (&app_ids[10], &app_ids[11], &app_ids[12], &app_ids[20]);
        stage.view_access(expanded).await.says("1 of ").await;
        stage.select(selected).click().await;
        stage.row(changed).role("button", "Edit").appears().await;
        let focus =
            "const row = [...document.querySelectorAll('tbody')].find((row) => row.textContent.includes(arguments[0]));
            row.querySelector('input').focus(); return row.getBoundingClientRect().top";
        let top = stage.page.run(focus, vec![json!(changed)]).await;
        let new = somebody.creates(V5.id, "new", &["GET /clients"]).await;
        somebody.changes(V5.id, changed, "changed meanwhile", &["GET /clients", "GET /banned"]).await;
        somebody.deletes(V5.id, deleted).await;
        expected.retain(|app_id| app_id != deleted);
        expected.insert(0, new);
        stage
            .comes_back_until(async || {
                let rows = rows(stage).await;
                if rows == expected {
                    Ok(())
                } else {
                    Err(format!("the rows should be {expected:?}; they are {rows:?}"))
                }
            })
            .await;
        stage.row(changed).says("changed meanwhile").await;
        stage.row(changed).says("2 of 349 APIs").await;
        stage.select(changed).has_focus().await;
        stage.select(selected).is_checked().await;
        stage.list_says("1 selected").await;
        stage.row(expanded).role("button", "View Access").is_expanded(true).await;
        let now = stage.page.run(&focus.replace("row.querySelector('input').focus();", ""), vec![json!(changed)]).await;
        let moved = (top.as_f64().expect("a number") - now.as_f64().expect("a number")).abs();
        assert!(moved < 72.0, "what was looked at has moved by {moved} px");
    });
}

#[test]
fn a_row_that_a_refresh_moves_keeps_the_focus() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_ids = somebody.creates_many(V5.id, 4).await;
        stage.go_to_address(&format!("{}?sort=note", V5.address())).await;
        has_rows(stage, 4).await;
        stage.page.tab_to(&stage.select(&app_ids[2])).await;
        somebody.changes(V5.id, &app_ids[2], "aaa", &["GET /clients"]).await;
        let expected = [2, 0, 1, 3].map(|place: usize| app_ids[place].clone());
        stage
            .comes_back_until(async || {
                if rows(stage).await == expected { Ok(()) } else { Err("the rows should be in the new order".into()) }
            })
            .await;
        stage.select(&app_ids[2]).has_focus().await;
    });
}

#[test]
fn coming_back_asks_for_no_more_than_every_few_seconds() {
    run(async |stage| {
        stage.somebody().await.creates_many(V5.id, 2).await;
        stage.go_to(V5).await;
        has_rows(stage, 2).await;
        asked_again(stage).await;
        let back = "for (let i = 0; i < 50; i += 1) window.dispatchEvent(new Event('focus'))";
        stage.page.run(back, Vec::new()).await;
        assert_eq!(stage.asked("/keys?").await, 1);
    });
}

#[test]
fn a_refresh_that_fails_says_nothing_and_takes_nothing_away() {
    behind_a_proxy(async |stage| {
        let somebody = stage.somebody().await;
        somebody.creates_many(V5.id, 2).await;
        stage.go_to(V5).await;
        has_rows(stage, 2).await;
        stage.line().set(Line::Cut);
        asked_again(stage).await;
        has_rows(stage, 2).await;
        stage.page.any("alert").is_gone().await;
        stage.list_says("2 keys").await;
        stage.line().set(Line::Open);
        somebody.creates_many(V5.id, 1).await;
        stage
            .comes_back_until(async || if rows(stage).await.len() == 3 { Ok(()) } else { Err("no third row".into()) })
            .await;
    });
}

#[test]
fn a_session_that_has_ended_is_not_mentioned_before_something_is_asked_for() {
    run_on_server(async |stage| {
        stage.somebody().await.creates_many(V5.id, 2).await;
        stage.go_to(V5).await;
        has_rows(stage, 2).await;
        stage.server.data().ends_all_sessions().await;
        asked_again(stage).await;
        stage.page.role("dialog", "Your session has ended").is_gone().await;
        has_rows(stage, 2).await;
        stage.page.role("button", "Created").click().await;
        stage.page.role("dialog", "Your session has ended").appears().await;
    });
}

#[test]
fn a_refresh_under_a_search_finds_what_matches_now() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_ids = somebody.creates_many(V5.id, 3).await;
        stage.go_to_address(&format!("{}?search=001", V5.address())).await;
        stage.list_says("1 key").await;
        somebody.changes(V5.id, &app_ids[0], "another", &["GET /clients"]).await;
        stage
            .comes_back_until(async || if rows(stage).await.is_empty() { Ok(()) } else { Err("a row is left".into()) })
            .await;
        stage.list_says("No key matches").await;
    });
}

/// Comes back to the window until the page has asked again, and its answer is there.
async fn asked_again(stage: &Stage) {
    stage.counts_requests().await;
    stage
        .comes_back_until(async || match stage.answered("/keys?").await {
            0 => Err("the list was not asked for again".to_owned()),
            _ => Ok(()),
        })
        .await;
}

fn behind_a_proxy(test: impl AsyncFnOnce(&mut Stage)) {
    run_with(Setup { proxy: true, ..Setup::default() }, test);
}
