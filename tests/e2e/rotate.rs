//! A key is given a new secret, while the old one goes on working for as long as one chooses.

use sha2::{Digest, Sha256};

use crate::support::{Key, Line, Query, SERVERLESS, Setup, Stage, V5, containing, run, run_with};

async fn rotate(stage: &Stage, app_id: &str) -> Query {
    stage.act(app_id, "Rotate secret").await;
    stage.page.role("dialog", "Rotate secret")
}

async fn takes_new_secret(stage: &Stage, app_id: &str) -> String {
    let shown = stage.page.role("dialog", "New App Secret");
    shown.label("App ID").has_value(app_id).await;
    let secret = shown.label("App Secret").value().await;
    let kept = stage.data().secret_hash(app_id).await;
    assert_eq!(kept, Sha256::digest(&secret).as_slice(), "the secret shown is the one that works");
    stage.put_away(&shown).await;
    shown.is_gone().await;
    secret
}

#[test]
fn a_secret_is_rotated_and_the_old_one_works_for_a_day_unless_one_says_otherwise() {
    for deployment in [V5, SERVERLESS] {
        run(async |stage| {
            let somebody = stage.somebody().await;
            let app_id = if deployment.id == V5.id {
                somebody.creates(V5.id, "exporter", &["GET /clients"]).await
            } else {
                somebody.creates_full(SERVERLESS.id).await
            };
            stage.go_to(deployment).await;
            let dialog = rotate(stage, &app_id).await;
            dialog.says(&app_id).await;
            dialog.label("The old App Secret works for").has_value("1440").await;
            dialog.says("Both work for 24 hours").await;
            dialog.role("button", "Rotate secret").click().await;
            stage.page.role("dialog", "New App Secret").says("The old App Secret works until ").await;
            takes_new_secret(stage, &app_id).await;
            stage.row(&app_id).says("Old secret ends in 24 hours").await;
            let trail = somebody.trail(deployment.id).await;
            assert_eq!(trail[0]["changes"]["grace_minutes"], 1440, "{trail:?}");
        });
    }
}

#[test]
fn without_overlap_the_old_secret_stops_at_once() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = rotate(stage, &app_id).await;
        dialog.label("The old App Secret works for").choose("No overlap: it stops now").await;
        dialog.says("refused from the next request on").await;
        dialog.role("button", "Rotate secret").click().await;
        stage.page.role("dialog", "New App Secret").says("The old App Secret no longer works.").await;
        takes_new_secret(stage, &app_id).await;
        assert!(somebody.key(V5.id, &app_id).await["previous_secret_until"].is_null());
        stage.row(&app_id).text(containing("Old secret")).is_gone().await;
    });
}

#[test]
fn rotating_again_warns_that_the_secret_before_stops_at_once() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = rotate(stage, &app_id).await;
        dialog.text(containing("It stops at once when you rotate.")).is_gone().await;
        stage.page.press(Key::Escape).await;
        dialog.is_gone().await;
        somebody.rotates(V5.id, &app_id, 60).await;
        stage.page.reload().await;
        rotate(stage, &app_id).await.text(containing("It stops at once when you rotate.")).appears().await;
    });
}

#[test]
fn a_rotation_whose_answer_was_lost_is_asked_for_again_and_rotates_nothing_twice() {
    lossy(async |stage, app_id| {
        let dialog = lose(stage, app_id).await;
        let lost = stage.server.data().secret_hash(app_id).await;
        let until = stage.somebody().await.key(V5.id, app_id).await["previous_secret_until"].clone();
        dialog.says("trying again shows the new one and rotates nothing twice.").await;
        let grace = dialog.label("The old App Secret works for");
        grace.until("be locked", |found| found.disabled).await;
        // It is the same also when the dialog was left in between.
        dialog.role("button", "Cancel").click().await;
        let dialog = rotate(stage, app_id).await;
        grace.until("be locked", |found| found.disabled && found.value.as_deref() == Some("60")).await;
        dialog.role("button", "Rotate secret").click().await;
        takes_new_secret(stage, app_id).await;
        assert_ne!(stage.server.data().secret_hash(app_id).await, lost, "the secret that was lost no longer works");
        let key = stage.somebody().await.key(V5.id, app_id).await;
        assert_eq!(key["previous_secret_until"], until, "the old one works as long as was said first");
    });
}

#[test]
fn a_new_secret_that_was_lost_and_used_since_is_said_to_be_lost_and_can_be_rotated_again() {
    lossy(async |stage, app_id| {
        let dialog = lose(stage, app_id).await;
        stage.server.data().uses(app_id).await;
        dialog.role("button", "Rotate secret").click().await;
        dialog.says("Rotate it again to get another; the old one then stops at once.").await;
        dialog.label("The old App Secret works for").choose("7 days").await;
        dialog.role("button", "Rotate secret").click().await;
        takes_new_secret(stage, app_id).await;
    });
}

#[test]
fn going_away_while_a_secret_is_being_rotated_shows_it_all_the_same() {
    lossy(async |stage, app_id| {
        let dialog = rotate(stage, app_id).await;
        dialog.appears().await;
        stage.line().set(Line::Stalled);
        dialog.role("button", "Rotate secret").click().await;
        dialog.role("button", "Working…").appears().await;
        stage.page.back().await;
        stage.line().set(Line::Open);
        takes_new_secret(stage, app_id).await;
    });
}

#[test]
fn a_key_that_somebody_has_deleted_is_not_rotated_and_leaves_the_list() {
    run(async |stage| {
        let somebody = stage.somebody().await;
        let app_id = somebody.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let dialog = rotate(stage, &app_id).await;
        somebody.deletes(V5.id, &app_id).await;
        dialog.role("button", "Rotate secret").click().await;
        dialog.any("alert").having(containing("This API key no longer exists")).appears().await;
        dialog.role("button", "Cancel").click().await;
        stage.row(&app_id).is_gone().await;
    });
}

#[test]
fn a_secret_is_rotated_by_keyboard() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        let page = &stage.page;
        let button = page.role("button", &format!("Actions of {app_id}"));
        page.tab_to(&button).await;
        page.press(Key::Down).await;
        page.role("menuitem", "Rotate secret").has_focus().await;
        page.press(Key::Enter).await;
        let dialog = page.role("dialog", "Rotate secret");
        dialog.role("button", "Cancel").has_focus().await;
        let grace = dialog.label("The old App Secret works for");
        page.tab_back_to(&grace).await;
        page.press(Key::Up).await;
        grace.has_value("60").await;
        page.tab_to(&dialog.role("button", "Rotate secret")).await;
        page.press(Key::Enter).await;
        let shown = page.role("dialog", "New App Secret");
        page.tab_to(&shown.role("button", "Copy App Secret")).await;
        page.press(Key::Space).await;
        page.tab_to(&shown.role("button", "Close")).await;
        page.press(Key::Enter).await;
        shown.is_gone().await;
        button.has_focus().await;
        stage.row(&app_id).says("Old secret ends in 60 minutes").await;
    });
}

fn lossy(test: impl AsyncFnOnce(&Stage, &str)) {
    run_with(Setup { proxy: true, ..Setup::default() }, async |stage| {
        let app_id = stage.somebody().await.creates(V5.id, "exporter", &["GET /clients"]).await;
        stage.go_to(V5).await;
        test(stage, &app_id).await;
    });
}

/// Rotates with a grace of an hour; the answer does not arrive.
async fn lose(stage: &Stage, app_id: &str) -> Query {
    let dialog = rotate(stage, app_id).await;
    dialog.label("The old App Secret works for").choose("1 hour").await;
    let answers = format!("POST /api/deployments/{}/keys/{app_id}/rotate", V5.id);
    stage.line().set(Line::LosesAnswersTo(answers));
    dialog.role("button", "Rotate secret").click().await;
    dialog.says("could not be reached").await;
    assert!(stage.line().lost() > 0, "an answer was on its way");
    stage.line().set(Line::Open);
    dialog
}
