//! `/api/deployments/{deployment}/audit`

use contract::{ProblemKind, Role};
use serde_json::{Value, json};

use crate::support::{SERVERLESS, V5, V5_KEYS, World, delete, get, post, put, set};

const AUDIT: &str = "/api/deployments/dedicated-v5/audit";
const EXPORT: &str = "/api/deployments/dedicated-v5/audit.export";

/// A key's life by two people, and everything that was answered with its secrets.
async fn lived(world: &World) -> (String, Vec<String>) {
    let body = json!({"note": "=exporter", "access": set(&["GET /clients", "GET /topics"])});
    let created = world.ask(post(V5_KEYS).header("idempotency-key", "1").json(body)).await.json();
    let app_id = created["key"]["app_id"].as_str().expect("an App ID").to_owned();
    let address = format!("{V5_KEYS}/{app_id}");
    let body = json!({"note": "a, \"b\"", "access": set(&["GET /topics", "POST /publish"]), "expires_at": "2026-04-01T00:00:00Z"});
    let edit = put(&address).header("if-match", "\"1\"").json(body);
    assert_eq!(world.ask(edit.by("other", Role::Administrator, backend::Visible::All)).await.status, 200);
    let rotation = post(&format!("{address}/rotate")).header("idempotency-key", "2");
    let rotated = world.ask(rotation.json(json!({"grace_minutes": 60}))).await.json();
    assert_eq!(world.ask(delete(&address)).await.status, 204);
    let secret = |answer: &Value| answer["app_secret"].as_str().expect("a secret").to_owned();
    (app_id, vec![secret(&created), secret(&rotated)])
}

#[tokio::test]
async fn it_says_who_did_what_and_when_also_after_the_key_is_gone() {
    let world = World::new();
    let (app_id, _) = lived(&world).await;
    let list = world.ask(get(AUDIT)).await.json();
    let entries = list["entries"].as_array().expect("entries");
    let of = |name: &str| entries.iter().map(|entry| entry[name].as_str().expect("a text")).collect::<Vec<_>>();
    assert_eq!(of("action"), ["deleted", "rotated", "updated", "created"]);
    assert_eq!(of("principal"), ["admin", "admin", "other", "admin"]);
    assert!(of("app_id").iter().all(|of| *of == app_id));
    assert!(of("at").iter().all(|at| *at == "2026-03-01T12:00:00.123Z"));
    assert_eq!(list["next_cursor"], Value::Null);
    assert_eq!(
        entries[2]["changes"],
        json!({
            "note": {"from": "=exporter", "to": "a, \"b\""},
            "expires_at": {"to": "2026-04-01T00:00:00.000Z"},
            "access": {"added": 1, "removed": 1},
        })
    );
    assert_eq!(entries[1]["changes"], json!({"grace_minutes": 60}));
    assert_eq!(entries[0].get("changes"), None);
}

#[tokio::test]
async fn an_entry_names_the_endpoints_that_came_and_went() {
    let world = World::new();
    lived(&world).await;
    let edited = world.ask(get(&format!("{AUDIT}?action=updated"))).await.json();
    let id = edited["entries"][0]["id"].as_u64().expect("a number");
    let detail = world.ask(get(&format!("{AUDIT}/{id}"))).await.json();
    assert_eq!((&detail["added"], &detail["removed"]), (&json!(["POST /publish"]), &json!(["GET /clients"])));
    assert_eq!(detail["entry"], edited["entries"][0]);
    for path in
        [&format!("{AUDIT}/999"), &format!("{AUDIT}/one"), &format!("{AUDIT}/-1"), &format!("{SERVERLESS}/audit/{id}")]
    {
        world.ask(get(path)).await.is(ProblemKind::AuditEntryNotFound);
    }
}

#[tokio::test]
async fn no_secret_stands_in_it_in_any_form() {
    let world = World::new();
    let (app_id, secrets) = lived(&world).await;
    for path in [AUDIT, EXPORT, &format!("{EXPORT}?format=jsonl")] {
        let text = world.ask(get(path)).await.text().to_owned();
        assert!(text.contains(&app_id));
        assert!(!secrets.iter().any(|secret| text.contains(secret)), "{path}");
    }
}

#[tokio::test]
async fn it_is_read_page_by_page_and_filtered() {
    let world = World::new();
    let (app_id, _) = lived(&world).await;
    world.a_key("another").await;
    let first = world.ask(get(&format!("{AUDIT}?limit=2&app_id={app_id}"))).await.json();
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    let rest = world.ask(get(&format!("{AUDIT}?limit=2&app_id={app_id}&cursor={cursor}"))).await.json();
    assert_eq!((rest["entries"][1]["action"].as_str(), &rest["next_cursor"]), (Some("created"), &Value::Null));
    for (query, count) in [
        ("principal=other", 1),
        ("action=created", 2),
        ("principal=other&action=created", 0),
        ("since=2026-03-01T12:00:00.123Z", 5),
        ("until=2026-03-01T12:00:00.123Z", 0),
        ("since=2026-03-01T13:00:00%2B01:00&until=2027-01-01T00:00:00Z", 5),
    ] {
        let list = world.ask(get(&format!("{AUDIT}?{query}"))).await.json();
        assert_eq!(list["entries"].as_array().map(Vec::len), Some(count), "{query}");
    }
    assert_eq!(world.ask(get(&format!("{SERVERLESS}/audit"))).await.json()["entries"], json!([]));
}

#[tokio::test]
async fn a_query_that_cannot_be_meant_is_refused() {
    let world = World::new();
    for query in [
        "action=made",
        "since=yesterday",
        "until=2026",
        "limit=0",
        "limit=101",
        "who=admin",
        "app_id=a&app_id=b",
        "principal=%00",
        "format=xml",
    ] {
        world.ask(get(&format!("{AUDIT}?{query}"))).await.is(ProblemKind::InvalidQuery);
    }
    for cursor in ["", "x", "-1", "99999999999999999999"] {
        world.ask(get(&format!("{AUDIT}?cursor={cursor}"))).await.is(ProblemKind::InvalidCursor);
    }
}

#[tokio::test]
async fn it_is_exported_as_csv_that_no_spreadsheet_takes_for_formulas() {
    let world = World::new();
    let (app_id, _) = lived(&world).await;
    let answer = world.ask(get(EXPORT)).await;
    assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"audit-dedicated-v5.csv\""));
    let lines: Vec<_> = answer.text().split("\r\n").collect();
    assert_eq!(
        lines[0],
        "id,at,principal,action,app_id,note,note_before,expires_at,expires_at_before,endpoints_added,\
         endpoints_removed,grace_minutes,reissued"
    );
    assert_eq!(
        lines[3],
        format!(
            "2,2026-03-01T12:00:00.123Z,other,updated,{app_id},\"a, \"\"b\"\"\",'=exporter,2026-04-01T00:00:00.000Z,,\
             POST /publish,GET /clients,,"
        )
    );
    assert_eq!((lines.len(), lines[5]), (6, ""));
}

#[tokio::test]
async fn it_is_exported_whole_as_json_lines_however_many_there_are() {
    let world = World::new();
    for number in 0..120 {
        world.a_key(&format!("k{number}")).await;
    }
    let answer = world.ask(get(&format!("{EXPORT}?format=jsonl&principal=admin"))).await;
    assert_eq!(answer.header("content-type"), Some("application/jsonl"));
    let lines: Vec<Value> = answer.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 120);
    assert_eq!((&lines[0]["entry"]["id"], &lines[119]["entry"]["id"]), (&json!(120), &json!(1)));
    assert_eq!(lines[0]["added"], json!(["GET /clients"]));
}

#[tokio::test]
async fn who_may_not_see_the_deployment_does_not_see_its_trail() {
    let world = World::new();
    for path in [AUDIT, EXPORT, &format!("{V5}/audit/1")] {
        world.ask(get(path).by_administrator_of("serverless")).await.is(ProblemKind::DeploymentNotFound);
    }
    assert_eq!(world.ask(get(AUDIT).by_viewer()).await.status, 200);
}
