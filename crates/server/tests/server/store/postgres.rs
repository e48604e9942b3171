//! PostgreSQL.

use backend::{Store, store::StoreError};
use server::store::{PostgresStore, PostgresUrl};
use sqlx::Connection;

use super::behaviour::{count, new_key};
use crate::postgres::{Cluster, PASSWORD, TestDatabase};

async fn store() -> (PostgresStore, TestDatabase) {
    let database = Cluster::shared().database().await;
    let store = PostgresStore::open(&database.url()).await.expect("a store");
    (store, database)
}

backend::store_conformance!(store);
super::server_store_conformance!(store);

#[tokio::test]
async fn servers_that_start_at_once_over_an_empty_database_all_start() {
    let database = Cluster::shared().database().await;
    let starting: Vec<_> = (0..5)
        .map(|_| {
            let url = database.url();
            tokio::spawn(async move { PostgresStore::open(&url).await })
        })
        .collect();
    let mut stores = Vec::new();
    for store in starting {
        stores.push(store.await.expect("no panic").expect("a store"));
    }
    for (number, store) in (0..).zip(&stores) {
        store.create(&new_key(number)).await.expect("a key");
    }
    for store in &stores {
        assert_eq!(count(store).await, 5);
    }
    let locks = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database \
                 WHERE locktype = 'advisory' AND datname = current_database()";
    let held: i64 = sqlx::query_scalar(locks).fetch_one(&mut database.connect().await).await.expect("a number");
    assert_eq!(held, 0, "whoever has started holds nobody up");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_holds_nobody_up() {
    let (_store, database) = store().await;
    let mut admin = database.connect().await;
    let change = |from, to| format!("UPDATE _sqlx_migrations SET version = {to} WHERE version = {from}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(change(1, 999))).execute(&mut admin).await.expect("a change");
    for _ in 0..2 {
        assert!(matches!(PostgresStore::open(&database.url()).await, Err(StoreError::Internal(_))));
    }
    sqlx::raw_sql(sqlx::AssertSqlSafe(change(999, 1))).execute(&mut admin).await.expect("a change");
    PostgresStore::open(&database.url()).await.expect("a store");
}

#[tokio::test]
async fn a_database_that_keeps_no_utf_8_is_refused() {
    let database = Cluster::shared().database().await;
    let mut admin = database.connect().await;
    let latin = "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0";
    sqlx::raw_sql(latin).execute(&mut admin).await.expect("a database");
    admin.close().await.expect("a connection that closes");
    let address = database.address();
    let (server, _) = address.rsplit_once('/').expect("a name");
    let url: PostgresUrl = format!("{server}/latin").parse().expect("an address");
    let error = PostgresStore::open(&url).await.expect_err("an error");
    assert!(error.to_string().contains("ENCODING 'UTF8'"), "{error}");
}

#[tokio::test]
async fn what_is_in_the_way_of_a_connection_is_said_without_the_password() {
    let database = Cluster::shared().database().await;
    let address = database.address();
    let cases = [
        (address.replace(PASSWORD, "a-wrong-password"), "password authentication failed"),
        (address.replace("console:", "nobody:"), "password authentication failed"),
        (format!("{address}_of_nobody"), "does not exist"),
        (address.replace("console-pg-", "no-such-folder-"), "No such file"),
        (format!("postgres://console:{PASSWORD}@127.0.0.1:1/keys"), "Connection refused"),
    ];
    for (address, reason) in cases {
        let url: PostgresUrl = address.parse().expect("an address");
        let error = PostgresStore::open(&url).await.expect_err("an error");
        let text = format!("{error} {error:?} {url} {url:?}");
        assert!(text.contains(reason), "{text}");
        assert!(!text.contains(PASSWORD) && !text.contains("a-wrong-password"), "{text}");
    }
}

#[tokio::test]
async fn over_a_network_the_certificate_is_checked_when_it_is_asked_for() {
    let own = || rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let (certificate, strange, elsewhere) = (own(), own(), rcgen::generate_simple_self_signed(["db".to_owned()]));
    let elsewhere = elsewhere.expect("a certificate");
    let cluster = Cluster::start_with_tls(&certificate.cert.pem(), &certificate.signing_key.serialize_pem());
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let roots = |name: &str, pem: String| {
        let file = folder.path().join(name);
        std::fs::write(&file, pem).expect("a file");
        file.display().to_string()
    };
    let (right, wrong) = (roots("right", certificate.cert.pem()), roots("wrong", strange.cert.pem()));
    let database = cluster.database().await;
    let address = database.address_over_tcp();
    let open = async |parameters: String| {
        let url: PostgresUrl = format!("{address}?{parameters}").parse().expect("an address");
        PostgresStore::open(&url).await
    };

    let encrypted = open(format!("sslmode=verify-full&sslrootcert={right}")).await.expect("a store");
    assert_eq!(count(&encrypted).await, 0);
    for refused in [format!("sslmode=verify-full&sslrootcert={wrong}"), "sslmode=verify-full".to_owned()] {
        let error = open(refused).await.expect_err("a certificate of nobody that is trusted");
        assert!(error.to_string().contains("certificate"), "{error}");
        assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
    }
    open("sslmode=require".into()).await.expect("encrypted, whoever it is");
    open("sslmode=disable".into()).await.expect("in clear");
    drop((database, cluster));

    let cluster = Cluster::start_with_tls(&elsewhere.cert.pem(), &elsewhere.signing_key.serialize_pem());
    let database = cluster.database().await;
    let address = database.address_over_tcp();
    let root = roots("elsewhere", elsewhere.cert.pem());
    let url: PostgresUrl = format!("{address}?sslmode=verify-full&sslrootcert={root}").parse().expect("an address");
    let error = PostgresStore::open(&url).await.expect_err("the certificate of another host");
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[tokio::test]
async fn connections_that_were_cut_are_made_anew() {
    let (store, database) = store().await;
    store.create(&new_key(1)).await.expect("a key");
    for _ in 0..3 {
        assert!(database.cut_connections().await > 0);
        // Each call finds out about one connection.
        let mut failed = 0;
        while let Err(error) = store.get("d", "key1").await {
            assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
            failed += 1;
            assert!(failed <= 16, "{error}");
        }
    }
    assert_eq!(count(&store).await, 1);
}
