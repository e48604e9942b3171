//! Templates.

use contract::{EndpointId, TEMPLATES_MAX};

use super::at;
use crate::{
    Store,
    store::{Replacing, StoredTemplate, TemplateSaved},
};

fn template(name: &str, endpoints: &[&str], milliseconds: i64) -> StoredTemplate {
    let endpoints = endpoints.iter().map(|text| EndpointId::from((*text).to_owned())).collect();
    StoredTemplate { name: name.into(), endpoints, updated_at: at(milliseconds) }
}

async fn put(store: &dyn Store, deployment: &str, template: &StoredTemplate, replacing: Replacing) -> TemplateSaved {
    store.put_template(deployment, template, replacing).await.expect("the store answers")
}

async fn templates(store: &dyn Store, deployment: &str) -> Vec<StoredTemplate> {
    store.templates(deployment).await.expect("the store answers")
}

async fn names(store: &dyn Store) -> Vec<String> {
    templates(store, "d").await.into_iter().map(|template| template.name).collect()
}

async fn removed(store: &dyn Store, deployment: &str, name: &str) -> bool {
    store.delete_template(deployment, name).await.expect("the store answers")
}

/// A template is found as it was saved, its set in the order in which that was sent.
pub async fn a_template_is_found_as_it_was_saved(store: &dyn Store) {
    let saved = template("Größe 50% / 'all'", &["GET /b", "GET /a"], 5);
    assert_eq!(put(store, "d", &saved, Replacing::Refused).await, TemplateSaved::Done);
    let found = store.template("d", &saved.name).await.expect("the store answers");
    assert_eq!(found.as_ref(), Some(&saved));
    assert_eq!(templates(store, "d").await, [saved]);
    for other in ["größe 50% / 'all'", "Größe", "Größe 50% / 'all' ", "%", ""] {
        assert_eq!(store.template("d", other).await.expect("the store answers"), None, "{other}");
    }
}

/// Names are compared and ordered byte by byte, whatever the database's language.
pub async fn templates_are_listed_by_name_byte_by_byte(store: &dyn Store) {
    for name in ["b", "ä", "a", "B", "a b", "_", "a\u{301}"] {
        assert_eq!(put(store, "d", &template(name, &["GET /a"], 0), Replacing::Refused).await, TemplateSaved::Done);
    }
    assert_eq!(names(store).await, ["B", "_", "a", "a b", "a\u{301}", "b", "ä"]);
}

/// A template takes the place of one of the same name where that is allowed, and only there.
pub async fn a_template_is_replaced_only_where_that_is_allowed(store: &dyn Store) {
    let (first, second) = (template("one", &["GET /a"], 0), template("one", &["GET /c", "GET /b"], 7));
    assert_eq!(put(store, "d", &first, Replacing::Allowed).await, TemplateSaved::Done);
    assert_eq!(put(store, "d", &second, Replacing::Refused).await, TemplateSaved::Exists);
    assert_eq!(templates(store, "d").await, [first]);
    assert_eq!(put(store, "d", &second, Replacing::Allowed).await, TemplateSaved::Done);
    assert_eq!(templates(store, "d").await, [second]);
}

/// Of two deployments each has templates of its own.
pub async fn a_template_belongs_to_its_deployment_alone(store: &dyn Store) {
    let (ours, theirs) = (template("one", &["GET /a"], 0), template("one", &["GET /b"], 1));
    assert_eq!(put(store, "d", &ours, Replacing::Refused).await, TemplateSaved::Done);
    assert_eq!(templates(store, "other").await, []);
    assert_eq!(store.template("other", "one").await.expect("the store answers"), None);
    assert_eq!(put(store, "other", &theirs, Replacing::Refused).await, TemplateSaved::Done);
    assert!(removed(store, "other", "one").await);
    assert_eq!(templates(store, "d").await, [ours]);
}

/// A removed template is gone, and cannot be removed again.
pub async fn a_removed_template_is_gone_and_cannot_be_removed_again(store: &dyn Store) {
    put(store, "d", &template("one", &["GET /a"], 0), Replacing::Refused).await;
    put(store, "d", &template("two", &["GET /a"], 0), Replacing::Refused).await;
    assert!(!removed(store, "d", "three").await);
    assert!(removed(store, "d", "one").await);
    assert!(!removed(store, "d", "one").await);
    assert_eq!(names(store).await, ["two"]);
    let again = template("one", &["GET /b"], 1);
    assert_eq!(put(store, "d", &again, Replacing::Refused).await, TemplateSaved::Done);
}

/// A deployment with as many templates as it may have takes no other one; those it has can be replaced and removed.
pub async fn a_deployment_never_has_more_templates_than_it_may(store: &dyn Store) {
    let numbered = |number: usize| template(&format!("template {number}"), &["GET /a"], 0);
    for number in 1..=TEMPLATES_MAX {
        assert_eq!(put(store, "d", &numbered(number), Replacing::Refused).await, TemplateSaved::Done, "{number}");
    }
    let another = numbered(TEMPLATES_MAX + 1);
    for replacing in [Replacing::Refused, Replacing::Allowed] {
        assert_eq!(put(store, "d", &another, replacing).await, TemplateSaved::TooMany);
    }
    assert_eq!(templates(store, "d").await.len(), TEMPLATES_MAX);
    assert_eq!(put(store, "d", &numbered(1), Replacing::Refused).await, TemplateSaved::Exists);
    assert_eq!(put(store, "d", &numbered(1), Replacing::Allowed).await, TemplateSaved::Done);
    assert_eq!(put(store, "other", &another, Replacing::Refused).await, TemplateSaved::Done);
    assert!(removed(store, "d", "template 1").await);
    assert_eq!(put(store, "d", &another, Replacing::Refused).await, TemplateSaved::Done);
    assert_eq!(templates(store, "d").await.len(), TEMPLATES_MAX);
}
