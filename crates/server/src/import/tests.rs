use super::*;

/// A document with these paths (YAML, indented by two) after the usual head.
fn yaml(paths: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: A test, version: '1'}}\ncomponents:\n  securitySchemes:\n    \
         key: {{type: http, scheme: Basic}}\n    token: {{type: http, scheme: bearer}}\npaths:\n{paths}"
    )
}

/// The categories in short: `Name: GET /a, PUT /b`.
fn outline(imported: &Imported) -> Vec<String> {
    let endpoints = |category: &Category| {
        category.endpoints.iter().map(|endpoint| endpoint.id().to_string()).collect::<Vec<_>>().join(", ")
    };
    imported.categories.iter().map(|category| format!("{}: {}", category.name, endpoints(category))).collect()
}

fn imported(text: &str) -> Imported {
    import(text).expect("a good document")
}

fn refused(text: &str) -> String {
    import(text).expect_err("a document that is refused").to_string()
}

#[test]
fn tags_become_categories_in_the_documents_order_and_the_first_tag_counts() {
    let text = yaml(
        "  /b: {get: {tags: [Second, First]}}\n  /a: {put: {tags: [First]}, get: {tags: [Unlisted]}}\n  /c: {get: {}}\n",
    ) + "tags: [{name: First}, {name: Never used}, {name: Second}]\n";
    assert_eq!(outline(&imported(&text)), ["First: PUT /a", "Second: GET /b", "Unlisted: GET /a", "Other: GET /c"]);
}

#[test]
fn json_and_yaml_say_the_same_and_numbers_as_keys_are_no_obstacle() {
    let json =
        r#"{"openapi":"3.0.3","paths":{"/a":{"get":{"tags":["T"],"summary":" Reads\n it ","responses":{"200":{}}}}}}"#;
    let yaml = "openapi: 3.0.3\npaths:\n  /a:\n    get: {tags: [T], summary: Reads it, responses: {200: {}}}\n";
    assert_eq!(imported(json), imported(yaml));
    assert_eq!(imported(json).categories[0].endpoints[0].summary, "Reads it");
}

#[test]
fn what_yaml_has_beyond_json_is_no_obstacle() {
    let paths = concat!(
        "  /a: &item {get: {tags: [T], x-size: 123456789012345678901234567890, x-limit: .inf, x-kind: !kind a}}\n",
        "  /b: *item\n",
        "  /c: {<<: *item, put: {tags: [T]}}\n",
    );
    assert_eq!(outline(&imported(&yaml(paths))), ["T: GET /a, GET /b, PUT /c, GET /c"]);
}

#[test]
fn methods_that_are_never_for_keys_are_left_out() {
    let text = yaml("  /a: {head: {}, options: {}, trace: {}, parameters: [], summary: s, patch: {}, delete: {}}\n");
    assert_eq!(outline(&imported(&text)), ["Other: PATCH /a, DELETE /a"]);
}

#[test]
fn operations_that_basic_does_not_open_are_left_out() {
    let text = yaml(concat!(
        "  /either: {get: {security: [{token: []}, {key: []}]}}\n",
        "  /bearer: {get: {security: [{token: []}]}}\n",
        "  /both: {get: {security: [{token: [], key: []}]}}\n",
        "  /anybody: {get: {security: []}}\n",
        "  /optional: {get: {security: [{token: []}, {}]}}\n",
        "  /general: {get: {}}\n",
    ));
    assert_eq!(
        outline(&imported(&(text.clone() + "security: [{token: []}]\n"))),
        ["Other: GET /either, GET /anybody, GET /optional"]
    );
    assert_eq!(outline(&imported(&text)), ["Other: GET /either, GET /anybody, GET /optional, GET /general"]);
}

#[test]
fn path_items_may_be_references_within_the_document() {
    let text = yaml(
        "  /a: {$ref: '#/components/pathItems/shared'}\n  /b/{x}: {get: {}}\n  /c: {$ref: '#/paths/~1b~1%7Bx%7D'}\n",
    )
    .replace("components:\n", "components:\n  pathItems: {shared: {post: {}}}\n");
    assert_eq!(outline(&imported(&text)), ["Other: POST /a, GET /b/{x}, GET /c"]);
}

#[test]
fn the_base_path_is_that_of_the_first_server() {
    let with = |servers: &str| imported(&(yaml("  /a: {get: {}}\n") + servers)).base_path;
    assert_eq!(with(""), None);
    assert_eq!(with("servers: [{url: /api/v5}, {url: /other}]\n").as_deref(), Some("/api/v5"));
    assert_eq!(with("servers: [{url: 'https://a.example:8443/api/v1/'}]\n").as_deref(), Some("/api/v1"));
    assert_eq!(with("servers: [{url: 'https://a.example'}]\n").as_deref(), Some(""));
    assert_eq!(with("servers: [{url: '/{v}', variables: {v: {default: v2}}}]\n").as_deref(), Some("/v2"));
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let cases = [
        ("{\"openapi\": ", "not valid JSON: EOF while parsing a value at line 1 column 12"),
        ("a: [", "not valid YAML"),
        ("", "at #: "),
        ("just words", "at #: an object must stand here"),
        ("swagger: '2.0'", "at #: not an OpenAPI 3.x document"),
        ("openapi: 2.9.0", "at #/openapi: version \"2.9.0\""),
        ("openapi: 3.1.0", "at #: there is no `paths`"),
        (&yaml("  - a\n"), "at #/paths: an object"),
        (&yaml("  /a: 1\n"), "at #/paths/~1a: an object"),
        (&yaml("  /a: {get: 1}\n"), "at #/paths/~1a/get: an object"),
        (&yaml("  a: {get: {}}\n"), "at #/paths/a: a path must start with `/`"),
        (&yaml("  /a/: {get: {}}\n"), "at #/paths/~1a~1: a segment of this path is empty"),
        (&yaml("  /a/../b: {get: {}}\n"), "at #/paths/~1a~1..~1b: the segment \"..\""),
        (&yaml("  '/a b': {get: {}}\n"), "a character that is not allowed"),
        (&yaml("  '/a.{x}': {get: {}}\n"), "in \"a.{x}\" a parameter is part of a segment"),
        (&yaml("  '/{}': {get: {}}\n"), "\"{}\" is not a parameter"),
        (&yaml("  '/{x}/{x}': {get: {}}\n"), "stands in this path twice"),
        (&yaml("  '/a/{x}': {get: {}}\n  '/a/{y}': {put: {}}\n"), "at #/paths/~1a~1{y}: differs from /a/{x}"),
        (&yaml("  /a: {$ref: 'other.yaml'}\n"), "at #/paths/~1a/$ref: only references within this document"),
        (&yaml("  /a: {$ref: '#/nowhere'}\n"), "at #/paths/~1a/$ref: nothing stands at #/nowhere"),
        (&yaml("  /a: {$ref: '#/paths/~1a'}\n"), "lead in a circle"),
        (&yaml("  /a: {get: {security: {}}}\n"), "at #/paths/~1a/get/security: a list"),
        (
            &yaml("  /a: {get: {security: [{no: []}]}}\n"),
            "at #/paths/~1a/get/security/0/no: there is no security scheme",
        ),
        (&yaml("  /a: {get: {security: [{token: []}]}}\n"), "at #/paths: no operation here can be called"),
    ];
    for (text, expected) in cases {
        let error = refused(text);
        assert!(error.contains(expected), "{text:?}: {error:?} does not say {expected:?}");
    }
}

#[test]
fn nesting_without_end_is_refused_where_it_gets_too_deep() {
    let much = 100_000;
    let mut texts = vec![format!("{{\"openapi\":\"3.0.0\",\"x\":{}", "[".repeat(much))];
    // A bracket within quotes closes nothing.
    let openings = ["[", "{", "{a: ", "[\"]\",", "- ", "? "];
    texts.extend(openings.map(|opening| format!("openapi: 3.0.0\nx: {}", opening.repeat(much))));
    for text in texts {
        let error = refused(&text);
        let column = error.split("column ").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok());
        // What is never read cannot take long.
        assert!(column.is_some_and(|column| column < 1_000), "{}: {error}", &text[..30]);
    }
}

#[test]
fn aliases_that_multiply_without_end_are_refused() {
    let mut bomb = "openapi: 3.0.0\nl0: &l0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let previous = format!("*l{}, ", level - 1).repeat(9);
        bomb += &format!("l{level}: &l{level} [{previous}]\n");
    }
    assert!(refused(&bomb).contains("not valid YAML"));
}

/// The example of a catalog for another broker.
const RMQTT: &str = include_str!("../../../../examples/rmqtt.openapi.yaml");

#[test]
fn the_example_for_rmqtt_is_a_catalog_of_its_whole_api() {
    let rmqtt = imported(RMQTT);
    assert_eq!(rmqtt.base_path.as_deref(), Some("/api/v1"));
    let count = |category: &Category| format!("{}: {}", category.name, category.endpoints.len());
    assert_eq!(
        rmqtt.categories.iter().map(count).collect::<Vec<_>>(),
        [
            "Brokers: 2",
            "Clients: 6",
            "Delayed Messages: 2",
            "Features: 2",
            "Health: 2",
            "Messages: 3",
            "Metrics: 9",
            "Nodes: 2",
            "Plugins: 7",
            "Retained Messages: 2",
            "Routes: 2",
            "Statistics: 9",
            "Subscriptions: 2",
        ]
    );
    let all = outline(&rmqtt).join("\n");
    // A name and a parameter may stand in the same place.
    for endpoint in [
        "DELETE /clients/offlines",
        "DELETE /clients/{clientid}",
        "GET /stats/sys",
        "GET /stats/sum",
        "GET /stats/{id}",
        "POST /mqtt/publish",
    ] {
        assert!(all.contains(endpoint), "{endpoint} is missing in {all}");
    }
}

#[test]
fn what_the_example_says_of_an_endpoint_is_its_own_within_the_category() {
    for category in imported(RMQTT).categories {
        let mut summaries: Vec<_> = category.endpoints.iter().map(|endpoint| endpoint.summary.as_str()).collect();
        summaries.sort_unstable();
        summaries.dedup();
        assert!(summaries.len() == category.endpoints.len() && !summaries.contains(&""), "{category:?}");
    }
}
