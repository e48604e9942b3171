//! Signing in and out.

use reqwest::{Client, header};
use serde_json::json;

use crate::support::{Browser, Key, Setup, Stage, V5, containing, run_on_server, run_with};

const TITLE: &str = "Sign in to the Deployment Console";

#[test]
fn the_printed_link_signs_in_and_leaves_no_code_in_the_address_or_the_history() {
    run_on_server(async |stage| {
        stage.sign_in().await;
        stage.page.is_at("/").await;
        stage.page.open(&V5.address()).await;
        stage.page.role("heading", V5.name).appears().await;
        stage.page.back().await;
        stage.page.role("heading", "Deployments").appears().await;
        stage.page.is_at("/").await;
    });
}

#[test]
fn a_link_that_has_been_used_says_so_and_a_new_one_can_be_pasted_there() {
    run_on_server(async |stage| {
        stage.sign_in().await;
        sign_out(stage).await;
        stage.page.open(&stage.server.link).await;
        refused(&stage.page, "This sign-in link has been used already.").await;
        stage.page.is_at("/sign-in").await;
        paste(&stage.page, &stage.server.new_link().await).await;
        stage.page.role("heading", "Deployments").appears().await;
    });
}

#[test]
fn a_link_that_is_older_than_a_quarter_of_an_hour_has_expired() {
    run_on_server(async |stage| {
        stage.server.data().ages_links(16).await;
        stage.page.open(&stage.server.link).await;
        refused(&stage.page, "This sign-in link has expired.").await;
    });
}

#[test]
fn a_link_that_is_none_of_the_servers_is_refused() {
    run_on_server(async |stage| {
        stage.page.open("/sign-in#not-a-code-of-this-server").await;
        refused(&stage.page, "This sign-in link is not one of this server's.").await;
        stage.page.is_at("/sign-in").await;
    });
}

#[test]
fn a_mistyped_code_is_refused_and_stays_in_its_field() {
    run_on_server(async |stage| {
        stage.page.open("/").await;
        paste(&stage.page, "mistyped").await;
        refused(&stage.page, "This sign-in link is not one of this server's.").await;
        stage.page.role("textbox", "Sign-in link").has_value("mistyped").await;
    });
}

#[test]
fn whoever_was_wrong_too_often_is_told_when_to_try_again_and_a_good_link_still_works() {
    run_on_server(async |stage| {
        let client = Client::builder().no_proxy().build().expect("a client");
        for _ in 0..10 {
            let request = client.post(format!("{}/api/session", stage.page.origin()));
            let request = request.header(header::ORIGIN, stage.page.origin()).json(&json!({ "code": "guessed" }));
            assert_eq!(request.send().await.expect("an answer").status(), 401);
        }
        stage.page.open("/sign-in#guessed").await;
        let alert = stage.page.any("alert").having(containing("Too many attempts. Try again in"));
        alert.role("button", "Try again").appears().await;
        paste(&stage.page, &stage.server.link).await;
        stage.page.role("heading", "Deployments").appears().await;
    });
}

#[test]
fn a_password_signs_in_after_a_wrong_one_was_refused() {
    let setup = Setup { password: Some("correct horse battery".into()), ..Setup::default() };
    run_with(setup, async |stage| {
        let page = &stage.page;
        page.open("/").await;
        let password = page.label("Password");
        password.fill("wrong horse battery").await;
        page.press(Key::Enter).await;
        refused(page, "The password is wrong.").await;
        password.fill("correct horse battery").await;
        page.press(Key::Enter).await;
        page.role("heading", "Deployments").appears().await;
    });
}

#[test]
fn no_password_is_asked_for_where_the_server_has_none() {
    run_on_server(async |stage| {
        stage.page.open("/").await;
        stage.page.role("textbox", "Sign-in link").appears().await;
        stage.page.label("Password").is_gone().await;
    });
}

#[test]
fn signing_out_ends_the_session_for_every_address() {
    run_on_server(async |stage| {
        stage.go_to(V5).await;
        sign_out(stage).await;
        stage.page.role("button", "Sign out").is_gone().await;
        stage.page.open(&V5.address()).await;
        stage.page.role("heading", TITLE).appears().await;
        stage.page.role("heading", V5.name).is_gone().await;
    });
}

#[test]
fn a_link_to_a_deployment_asks_to_sign_in_and_then_shows_that_deployment() {
    run_on_server(async |stage| {
        stage.page.open(&V5.address()).await;
        stage.page.role("heading", TITLE).appears().await;
        paste(&stage.page, &stage.server.link).await;
        stage.page.role("heading", V5.name).appears().await;
        stage.page.is_at(&V5.address()).await;
    });
}

#[test]
fn a_session_outlives_the_server() {
    run_on_server(async |stage| {
        stage.go_to(V5).await;
        stage.server.restart().await;
        stage.page.reload().await;
        stage.page.role("heading", V5.name).appears().await;
    });
}

async fn sign_out(stage: &Stage) {
    stage.page.role("button", "Sign out").click().await;
    stage.page.role("heading", TITLE).appears().await;
}

async fn paste(page: &Browser, link: &str) {
    page.role("textbox", "Sign-in link").fill(link).await;
    page.press(Key::Enter).await;
}

async fn refused(page: &Browser, reason: &str) {
    page.any("alert").having(containing(reason)).appears().await;
    page.role("heading", TITLE).appears().await;
}
