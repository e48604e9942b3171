//! An OpenAPI document of any size, made up.

use serde_json::{Map, Value, json};

const AREAS: [&str; 12] = [
    "Broker",
    "Bridges",
    "Clients",
    "Rules",
    "Metrics",
    "Alarms",
    "Plugins",
    "Gateways",
    "Schemas",
    "Listeners",
    "Retained messages",
    "Access control",
];
const THINGS: [&str; 16] = [
    "sessions",
    "topics",
    "subscriptions",
    "certificates",
    "quotas",
    "filters",
    "connectors",
    "sources",
    "exports",
    "policies",
    "groups",
    "records",
    "probes",
    "windows",
    "streams",
    "templates",
];

/// How many operations a category has at most: so many as EMQX's have on average.
const OF_A_CATEGORY: usize = 8;

/// A document with so many operations, every one of them open to HTTP Basic authentication.
pub fn document(operations: usize) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for number in 0..operations {
        let category = number / OF_A_CATEGORY;
        let (area, thing) = (AREAS[category % AREAS.len()], THINGS[category / AREAS.len() % THINGS.len()]);
        let place = format!("/{}/{thing}_{category}", area.to_lowercase().replace(' ', "_"));
        let (path, method, verb) = match number % OF_A_CATEGORY {
            0 => (place, "get", "List"),
            1 => (place, "post", "Create one of the"),
            2 => (format!("{place}/{{id}}"), "get", "Get one of the"),
            3 => (format!("{place}/{{id}}"), "put", "Update one of the"),
            4 => (format!("{place}/{{id}}"), "delete", "Delete one of the"),
            5 => (format!("{place}/{{id}}/metrics"), "get", "Get metrics of the"),
            6 => (format!("{place}/{{id}}/metrics/reset"), "put", "Reset metrics of the"),
            _ => (format!("{place}/{{id}}/{{operation}}"), "post", "Start or stop one of the"),
        };
        let operation = json!({
            "tags": [format!("{area}: {thing} {category}")],
            "summary": format!("{verb} {thing} {category}"),
            "responses": {"200": {"description": "Done"}},
        });
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[method] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": format!("{operations} operations"), "version": "1"},
        "servers": [{"url": "/api/v5"}],
        "security": [{"basic": []}],
        "components": {"securitySchemes": {"basic": {"type": "http", "scheme": "basic"}}},
        "paths": paths,
    })
}
