//! `GET /api/deployments/{deployment}/keys`

use std::sync::Arc;

use backend::{Deployments, samples::sample_deployments};
use contract::{CatalogEndpoint, Category, Method, ProblemKind};
use data_encoding::BASE64URL_NOPAD;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{V4, V5_KEYS, World, get, post, put, set};

/// A world with keys of these notes, a second apart.
async fn with_keys(notes: &[&str]) -> World {
    let world = World::new();
    for note in notes {
        world.a_key(note).await;
        world.wait(SignedDuration::from_secs(1));
    }
    world
}

async fn list(world: &World, query: &str) -> Value {
    let answer = world.ask(get(&format!("{V5_KEYS}{query}"))).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()
}

fn notes(list: &Value) -> Vec<&str> {
    list["keys"].as_array().expect("keys").iter().map(|key| key["note"].as_str().expect("a note")).collect()
}

#[tokio::test]
async fn an_empty_list_is_a_list() {
    let expected = json!({"keys": [], "total": {"count": 0, "capped": false}, "next_cursor": null});
    assert_eq!(list(&World::new(), "").await, expected);
}

#[tokio::test]
async fn a_row_is_a_key_with_its_access_in_numbers() {
    let world = World::new();
    let mut key = world.a_key("exporter").await;
    let fields = key.as_object_mut().expect("an object");
    fields.remove("access");
    let summary = json!({"type": "endpoints", "granted": 1, "offered": 349, "dropped": 0});
    fields.insert("access_summary".into(), summary);
    assert_eq!(list(&world, "").await["keys"], json!([key]));
}

/// The sample deployments, with nothing but these endpoints in the catalog of v5.
fn with_catalog(world: &World, paths: &[&str]) -> World {
    let mut specs = sample_deployments();
    let endpoints = paths.iter().map(|path| CatalogEndpoint {
        method: Method::Get,
        path: (*path).to_owned(),
        summary: String::new(),
    });
    let v5 = specs.iter_mut().find(|spec| spec.id == "dedicated-v5").expect("a sample");
    v5.categories = Some(vec![Category { name: "All".into(), endpoints: endpoints.collect() }]);
    World::over(Deployments::new(specs), Arc::clone(&world.store))
}

#[tokio::test]
async fn the_numbers_are_those_of_todays_catalog_whichever_the_set_was_stored_under() {
    let numbers = async |world: &World| {
        let row = list(world, "").await["keys"][0].clone();
        ["granted", "offered", "dropped"].map(|name| row["access_summary"][name].as_u64().expect("a number"))
    };
    let before = with_catalog(&World::new(), &["/clients", "/topics"]);
    let body = json!({"note": "both", "access": set(&["GET /topics", "GET /clients"])});
    let created = before.ask(post(V5_KEYS).header("idempotency-key", "1").json(body)).await.json();
    assert_eq!(numbers(&before).await, [2, 2, 0]);

    let after = with_catalog(&before, &["/clients", "/alarms", "/nodes"]);
    assert_eq!(numbers(&after).await, [1, 3, 1], "dropped, and the new ones are not granted");
    assert_eq!(numbers(&before).await, [2, 2, 0], "two servers may have different catalogs for a while");

    let address = format!("{V5_KEYS}/{}", created["key"]["app_id"].as_str().expect("an App ID"));
    let access = set(&["GET /topics", "GET /clients", "GET /nodes"]);
    let change = put(&address).header("if-match", "\"1\"").json(json!({"note": "more", "access": access}));
    assert_eq!(after.ask(change).await.status, 200);
    assert_eq!(numbers(&after).await, [2, 3, 1]);
    assert_eq!(numbers(&before).await, [2, 2, 1]);
    assert_eq!(numbers(&with_catalog(&before, &["/other"])).await, [0, 1, 3]);
}

#[tokio::test]
async fn full_access_has_no_numbers() {
    let world = World::new();
    world.ask(post(&format!("{V4}/keys")).header("idempotency-key", "1").json(json!({}))).await;
    let row = world.ask(get(&format!("{V4}/keys"))).await.json()["keys"][0].clone();
    assert_eq!(row["access_summary"], json!({"type": "full"}));
}

#[tokio::test]
async fn the_newest_come_first_unless_another_order_is_asked_for() {
    let world = with_keys(&["b", "C", "a"]).await;
    for (query, expected) in [
        ("", ["a", "C", "b"]),
        ("?sort=-created", ["a", "C", "b"]),
        ("?sort=created", ["b", "C", "a"]),
        ("?sort=note", ["a", "b", "C"]),
        ("?sort=-note", ["C", "b", "a"]),
    ] {
        assert_eq!(notes(&list(&world, query).await), expected, "{query}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_by_cursor_and_hold_every_row_once() {
    let world = with_keys(&["a", "b", "c", "d", "e"]).await;
    for sort in ["created", "-created", "note", "-note"] {
        let (mut found, mut query) = (Vec::new(), format!("?sort={sort}&limit=2"));
        loop {
            let page = list(&world, &query).await;
            assert_eq!(page["total"], json!({"count": 5, "capped": false}));
            found.extend(notes(&page).into_iter().map(str::to_owned));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            query = format!("?sort={sort}&limit=2&cursor={cursor}");
        }
        let forward = ["a", "b", "c", "d", "e"];
        let backward: Vec<_> = forward.into_iter().rev().collect();
        assert_eq!(found, if sort.starts_with('-') { backward } else { forward.to_vec() }, "{sort}");
    }
}

#[tokio::test]
async fn the_last_page_has_no_cursor_also_when_it_is_full() {
    let world = with_keys(&["a", "b"]).await;
    assert!(list(&world, "?limit=1").await["next_cursor"].is_string());
    assert!(list(&world, "?limit=2").await["next_cursor"].is_null());
}

#[tokio::test]
async fn a_page_has_50_rows_unless_the_query_says_otherwise() {
    let world = World::new();
    for number in 0..101 {
        world.a_key(&number.to_string()).await;
    }
    for (query, rows) in [("", 50), ("?limit=1", 1), ("?limit=100", 100)] {
        let page = list(&world, query).await;
        assert_eq!((notes(&page).len(), &page["total"]["count"]), (rows, &json!(101)), "{query}");
    }
}

#[tokio::test]
async fn a_search_finds_every_word_whatever_its_case_in_note_and_app_id() {
    let world = with_keys(&["Grafana Cloud", "grafana exporter", "billing"]).await;
    let app_id = world.a_key("by id").await["app_id"].as_str().expect("an App ID").to_uppercase();
    for (search, expected) in [
        ("GRAFANA", &["grafana exporter", "Grafana Cloud"][..]),
        ("%20cloud+%09+graf%20", &["Grafana Cloud"]),
        ("grafana+billing", &[]),
        (&app_id, &["by id"]),
        ("%25", &[]),
        ("+", &["by id", "billing", "grafana exporter", "Grafana Cloud"]),
    ] {
        let found = list(&world, &format!("?search={search}")).await;
        assert_eq!(notes(&found), expected, "{search}");
        assert_eq!(found["total"], json!({"count": expected.len(), "capped": false}), "{search}");
    }
}

#[tokio::test]
async fn a_search_is_the_same_whatever_its_spaces_and_case_and_so_is_its_cursor() {
    let world = with_keys(&["key one", "key two", "key three"]).await;
    let first = list(&world, "?search=Key&limit=2").await;
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    let rest = list(&world, &format!("?search=+kEY+&limit=9&cursor={cursor}")).await;
    assert_eq!(notes(&rest), ["key one"]);
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_refused() {
    let world = World::new();
    let long = format!("?search={}", "x".repeat(257));
    for query in [
        "?sort=name",
        "?sort=",
        "?sort=Note",
        "?limit=0",
        "?limit=101",
        "?limit=-1",
        "?limit=ten",
        "?limit=",
        "?limit=1.5",
        "?limit=99999999999",
        "?limit=1&limit=2",
        "?search=a&search=b",
        "?serach=a",
        "?page=2",
        &long,
        "?search=a%00b",
    ] {
        world.ask(get(&format!("{V5_KEYS}{query}"))).await.is(ProblemKind::InvalidQuery);
    }
}

#[tokio::test]
async fn the_longest_search_is_counted_in_characters() {
    let search = "%C3%BC".repeat(256);
    assert_eq!(notes(&list(&World::new(), &format!("?search={search}")).await), Vec::<&str>::new());
}

#[tokio::test]
async fn a_cursor_goes_with_the_list_that_gave_it_out() {
    let world = with_keys(&["key one", "key two"]).await;
    let cursor = list(&world, "?limit=1&search=key").await["next_cursor"].as_str().expect("a cursor").to_owned();
    assert_eq!(notes(&list(&world, &format!("?search=key&cursor={cursor}")).await), ["key one"]);
    for query in ["?", "?search=key+one", "?search=key&sort=created", "?search=key&sort=note"] {
        let query = format!("{V5_KEYS}{query}&cursor={cursor}");
        world.ask(get(&query)).await.is(ProblemKind::InvalidCursor);
    }
    for (sort, other) in [("note", "-note"), ("-note", "note"), ("created", "-created"), ("note", "created")] {
        let cursor = list(&world, &format!("?limit=1&sort={sort}")).await["next_cursor"].clone();
        let query = format!("{V5_KEYS}?sort={other}&cursor={}", cursor.as_str().expect("a cursor"));
        world.ask(get(&query)).await.is(ProblemKind::InvalidCursor);
    }
    let elsewhere = format!("{V4}/keys?search=key&cursor={cursor}");
    world.ask(get(&elsewhere)).await.is(ProblemKind::InvalidCursor);
}

#[tokio::test]
async fn a_cursor_that_was_never_given_out_is_refused() {
    let world = with_keys(&["a", "b"]).await;
    let cursor = list(&world, "?limit=1").await["next_cursor"].as_str().expect("a cursor").to_owned();
    let inside: Value =
        serde_json::from_slice(&BASE64URL_NOPAD.decode(cursor.as_bytes()).expect("base64")).expect("JSON");
    let made_up = |field: &str, value: Value| {
        let mut inside = inside.clone();
        inside[field] = value;
        BASE64URL_NOPAD.encode(inside.to_string().as_bytes())
    };
    for cursor in [
        String::new(),
        "nonsense".into(),
        "%%%".into(),
        cursor[1..].into(),
        format!("{cursor}="),
        BASE64URL_NOPAD.encode(b"{}"),
        "A".repeat(10_000),
        made_up("v", json!("a note")),
        made_up("v", json!(1.5)),
        made_up("a", json!("\u{0}")),
        made_up("l", json!("")),
        made_up("more", json!(1)),
    ] {
        let query = format!("{V5_KEYS}?cursor={}", cursor.replace('%', "%25"));
        world.ask(get(&query)).await.is(ProblemKind::InvalidCursor);
    }
}

#[tokio::test]
async fn the_list_of_an_unknown_deployment_is_not_found() {
    World::new().ask(get("/api/deployments/nothing/keys")).await.is(ProblemKind::DeploymentNotFound);
}
