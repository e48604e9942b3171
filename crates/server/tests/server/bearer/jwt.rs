//! JWTs of the identity provider: which are taken, and the many that are not (RFC 8725).

use jiff::SignedDuration;
use reqwest::header;
use serde_json::{Value, json};
use server::{
    bearer::Algorithm,
    config::{Jwt, KeySource},
};

use super::{
    KEYS, create_key, get,
    identity::{IdentityProvider, SigningKey, base64, claims, server_of, server_with, settings},
    json as body, refused, status,
};
use crate::support::{TestServer, problem};

/// The claims of an administrator, changed.
fn with(server: &TestServer, changes: Value) -> Value {
    let mut claims = claims(server);
    for (name, value) in changes.as_object().expect("changes") {
        claims[name] = value.clone();
    }
    claims
}

/// The same without one of them.
fn without(server: &TestServer, name: &str) -> Value {
    let mut claims = claims(server);
    claims.as_object_mut().expect("claims").remove(name).expect("a claim");
    claims
}

/// The settings with this change.
fn changed(provider: &IdentityProvider, change: impl FnOnce(&mut Jwt)) -> Jwt {
    let mut jwt = settings(KeySource::Url(provider.url().parse().expect("an address")));
    change(&mut jwt);
    jwt
}

#[tokio::test]
async fn a_token_of_the_provider_is_whom_and_what_it_says() {
    let keys = ["RS256", "PS256", "ES256", "ES384", "EdDSA"].map(|algorithm| SigningKey::new(algorithm, algorithm));
    let provider = IdentityProvider::publishing(&keys.each_ref()).await;
    let server = server_with(changed(&provider, |jwt| {
        use Algorithm::{ES256, ES384, EdDSA, PS256, RS256};
        jwt.algorithms = vec![RS256, PS256, ES256, ES384, EdDSA];
    }))
    .await;
    for (key, role) in keys.iter().zip(["administrator", "viewer"].into_iter().cycle()) {
        let token = key.sign(&with(&server, json!({ "role": role })));
        let session = body(get(&server, "/api/session", &token).await).await;
        assert_eq!(session, json!({ "name": "alice", "role": role }), "{}", key.algorithm);
        let list = body(get(&server, "/api/deployments", &token).await).await;
        assert_eq!(list["deployments"].as_array().map(Vec::len), Some(1));
        assert_eq!(get(&server, KEYS, &token).await.status(), 200);
        assert_eq!(get(&server, "/api/deployments/serverless", &token).await.status(), 404);
    }
    assert_eq!(provider.asked(), 1);
}

#[tokio::test]
async fn the_audit_trail_names_the_subject_and_never_somebody_else() {
    let key = SigningKey::new("one", "ES256");
    let provider = IdentityProvider::publishing(&[&key]).await;
    let server = server_of(&provider).await;
    for (subject, name) in
        [("alice", "alice"), ("administrator", "subject administrator"), ("token ci", "subject token ci")]
    {
        let token = key.sign(&with(&server, json!({ "sub": subject })));
        create_key(&server, &token, "a-request").await;
        let trail = body(get(&server, "/api/deployments/dedicated-v5/audit?limit=1", &token).await).await;
        assert_eq!(trail["entries"][0]["principal"], name);
    }
}

#[tokio::test]
async fn a_token_whose_claims_do_not_hold_here_is_refused() {
    let key = SigningKey::new("one", "ES256");
    let provider = IdentityProvider::publishing(&[&key]).await;
    let server = server_of(&provider).await;
    let now = claims(&server)["iat"].as_i64().expect("a time");
    assert_eq!(status(&server, &key.sign(&with(&server, json!({ "exp": now - 29, "nbf": now + 30 })))).await, 200);
    assert_eq!(
        status(&server, &key.sign(&with(&server, json!({ "aud": ["other", "deployment-console"] })))).await,
        200
    );
    for claims in [
        with(&server, json!({ "exp": now - 30 })),
        with(&server, json!({ "exp": now - 1_000_000 })),
        with(&server, json!({ "exp": 0 })),
        with(&server, json!({ "exp": (now + 3600).to_string() })),
        with(&server, json!({ "exp": null })),
        without(&server, "exp"),
        with(&server, json!({ "nbf": now + 32 })),
        with(&server, json!({ "nbf": "now" })),
        with(&server, json!({ "aud": "another-service" })),
        with(&server, json!({ "aud": ["another-service", "a-third"] })),
        with(&server, json!({ "aud": "deployment-console-2" })),
        with(&server, json!({ "aud": "" })),
        with(&server, json!({ "aud": [] })),
        with(&server, json!({ "aud": 7 })),
        without(&server, "aud"),
        with(&server, json!({ "iss": "https://id.example.com" })),
        with(&server, json!({ "iss": "https://evil.example/" })),
        with(&server, json!({ "iss": ["https://id.example.com/", "https://evil.example/"] })),
        with(&server, json!({ "iss": null })),
        without(&server, "iss"),
        with(&server, json!({ "sub": "" })),
        with(&server, json!({ "sub": 7 })),
        with(&server, json!({ "sub": "a\u{0}b" })),
        without(&server, "sub"),
        json!([]),
        json!("alice"),
        json!({}),
    ] {
        let answer = get(&server, "/api/session", &key.sign(&claims)).await;
        assert_eq!(answer.status(), 401, "{claims}");
        refused(answer).await;
    }
}

#[tokio::test]
async fn a_token_that_was_good_ends() {
    let key = SigningKey::new("one", "ES256");
    let provider = IdentityProvider::publishing(&[&key]).await;
    let server = server_of(&provider).await;
    let token = key.sign(&claims(&server));
    server.clock.advance(SignedDuration::from_secs(3600 + 29));
    assert_eq!(status(&server, &token).await, 200);
    server.clock.advance(SignedDuration::from_secs(2));
    refused(get(&server, "/api/session", &token).await).await;
}

#[tokio::test]
async fn a_token_without_a_signature_is_refused_however_none_is_written() {
    let key = SigningKey::new("one", "ES256");
    let provider = IdentityProvider::publishing(&[&key]).await;
    let server = server_of(&provider).await;
    let written = base64(claims(&server).to_string());
    let good = key.sign(&claims(&server));
    let signature = good.rsplit('.').next().expect("a signature");
    for algorithm in
        [json!("none"), json!("None"), json!("NONE"), json!("nOnE"), json!(""), json!(null), json!(["ES256"])]
    {
        let header = base64(json!({ "alg": algorithm, "typ": "JWT", "kid": "one" }).to_string());
        for signature in ["", signature, "AA"] {
            refused(get(&server, "/api/session", &format!("{header}.{written}.{signature}")).await).await;
        }
    }
    let (message, _) = good.rsplit_once('.').expect("a signature");
    for token in [message.to_owned(), format!("{message}."), format!("{message}.AA"), format!("{good}.{signature}")] {
        refused(get(&server, "/api/session", &token).await).await;
    }
    assert_eq!(status(&server, &good).await, 200);
}

#[tokio::test]
async fn a_public_key_is_never_taken_for_a_shared_secret() {
    let key = SigningKey::new("one", "RS256");
    let provider = IdentityProvider::publishing(&[&key]).await;
    let server = server_of(&provider).await;
    let jwk = key.jwk();
    let modulus = data_encoding::BASE64URL_NOPAD.decode(jwk["n"].as_str().expect("a number").as_bytes());
    let message = |algorithm: &str| {
        let header = json!({ "alg": algorithm, "typ": "JWT", "kid": "one" });
        format!("{}.{}", base64(header.to_string()), base64(claims(&server).to_string()))
    };
    let secrets =
        [modulus.expect("bytes"), jwk.to_string().into_bytes(), jwk["n"].to_string().into_bytes(), Vec::new()];
    for secret in secrets {
        for (name, way) in [("HS256", ring::hmac::HMAC_SHA256), ("HS512", ring::hmac::HMAC_SHA512)] {
            let message = message(name);
            let signature = ring::hmac::sign(&ring::hmac::Key::new(way, &secret), message.as_bytes());
            refused(get(&server, "/api/session", &format!("{message}.{}", base64(signature))).await).await;
        }
    }
}

#[tokio::test]
async fn a_token_is_signed_by_the_key_that_it_names_with_an_algorithm_that_is_allowed() {
    let (first, second) = (SigningKey::new("first", "ES256"), SigningKey::new("second", "ES256"));
    let (other, rsa, pss) =
        (SigningKey::new("other", "ES384"), SigningKey::new("rsa", "RS256"), SigningKey::new("rsa", "PS256"));
    let provider = IdentityProvider::publishing(&[&first, &second, &other, &rsa]).await;
    let server = server_of(&provider).await;
    let claims = claims(&server);
    let header = |algorithm: &str, id: &str| json!({ "alg": algorithm, "kid": id });
    for good in [first.sign(&claims), rsa.sign(&claims), second.sign_as(&json!({ "alg": "ES256" }), &claims)] {
        assert_eq!(status(&server, &good).await, 200);
    }
    let swapped = {
        let (good, other) = (first.sign(&claims), first.sign(&with(&server, json!({ "sub": "bob" }))));
        let (message, _) = other.rsplit_once('.').expect("a signature");
        format!("{message}.{}", good.rsplit('.').next().expect("a signature"))
    };
    for (what, token) in [
        ("another key's name", first.sign_as(&header("ES256", "second"), &claims)),
        ("another kind's name", first.sign_as(&header("ES256", "rsa"), &claims)),
        ("another kind's algorithm", first.sign_as(&header("RS256", "first"), &claims)),
        ("an algorithm that is not allowed", other.sign(&claims)),
        ("an algorithm that the key has and nobody allowed", pss.sign(&claims)),
        ("a signature by another way", pss.sign_as(&header("RS256", "rsa"), &claims)),
        ("other claims", swapped),
        ("a key of nobody's", SigningKey::new("first", "ES256").sign(&claims)),
    ] {
        let answer = get(&server, "/api/session", &token).await;
        assert_eq!(answer.status(), 401, "{what}");
        refused(answer).await;
    }
}

#[tokio::test]
async fn a_key_that_a_token_brings_or_points_to_is_not_looked_at() {
    let (good, evil) = (SigningKey::new("one", "ES256"), SigningKey::new("evil", "ES256"));
    let provider = IdentityProvider::publishing(&[&good]).await;
    let elsewhere = IdentityProvider::publishing(&[&evil]).await;
    let server = server_of(&provider).await;
    let claims = claims(&server);
    for id in ["evil", "one"] {
        for (name, value) in [
            ("jwk", evil.jwk()),
            ("jku", json!(elsewhere.url())),
            ("x5u", json!(elsewhere.url())),
            ("x5c", json!(["AA=="])),
        ] {
            let header = json!({ "alg": "ES256", "kid": id, name: value });
            refused(get(&server, "/api/session", &evil.sign_as(&header, &claims)).await).await;
        }
    }
    assert_eq!(elsewhere.asked(), 0);
    // Some providers write them, and their tokens are good.
    let header = json!({ "alg": "ES256", "kid": "one", "jku": elsewhere.url(), "jwk": evil.jwk() });
    assert_eq!(status(&server, &good.sign_as(&header, &claims)).await, 200);
    assert_eq!(elsewhere.asked(), 0);
}

#[tokio::test]
async fn what_a_header_calls_critical_or_another_sort_of_token_is_refused() {
    let key = SigningKey::new("one", "ES256");
    let provider = IdentityProvider::publishing(&[&key]).await;
    let server = server_of(&provider).await;
    let claims = claims(&server);
    for header in [
        json!({ "alg": "ES256", "kid": "one", "crit": ["b64"], "b64": false }),
        json!({ "alg": "ES256", "kid": "one", "crit": ["exp"], "exp": 1 }),
        json!({ "alg": "ES256", "kid": "one", "crit": [] }),
        json!({ "alg": "ES256", "kid": "one", "crit": "b64" }),
        json!({ "alg": "ES256", "kid": "one", "typ": "logout+jwt" }),
        json!({ "alg": "ES256", "kid": "one", "typ": "application/secevent+jwt" }),
        json!({ "alg": "ES256", "kid": "one", "typ": "" }),
        json!({ "alg": "ES256", "kid": ["one"] }),
        json!({ "kid": "one" }),
        json!([]),
    ] {
        refused(get(&server, "/api/session", &key.sign_as(&header, &claims)).await).await;
    }
    for typ in ["jwt", "at+jwt", "application/at+JWT"] {
        let header = json!({ "alg": "ES256", "kid": "one", "typ": typ });
        assert_eq!(status(&server, &key.sign_as(&header, &claims)).await, 200, "{typ}");
    }
    let server = server_with(changed(&provider, |jwt| jwt.token_type = Some("at+jwt".into()))).await;
    for (header, expected) in [
        (json!({ "alg": "ES256", "kid": "one", "typ": "at+jwt" }), 200),
        (json!({ "alg": "ES256", "kid": "one", "typ": "application/at+jwt" }), 200),
        (json!({ "alg": "ES256", "kid": "one", "typ": "JWT" }), 401),
        (json!({ "alg": "ES256", "kid": "one" }), 401),
    ] {
        assert_eq!(status(&server, &key.sign_as(&header, &claims)).await, expected, "{header}");
    }
}

#[tokio::test]
async fn a_good_token_that_gives_no_role_is_forbidden_and_not_asked_for_again() {
    let key = SigningKey::new("one", "ES256");
    let provider = IdentityProvider::publishing(&[&key]).await;
    let server = server_of(&provider).await;
    for claims in [
        without(&server, "role"),
        with(&server, json!({ "role": "Administrator" })),
        with(&server, json!({ "role": "owner" })),
        with(&server, json!({ "role": [] })),
        with(&server, json!({ "role": { "administrator": true } })),
        without(&server, "deployments"),
        with(&server, json!({ "deployments": 7 })),
        with(&server, json!({ "deployments": [["dedicated-v5"]] })),
    ] {
        let answer = get(&server, "/api/session", &key.sign(&claims)).await;
        let challenge = answer.headers()[header::WWW_AUTHENTICATE].to_str().expect("ASCII").to_owned();
        assert!(challenge.ends_with("error=\"insufficient_scope\""), "{challenge}");
        assert_eq!(problem(answer).await, (403, "no-role".into()), "{claims}");
    }
    let nothing = key.sign(&with(&server, json!({ "deployments": ["*", "DEDICATED-V5", "dedicated-v5 "] })));
    assert_eq!(body(get(&server, "/api/deployments", &nothing).await).await, json!({ "deployments": [] }));
}

#[tokio::test]
async fn without_a_provider_no_jwt_is_taken() {
    let server = TestServer::start().await;
    refused(get(&server, "/api/session", &SigningKey::new("one", "ES256").sign(&claims(&server))).await).await;
}
