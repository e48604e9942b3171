//! Keys of deployments whose keys always have full access: Serverless and Dedicated v4.

use crate::support::{Deployment, SERVERLESS, V4, run};

#[test]
fn a_key_of_a_serverless_deployment_is_made_without_a_question() {
    a_key_is_made_at_once(SERVERLESS);
}

#[test]
fn a_key_of_a_dedicated_v4_deployment_is_made_without_a_question() {
    a_key_is_made_at_once(V4);
}

fn a_key_is_made_at_once(deployment: Deployment) {
    run(async |stage| {
        stage.go_to(deployment).await;
        let page = &stage.page;
        page.role("button", "New API Key").click().await;
        let created = page.role("dialog", "API Key Created");
        let app_id =
            created.role("textbox", "App ID").until("be read-only", |field| field.read_only == Some(true)).await;
        let secret =
            created.role("textbox", "App Secret").until("be read-only", |field| field.read_only == Some(true)).await;
        assert!(secret.value.is_some_and(|secret| secret.len() >= 43), "256 bits do not fit into less");
        created.role("button", "Copy App ID").appears().await;
        created.role("button", "Copy App Secret").appears().await;
        created.text("The App Secret is shown only now.").appears().await;
        created.text(crate::support::containing("It cannot be retrieved later.")).appears().await;
        stage.put_away(&created).await;
        created.is_gone().await;

        let app_id = app_id.value.expect("a field has a value");
        page.role("button", "New API Key").has_focus().await;
        page.is_at(&deployment.address()).await;
        stage.row(&app_id).says("Full access").await;
        let key = stage.somebody().await.key(deployment.id, &app_id).await;
        assert_eq!(key["access"], serde_json::json!({ "type": "full" }));
        assert_eq!(key["note"], "");
    });
}

#[test]
fn the_list_of_a_serverless_deployment_has_nothing_that_its_keys_cannot_carry() {
    the_list_has_neither_notes_nor_permissions(SERVERLESS);
}

#[test]
fn the_list_of_a_dedicated_v4_deployment_has_nothing_that_its_keys_cannot_carry() {
    the_list_has_neither_notes_nor_permissions(V4);
}

fn the_list_has_neither_notes_nor_permissions(deployment: Deployment) {
    run(async |stage| {
        let app_id = stage.somebody().await.creates_full(deployment.id).await;
        stage.go_to(deployment).await;
        let page = &stage.page;
        stage.row(&app_id).role("button", "Delete").appears().await;
        let table = page.any("table");
        table.any("columnheader").are(6).await;
        table.role("columnheader", "App ID").appears().await;
        table.role("columnheader", "Note").is_gone().await;
        table.role("button", "Edit").is_gone().await;
        table.role("button", "View Access").is_gone().await;
    });
}

#[test]
fn the_addresses_of_dialogs_that_a_deployment_does_not_have_show_its_page_alone() {
    run(async |stage| {
        let app_id = stage.somebody().await.creates_full(SERVERLESS.id).await;
        stage.sign_in().await;
        for dialog in ["new".to_owned(), format!("{app_id}/edit")] {
            stage.page.open(&format!("{}/keys/{dialog}", SERVERLESS.address())).await;
            stage.row(&app_id).appears().await;
            stage.page.any("dialog").is_gone().await;
        }
    });
}

#[test]
fn the_newest_key_stands_first() {
    run(async |stage| {
        stage.go_to(V4).await;
        let mut made = Vec::new();
        for _ in 0..2 {
            stage.page.role("button", "New API Key").click().await;
            made.insert(0, stage.take_new_app_id().await);
        }
        // The head is the first row.
        let rows = stage.page.any("table").any("row");
        rows.are(3).await;
        let rows = rows.now().await;
        for (row, app_id) in rows[1..].iter().zip(&made) {
            assert!(row.text.contains(app_id), "{} should be the row of {app_id}", row.text);
        }
    });
}
