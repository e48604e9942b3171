//! The connection ends after a key was made and before its secret arrived.

use sha2::{Digest, Sha256};

use crate::support::{
    Deployment, Line, Query, SERVERLESS, Setup, Somebody, Stage, V5, containing, eventually, run_with,
};

const UNREACHABLE: &str = "The server could not be reached.";

#[test]
fn confirming_again_after_a_lost_answer_shows_a_new_secret_of_the_same_dedicated_v5_key() {
    run(async |stage| {
        stage.go_to(V5).await;
        let Lost { dialog, app_id, hash } = lose_v5(stage).await;
        dialog.says("What you entered is still here; confirming again makes no second key.").await;
        dialog.label("Note").has_value("exporter").await;
        dialog.says("349 of 349 APIs selected").await;
        dialog.role("button", "Confirm").click().await;
        is_one_key_with_a_new_secret(stage, V5, &app_id, &hash).await;
    });
}

#[test]
fn trying_again_after_a_lost_answer_shows_a_new_secret_of_the_same_serverless_key() {
    run(async |stage| {
        stage.go_to(SERVERLESS).await;
        let Lost { dialog, app_id, hash } = lose_serverless(stage).await;
        dialog.says("The key may have been made all the same; trying again will not make a second one.").await;
        dialog.role("button", "Try again").click().await;
        is_one_key_with_a_new_secret(stage, SERVERLESS, &app_id, &hash).await;
    });
}

#[test]
fn pressing_new_api_key_after_a_lost_answer_is_a_retry_too() {
    run(async |stage| {
        stage.go_to(SERVERLESS).await;
        let Lost { app_id, hash, .. } = lose_serverless(stage).await;
        stage.page.role("button", "New API Key").click().await;
        is_one_key_with_a_new_secret(stage, SERVERLESS, &app_id, &hash).await;
    });
}

#[test]
fn a_secret_that_was_lost_and_used_since_is_said_to_be_lost_and_its_key_can_be_deleted() {
    the_secret_is_lost(V5, async |stage, app_id| stage.server.data().uses(app_id).await);
    the_secret_is_lost(SERVERLESS, async |stage, app_id| stage.server.data().uses(app_id).await);
}

#[test]
fn a_secret_that_was_lost_more_than_ten_minutes_ago_is_said_to_be_lost_and_its_key_can_be_deleted() {
    the_secret_is_lost(V5, async |stage, app_id| stage.server.data().ages(app_id, 11).await);
    the_secret_is_lost(SERVERLESS, async |stage, app_id| stage.server.data().ages(app_id, 11).await);
}

fn the_secret_is_lost(deployment: Deployment, meanwhile: impl AsyncFn(&Stage, &str)) {
    run(async |stage| {
        stage.go_to(deployment).await;
        let Lost { dialog, app_id, hash } = lose(stage, deployment).await;
        meanwhile(stage, &app_id).await;
        dialog.role("button", if deployment.id == V5.id { "Confirm" } else { "Try again" }).click().await;
        let told =
            format!("API key {app_id} was made, but its secret can no longer be shown. Delete it and create another.");
        dialog.says(&told).await;
        assert_eq!(stage.server.data().secret_hash(&app_id).await, hash, "a secret in use is left alone");

        dialog.role("button", &format!("Delete {app_id}")).click().await;
        let delete = stage.page.role("dialog", "Delete API Key");
        delete.says(&app_id).await;
        delete.role("button", "Delete").click().await;
        delete.is_gone().await;
        assert!(stage.somebody().await.keys(deployment.id).await.is_empty(), "the key is deleted");
        // The next attempt is a new one: what is deleted is not found again.
        if deployment.id == V5.id {
            dialog.label("Note").has_value("exporter").await;
            dialog.role("button", "Confirm").click().await;
        } else {
            stage.page.role("button", "New API Key").click().await;
        }
        let other = stage.take_new_app_id().await;
        assert_ne!(other, app_id);
        stage.page.any("row").having(&app_id).is_gone().await;
        stage.row(&other).appears().await;
    });
}

#[test]
fn a_content_that_is_changed_after_a_lost_answer_makes_a_key_of_its_own_and_both_are_listed() {
    run(async |stage| {
        stage.go_to(V5).await;
        let Lost { dialog, app_id, hash } = lose_v5(stage).await;
        dialog.label("Note").fill("another exporter").await;
        dialog.role("button", "Confirm").click().await;
        let other = stage.take_new_app_id().await;
        assert_ne!(other, app_id);
        stage.row(&other).says("another exporter").await;
        stage.row(&app_id).says("exporter").await;
        assert_eq!(stage.server.data().secret_hash(&app_id).await, hash);
        assert_eq!(stage.somebody().await.keys(V5.id).await.len(), 2);
    });
}

#[test]
fn going_back_after_a_lost_answer_lists_the_key_and_confirming_later_makes_no_second_one() {
    run(async |stage| {
        stage.go_to(V5).await;
        let Lost { app_id, hash, .. } = lose_v5(stage).await;
        stage.page.back().await;
        stage.row(&app_id).says("exporter").await;
        let dialog = stage.new_key().await;
        dialog.label("Note").has_value("exporter").await;
        dialog.role("button", "Confirm").click().await;
        is_one_key_with_a_new_secret(stage, V5, &app_id, &hash).await;
    });
}

#[test]
fn giving_up_after_a_lost_answer_shows_the_key_that_was_made() {
    run(async |stage| {
        stage.go_to(V5).await;
        let Lost { dialog, app_id, .. } = lose_v5(stage).await;
        dialog.role("button", "Cancel").click().await;
        stage.page.role("button", "Discard").click().await;
        dialog.is_gone().await;
        stage.row(&app_id).says("exporter").await;
    });
}

fn run(test: impl AsyncFnOnce(&mut Stage)) {
    run_with(Setup { proxy: true, ..Setup::default() }, test);
}

/// A key that was made, and of which the page knows nothing.
struct Lost {
    /// Where the page says so.
    dialog: Query,
    app_id: String,
    /// What is kept of the secret that was lost.
    hash: Vec<u8>,
}

async fn lose(stage: &Stage, deployment: Deployment) -> Lost {
    if deployment.id == V5.id { lose_v5(stage).await } else { lose_serverless(stage).await }
}

async fn lose_v5(stage: &Stage) -> Lost {
    let dialog = stage.new_key().await;
    dialog.label("Note").fill("exporter").await;
    dialog.role("button", "Select all").click().await;
    lose_answers(stage, V5);
    dialog.role("button", "Confirm").click().await;
    lost(stage, V5, dialog).await
}

async fn lose_serverless(stage: &Stage) -> Lost {
    lose_answers(stage, SERVERLESS);
    stage.page.role("button", "New API Key").click().await;
    let section = stage.page.role("region", containing("Deployment API Key"));
    lost(stage, SERVERLESS, section).await
}

fn lose_answers(stage: &Stage, deployment: Deployment) {
    stage.line().set(Line::LosesAnswersTo(format!("POST /api/deployments/{}/keys", deployment.id)));
}

async fn lost(stage: &Stage, deployment: Deployment, dialog: Query) -> Lost {
    dialog.says(UNREACHABLE).await;
    stage.page.role("dialog", "API Key Created").is_gone().await;
    assert!(stage.line().lost() > 0, "an answer was on its way");
    stage.line().set(Line::Open);
    let app_id = only_key(&stage.somebody().await, deployment).await;
    let hash = stage.server.data().secret_hash(&app_id).await;
    Lost { dialog, app_id, hash }
}

async fn only_key(somebody: &Somebody, deployment: Deployment) -> String {
    let keys = somebody.keys(deployment.id).await;
    assert_eq!(keys.len(), 1, "one key was made: {keys:?}");
    keys[0]["app_id"].as_str().expect("an App ID").to_owned()
}

async fn is_one_key_with_a_new_secret(stage: &Stage, deployment: Deployment, app_id: &str, lost: &[u8]) {
    let created = stage.page.role("dialog", "API Key Created");
    created.label("App ID").has_value(app_id).await;
    let secret = created.label("App Secret").value().await;
    let kept = stage.server.data().secret_hash(app_id).await;
    assert_eq!(kept, Sha256::digest(&secret).as_slice(), "the secret shown is the one that works");
    assert_ne!(kept, lost, "the secret that was lost no longer works");
    stage.put_away(&created).await;
    stage.row(app_id).appears().await;
    eventually(async || {
        let rows = stage.page.role("button", "Delete").now().await.len();
        if rows == 1 { Ok(()) } else { Err(format!("{rows} keys are listed")) }
    })
    .await;
    assert_eq!(only_key(&stage.somebody().await, deployment).await, app_id);
}
