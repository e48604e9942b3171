//! An identity provider: keys that sign, and a real server that publishes them.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use contract::Role;
use data_encoding::BASE64URL_NOPAD;
use jiff::SignedDuration;
use ring::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
        RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair, RsaPublicKeyComponents,
    },
};
use serde_json::{Value, json};
use server::{
    bearer::{Algorithm, Claim, Claims},
    config::{Config, Jwt, KeySource},
};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::support::{Setup, TestServer};

pub const ISSUER: &str = "https://id.example.com/";
pub const AUDIENCE: &str = "deployment-console";

/// An RSA key that signs in tests, and opens nothing anywhere.
const RSA: &[u8] = include_bytes!("../../fixtures/rsa.pk8");

/// A key of the provider's, or of somebody who would like to be it.
pub struct SigningKey {
    pub id: &'static str,
    pub algorithm: &'static str,
    pair: Pair,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Curve(EcdsaKeyPair),
    Edwards(Ed25519KeyPair),
}

pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}

impl SigningKey {
    /// RSA keys are all the same one; of the others each is new.
    pub fn new(id: &'static str, algorithm: &'static str) -> Self {
        let random = SystemRandom::new();
        let pair = match algorithm {
            "RS256" | "PS256" => Pair::Rsa(Box::new(RsaKeyPair::from_pkcs8(RSA).expect("a key"))),
            "ES256" | "ES384" => {
                let way = match algorithm {
                    "ES256" => &ECDSA_P256_SHA256_FIXED_SIGNING,
                    _ => &ECDSA_P384_SHA384_FIXED_SIGNING,
                };
                let made = EcdsaKeyPair::generate_pkcs8(way, &random).expect("a key");
                Pair::Curve(EcdsaKeyPair::from_pkcs8(way, made.as_ref(), &random).expect("a key"))
            }
            "EdDSA" => {
                let made = Ed25519KeyPair::generate_pkcs8(&random).expect("a key");
                Pair::Edwards(Ed25519KeyPair::from_pkcs8(made.as_ref()).expect("a key"))
            }
            other => panic!("{other}"),
        };
        SigningKey { id, algorithm, pair }
    }

    /// Its public part, as a provider publishes it.
    pub fn jwk(&self) -> Value {
        let mut jwk = match &self.pair {
            Pair::Rsa(pair) => {
                let key = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({ "kty": "RSA", "n": base64(key.n), "e": base64(key.e) })
            }
            Pair::Curve(pair) => {
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                let curve = if x.len() == 32 { "P-256" } else { "P-384" };
                json!({ "kty": "EC", "crv": curve, "x": base64(x), "y": base64(y) })
            }
            Pair::Edwards(pair) => json!({ "kty": "OKP", "crv": "Ed25519", "x": base64(pair.public_key()) }),
        };
        jwk["kid"] = json!(self.id);
        jwk["use"] = json!("sig");
        jwk
    }

    /// A token with exactly this header.
    pub fn sign_as(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", base64(header.to_string()), base64(claims.to_string()));
        let random = SystemRandom::new();
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let way: &'static dyn ring::signature::RsaEncoding =
                    if self.algorithm == "PS256" { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(way, &random, message.as_bytes(), &mut signature).expect("a signature");
                signature
            }
            Pair::Curve(pair) => pair.sign(&random, message.as_bytes()).expect("a signature").as_ref().to_vec(),
            Pair::Edwards(pair) => pair.sign(message.as_bytes()).as_ref().to_vec(),
        };
        format!("{message}.{}", base64(signature))
    }

    /// The header that a provider writes.
    pub fn header(&self) -> Value {
        json!({ "alg": self.algorithm, "typ": "JWT", "kid": self.id })
    }

    pub fn sign(&self, claims: &Value) -> String {
        self.sign_as(&self.header(), claims)
    }
}

/// What a provider says of an administrator of one deployment, for an hour from now.
pub fn claims(server: &TestServer) -> Value {
    let now = backend::Clock::now(&*server.clock).as_second();
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "iat": now, "nbf": now, "exp": now + 3600,
        "role": "administrator", "deployments": ["dedicated-v5"],
    })
}

/// What a provider answers.
#[derive(Clone)]
pub enum Answer {
    Keys(Vec<Value>),
    Text(String),
    Status(u16),
    Huge,
    Elsewhere(String),
    /// It takes the request, and that is all.
    Silence,
    /// It begins, and never ends.
    Trickle,
}

/// A provider that listens.
pub struct IdentityProvider {
    pub address: SocketAddr,
    state: Arc<Shared>,
    running: JoinHandle<()>,
}

struct Shared {
    answer: Mutex<Answer>,
    asked: AtomicUsize,
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl IdentityProvider {
    pub async fn start(answer: Answer) -> Self {
        Self::start_at("127.0.0.1:0".parse().expect("an address"), answer).await
    }

    pub async fn start_at(address: SocketAddr, answer: Answer) -> Self {
        let listener = TcpListener::bind(address).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Shared { answer: Mutex::new(answer), asked: AtomicUsize::new(0) });
        let router = Router::new().route("/keys", get(answer_keys)).with_state(Arc::clone(&state));
        let running = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        IdentityProvider { address, state, running }
    }

    pub async fn publishing(keys: &[&SigningKey]) -> Self {
        Self::start(Answer::Keys(keys.iter().map(|key| key.jwk()).collect())).await
    }

    pub fn url(&self) -> String {
        format!("http://{}/keys", self.address)
    }

    pub fn answer(&self, answer: Answer) {
        *self.state.answer.lock().expect("an answer") = answer;
    }

    pub fn publish(&self, keys: &[&SigningKey]) {
        self.answer(Answer::Keys(keys.iter().map(|key| key.jwk()).collect()));
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.state.asked.load(Ordering::SeqCst)
    }

    /// Stops it; the port is free then.
    pub async fn stop(mut self) -> SocketAddr {
        self.running.abort();
        let ended = (&mut self.running).await;
        assert!(ended.expect_err("stopped").is_cancelled());
        self.address
    }
}

async fn answer_keys(State(shared): State<Arc<Shared>>) -> Response {
    shared.asked.fetch_add(1, Ordering::SeqCst);
    let answer = shared.answer.lock().expect("an answer").clone();
    match answer {
        Answer::Keys(keys) => axum::Json(json!({ "keys": keys })).into_response(),
        Answer::Text(text) => text.into_response(),
        Answer::Status(status) => axum::http::StatusCode::from_u16(status).expect("a status").into_response(),
        Answer::Huge => format!("{{\"keys\": [], \"more\": \"{}\"}}", "x".repeat(1024 * 1024)).into_response(),
        Answer::Elsewhere(to) => Redirect::temporary(&to).into_response(),
        Answer::Silence => std::future::pending().await,
        Answer::Trickle => {
            let chunks = futures_util::stream::once(async { Ok::<_, std::io::Error>("{\"keys\": [") });
            Body::from_stream(futures_util::StreamExt::chain(chunks, futures_util::stream::pending())).into_response()
        }
    }
}

/// The settings of a server that trusts the provider with keys there.
pub fn settings(keys: KeySource) -> Jwt {
    Jwt {
        issuer: ISSUER.into(),
        audiences: vec![AUDIENCE.into()],
        keys,
        algorithms: vec![Algorithm::RS256, Algorithm::ES256],
        leeway: SignedDuration::from_secs(30),
        timeout: Duration::from_secs(1),
        token_type: None,
        claims: Claims {
            role: Claim("role".into()),
            deployments: Claim("deployments".into()),
            roles: BTreeMap::from(Role::ALL.map(|role| (role.as_str().to_owned(), role))),
        },
    }
}

/// A server that trusts such a provider.
pub async fn server_with(jwt: Jwt) -> TestServer {
    let config = Config { jwt: Some(jwt), ..Config::default() };
    TestServer::start_with(Setup { config, ..Setup::default() }).await
}

/// A server that trusts this provider.
pub async fn server_of(provider: &IdentityProvider) -> TestServer {
    server_with(settings(KeySource::Url(provider.url().parse().expect("an address")))).await
}
