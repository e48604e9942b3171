//! The pages of other origins: those that are named, with a token, and nobody else.

use std::collections::BTreeSet;

use reqwest::{Method, RequestBuilder, Response, header};
use serde_json::{Value, json};
use server::{config::Config, sign_in::Origin};

use super::{KEYS, ask, create_key, get, json as body, token_of};
use crate::support::{Setup, TestServer, problem};

const HOST: &str = "https://cloud.example.com";

async fn start() -> TestServer {
    let origins = [HOST, "http://localhost:5173"].map(|text| Origin::parse(text).expect("an origin"));
    let config = Config { cors_origins: origins.into(), ..Config::default() };
    TestServer::start_with(Setup { config, ..Setup::default() }).await
}

/// What a browser asks before it lets a page of this origin ask.
fn preflight(server: &TestServer, origin: &str, path: &str) -> RequestBuilder {
    let request = server.client.request(Method::OPTIONS, format!("{}{path}", server.origin));
    let request = request.header(header::ORIGIN, origin).header(header::ACCESS_CONTROL_REQUEST_METHOD, "PUT");
    request.header(header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization,content-type,if-match")
}

async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

/// The names in a header that lists some, in lower case.
fn names(response: &Response, header: header::HeaderName) -> BTreeSet<String> {
    let listed = response.headers()[header].to_str().expect("ASCII").to_lowercase();
    listed.split(',').map(|name| name.trim().to_owned()).collect()
}

fn allowed(response: &Response) -> Option<&str> {
    assert!(!response.headers().contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
    response.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN).map(|value| value.to_str().expect("ASCII"))
}

fn varies_by_origin(response: &Response) -> bool {
    let lines = response.headers().get_all(header::VARY).iter().map(|line| line.to_str().expect("ASCII"));
    lines.flat_map(|line| line.split(',')).any(|name| name.trim().eq_ignore_ascii_case("origin"))
}

#[tokio::test]
async fn a_page_that_is_named_may_ask_and_needs_nobody_for_the_question_whether_it_may() {
    let server = start().await;
    for (origin, path) in [(HOST, KEYS), ("http://localhost:5173", "/api/session"), (HOST, "/api/deployments/nothing")]
    {
        let response = send(preflight(&server, origin, path)).await;
        assert_eq!(response.status(), 200);
        assert_eq!(allowed(&response), Some(origin));
        assert!(varies_by_origin(&response));
        assert_eq!(
            names(&response, header::ACCESS_CONTROL_ALLOW_METHODS),
            ["get", "post", "put", "delete"].map(str::to_owned).into()
        );
        assert!(response.headers().contains_key(header::ACCESS_CONTROL_MAX_AGE));
        assert!(response.bytes().await.expect("a body").is_empty());
    }
    let token = token_of(&server, "administrator", "ci").await;
    let response = send(ask(&server, Method::GET, KEYS, &token).header(header::ORIGIN, HOST)).await;
    assert_eq!((response.status().as_u16(), allowed(&response)), (200, Some(HOST)));
    assert!(varies_by_origin(&response));
}

#[tokio::test]
async fn what_the_document_has_a_request_carry_may_be_sent_and_what_an_answer_carries_may_be_read() {
    let server = start().await;
    let token = token_of(&server, "administrator", "ci").await;
    let document: Value = body(get(&server, "/api/openapi.json", &token).await).await;
    let (mut carried, mut answered) = (BTreeSet::new(), BTreeSet::new());
    for path in document["paths"].as_object().expect("paths").values() {
        for operation in path.as_object().expect("operations").values() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let of_header = parameters.iter().filter(|parameter| parameter["in"] == "header");
            carried.extend(of_header.map(|parameter| parameter["name"].as_str().expect("a name").to_lowercase()));
            for response in operation["responses"].as_object().expect("responses").values() {
                let headers = response["headers"].as_object().into_iter().flatten();
                answered.extend(headers.map(|(name, _)| name.to_lowercase()));
            }
        }
    }
    carried.extend(["authorization", "content-type"].map(str::to_owned));
    let response = send(preflight(&server, HOST, KEYS)).await;
    assert_eq!(names(&response, header::ACCESS_CONTROL_ALLOW_HEADERS), carried);
    let response = send(ask(&server, Method::GET, KEYS, &token).header(header::ORIGIN, HOST)).await;
    let exposed = names(&response, header::ACCESS_CONTROL_EXPOSE_HEADERS);
    assert!(["etag", "retry-after", "location"].iter().all(|name| exposed.contains(*name)), "{exposed:?}");
    assert!(answered.is_subset(&exposed), "{answered:?} {exposed:?}");
}

#[tokio::test]
async fn a_refusal_can_be_read_too() {
    let server = start().await;
    let viewer = token_of(&server, "viewer", "ci").await;
    let delete = ask(&server, Method::DELETE, &format!("{KEYS}/x"), &viewer);
    for (request, status) in [
        (server.client.get(format!("{}{KEYS}", server.origin)), 401),
        (ask(&server, Method::GET, KEYS, "nonsense"), 401),
        (delete, 403),
        (ask(&server, Method::GET, "/api/deployments/serverless", &viewer), 404),
        (ask(&server, Method::GET, "/api/nowhere", &viewer), 404),
        (ask(&server, Method::PATCH, KEYS, &viewer), 405),
    ] {
        let response = send(request.header(header::ORIGIN, HOST)).await;
        assert_eq!((response.status().as_u16(), allowed(&response)), (status, Some(HOST)));
    }
}

#[tokio::test]
async fn a_page_of_another_origin_gets_no_leave_however_close_it_is() {
    let server = start().await;
    let token = token_of(&server, "administrator", "ci").await;
    for origin in [
        "https://evil.example",
        "null",
        "http://cloud.example.com",
        "https://cloud.example.com:8443",
        "https://cloud.example.com.evil.example",
        "https://evil-cloud.example.com",
        "https://sub.cloud.example.com",
        "https://CLOUD.example.com",
        "https://cloud.example.com/",
        "https://cloud.example.com, https://evil.example",
        "*",
        "",
    ] {
        let response = send(preflight(&server, origin, KEYS)).await;
        assert_eq!(allowed(&response), None, "{origin}");
        assert!(varies_by_origin(&response), "or a cache would give this answer to the page that may");
        let response = send(ask(&server, Method::GET, KEYS, &token).header(header::ORIGIN, origin)).await;
        assert_eq!((response.status().as_u16(), allowed(&response)), (200, None), "{origin}");
    }
}

#[tokio::test]
async fn a_cookie_from_a_page_of_another_origin_is_worth_nothing() {
    let server = start().await;
    let cookie = server.sign_in().await;
    let token = token_of(&server, "administrator", "ci").await;
    let app_id = create_key(&server, &token, "a-request").await;
    let access = json!({ "access": { "type": "endpoints", "endpoints": ["GET /clients"] } });
    for origin in [HOST, "https://evil.example", "null"] {
        let by_cookie = |method: Method, path: &str| {
            let request = server.client.request(method, format!("{}{path}", server.origin));
            request.header(header::COOKIE, &cookie).header(header::ORIGIN, origin)
        };
        for request in [
            by_cookie(Method::POST, KEYS).header("idempotency-key", "another").json(&access),
            by_cookie(Method::DELETE, &format!("{KEYS}/{app_id}")),
            by_cookie(Method::POST, &format!("{KEYS}/{app_id}/disable")),
            by_cookie(Method::POST, "/api/session").json(&json!({ "code": "x" })),
            by_cookie(Method::DELETE, "/api/session"),
        ] {
            let response = send(request).await;
            assert_eq!(allowed(&response), (origin == HOST).then_some(HOST));
            assert_eq!(problem(response).await, (403, "origin-refused".into()), "{origin}");
        }
        // A browser gives no page an answer to what it sent with a cookie, unless the answer says that it may.
        let read = send(by_cookie(Method::GET, KEYS)).await;
        assert!(!read.headers().contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS), "{origin}");
    }
    assert_eq!(get(&server, &format!("{KEYS}/{app_id}"), &token).await.status(), 200);
    assert_eq!(server.session_status(&cookie).await, 200);
}

#[tokio::test]
async fn only_the_api_is_for_other_origins_and_not_what_keys_open() {
    let server = start().await;
    let addresses = [
        format!("{}/", server.origin),
        format!("{}/healthz", server.origin),
        format!("{}/dedicated-v5/api/v5/clients", server.api()),
        format!("{}/authorize/dedicated-v5/nginx", server.api()),
        format!("{}/api/deployments", server.api()),
    ];
    for address in addresses {
        for method in [Method::GET, Method::OPTIONS] {
            let request = server.client.request(method, &address).header(header::ORIGIN, HOST);
            let response = send(request.header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")).await;
            let any = response.headers().keys().find(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(any, None, "{address}");
        }
    }
}

#[tokio::test]
async fn where_no_origin_is_named_nothing_is_said_to_any() {
    let server = TestServer::start().await;
    let response = send(preflight(&server, HOST, KEYS)).await;
    assert_eq!(allowed(&response), None);
    assert_eq!(problem(response).await, (401, "unauthenticated".into()));
    let token = token_of(&server, "viewer", "ci").await;
    let response = send(ask(&server, Method::GET, KEYS, &token).header(header::ORIGIN, HOST)).await;
    assert_eq!((response.status().as_u16(), allowed(&response)), (200, None));
}
