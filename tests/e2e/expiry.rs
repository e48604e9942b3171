//! When a key stops working: chosen, kept, changed, and told in the list.

use crate::support::{Feature, Query, SERVERLESS, Stage, V5, containing, lacks, run, run_on_server};

/// As a date in RFC 3339 stands in the API.
async fn expiry_of(stage: &Stage, app_id: &str) -> Option<String> {
    let key = stage.somebody().await.key(V5.id, app_id).await;
    key["expires_at"].as_str().map(str::to_owned)
}

async fn new_key(stage: &Stage) -> Query {
    stage.go_to(V5).await;
    let dialog = stage.new_key().await;
    dialog.role("button", "Select all").click().await;
    dialog
}

/// Whether a time is so many days from now, give or take a minute.
async fn is_days_ahead(stage: &Stage, at: &str, days: u32) -> bool {
    let script = "const [at, days] = arguments; return Math.abs(Date.parse(at) - Date.now() - days * 864e5) < 6e4";
    stage.page.run(script, vec![at.into(), days.into()]).await == true
}

#[test]
fn a_new_key_never_expires_unless_one_says_when() {
    run(async |stage| {
        let dialog = new_key(stage).await;
        dialog.label("Expires").has_value("").await;
        dialog.says("The key works until it is disabled or deleted.").await;
        dialog.role("button", "Confirm").click().await;
        let app_id = stage.take_new_app_id().await;
        assert_eq!(expiry_of(stage, &app_id).await, None);
        stage.row(&app_id).says("Never expires").await;
    });
}

#[test]
fn a_number_of_days_is_counted_from_now_and_said_as_a_date() {
    run(async |stage| {
        let dialog = new_key(stage).await;
        dialog.label("Expires").choose("In 30 days").await;
        dialog.says("The key works until ").await;
        dialog.role("button", "Confirm").click().await;
        let app_id = stage.take_new_app_id().await;
        let at = expiry_of(stage, &app_id).await.expect("it expires");
        assert!(is_days_ahead(stage, &at, 30).await, "{at}");
        stage.row(&app_id).says("Expires in 30 days").await;
        stage.row(&app_id).text("Expires soon").is_gone().await;
    });
}

#[test]
fn a_date_means_the_end_of_that_day_where_the_person_is() {
    if lacks(Feature::AnotherTimeZone) {
        return;
    }
    run(async |stage| {
        let zone = serde_json::json!({ "timezoneId": "Asia/Tokyo" });
        stage.page.devtools("Emulation.setTimezoneOverride", zone).await;
        let dialog = new_key(stage).await;
        dialog.label("Expires").choose("On a date").await;
        dialog.label("Expiry date").pick_day("2099-12-31").await;
        dialog.says("Dec 31, 2099, 11:59:59 PM").await;
        dialog.role("button", "Confirm").click().await;
        let app_id = stage.take_new_app_id().await;
        assert_eq!(expiry_of(stage, &app_id).await.as_deref(), Some("2099-12-31T14:59:59.000Z"));
    });
}

#[test]
fn a_day_that_is_missing_or_over_is_refused_on_the_spot() {
    run(async |stage| {
        let dialog = new_key(stage).await;
        dialog.label("Expires").choose("On a date").await;
        dialog.role("button", "Confirm").click().await;
        let date = dialog.label("Expiry date");
        date.is_wrong_because("Choose a date.").await;
        date.pick_day("2020-02-29").await;
        date.is_wrong_because("The expiry must be in the future.").await;
        dialog.label("Expires").choose("In 7 days").await;
        dialog.role("button", "Confirm").click().await;
        let app_id = stage.take_new_app_id().await;
        stage.row(&app_id).says("Expires in 7 days").await;
        stage.row(&app_id).text("Expires soon").appears().await;
        assert_eq!(stage.somebody().await.keys(V5.id).await.len(), 1);
    });
}

#[test]
fn a_chosen_expiry_is_something_that_was_entered() {
    run(async |stage| {
        stage.go_to(V5).await;
        let dialog = stage.new_key().await;
        dialog.label("Expires").choose("In 90 days").await;
        dialog.role("button", "Cancel").click().await;
        stage.page.role("alertdialog", "Discard what you entered?").role("button", "Keep editing").click().await;
        stage.page.back().await;
        dialog.is_gone().await;
        // It waits in the dialog as it was chosen.
        stage.new_key().await.says("The key works until ").await;
    });
}

#[test]
fn editing_keeps_the_expiry_unless_one_changes_it_also_one_that_is_over() {
    run_on_server(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "before", &["GET /clients"]).await;
        stage.server.data().expires_in(&app_id, -2).await;
        // The database was written behind the server's back.
        stage.server.restart().await;
        let before = stage.somebody().await.key(V5.id, &app_id).await["expires_at"].clone();
        stage.go_to(V5).await;
        stage.row(&app_id).text("Expired").now().await;
        let dialog = stage.edit(&app_id).await;
        dialog.says("The key does not work: it expired on ").await;
        dialog.label("Note").fill("after").await;
        dialog.role("region", "Confirm will change").text(containing("Expires:")).is_gone().await;
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;
        let key = stage.somebody().await.key(V5.id, &app_id).await;
        assert_eq!((&key["note"], &key["expires_at"]), (&"after".into(), &before));
    });
}

#[test]
fn editing_says_how_the_expiry_changes_and_changes_it() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients"]).await;
        somebody.expires(V5.id, &app_id, Some("2099-05-01T10:00:00Z")).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        dialog.label("Expires").choose("Never").await;
        let changes = dialog.role("region", "Confirm will change");
        changes.text(containing("→ Never")).appears().await;
        dialog.role("button", "Cancel").click().await;
        stage.page.role("button", "Keep editing").click().await;
        dialog.role("button", "Confirm").click().await;
        dialog.is_gone().await;
        assert_eq!(expiry_of(stage, &app_id).await, None);
        stage.row(&app_id).says("Never expires").await;
    });
}

#[test]
fn somebody_elses_change_of_the_expiry_is_shown_and_can_be_taken_or_written_over() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "before", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = stage.edit(&app_id).await;
        dialog.label("Note").fill("mine").await;
        somebody.expires(V5.id, &app_id, Some("2099-05-01T10:00:00Z")).await;
        dialog.role("button", "Confirm").click().await;
        dialog.text(containing("It expires now: May 1, 2099")).appears().await;
        dialog.role("button", "Keep mine").click().await;
        dialog.role("region", "Confirm will change").text(containing("→ Never")).appears().await;
        somebody.acts(V5.id, &app_id, "disable").await;
        dialog.role("button", "Confirm").click().await;
        dialog.text("It is disabled now.").appears().await;
        dialog.role("button", "Take theirs").click().await;
        dialog.label("Expires").has_value("keep").await;
        dialog.says("The key works until May 1, 2099").await;
        dialog.role("region", "Confirm will change").is_gone().await;
    });
}

#[test]
fn keys_that_cannot_expire_say_nothing_of_it() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates_full(SERVERLESS.id).await;
        stage.go_to(SERVERLESS).await;
        stage.row(&app_id).says("Never used").await;
        stage.page.text("Never expires").is_gone().await;
    });
}
