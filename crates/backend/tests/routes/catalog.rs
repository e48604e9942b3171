//! `/api/deployments/{deployment}/catalog`

use contract::{Catalog, ProblemKind};

use crate::support::{SERVERLESS, V4, V5, World, get};

async fn read(world: &World, if_none_match: &str) -> u16 {
    let answer = world.ask(get(&format!("{V5}/catalog")).header("if-none-match", if_none_match)).await;
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
    assert!(answer.header("etag").is_some());
    assert_eq!(answer.status == 304, answer.text().is_empty());
    answer.status
}

#[tokio::test]
async fn a_catalog_is_answered_whole_and_with_its_version() {
    let world = World::new();
    let answer = world.ask(get(&format!("{V5}/catalog"))).await;
    let catalog: Catalog = serde_json::from_value(answer.json()).expect("a catalog");
    assert_eq!((answer.status, catalog.endpoint_count(), catalog.base_path.as_str()), (200, 349, "/api/v5"));
    assert_eq!(answer.header("etag"), Some(format!("\"{}\"", catalog.version).as_str()));
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
}

#[tokio::test]
async fn a_client_that_has_the_catalog_is_told_so() {
    let world = World::new();
    let etag = world.ask(get(&format!("{V5}/catalog"))).await.header("etag").expect("an ETag").to_owned();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"older\", {etag}"), "*".to_owned()] {
        assert_eq!(read(&world, &known).await, 304, "{known}");
    }
    for unknown in ["\"older\"", "", etag.trim_matches('"')] {
        assert_eq!(read(&world, unknown).await, 200, "{unknown}");
    }
}

#[tokio::test]
async fn another_catalog_has_another_version() {
    let world = World::new();
    let v5 = world.ask(get(&format!("{V5}/catalog"))).await;
    let serverless = world.ask(get(&format!("{SERVERLESS}/catalog"))).await;
    assert_ne!(v5.header("etag"), serverless.header("etag"));
}

#[tokio::test]
async fn a_deployment_without_a_catalog_says_so() {
    World::new().ask(get(&format!("{V4}/catalog"))).await.is(ProblemKind::CatalogNotFound);
}
