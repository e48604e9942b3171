//! `/api/deployments/{deployment}/templates`

use std::sync::Arc;

use backend::{Deployments, samples::sample_deployments};
use contract::{ProblemKind, TEMPLATES_MAX};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Answer, Ask, SERVERLESS, V4, V5, V5_KEYS, World, delete, get, post, put, set};

const TEMPLATES: &str = "/api/deployments/dedicated-v5/templates";

/// Asks to save a template; the name stands in the address as it is.
fn saving(name: &str, endpoints: &[&str]) -> Ask {
    put(&format!("{TEMPLATES}/{name}")).json(json!({"access": set(endpoints)}))
}

async fn save(world: &World, name: &str, endpoints: &[&str]) -> Answer {
    world.ask(saving(name, endpoints)).await
}

async fn list(world: &World) -> Value {
    let answer = world.ask(get(TEMPLATES)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["templates"].clone()
}

async fn names(world: &World) -> Vec<String> {
    let list = list(world).await;
    let names = list.as_array().expect("a list").iter();
    names.map(|template| template["name"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn a_template_is_answered_and_listed_as_it_was_saved() {
    let world = World::new();
    assert_eq!(list(&world).await, json!([]));
    let answer = save(&world, "exporter", &["GET /topics", "GET /clients"]).await;
    let template = json!({
        "name": "exporter",
        "access": set(&["GET /topics", "GET /clients"]),
        "updated_at": "2026-03-01T12:00:00.123Z",
    });
    assert_eq!((answer.status, answer.json()), (200, template.clone()));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(list(&world).await, json!([template]));
}

#[tokio::test]
async fn templates_are_listed_by_name() {
    let world = World::new();
    for name in ["b", "%C3%A4", "a%2Fb", "a", "100%25"] {
        assert_eq!(save(&world, name, &["GET /clients"]).await.status, 200, "{name}");
    }
    assert_eq!(names(&world).await, ["100%", "a", "a/b", "b", "ä"]);
}

#[tokio::test]
async fn a_template_is_replaced_by_its_name() {
    let world = World::new();
    save(&world, "exporter", &["GET /topics"]).await;
    world.wait(SignedDuration::from_secs(5));
    assert_eq!(save(&world, "exporter", &["GET /clients"]).await.status, 200);
    let expected = json!([{
        "name": "exporter", "access": set(&["GET /clients"]), "updated_at": "2026-03-01T12:00:05.123Z",
    }]);
    assert_eq!(list(&world).await, expected);
}

#[tokio::test]
async fn who_asks_to_replace_nothing_replaces_nothing() {
    let world = World::new();
    let once = |endpoints: &[&str]| saving("exporter", endpoints).header("if-none-match", "*");
    assert_eq!(world.ask(once(&["GET /topics"])).await.status, 200);
    world.ask(once(&["GET /clients"])).await.is(ProblemKind::TemplateExists);
    // Before anything is said of the set, which could be one that only the other template may keep.
    world.ask(once(&["GET /nothing"])).await.is(ProblemKind::TemplateExists);
    let two_lines = saving("exporter", &["GET /clients"]).header("if-none-match", "\"1\"").header("if-none-match", "*");
    world.ask(two_lines).await.is(ProblemKind::TemplateExists);
    assert_eq!(list(&world).await[0]["access"], set(&["GET /topics"]));
    let tag = saving("exporter", &["GET /clients"]).header("if-none-match", "\"1\"");
    assert_eq!(world.ask(tag).await.status, 200, "an entity tag names nothing");
}

#[tokio::test]
async fn a_name_that_breaks_a_rule_is_refused_and_stores_nothing() {
    let world = World::new();
    for (name, code) in [
        ("%20", "template_name_refused"),
        ("%20a", "template_name_refused"),
        ("a%20", "template_name_refused"),
        ("a%0Ab", "template_name_refused"),
        ("%00", "template_name_refused"),
        ("%E2%80%AEa", "template_name_refused"),
        ("%2E%2E", "template_name_refused"),
        (".", "template_name_refused"),
        (&"a".repeat(61), "template_name_length"),
    ] {
        save(&world, name, &["GET /clients"]).await.breaks(&[(code, "/name")]);
    }
    assert_eq!(save(&world, &"%C3%BC".repeat(60), &["GET /clients"]).await.status, 200);
    assert_eq!(names(&world).await, ["ü".repeat(60)]);
}

#[tokio::test]
async fn a_set_that_breaks_a_rule_is_refused_with_its_place_and_changes_nothing() {
    let world = World::new();
    save(&world, "exporter", &["GET /clients"]).await;
    for (body, code, pointer) in [
        (json!({}), "access_missing", "/access"),
        (json!({"access": {"type": "endpoints"}}), "access_missing", "/access/endpoints"),
        (json!({"access": {"type": "full"}}), "full_access_not_allowed", "/access/type"),
        (json!({"access": set(&[])}), "selection_empty", "/access/endpoints"),
        (json!({"access": set(&["GET /nothing"])}), "endpoint_not_offered", "/access/endpoints/0"),
        (json!({"access": set(&["GET /clients", "GET /clients"])}), "endpoint_twice", "/access/endpoints/1"),
    ] {
        for name in ["exporter", "another"] {
            let ask = put(&format!("{TEMPLATES}/{name}")).json(body.clone());
            world.ask(ask).await.breaks(&[(code, pointer)]);
        }
    }
    let both = [("template_name_refused", "/name"), ("selection_empty", "/access/endpoints")];
    save(&world, "%20a", &[]).await.breaks(&both);
    assert_eq!(names(&world).await, ["exporter"]);
    assert_eq!(list(&world).await[0]["access"], set(&["GET /clients"]));
}

#[tokio::test]
async fn a_body_of_another_shape_is_refused() {
    let world = World::new();
    let address = format!("{TEMPLATES}/exporter");
    for body in [
        json!([]),
        json!({"access": ["endpoints", ["GET /clients"]]}),
        json!({"access": set(&["GET /clients"]), "name": "another"}),
        json!({"access": set(&["GET /clients"]), "note": ""}),
    ] {
        world.ask(put(&address).json(body)).await.is(ProblemKind::MalformedBody);
    }
    let json = json!({"access": set(&["GET /clients"])}).to_string();
    world.ask(put(&address).body(json)).await.is(ProblemKind::UnsupportedMediaType);
    assert_eq!(list(&world).await, json!([]));
}

#[tokio::test]
async fn a_template_may_keep_what_it_holds_when_the_catalog_has_dropped_it_and_a_new_one_may_not() {
    let before = World::new();
    save(&before, "exporter", &["GET /clients", "GET /topics"]).await;
    let mut specs = sample_deployments();
    for category in specs[2].categories.as_mut().expect("a catalog") {
        category.endpoints.retain(|endpoint| endpoint.id().as_str() != "GET /clients");
    }
    let after = World::over(Deployments::new(specs), Arc::clone(&before.store));
    assert_eq!(list(&after).await[0]["access"], set(&["GET /clients", "GET /topics"]), "as it was saved");
    assert_eq!(save(&after, "exporter", &["GET /clients", "GET /metrics"]).await.status, 200);
    let dropped = [("endpoint_not_offered", "/access/endpoints/0")];
    save(&after, "another", &["GET /clients"]).await.breaks(&dropped);
    assert_eq!(save(&after, "exporter", &["GET /metrics"]).await.status, 200);
    save(&after, "exporter", &["GET /clients"]).await.breaks(&dropped);
    // A template grants nothing: no key can be given what only a template holds.
    let key = post(V5_KEYS).header("idempotency-key", "1").json(json!({"access": set(&["GET /clients"])}));
    after.ask(key).await.breaks(&dropped);
}

#[tokio::test]
async fn a_deployment_with_as_many_templates_as_it_may_have_takes_no_other() {
    let world = World::new();
    for number in 0..TEMPLATES_MAX {
        assert_eq!(save(&world, &format!("t{number}"), &["GET /clients"]).await.status, 200);
    }
    let problem = save(&world, "another", &["GET /clients"]).await.is(ProblemKind::TooManyTemplates);
    assert!(problem.detail.contains("100") && problem.detail.contains("Remove"), "{}", problem.detail);
    assert_eq!(save(&world, "t7", &["GET /topics"]).await.status, 200, "one that is there can be replaced");
    assert_eq!(world.ask(delete(&format!("{TEMPLATES}/t7"))).await.status, 204);
    assert_eq!(save(&world, "another", &["GET /clients"]).await.status, 200);
    assert_eq!(names(&world).await.len(), TEMPLATES_MAX);
}

#[tokio::test]
async fn a_removed_template_is_gone_and_cannot_be_removed_again() {
    let world = World::new();
    save(&world, "a%2Fb", &["GET /clients"]).await;
    save(&world, "two", &["GET /clients"]).await;
    let answer = world.ask(delete(&format!("{TEMPLATES}/a%2Fb"))).await;
    assert_eq!((answer.status, answer.text()), (204, ""));
    world.ask(delete(&format!("{TEMPLATES}/a%2Fb"))).await.is(ProblemKind::TemplateNotFound);
    assert_eq!(names(&world).await, ["two"]);
}

#[tokio::test]
async fn what_is_no_template_cannot_be_removed() {
    let world = World::new();
    save(&world, "exporter", &["GET /clients"]).await;
    for name in ["another", "Exporter", "exporter%20", "%00", "%0A", "..", &"a".repeat(61)] {
        world.ask(delete(&format!("{TEMPLATES}/{name}"))).await.is(ProblemKind::TemplateNotFound);
    }
    world.ask(delete(&format!("{TEMPLATES}/%ff"))).await.is(ProblemKind::NotFound);
    assert_eq!(names(&world).await, ["exporter"]);
}

#[tokio::test]
async fn deployments_whose_keys_have_no_permissions_have_no_templates() {
    let world = World::new();
    for deployment in [V4, SERVERLESS] {
        let templates = format!("{deployment}/templates");
        for body in [json!({"access": set(&["GET /clients"])}), json!({"access": {"type": "full"}}), json!({})] {
            let answer = world.ask(put(&format!("{templates}/one")).json(body)).await;
            answer.breaks(&[("permissions_not_supported", "/access")]);
        }
        assert_eq!(world.ask(get(&templates)).await.json(), json!({"templates": []}));
        world.ask(delete(&format!("{templates}/one"))).await.is(ProblemKind::TemplateNotFound);
    }
}

#[tokio::test]
async fn a_viewer_lists_templates_and_changes_none() {
    let world = World::new();
    save(&world, "exporter", &["GET /clients"]).await;
    let listed = world.ask(get(TEMPLATES).by_viewer()).await;
    assert_eq!((listed.status, &listed.json()["templates"]), (200, &list(&world).await));
    let address = format!("{TEMPLATES}/exporter");
    for write in [saving("exporter", &["GET /topics"]), saving("another", &["GET /topics"]), delete(&address)] {
        world.ask(write.by_viewer()).await.is(ProblemKind::Forbidden);
    }
    world.ask(put(&address).by_viewer().body("not JSON")).await.is(ProblemKind::Forbidden);
    assert_eq!(list(&world).await, listed.json()["templates"]);
}

#[tokio::test]
async fn templates_out_of_sight_are_answered_like_those_of_no_deployment() {
    let world = World::new();
    save(&world, "exporter", &["GET /clients"]).await;
    let address = format!("{TEMPLATES}/exporter");
    for request in [get(TEMPLATES), saving("exporter", &["GET /topics"]), delete(&address)] {
        world.ask(request.by_administrator_of("dedicated-v4")).await.is(ProblemKind::DeploymentNotFound);
    }
    assert_eq!(list(&world).await[0]["access"], set(&["GET /clients"]));
}

#[tokio::test]
async fn what_is_done_to_templates_is_no_entry_of_the_audit_trail() {
    let world = World::new();
    save(&world, "exporter", &["GET /clients"]).await;
    save(&world, "exporter", &["GET /topics"]).await;
    assert_eq!(world.ask(delete(&format!("{TEMPLATES}/exporter"))).await.status, 204);
    let trail = async || world.ask(get(&format!("{V5}/audit"))).await.json()["entries"].clone();
    assert_eq!(trail().await, json!([]));
    world.a_key("exporter").await;
    assert_eq!(trail().await.as_array().map(Vec::len), Some(1), "what is done to keys is one");
}
