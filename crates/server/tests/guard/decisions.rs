//! The decision endpoints: one form for each proxy.

use crate::{
    raw,
    support::{CATALOGED, Key, OPEN, TestServer, UNREACHED, basic},
    upstream::Upstream,
};

/// A server whose deployments nobody is passed on to: a decision needs no upstream.
async fn start() -> (TestServer, Key) {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(UNREACHED, &["GET /clients", "DELETE /clients/{clientid}"]).await;
    (server, key)
}

const NGINX: &str = "GET /authorize/unreached/nginx";
const FORWARDED: &str = "GET /authorize/unreached/forwarded";

#[tokio::test]
async fn yes_is_200_with_the_app_id_and_nothing_else() {
    let (server, key) = start().await;
    for (line, headers) in [
        (NGINX, vec!["x-original-method: GET", "x-original-uri: /api/v5/clients?page=2"]),
        (NGINX, vec!["x-original-method: HEAD", "x-original-uri: /api/v5/clients"]),
        (NGINX, vec!["x-original-method: DELETE", "x-original-uri: /api/v5/clients/a%2Fb"]),
        (FORWARDED, vec!["x-forwarded-method: GET", "x-forwarded-uri: /api/v5/clients"]),
        ("GET /authorize/unreached/envoy/api/v5/clients?page=2", vec![]),
        ("DELETE /authorize/unreached/envoy/api/v5/clients/a%2Fb", vec![]),
    ] {
        let answer = server.raw(line, &key, &[&headers[..], &["x-app-id: another"]].concat()).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{line} {headers:?}");
        assert_eq!(answer.header("x-app-id"), key.app_id, "{line}");
        assert_eq!(answer.header("cache-control"), "no-store", "{line}");
    }
}

#[tokio::test]
async fn no_is_401_without_a_good_key_and_403_otherwise() {
    let (server, key) = start().await;
    let requests = |method: &str, path: &str| {
        [
            (NGINX.to_owned(), vec![format!("x-original-method: {method}"), format!("x-original-uri: {path}")]),
            (FORWARDED.to_owned(), vec![format!("x-forwarded-method: {method}"), format!("x-forwarded-uri: {path}")]),
            (format!("{method} /authorize/unreached/envoy{path}"), vec![]),
        ]
    };
    for (method, path, kind) in [
        ("POST", "/api/v5/publish", "endpoint-not-granted"),
        ("DELETE", "/api/v5/clients", "request-not-allowed"),
        ("OPTIONS", "/api/v5/clients", "request-not-allowed"),
        ("GET", "/api/v5/users", "request-not-allowed"),
        ("GET", "/api/v4/clients", "request-not-allowed"),
        ("GET", "/clients", "request-not-allowed"),
        ("GET", "/unreached/api/v5/clients", "request-not-allowed"),
    ] {
        for (line, headers) in requests(method, path) {
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            let answer = server.raw(&line, &key, &headers).await;
            assert_eq!((answer.status, answer.problem()), (403, kind), "{line} {headers:?}");
            assert!(answer.all("x-app-id").is_empty());
        }
    }
    for (line, headers) in requests("GET", "/api/v5/clients") {
        for authorization in ["".to_owned(), format!("authorization: {}\r\n", basic(&key.app_id, "wrong"))] {
            let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
            let request = format!("{line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{authorization}{headers}\r\n");
            let answer = raw::send(server.api, request).await;
            assert_eq!((answer.status, answer.problem()), (401, "key-refused"), "{line}");
            assert_eq!(answer.header("www-authenticate"), "Basic realm=\"unreached\", charset=\"UTF-8\"");
        }
    }
}

#[tokio::test]
async fn a_form_reads_its_own_headers_and_each_exactly_once() {
    let (server, key) = start().await;
    let (good_method, good_uri) = ("x-original-method: GET", "x-original-uri: /api/v5/clients");
    let forwarded = ["x-forwarded-method: GET", "x-forwarded-uri: /api/v5/clients"];
    for (line, headers) in [
        (NGINX, vec![]),
        (NGINX, vec![good_method]),
        (NGINX, vec![good_uri]),
        (NGINX, vec![good_method, good_uri, good_uri]),
        (NGINX, vec![good_method, good_method, good_uri]),
        (NGINX, vec![good_method, "x-original-uri: /api/v5/users", good_uri]),
        (NGINX, vec!["x-original-method: DELETE", good_method, good_uri]),
        (NGINX, vec![good_method, "x-original-uri:"]),
        (NGINX, vec!["x-original-method:", good_uri]),
        (NGINX, vec!["x-original-method: GET, GET", good_uri]),
        (NGINX, vec![good_method, "x-original-uri: /api/v5/clients, /api/v5/clients"]),
        (NGINX, vec![good_method, "x-original-url: /api/v5/clients"]),
        (NGINX, vec![good_method, "x_original_uri: /api/v5/clients"]),
        (NGINX, forwarded.to_vec()),
        (FORWARDED, vec![good_method, good_uri]),
        (FORWARDED, vec![forwarded[0]]),
        (FORWARDED, vec![forwarded[1]]),
        (FORWARDED, vec![forwarded[0], forwarded[1], forwarded[1]]),
        (FORWARDED, vec![forwarded[0], forwarded[0], forwarded[1]]),
        // What another form would take says nothing for this one.
        (NGINX, vec![good_method, "x-original-uri: /api/v5/users", forwarded[0], forwarded[1]]),
        (FORWARDED, vec![forwarded[0], "x-forwarded-uri: /api/v5/users", good_method, good_uri]),
        ("GET /authorize/unreached/envoy/api/v5/users", vec![good_method, good_uri, forwarded[0], forwarded[1]]),
        ("POST /authorize/unreached/envoy/api/v5/clients", vec![good_method, "x-http-method-override: GET"]),
        ("GET /authorize/unreached/envoy", vec![good_method, good_uri]),
        ("GET /authorize/unreached/envoy?/api/v5/clients", vec![]),
        (NGINX, vec!["x-original-method: POST", good_uri, "x-http-method-override: GET"]),
    ] {
        let answer = server.raw(line, &key, &headers).await;
        assert_eq!((answer.status, answer.problem()), (403, "request-not-allowed"), "{line} {headers:?}");
    }
}

#[tokio::test]
async fn there_are_three_forms_and_each_is_asked_in_one_way() {
    let (server, key) = start().await;
    let all = [
        "x-original-method: GET",
        "x-original-uri: /api/v5/clients",
        "x-forwarded-method: GET",
        "x-forwarded-uri: /api/v5/clients",
        "content-length: 0",
    ];
    for line in [
        "POST /authorize/unreached/nginx",
        "POST /authorize/unreached/forwarded",
        "GET /authorize/unreached/nginx/",
        "GET /authorize/unreached/nginx/x",
        "GET /authorize/unreached/NGINX",
        "GET /authorize/unreached/traefik",
        "GET /authorize/unreached/",
        "GET /authorize/unreached",
        "GET /authorize/nothing/nginx",
        "GET /authorize//nginx",
        "GET /authorize/unreached//nginx",
        "GET /Authorize/unreached/nginx",
        "GET /authorize/unreached/envoyx/api/v5/clients",
    ] {
        let answer = server.raw(line, &key, &all).await;
        assert_eq!((answer.status, answer.problem()), (404, "not-found"), "{line}");
    }
}

#[tokio::test]
async fn a_key_opens_its_own_deployment_alone() {
    let (server, key) = start().await;
    let open = server.full_key(OPEN).await;
    for (deployment, path, key, status) in [
        (UNREACHED, "/api/v5/clients", &key, 200),
        (CATALOGED, "/api/v5/clients", &key, 401),
        (UNREACHED, "/api/v5/clients", &open, 401),
        (OPEN, "/api/v4/whatever", &open, 200),
        (OPEN, "/api/v5/clients", &open, 403),
    ] {
        let uri = format!("x-original-uri: {path}");
        let line = format!("GET /authorize/{deployment}/nginx");
        let answer = server.raw(&line, key, &["x-original-method: GET", &uri]).await;
        assert_eq!(answer.status, status, "{deployment} {path}");
    }
}
