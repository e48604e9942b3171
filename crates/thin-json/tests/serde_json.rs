//! What is read and written, and what is refused, held against serde_json.

use contract::{
    ApiKey, AuditList, Catalog, CreateKey, CreatedKey, Deployment, DeploymentList, KeyList, Problem, RotateSecret,
    Session, SignIn, UpdateKey,
};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

const KEY: &str = r#"{"app_id": "abcdefgh", "note": "exporter \u00e9\ud83d\ude00 \"x\"\n", "created_at": "2026-01-02T03:04:05Z",
    "access": {"type": "endpoints", "endpoints": ["GET /clients", "POST /clients/{clientid}"]},
    "updated_at": "2026-01-02T03:04:05Z", "version": 18446744073709551615}"#;
const CATALOG: &str = r#"{"version": "5.8", "base_path": "/api/v5", "encoded_slash": "allowed", "categories": [{"name": "Clients", "endpoints": [
    {"method": "GET", "path": "/clients", "summary": "List clients", "later": [1.5e-3, {"a": null}, true, -0]},
    {"method": "DELETE", "path": "/clients/{clientid}", "summary": ""}]}, {"name": "Rules", "endpoints": []}]}"#;
const LIST: &str = r#"{"keys": [{"app_id": "a", "note": "", "access_summary": {"type": "full"}, "version": 1,
    "expires_at": "x", "last_used": {"at": "y", "endpoint": "GET /clients"}, "created_at": "x", "updated_at": "y"}, {"app_id": "b", "note": "n", "access_summary": {"type": "endpoints",
    "granted": 1, "offered": 349, "dropped": 0}, "version": 2, "created_at": "x", "updated_at": "y"}],
    "next_cursor": null, "total": {"count": 12, "capped": true}}"#;
const DEPLOYMENTS: &str = r#"{"deployments": [{"id": "d", "name": "D", "kind": "dedicated_v5", "api_address": "https://x",
    "api_reference": "", "capabilities": {"notes": true, "permissions": false, "expiry": true}}]}"#;
const PROBLEM: &str = r#"{"type": "/problems/invalid-input", "title": "t", "status": 422, "detail": "d", "errors": [{"pointer":
    "/note", "code": "note_too_long", "params": {"max": "256", "count": "300"}, "detail": "e"}], "app_id": "a",
    "sign_in": {"link": true, "password": false}}"#;
const TRAIL: &str = r#"{"entries": [{"id": 7, "at": "2026-01-02T03:04:05Z", "principal": "admin", "action": "created",
    "app_id": "a", "note": "n", "changes": {"note": {"from": "", "to": "n"}, "expires_at": {"to": "x"},
    "access": {"added": 1, "removed": 0}, "grace_minutes": 5, "reissued": true}}], "next_cursor": "c"}"#;
const SMALL: [&str; 9] = [
    r#"{"name": "admin", "role": "administrator"}"#,
    r#"{"name": "admin", "role": "viewer"}"#,
    r#"{"code": "abc"}"#,
    r#"{"password": "p\\\/"}"#,
    r#"{"note": "n", "access": {"type": "full"}}"#,
    r#"{"access": {"type": "endpoints", "endpoints": []}}"#,
    r#"{"note": null, "expires_at": null}"#,
    r#"{"expires_at": "2026-01-02T03:04:05Z"}"#,
    r#"{"grace_minutes": 60}"#,
];

fn documents() -> Vec<String> {
    let secret = format!(r#"{{"key": {KEY}, "secret": "s", "app_secret": "s"}}"#);
    let single = DEPLOYMENTS.replacen(r#"{"deployments": ["#, "", 1).replace("]}", "");
    let texts = [KEY, CATALOG, LIST, DEPLOYMENTS, PROBLEM, TRAIL, &secret, &single];
    texts.into_iter().chain(SMALL).map(str::to_owned).collect()
}

fn same<T: DeserializeOwned + Serialize + PartialEq>(text: &str) -> Result<bool, TestCaseError> {
    let ours = thin_json::from_str::<T>(text).ok();
    let theirs = serde_json::from_str::<T>(text).ok();
    prop_assert!(ours == theirs, "{}", text);
    if let Some(value) = theirs {
        let written = thin_json::to_string(&value).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let read: Value =
            serde_json::from_str(&written).map_err(|error| TestCaseError::fail(format!("{error}: {written}")))?;
        prop_assert_eq!(read, serde_json::to_value(&value).map_err(|error| TestCaseError::fail(error.to_string()))?);
    }
    Ok(ours.is_some())
}

/// How many of the contract's types take it; all are asked.
fn taken_by(text: &str) -> Result<usize, TestCaseError> {
    let asked = [
        same::<ApiKey>(text)?,
        same::<AuditList>(text)?,
        same::<Catalog>(text)?,
        same::<CreateKey>(text)?,
        same::<Deployment>(text)?,
        same::<DeploymentList>(text)?,
        same::<KeyList>(text)?,
        same::<Problem>(text)?,
        same::<RotateSecret>(text)?,
        same::<Session>(text)?,
        same::<SignIn>(text)?,
        same::<UpdateKey>(text)?,
        same::<CreatedKey>(text)?,
    ];
    Ok(asked.into_iter().filter(|taken| *taken).count())
}

/// What is put somewhere into a document.
const TOKENS: [&str; 28] = [
    "",
    " ",
    "\n",
    "\u{a0}",
    "\u{0}",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "\\udc00",
    "\\u00e9",
    "{",
    "}",
    "[",
    "]",
    "null",
    "true",
    "0",
    "-",
    "-0",
    "00",
    "1.0",
    "1e5",
    "18446744073709551616",
    "é",
    "{\"a\":[]}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_document_that_is_changed_anywhere_is_read_or_refused_as_by_serde_json(
        document in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0usize..3, any::<prop::sample::Index>()), 1..3),
    ) {
        let documents = documents();
        let mut characters: Vec<char> = documents[document.index(documents.len())].chars().collect();
        for (place, taken, token) in changes {
            let place = place.index(characters.len());
            let end = (place + taken).min(characters.len());
            characters.splice(place..end, TOKENS[token.index(TOKENS.len())].chars());
            if characters.is_empty() {
                break;
            }
        }
        taken_by(&characters.into_iter().collect::<String>())?;
    }

    #[test]
    fn any_value_is_read_and_written_as_by_serde_json(value in values(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.expect("a value can be written");
        prop_assert_eq!(thin_json::from_str::<Value>(&text).ok(), Some(value.clone()));
        let written = thin_json::to_string(&value).expect("there is no float in it");
        prop_assert_eq!(serde_json::from_str::<Value>(&written).ok(), Some(value));
    }

    #[test]
    fn any_text_at_all_is_read_or_refused_as_by_serde_json(text in "\\PC{0,12}|[\\[\\]{}\",:\\\\0-9a-fu tn-]{0,12}") {
        prop_assume!(!serde_json::from_str::<Value>(&text).is_ok_and(|value| has_float(&value)));
        prop_assert_eq!(thin_json::from_str::<Value>(&text).ok(), serde_json::from_str::<Value>(&text).ok());
        let ignored = thin_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        prop_assert_eq!(ignored, serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok());
    }
}

fn has_float(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(values) => values.iter().any(has_float),
        Value::Object(values) => values.values().any(has_float),
        _ => false,
    }
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

#[test]
fn each_kind_of_document_is_one_that_the_contract_knows() {
    for document in documents() {
        let taken = taken_by(&document).expect("both agree");
        assert!(taken > 0, "{document}");
    }
}

#[test]
fn what_is_read_over_may_hold_half_a_character_but_no_escape_that_is_none() {
    for (text, taken) in [
        (r#""\ud800/note""#, true),
        (r#"{"\udfff": ["\ud800\u0041"]}"#, true),
        (r#""\ud8""#, false),
        (r#""\x""#, false),
        ("\"a\nb\"", false),
        (r#""\"#, false),
        (r#""a"#, false),
    ] {
        assert_eq!(thin_json::from_str::<serde::de::IgnoredAny>(text).is_ok(), taken, "{text}");
        assert_eq!(serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(), taken, "{text}");
    }
    assert!(thin_json::from_str::<Value>(r#""\ud800""#).is_err());
}

#[test]
fn a_floating_point_number_is_refused_where_it_is_asked_for() {
    for text in ["1.5", "1e3", "-0"] {
        assert!(thin_json::from_str::<Value>(text).is_err(), "{text}");
    }
    assert!(thin_json::to_string(&1.5).is_err());
}

#[test]
fn nesting_without_end_is_refused_and_no_crash() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(thin_json::from_str::<Value>(&nested(127)).is_ok());
    for text in [nested(128), "[".repeat(1_000_000), "{\"a\":".repeat(1_000_000)] {
        assert!(thin_json::from_str::<Value>(&text).is_err());
        assert!(thin_json::from_str::<serde::de::IgnoredAny>(&text).is_err());
    }
}

#[test]
fn an_array_is_no_struct() {
    assert!(thin_json::from_str::<SignIn>(r#"["code", null]"#).is_err());
}
