//! When the store does not answer.

use std::sync::Arc;

use async_trait::async_trait;
use backend::{
    Deployments, Store,
    guard::{Credentials, Refused, authenticate},
    samples::sample_deployments,
    secret::{AppSecret, HashedSecret},
    store::{
        AuditPage, AuditQuery, By, Created, Guard, KeyChange, KeyPage, ListQuery, NewKey, Replacing, Rotated, Rotation,
        StoreError, StoredEntry, StoredKey, StoredTemplate, TemplateSaved, Updated, Use,
    },
};
use contract::{EndpointId, ProblemKind};
use jiff::Timestamp;
use serde_json::json;

use crate::support::{Ask, SERVERLESS, V5, V5_KEYS, World, delete, get, post, put, set};

/// A store that fails at everything.
struct Failing(fn() -> StoreError);

#[async_trait]
impl Store for Failing {
    async fn list(&self, _: &str, _: &ListQuery) -> Result<KeyPage, StoreError> {
        Err(self.0())
    }

    async fn get(&self, _: &str, _: &str) -> Result<Option<StoredKey>, StoreError> {
        Err(self.0())
    }

    async fn create(&self, _: &NewKey) -> Result<Created, StoreError> {
        Err(self.0())
    }

    async fn update(&self, _: &str, _: &str, _: &KeyChange) -> Result<Updated, StoreError> {
        Err(self.0())
    }

    async fn rotate(&self, _: &str, _: &str, _: &Rotation) -> Result<Rotated, StoreError> {
        Err(self.0())
    }

    async fn set_disabled(&self, _: &str, _: &str, _: bool, _: &By) -> Result<Option<StoredKey>, StoreError> {
        Err(self.0())
    }

    async fn delete(&self, _: &str, _: &str, _: &By) -> Result<bool, StoreError> {
        Err(self.0())
    }

    async fn guard(&self, _: &str, _: &str, _: Option<&EndpointId>) -> Result<Option<Guard>, StoreError> {
        Err(self.0())
    }

    async fn mark_used(&self, _: &str, _: &str, _: &HashedSecret, _: Timestamp) -> Result<bool, StoreError> {
        Err(self.0())
    }

    async fn record_uses(&self, _: &[Use]) -> Result<(), StoreError> {
        Err(self.0())
    }

    async fn audit(&self, _: &str, _: &AuditQuery) -> Result<AuditPage, StoreError> {
        Err(self.0())
    }

    async fn audit_entry(&self, _: &str, _: u64) -> Result<Option<StoredEntry>, StoreError> {
        Err(self.0())
    }

    async fn templates(&self, _: &str) -> Result<Vec<StoredTemplate>, StoreError> {
        Err(self.0())
    }

    async fn template(&self, _: &str, _: &str) -> Result<Option<StoredTemplate>, StoreError> {
        Err(self.0())
    }

    async fn put_template(&self, _: &str, _: &StoredTemplate, _: Replacing) -> Result<TemplateSaved, StoreError> {
        Err(self.0())
    }

    async fn delete_template(&self, _: &str, _: &str) -> Result<bool, StoreError> {
        Err(self.0())
    }
}

fn world(error: fn() -> StoreError) -> World {
    World::over(Deployments::new(sample_deployments()), Arc::new(Failing(error)))
}

fn requests() -> [Ask; 14] {
    let address = format!("{V5_KEYS}/one");
    let body = json!({"note": "", "access": set(&["GET /clients"])});
    let template = format!("{V5}/templates/one");
    [
        get(V5_KEYS),
        post(V5_KEYS).header("idempotency-key", "1").json(body.clone()),
        get(&address),
        put(&address).header("if-match", "\"1\"").json(body),
        delete(&address),
        post(&format!("{address}/disable")),
        post(&format!("{address}/enable")),
        post(&format!("{address}/rotate")).header("idempotency-key", "2").json(json!({"grace_minutes": 0})),
        get(&format!("{V5}/audit")),
        get(&format!("{V5}/audit/1")),
        get(&format!("{V5}/audit.export")),
        get(&format!("{V5}/templates")),
        put(&template).json(json!({"access": set(&["GET /clients"])})),
        delete(&template),
    ]
}

#[tokio::test]
async fn a_database_out_of_reach_is_a_503_that_says_when_to_try_again() {
    let world = world(|| StoreError::Unavailable("disk /dev/sda is full".into()));
    for request in requests() {
        let answer = world.ask(request).await;
        let problem = answer.is(ProblemKind::StoreUnavailable);
        assert_eq!(answer.header("retry-after"), Some("2"));
        assert!(!problem.detail.contains("sda"), "the cause is for the log alone");
    }
}

#[tokio::test]
async fn a_fault_of_the_store_is_a_500_that_keeps_its_cause_to_the_log() {
    let world = world(|| StoreError::Internal("no such column: secret".into()));
    for request in requests() {
        let answer = world.ask(request).await;
        assert!(!answer.is(ProblemKind::Internal).detail.contains("column"));
        assert_eq!(answer.header("retry-after"), None);
    }
}

#[tokio::test]
async fn what_needs_no_store_is_answered_all_the_same() {
    let world = world(|| StoreError::Unavailable("gone".into()));
    for path in ["/api/deployments", V5, "/api/deployments/dedicated-v5/catalog", "/api/openapi.json"] {
        assert_eq!(world.ask(get(path)).await.status, 200, "{path}");
    }
    let broken =
        post(&format!("{SERVERLESS}/keys")).header("idempotency-key", "1").json(json!({"note": "no notes here"}));
    world.ask(broken).await.is(ProblemKind::InvalidInput);
    world.ask(delete(&format!("{V5}/templates/%00"))).await.is(ProblemKind::TemplateNotFound);
}

#[tokio::test]
async fn what_cannot_be_a_secret_is_refused_and_no_store_is_asked() {
    let store = Failing(|| StoreError::Unavailable("gone".into()));
    let opens = async |secret: &str| {
        let credentials = Credentials { app_id: "one", secret };
        authenticate(&store, "dedicated-v5", credentials, None, Timestamp::UNIX_EPOCH).await
    };
    let secret = AppSecret::generate().expect("a generator");
    let whole = secret.expose();
    assert!(opens(whole).await.is_err(), "this one has to be looked for");
    let upper = whole.to_uppercase();
    let (cut, longer, spaced) = (&whole[..whole.len() - 1], format!("{whole}a"), format!("{whole} "));
    let other_prefix = whole.replacen("dks_", "dct_", 1);
    for none in ["", "guess", "dks_", "dks_guess", cut, &longer, &spaced, &upper, &other_prefix] {
        assert!(matches!(opens(none).await, Ok(Err(Refused::MalformedSecret))), "{} letters", none.len());
    }
}
