//! The store in memory behaves as every store must.
#![cfg(not(target_arch = "wasm32"))]

use backend::memory::MemoryStore;

async fn store() -> (MemoryStore, ()) {
    (MemoryStore::new(), ())
}

backend::store_conformance!(store);

mod written {
    use backend::{
        Store,
        memory::MemoryStore,
        secret::HashedSecret,
        store::{By, Created, NewKey, Replacing, Rotation, StoredTemplate, TemplateSaved, Use},
    };
    use contract::{Access, EndpointId};
    use jiff::Timestamp;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    fn new_key(app_id: &str, secret: &str) -> NewKey {
        let endpoint: EndpointId = "GET /clients".parse().expect("an endpoint");
        NewKey {
            deployment: "d".into(),
            app_id: app_id.into(),
            secret: HashedSecret::of(secret),
            note: "Größe".into(),
            access: Access::Endpoints(vec![endpoint]),
            tally: None,
            expires_at: Some(at(9_000)),
            now: at(1),
            principal: "p".into(),
            idempotency_key: app_id.into(),
            body_hash: [7; 32],
        }
    }

    fn template() -> StoredTemplate {
        let endpoint = "GET /clients".parse().expect("an endpoint");
        StoredTemplate { name: "exporter".into(), endpoints: vec![endpoint], updated_at: at(8) }
    }

    /// A store in which something has been done of everything that can be.
    async fn used() -> MemoryStore {
        let store = MemoryStore::new();
        for app_id in ["a", "b", "c"] {
            store.create(&new_key(app_id, "dks_first")).await.expect("a store in memory");
        }
        let rotation = Rotation {
            secret: HashedSecret::of("dks_second"),
            grace_minutes: 60,
            now: at(5),
            principal: "p".into(),
            idempotency_key: "r".into(),
            body_hash: [8; 32],
        };
        store.rotate("d", "a", &rotation).await.expect("a store in memory");
        let by = By { principal: "p".into(), now: at(6) };
        store.set_disabled("d", "b", true, &by).await.expect("a store in memory");
        store.delete("d", "c", &by).await.expect("a store in memory");
        let used = Use { deployment: "d".into(), app_id: "a".into(), at: at(7), endpoint: None };
        store.record_uses(&[used]).await.expect("a store in memory");
        let saved = store.put_template("d", &template(), Replacing::Refused).await.expect("a store in memory");
        assert_eq!(saved, TemplateSaved::Done);
        store
    }

    #[tokio::test]
    async fn a_store_that_was_written_down_and_read_again_is_the_same() {
        let before = used().await;
        let text = before.write().expect("a store in memory");
        let after = MemoryStore::new();
        after.read(&text).expect("what a store has written");
        assert_eq!(after.write().expect("a store in memory"), text);
        for app_id in ["a", "b", "c"] {
            let key = before.get("d", app_id).await.expect("a store in memory");
            assert_eq!(after.get("d", app_id).await.expect("a store in memory"), key, "{app_id}");
            let guard = before.guard("d", app_id, None).await.expect("a store in memory");
            assert_eq!(after.guard("d", app_id, None).await.expect("a store in memory"), guard, "{app_id}");
        }
    }

    #[tokio::test]
    async fn templates_are_written_down_and_read_again() {
        let after = MemoryStore::new();
        after.read(&used().await.write().expect("a store in memory")).expect("what a store has written");
        assert_eq!(after.templates("d").await.expect("a store in memory"), [template()]);
    }

    #[tokio::test]
    async fn a_text_of_before_there_were_templates_is_read_too() {
        let store = MemoryStore::new();
        store.create(&new_key("a", "dks_first")).await.expect("a store in memory");
        let text = store.write().expect("a store in memory");
        let older = text.replacen(",\"templates\":{}", "", 1);
        assert_ne!(older, text);
        let after = used().await;
        after.read(&older).expect("what a store has written");
        assert_eq!(after.templates("d").await.expect("a store in memory"), [], "nothing of before is left");
        assert_eq!(after.write().expect("a store in memory"), text);
    }

    #[tokio::test]
    async fn a_retry_is_known_by_a_store_that_was_read() {
        let store = MemoryStore::new();
        store.read(&used().await.write().expect("a store in memory")).expect("what a store has written");
        let retry = async |app_id| store.create(&new_key(app_id, "dks_again")).await.expect("a store in memory");
        assert_eq!(retry("a").await, Created::SecretLost("a".into()));
        assert!(matches!(retry("b").await, Created::Reissued(key) if key.app_id == "b"));
        assert_eq!(retry("c").await, Created::Deleted("c".into()));
    }

    #[tokio::test]
    async fn no_secret_is_written() {
        let text = used().await.write().expect("a store in memory");
        assert!(text.contains("Größe") && !text.contains("dks_"), "{text}");
    }

    #[tokio::test]
    async fn a_text_that_no_store_has_written_is_refused_and_changes_nothing() {
        let store = used().await;
        let text = store.write().expect("a store in memory");
        let newer = text.replacen("\"format\":1", "\"format\":2", 1);
        let hash = text.split("\"secret\":\"").nth(1).and_then(|rest| rest.get(..64)).expect("a hash");
        let shorter = text.replace(hash, &hash[2..]);
        for other in ["", "no JSON", "{}", "[]", r#"{"format":1}"#, &newer, &shorter, &text[..text.len() - 1]] {
            assert!(store.read(other).is_err(), "{other}");
            assert_eq!(store.write().expect("a store in memory"), text);
        }
    }
}
