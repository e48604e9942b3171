//! The provider's keys: fetched when they are needed, changed, and out of reach.

use futures_util::future::join_all;
use jiff::SignedDuration;
use reqwest::{Response, header};
use server::config::KeySource;
use tempfile::TempDir;

use super::{
    get,
    identity::{Answer, IdentityProvider, SigningKey, claims, server_of, server_with, settings},
    refused, status,
};
use crate::support::{TestServer, problem};

/// A moment after which the provider may be asked again.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

async fn unavailable(response: Response) {
    let seconds = response.headers()[header::RETRY_AFTER].to_str().expect("ASCII").parse::<u32>().expect("seconds");
    assert!((1..=30).contains(&seconds), "{seconds}");
    assert!(!response.headers().contains_key(header::WWW_AUTHENTICATE), "the token may be good");
    assert_eq!(problem(response).await, (503, "identity-provider-unavailable".into()));
}

async fn session(server: &TestServer, token: &str) -> Response {
    get(server, "/api/session", token).await
}

#[tokio::test]
async fn a_server_starts_without_its_provider_and_asks_when_a_token_comes() {
    let key = SigningKey::new("one", "ES256");
    let address = IdentityProvider::publishing(&[&key]).await.stop().await;
    let settings = settings(KeySource::Url(format!("http://{address}/keys").parse().expect("an address")));
    let server = server_with(settings).await;
    let token = key.sign(&claims(&server));
    unavailable(session(&server, &token).await).await;
    let provider = IdentityProvider::start_at(address, Answer::Keys(vec![key.jwk()])).await;
    unavailable(session(&server, &token).await).await;
    assert_eq!(provider.asked(), 0, "not so soon");
    server.clock.advance(PAUSE);
    assert_eq!(status(&server, &token).await, 200);
    assert_eq!(provider.asked(), 1);
}

#[tokio::test]
async fn what_a_provider_answers_in_place_of_keys_is_no_reason_to_call_a_token_wrong() {
    let key = SigningKey::new("one", "ES256");
    let elsewhere = IdentityProvider::publishing(&[&key]).await;
    let provider = IdentityProvider::start(Answer::Status(500)).await;
    let server = server_of(&provider).await;
    let token = key.sign(&claims(&server));
    let answers = [
        Answer::Status(500),
        Answer::Status(404),
        Answer::Status(204),
        Answer::Text(String::new()),
        Answer::Text("<html>Maintenance</html>".into()),
        Answer::Text("{\"keys\": {}}".into()),
        Answer::Huge,
        Answer::Elsewhere(elsewhere.url()),
        Answer::Silence,
        Answer::Trickle,
    ];
    for (number, answer) in answers.into_iter().enumerate() {
        provider.answer(answer);
        unavailable(session(&server, &token).await).await;
        assert_eq!(provider.asked(), number + 1);
        server.clock.advance(PAUSE);
    }
    assert_eq!(elsewhere.asked(), 0, "no redirect is followed");
    provider.publish(&[&key]);
    assert_eq!(status(&server, &token).await, 200);
}

#[tokio::test]
async fn a_key_that_is_new_is_found_and_one_that_is_gone_is_forgotten() {
    let (old, new) = (SigningKey::new("old", "ES256"), SigningKey::new("new", "ES256"));
    let provider = IdentityProvider::publishing(&[&old]).await;
    let server = server_of(&provider).await;
    let by = |key: &SigningKey| key.sign(&claims(&server));
    assert_eq!(status(&server, &by(&old)).await, 200);
    refused(session(&server, &by(&new)).await).await;
    provider.publish(&[&old, &new]);
    refused(session(&server, &by(&new)).await).await;
    assert_eq!(provider.asked(), 1, "not so soon");
    server.clock.advance(PAUSE);
    assert_eq!(status(&server, &by(&new)).await, 200);
    assert_eq!(status(&server, &by(&old)).await, 200);
    assert_eq!(provider.asked(), 2);
    provider.publish(&[&new]);
    server.clock.advance(SignedDuration::from_hours(1));
    refused(session(&server, &by(&old)).await).await;
    assert_eq!(status(&server, &by(&new)).await, 200);
    assert_eq!(provider.asked(), 3);
}

#[tokio::test]
async fn a_key_of_the_same_name_is_replaced_within_minutes_of_use() {
    let (old, new) = (SigningKey::new("same", "ES256"), SigningKey::new("same", "ES256"));
    let provider = IdentityProvider::publishing(&[&old]).await;
    let server = server_of(&provider).await;
    assert_eq!(status(&server, &old.sign(&claims(&server))).await, 200);
    provider.publish(&[&new]);
    refused(session(&server, &new.sign(&claims(&server))).await).await;
    server.clock.advance(SignedDuration::from_mins(5));
    // The first to come finds the old keys and has newer ones looked for; nobody waits for them.
    let mut tries = 0;
    while status(&server, &new.sign(&claims(&server))).await != 200 {
        tries += 1;
        assert!(tries < 10_000, "the new key is never taken");
    }
    refused(session(&server, &old.sign(&claims(&server))).await).await;
    assert_eq!(provider.asked(), 2);
}

#[tokio::test]
async fn a_flood_of_unknown_keys_is_no_flood_for_the_provider() {
    const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let key = SigningKey::new("one", "ES256");
    let provider = IdentityProvider::publishing(&[&key]).await;
    let server = server_of(&provider).await;
    let strange: Vec<_> = NAMES.map(|name| SigningKey::new(name, "ES256").sign(&claims(&server))).into();
    for round in 1..=3 {
        let asking = (0..5).flat_map(|_| &strange).map(|token| session(&server, token));
        for answer in join_all(asking).await {
            refused(answer).await;
        }
        assert_eq!(provider.asked(), round, "once a pause, however many ask");
        assert_eq!(status(&server, &key.sign(&claims(&server))).await, 200);
        server.clock.advance(PAUSE);
    }
}

#[tokio::test]
async fn those_who_come_together_wait_for_one_question() {
    let key = SigningKey::new("one", "ES256");
    let provider = IdentityProvider::publishing(&[&key]).await;
    let server = server_of(&provider).await;
    let token = key.sign(&claims(&server));
    let statuses = join_all((0..20).map(|_| status(&server, &token))).await;
    assert_eq!((statuses, provider.asked()), (vec![200; 20], 1));
}

#[tokio::test]
async fn somebody_who_goes_away_does_not_keep_the_others_from_new_keys() {
    let key = SigningKey::new("one", "ES256");
    let provider = IdentityProvider::start(Answer::Silence).await;
    let server = server_of(&provider).await;
    let token = key.sign(&claims(&server));
    let impatient = tokio::spawn({
        let request = super::ask(&server, reqwest::Method::GET, "/api/session", &token);
        request.send()
    });
    while provider.asked() == 0 {
        tokio::task::yield_now().await;
    }
    impatient.abort();
    // What was asked for goes on to its end, and is told to whoever comes meanwhile.
    unavailable(session(&server, &token).await).await;
    assert_eq!(provider.asked(), 1);
}

#[tokio::test]
async fn a_provider_that_goes_away_is_not_missed_for_an_hour_and_then_it_is() {
    let (key, new) = (SigningKey::new("one", "ES256"), SigningKey::new("new", "ES256"));
    let provider = IdentityProvider::publishing(&[&key]).await;
    let server = server_of(&provider).await;
    assert_eq!(status(&server, &key.sign(&claims(&server))).await, 200);
    let address = provider.stop().await;
    server.clock.advance(PAUSE);
    unavailable(session(&server, &new.sign(&claims(&server))).await).await;
    server.clock.advance(SignedDuration::from_mins(59));
    assert_eq!(status(&server, &key.sign(&claims(&server))).await, 200);
    server.clock.advance(SignedDuration::from_mins(1));
    unavailable(session(&server, &key.sign(&claims(&server))).await).await;
    let _provider = IdentityProvider::start_at(address, Answer::Keys(vec![key.jwk()])).await;
    server.clock.advance(PAUSE);
    assert_eq!(status(&server, &key.sign(&claims(&server))).await, 200);
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_key_last_longer() {
    let (old, new) = (SigningKey::new("old", "ES256"), SigningKey::new("new", "ES256"));
    let provider = IdentityProvider::publishing(&[&old]).await;
    let server = server_of(&provider).await;
    assert_eq!(status(&server, &old.sign(&claims(&server))).await, 200);
    provider.publish(&[&new]);
    server.clock.advance(-SignedDuration::from_hours(24));
    refused(session(&server, &old.sign(&claims(&server))).await).await;
    assert_eq!(status(&server, &new.sign(&claims(&server))).await, 200);
}

#[tokio::test]
async fn keys_in_a_file_are_read_again_when_one_is_missing() {
    let (old, new) = (SigningKey::new("old", "ES256"), SigningKey::new("new", "ES256"));
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("keys.json");
    let write = |key: &SigningKey| {
        let set = serde_json::json!({ "keys": [key.jwk()] });
        std::fs::write(&file, set.to_string()).expect("a file");
    };
    write(&old);
    let server = server_with(settings(KeySource::File(file.clone()))).await;
    assert_eq!(status(&server, &old.sign(&claims(&server))).await, 200);
    write(&new);
    server.clock.advance(PAUSE);
    assert_eq!(status(&server, &new.sign(&claims(&server))).await, 200);
    refused(session(&server, &old.sign(&claims(&server))).await).await;
    std::fs::remove_file(&file).expect("a file");
    server.clock.advance(PAUSE);
    unavailable(session(&server, &old.sign(&claims(&server))).await).await;
    assert_eq!(status(&server, &new.sign(&claims(&server))).await, 200);
}
