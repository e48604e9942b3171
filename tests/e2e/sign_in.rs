//! Signing in and out.

use crate::support::{V5, run};

#[test]
fn the_printed_link_signs_in_and_leaves_no_code_in_the_address_or_the_history() {
    run(async |stage| {
        stage.sign_in().await;
        stage.page.is_at("/").await;
        stage.page.open(&V5.address()).await;
        stage.page.role("heading", V5.name).appears().await;
        stage.page.back().await;
        stage.page.role("heading", "Deployments").appears().await;
        stage.page.is_at("/").await;
    });
}
