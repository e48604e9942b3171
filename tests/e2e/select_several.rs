//! Selecting several keys, and deleting them at once.

use crate::support::{Key, Line, Query, Setup, Stage, V5, eventually, run, run_on_server, run_with};

const UNREACHABLE: &str = "The server could not be reached. Check your connection, then try again.";

async fn list_of(stage: &Stage, count: usize) -> Vec<String> {
    let app_ids = stage.somebody().await.creates_many(V5.id, count).await;
    stage.go_to(V5).await;
    stage.row(&app_ids[count - 1]).appears().await;
    app_ids
}

async fn delete_selected(stage: &Stage, title: &str) -> Query {
    stage.page.role("button", "Delete selected").click().await;
    let dialog = stage.page.role("dialog", title);
    dialog.appears().await;
    dialog
}

async fn left(stage: &Stage) -> usize {
    stage.somebody().await.keys(V5.id).await.len()
}

#[test]
fn several_keys_are_deleted_after_one_confirmation_that_lists_them() {
    run(async |stage| {
        let app_ids = list_of(stage, 7).await;
        stage.page.role("button", "Delete selected").is_gone().await;
        for place in [0, 2, 3, 5, 6] {
            stage.select(&app_ids[place]).click().await;
        }
        stage.list_says("5 selected").await;
        let dialog = delete_selected(stage, "Delete 5 API Keys").await;
        dialog.text("Delete these 5 API keys? Their access ends at once.").appears().await;
        dialog.any("listitem").are(5).await;
        dialog.any("listitem").having(&app_ids[2]).says("key 003").await;
        dialog.text(&app_ids[1]).is_gone().await;
        dialog.role("button", "Cancel").has_focus().await;
        dialog.role("button", "Delete").click().await;
        dialog.is_gone().await;
        stage.page.text("5 API keys deleted. Their access has ended.").appears().await;
        stage.list_says("2 keys").await;
        stage.row(&app_ids[0]).is_gone().await;
        stage.row(&app_ids[1]).appears().await;
        stage.row(&app_ids[4]).appears().await;
        stage.page.role("button", "Delete selected").is_gone().await;
        stage.page.role("button", "New API Key").has_focus().await;
        assert_eq!(left(stage).await, 2);
    });
}

#[test]
fn cancel_and_escape_delete_nothing_and_keep_the_selection() {
    run(async |stage| {
        let app_ids = list_of(stage, 3).await;
        stage.select(&app_ids[0]).click().await;
        stage.select(&app_ids[1]).click().await;
        let dialog = delete_selected(stage, "Delete 2 API Keys").await;
        dialog.role("button", "Cancel").click().await;
        dialog.is_gone().await;
        stage.list_says("2 selected").await;
        stage.page.role("button", "Delete selected").has_focus().await;
        let dialog = delete_selected(stage, "Delete 2 API Keys").await;
        stage.page.press(Key::Escape).await;
        dialog.is_gone().await;
        stage.select(&app_ids[1]).is_checked().await;
        assert_eq!(left(stage).await, 3);
    });
}

#[test]
fn shift_selects_everything_between_two_keys() {
    run(async |stage| {
        let app_ids = list_of(stage, 6).await;
        stage.select(&app_ids[4]).click().await;
        click_with_shift(stage, &app_ids[1]).await;
        stage.list_says("4 selected").await;
        stage.select(&app_ids[5]).is_unchecked().await;
        stage.select(&app_ids[2]).is_checked().await;
        stage.select(&app_ids[0]).is_unchecked().await;
        // The same the other way: what is between is no longer selected.
        click_with_shift(stage, &app_ids[3]).await;
        stage.list_says("1 selected").await;
        stage.select(&app_ids[4]).is_checked().await;
        let text = stage.page.run("return String(getSelection())", Vec::new()).await;
        assert_eq!(text, "", "no text is selected on the way");
    });
}

#[test]
fn the_checkbox_in_the_head_selects_all_that_is_shown_and_is_mixed_in_between() {
    run(async |stage| {
        let app_ids = list_of(stage, 3).await;
        let all = stage.page.role("checkbox", "Select all shown");
        all.is_unchecked().await;
        stage.select(&app_ids[1]).click().await;
        all.is_mixed().await;
        all.click().await;
        all.is_checked().await;
        stage.list_says("3 selected").await;
        stage.select(&app_ids[1]).click().await;
        all.is_mixed().await;
        stage.select(&app_ids[1]).click().await;
        all.is_checked().await;
        all.click().await;
        all.is_unchecked().await;
        stage.list_says("3 keys").await;
        stage.select(&app_ids[0]).click().await;
        stage.page.role("button", "Clear selection").click().await;
        all.is_unchecked().await;
        all.has_focus().await;
        stage.select(&app_ids[0]).is_unchecked().await;
        stage.list_says("3 keys").await;
    });
}

#[test]
fn the_selection_survives_loading_more_and_the_head_is_mixed_again() {
    run(async |stage| {
        list_of(stage, 103).await;
        let all = stage.page.role("checkbox", "Select all shown");
        all.click().await;
        stage.list_says("100 selected").await;
        // The page grows as what is scrolled to is laid out.
        eventually(async || {
            stage.page.run("window.scrollTo(0, document.body.scrollHeight)", Vec::new()).await;
            let more = stage.page.role("button", "Show more").now().await;
            if more.is_empty() { Ok(()) } else { Err("there is more to show".to_owned()) }
        })
        .await;
        all.is_mixed().await;
        stage.list_says("100 selected").await;
    });
}

#[test]
fn a_search_and_an_order_keep_selected_what_they_still_show() {
    run(async |stage| {
        let app_ids = list_of(stage, 3).await;
        stage.select(&app_ids[0]).click().await;
        stage.select(&app_ids[1]).click().await;
        stage.page.role("button", "Note").click().await;
        stage.page.is_at(&format!("{}?sort=note", V5.address())).await;
        stage.list_says("2 selected").await;
        stage.page.role("searchbox", "Search keys").fill("key 002").await;
        stage.list_says("1 selected").await;
        stage.select(&app_ids[1]).is_checked().await;
        // What was not shown is not deleted behind one's back, also when it is shown again.
        stage.page.press(Key::Escape).await;
        stage.select(&app_ids[0]).is_unchecked().await;
        stage.list_says("1 selected").await;
    });
}

#[test]
fn a_key_that_somebody_else_deletes_is_no_longer_selected() {
    run(async |stage| {
        let app_ids = list_of(stage, 3).await;
        stage.select(&app_ids[0]).click().await;
        stage.select(&app_ids[1]).click().await;
        stage.somebody().await.deletes(V5.id, &app_ids[0]).await;
        stage
            .comes_back_until(async || {
                if stage.row(&app_ids[0]).now().await.is_empty() { Ok(()) } else { Err("its row is there".into()) }
            })
            .await;
        stage.list_says("1 selected").await;
        stage.row(&app_ids[1]).role("button", "Delete").click().await;
        stage.page.role("dialog", "Delete API Key").role("button", "Delete").click().await;
        stage.list_says("1 key").await;
        stage.page.role("button", "Delete selected").is_gone().await;
    });
}

#[test]
fn keys_that_somebody_else_has_deleted_meanwhile_count_as_gone() {
    run(async |stage| {
        let app_ids = list_of(stage, 4).await;
        stage.page.role("checkbox", "Select all shown").click().await;
        let dialog = delete_selected(stage, "Delete 4 API Keys").await;
        let somebody = stage.somebody().await;
        somebody.deletes(V5.id, &app_ids[0]).await;
        somebody.deletes(V5.id, &app_ids[3]).await;
        dialog.role("button", "Delete").click().await;
        dialog.is_gone().await;
        stage.page.text("4 API keys deleted. Their access has ended.").appears().await;
        stage.page.text("No API keys yet").appears().await;
        assert_eq!(left(stage).await, 0);
    });
}

#[test]
fn what_could_not_be_deleted_says_why_and_is_tried_again_alone() {
    behind_a_proxy(async |stage| {
        let app_ids = list_of(stage, 6).await;
        stage.page.role("checkbox", "Select all shown").click().await;
        let dialog = delete_selected(stage, "Delete 6 API Keys").await;
        // The last one in the list: all others are asked for before it.
        let lost = &app_ids[0];
        stage.line().set(Line::LosesAnswersTo(format!("DELETE /api/deployments/{}/keys/{lost}", V5.id)));
        dialog.role("button", "Delete").click().await;
        dialog.any("alert").having("1 API key could not be deleted. The list says why.").appears().await;
        dialog.text("5 of 6 deleted").appears().await;
        dialog.any("listitem").having(lost).says(UNREACHABLE).await;
        dialog.any("listitem").having(&app_ids[4]).says("Deleted").await;
        dialog.role("button", "Close").appears().await;
        stage.line().set(Line::Open);
        // Its answer was lost and not the request: it is gone, and found so.
        dialog.role("button", "Try again").click().await;
        dialog.is_gone().await;
        stage.page.text("6 API keys deleted. Their access has ended.").appears().await;
        stage.page.text("No API keys yet").appears().await;
    });
}

#[test]
fn a_server_out_of_reach_is_not_asked_for_every_key_and_nothing_is_taken_from_the_list() {
    behind_a_proxy(async |stage| {
        let app_ids = list_of(stage, 30).await;
        stage.page.role("checkbox", "Select all shown").click().await;
        let dialog = delete_selected(stage, "Delete 30 API Keys").await;
        stage.counts_requests().await;
        stage.line().set(Line::Cut);
        dialog.role("button", "Delete").click().await;
        dialog.any("alert").having("30 API keys could not be deleted. The list says why.").appears().await;
        dialog.any("listitem").having(&app_ids[0]).says(UNREACHABLE).await;
        dialog.text("0 of 30 deleted").appears().await;
        let asked = stage.asked("/keys/").await;
        assert!((1..=8).contains(&asked), "{asked} requests were sent to a server that is not there");
        dialog.role("button", "Close").click().await;
        dialog.is_gone().await;
        stage.line().set(Line::Open);
        stage.list_says("30 selected").await;
        assert_eq!(left(stage).await, 30);
        let dialog = delete_selected(stage, "Delete 30 API Keys").await;
        dialog.role("button", "Delete").click().await;
        dialog.is_gone().await;
        assert_eq!(left(stage).await, 0);
    });
}

#[test]
fn a_session_that_ran_out_is_renewed_once_and_the_deletion_goes_on() {
    run_on_server(async |stage| {
        list_of(stage, 9).await;
        stage.page.role("checkbox", "Select all shown").click().await;
        let dialog = delete_selected(stage, "Delete 9 API Keys").await;
        stage.server.data().ends_all_sessions().await;
        dialog.role("button", "Delete").click().await;
        let ended = stage.page.role("dialog", "Your session has ended");
        ended.label("Sign-in link").fill(&stage.server.new_link().await).await;
        ended.role("button", "Sign in").click().await;
        ended.is_gone().await;
        dialog.is_gone().await;
        stage.page.text("9 API keys deleted. Their access has ended.").appears().await;
        assert_eq!(left(stage).await, 0);
    });
}

#[test]
fn neither_escape_nor_cancel_leaves_a_deletion_that_is_under_way() {
    behind_a_proxy(async |stage| {
        list_of(stage, 3).await;
        stage.page.role("checkbox", "Select all shown").click().await;
        let dialog = delete_selected(stage, "Delete 3 API Keys").await;
        stage.line().set(Line::Stalled);
        dialog.role("button", "Delete").click().await;
        dialog.text("0 of 3 deleted").appears().await;
        stage.page.press(Key::Escape).await;
        stage.page.press(Key::Escape).await;
        dialog.role("button", "Cancel").until("be out of use", |button| button.disabled).await;
        stage.line().set(Line::Open);
        dialog.is_gone().await;
        stage.page.text("3 API keys deleted. Their access has ended.").appears().await;
    });
}

#[test]
fn when_all_that_is_shown_is_deleted_the_next_keys_are_shown() {
    run(async |stage| {
        let app_ids = list_of(stage, 104).await;
        stage.page.role("checkbox", "Select all shown").click().await;
        stage.list_says("100 selected").await;
        let dialog = delete_selected(stage, "Delete 100 API Keys").await;
        dialog.role("button", "Delete").click().await;
        dialog.is_gone().await;
        stage.list_says("4 keys").await;
        stage.row(&app_ids[0]).appears().await;
        stage.row(&app_ids[3]).appears().await;
        stage.page.text("No API keys yet").is_gone().await;
    });
}

#[test]
fn deleting_all_that_a_search_has_found_leaves_the_others() {
    run(async |stage| {
        let app_ids = list_of(stage, 5).await;
        stage.page.role("searchbox", "Search keys").fill("key 003").await;
        stage.list_says("1 key").await;
        stage.page.role("checkbox", "Select all shown").click().await;
        // One is one, however it was selected.
        let dialog = delete_selected(stage, "Delete API Key").await;
        dialog.text("Delete this API key? Its access ends at once.").appears().await;
        dialog.role("button", "Delete").click().await;
        dialog.is_gone().await;
        stage.list_says("No key matches").await;
        stage.page.role("button", "Clear search").click().await;
        stage.list_says("4 keys").await;
        stage.row(&app_ids[2]).is_gone().await;
    });
}

#[test]
fn the_keyboard_alone_selects_and_deletes() {
    run(async |stage| {
        let app_ids = list_of(stage, 4).await;
        stage.page.tab_to(&stage.select(&app_ids[3])).await;
        stage.page.press(' ').await;
        stage.page.tab_to(&stage.select(&app_ids[1])).await;
        stage.page.press_with(&[Key::Shift], ' ').await;
        stage.list_says("3 selected").await;
        stage.page.tab_back_to(&stage.page.role("button", "Delete selected")).await;
        stage.page.press(Key::Enter).await;
        let dialog = stage.page.role("dialog", "Delete 3 API Keys");
        dialog.role("button", "Cancel").has_focus().await;
        stage.page.tab_to(&dialog.role("button", "Delete")).await;
        stage.page.press(Key::Enter).await;
        dialog.is_gone().await;
        stage.list_says("1 key").await;
        stage.row(&app_ids[0]).appears().await;
    });
}

async fn click_with_shift(stage: &Stage, app_id: &str) {
    stage.select(app_id).click_with(Key::Shift).await;
}

fn behind_a_proxy(test: impl AsyncFnOnce(&mut Stage)) {
    run_with(Setup { proxy: true, ..Setup::default() }, test);
}
