//! The audit trail: who did what to which key, and when.

use crate::support::{Line, Query, SERVERLESS, Setup, Stage, V5, containing, run, run_with};

fn address(query: &str) -> String {
    format!("{}/audit{query}", V5.address())
}

/// The entries, as far as they hold a text.
fn entries(stage: &Stage, text: &str) -> Query {
    stage.page.role("table", "Audit trail").any("row").having(containing(text))
}

/// A key that much has happened to.
async fn history(stage: &Stage) -> String {
    let somebody = stage.somebody().await;
    let app_id = somebody.creates(V5.id, "before", &["GET /clients", "GET /banned"]).await;
    somebody.changes(V5.id, &app_id, "after", &["GET /clients", "POST /publish", "GET /alarms"]).await;
    somebody.acts(V5.id, &app_id, "disable").await;
    somebody.acts(V5.id, &app_id, "enable").await;
    somebody.rotates(V5.id, &app_id, 1440).await;
    somebody.rotates(V5.id, &app_id, 0).await;
    somebody.expires(V5.id, &app_id, Some("2099-05-01T10:00:00Z")).await;
    somebody.deletes(V5.id, &app_id).await;
    app_id
}

#[test]
fn the_trail_says_in_words_what_was_done_to_a_key_also_when_it_is_gone() {
    run(async |stage| {
        let app_id = history(stage).await;
        stage.go_to(V5).await;
        stage.page.role("link", "Audit trail").click().await;
        stage.page.is_at(&address("")).await;
        stage.page.role("heading", "Audit trail").appears().await;
        entries(stage, &app_id).are(8).await;
        for what in [
            "created with 2 APIs",
            "changed the note, added 2 APIs, removed 1 API",
            "disabled",
            "enabled",
            "rotated the secret; the old one works for 24 hours",
            "rotated the secret; the old one stopped at once",
            "set the expiry",
            "deleted",
        ] {
            stage.page.text(what).appears().await;
        }
        stage.page.role("link", V5.name).click().await;
        stage.page.is_at(&V5.address()).await;
    });
}

#[test]
fn an_entry_tells_its_difference() {
    run(async |stage| {
        history(stage).await;
        stage.go_to_address(&address("")).await;
        let row = entries(stage, "changed the note");
        row.role("button", "Details").is_expanded(false).await;
        row.role("button", "Details").click().await;
        let details = stage.page.role("region", "Details of the entry");
        details.says("Note before: “before” Note after: “after”").await;
        details.text("2 APIs added").click().await;
        details.text("POST /publish").appears().await;
        details.text("1 API removed").click().await;
        details.text("GET /banned").appears().await;
        row.role("button", "Details").click().await;
        details.is_gone().await;
        entries(stage, "disabled").role("button", "Details").is_gone().await;
    });
}

#[test]
fn the_history_of_a_key_is_the_trail_of_that_key_alone() {
    run(async |stage| {
        history(stage).await;
        let app_id = stage.somebody().await.creates(V5.id, "another", &["GET /clients"]).await;
        stage.go_to(V5).await;
        stage.act(&app_id, "History").await;
        stage.page.is_at(&address(&format!("?app_id={app_id}"))).await;
        entries(stage, "created").are(1).await;
        stage.page.label("App ID").has_value(&app_id).await;
        stage.page.back().await;
        stage.row(&app_id).appears().await;
    });
}

#[test]
fn the_filters_stand_in_the_address_and_leave_out_what_they_say() {
    run(async |stage| {
        let app_id = history(stage).await;
        stage.go_to_address(&address("")).await;
        entries(stage, &app_id).are(8).await;
        stage.page.label("Action").choose("Secret rotated").await;
        stage.page.is_at(&address("?action=rotated")).await;
        entries(stage, &app_id).are(2).await;
        stage.page.label("Who").fill("nobody").await;
        stage.page.label("From").click().await;
        stage.page.is_at(&address("?principal=nobody&action=rotated")).await;
        stage.page.text("No entry matches").appears().await;
        stage.page.role("button", "Clear filters").click().await;
        stage.page.is_at(&address("")).await;
        entries(stage, &app_id).are(8).await;
        stage.page.label("Who").has_value("").await;
        stage.page.label("To").pick_day("2020-01-31").await;
        stage.page.is_at(&address("?to=2020-01-31")).await;
        stage.page.text("No entry matches").appears().await;
        stage.page.label("To").pick_day("2099-01-31").await;
        stage.page.label("From").pick_day("2020-01-31").await;
        stage.page.is_at(&address("?from=2020-01-31&to=2099-01-31")).await;
        entries(stage, &app_id).are(8).await;
        stage.page.back().await;
        stage.page.is_at(&address("?to=2099-01-31")).await;
    });
}

#[test]
fn the_files_hold_what_the_filters_leave() {
    run(async |stage| {
        let app_id = history(stage).await;
        stage.go_to_address(&address("?action=disabled")).await;
        entries(stage, &app_id).are(1).await;
        for (name, format) in [("Export CSV", "csv"), ("Export JSON Lines", "jsonl")] {
            let link = stage.page.role("link", name).appears().await.address.expect("an address");
            assert!(link.ends_with(&format!("/audit.export?format={format}&action=disabled")), "{link}");
            let read = "const [address, done] = arguments; fetch(address).then((answer) => answer.text()).then(done)";
            let text = stage.page.run_until_called(read, vec![link.into()]).await;
            let text = text.as_str().expect("text");
            assert!(text.contains(&app_id) && text.contains("disabled") && !text.contains("rotated"), "{text}");
        }
    });
}

#[test]
fn more_entries_follow_as_one_scrolls() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        for _ in 0..53 {
            let app_id = somebody.creates_full(SERVERLESS.id).await;
            somebody.deletes(SERVERLESS.id, &app_id).await;
        }
        stage.go_to_address(&format!("{}/audit", SERVERLESS.address())).await;
        let table = stage.page.role("table", "Audit trail");
        table.text("created").are(50).await;
        stage.page.run("scrollTo(0, document.body.scrollHeight)", Vec::new()).await;
        table.text("created").are(53).await;
        stage.page.role("button", "Show more").is_gone().await;
    });
}

#[test]
fn an_empty_trail_a_missing_connection_and_a_deployment_that_is_not_there_are_told_apart() {
    run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
        stage.go_to_address(&address("")).await;
        stage.page.text("Nothing has happened yet").appears().await;
        stage.line().set(Line::Cut);
        stage.page.label("Action").choose("Created").await;
        stage.page.any("alert").having(containing("could not be reached")).appears().await;
        stage.line().set(Line::Open);
        stage.page.role("button", "Try again").click().await;
        stage.page.text("No entry matches").appears().await;
        stage.page.open("/deployments/nowhere/audit").await;
        stage.page.role("heading", "Deployment not found").appears().await;
    });
}

#[test]
fn what_makes_no_sense_in_the_address_counts_as_not_said() {
    run(async |stage| {
        let app_id = history(stage).await;
        stage.go_to_address(&address("?action=burned&from=yesterday&to=2026-13-45")).await;
        entries(stage, &app_id).are(8).await;
    });
}
