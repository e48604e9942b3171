//! Requests that are made to be misread. Each is sent to the gateway and to every decision endpoint: all of them say no,
//! and nothing reaches the upstream.

use crate::{
    raw,
    support::{CATALOGED, Key, STRICT, TestServer},
    upstream::Upstream,
};

/// What this key holds is as much as anybody could wish for by mistake.
const HELD: [&str; 6] = [
    "GET /clients",
    "GET /clients/{clientid}",
    "GET /clients/{clientid}/subscriptions",
    "GET /authentication/{id}",
    "PUT /authentication/{id}",
    "POST /publish",
];

struct Hostile {
    upstream: Upstream,
    server: TestServer,
    key: Key,
}

impl Hostile {
    async fn start(deployment: &str) -> Self {
        let upstream = Upstream::start().await;
        let server = TestServer::before(upstream.address).await;
        let key = server.key(deployment, &HELD).await;
        Hostile { upstream, server, key }
    }

    /// Asks for a path in all four ways, and answers the four statuses.
    async fn ask(&self, deployment: &str, method: &str, path: &str) -> [u16; 4] {
        let key = &self.key;
        let (server, get) = (&self.server, format!("GET /authorize/{deployment}"));
        let original = [format!("x-original-method: {method}"), format!("x-original-uri: {path}")];
        let forwarded = [format!("x-forwarded-method: {method}"), format!("x-forwarded-uri: {path}")];
        [
            server.raw(&format!("{method} /{deployment}{path}"), key, &[]).await.status,
            server.raw(&format!("{get}/nginx"), key, &original.each_ref().map(String::as_str)).await.status,
            server.raw(&format!("{get}/forwarded"), key, &forwarded.each_ref().map(String::as_str)).await.status,
            server.raw(&format!("{method} /authorize/{deployment}/envoy{path}"), key, &[]).await.status,
        ]
    }

    async fn refused(&self, deployment: &str, method: &str, paths: &[&str]) {
        for path in paths {
            let statuses = self.ask(deployment, method, path).await;
            assert_eq!(statuses, [404, 403, 403, 403], "{method} {path}");
        }
        assert!(self.upstream.arrived().is_empty());
    }
}

#[tokio::test]
async fn what_is_asked_plainly_is_let_through_in_all_four_ways() {
    let hostile = Hostile::start(CATALOGED).await;
    for path in ["/api/v5/clients", "/api/v5/clients/a%2Fb", "/api/v5/clients/c-1/subscriptions?x=/../"] {
        assert_eq!(hostile.ask(CATALOGED, "GET", path).await, [200; 4], "{path}");
    }
    assert_eq!(hostile.ask(CATALOGED, "HEAD", "/api/v5/clients").await, [200; 4]);
    assert_eq!(hostile.upstream.arrived().len(), 4);
}

#[tokio::test]
async fn dot_segments_lead_nowhere_in_any_encoding() {
    let hostile = Hostile::start(CATALOGED).await;
    hostile
        .refused(
            CATALOGED,
            "GET",
            &[
                "/api/v5/clients/..",
                "/api/v5/clients/.",
                "/api/v5/../v5/clients",
                "/api/v5/./clients",
                "/api/v5/clients/%2e%2e",
                "/api/v5/clients/%2E%2e/users",
                "/api/v5/clients/.%2e",
                "/api/v5/clients/%2e",
                "/api/v5/clients/%252e%252e",
                "/api/v5/clients/%25252e.",
                "/api/v5/clients/..%2Fusers",
                "/api/v5/clients/x%2F..%2F..%2Fusers",
                "/api/v5/clients/%2e%2e%2fusers",
                "/api/v5/clients/..%252fusers",
                "/api/v5/clients/..%5cusers",
                "/api/v5/clients/%c0%ae%c0%ae",
                "/api/v5/clients/%u002e%u002e",
                "/api/v5/clients/..;/users",
                "/api/v5/clients/..%3b/users",
                "/../api/v5/clients",
                "/api/v5/clients/../../../x",
            ],
        )
        .await;
}

#[tokio::test]
async fn empty_segments_and_slashes_at_the_end_lead_nowhere() {
    let hostile = Hostile::start(CATALOGED).await;
    hostile
        .refused(
            CATALOGED,
            "GET",
            &[
                "//api/v5/clients",
                "/api//v5/clients",
                "/api/v5//clients",
                "/api/v5/clients/",
                "/api/v5/clients//",
                "/api/v5/clients//subscriptions",
                "/api/v5/clients/c-1/",
                "/api/v5/clients/?x",
                "/api/v5/",
                "/",
            ],
        )
        .await;
}

#[tokio::test]
async fn backslashes_and_control_characters_lead_nowhere() {
    let hostile = Hostile::start(CATALOGED).await;
    hostile
        .refused(
            CATALOGED,
            "GET",
            &[
                "/api/v5\\clients",
                "/api/v5/clients/a\\b",
                "/api/v5/clients/%5c",
                "/api/v5/clients/%5C..%5Cusers",
                "/api/v5/clients/%255c",
                "/api/v5/clients/%00",
                "/api/v5/clients/a%00b",
                "/api/v5/clients/%0d%0ax:y",
                "/api/v5/clients/%09",
                "/api/v5/clients/%7f",
                "/api/v5/clients/%2500",
                "/api/v5/clients/%c2%85",
            ],
        )
        .await;
}

#[tokio::test]
async fn case_and_encoded_literals_lead_nowhere() {
    let hostile = Hostile::start(CATALOGED).await;
    let paths = [
        "/API/v5/clients",
        "/api/V5/clients",
        "/api/v5/Clients",
        "/api/v5/CLIENTS",
        "/api/v5/clients/c-1/Subscriptions",
        "/api/v5/cli%65nts",
        "/%61pi/v5/clients",
        "/api/v%35/clients",
        "/api/v5/clients/c-1/%73ubscriptions",
        "/api/v5/authentication/ord%65r",
        "/api/v5/authentication/%6frder",
        "/api/v5/authentication/%256frder",
    ];
    hostile.refused(CATALOGED, "GET", &paths).await;
    hostile.refused(CATALOGED, "PUT", &["/api/v5/authentication/ord%65r", "/api/v5/authentication/%6frder"]).await;
    // The literal itself is another endpoint, which this key does not hold; GET of it is none.
    assert_eq!(hostile.ask(CATALOGED, "PUT", "/api/v5/authentication/order").await, [403; 4]);
    hostile.refused(CATALOGED, "GET", &["/api/v5/authentication/order"]).await;
    assert!(hostile.upstream.arrived().is_empty());
}

#[tokio::test]
async fn an_encoded_slash_is_refused_where_the_deployment_says_so_and_never_splits() {
    let hostile = Hostile::start(CATALOGED).await;
    hostile.refused(CATALOGED, "GET", &["/api/v5%2Fclients", "/api%2Fv5/clients"]).await;
    // Inside the segment: this is a client with a long name, not its subscriptions.
    assert_eq!(hostile.ask(CATALOGED, "GET", "/api/v5/clients/c-1%2Fsubscriptions").await, [200; 4]);
    assert_eq!(hostile.upstream.line(), "GET /api/v5/clients/c-1%2Fsubscriptions");
    let strict = Hostile::start(STRICT).await;
    strict.refused(STRICT, "GET", &["/api/v5/clients/a%2Fb", "/api/v5/clients/a%2fb", "/api/v5/clients/a%252Fb"]).await;
    assert_eq!(strict.ask(STRICT, "GET", "/api/v5/clients/a").await, [200; 4]);
}

#[tokio::test]
async fn paths_that_are_too_long_or_badly_encoded_lead_nowhere() {
    let hostile = Hostile::start(CATALOGED).await;
    let long = |length: usize| format!("/api/v5/clients/{}", "a".repeat(length - "/api/v5/clients/".len()));
    assert_eq!(hostile.ask(CATALOGED, "GET", &long(8 * 1024)).await, [200; 4]);
    hostile.upstream.arrived();
    let mut paths = vec![long(8 * 1024 + 1), long(20_000), format!("/api/v5{}", "/a".repeat(5_000))];
    paths.extend(["%", "%2", "%zz", "a%", "%%32e", "%ff", "%c3%28"].map(|bad| format!("/api/v5/clients/{bad}")));
    hostile.refused(CATALOGED, "GET", &paths.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

#[tokio::test]
async fn methods_that_are_none_of_the_paths_lead_nowhere() {
    let hostile = Hostile::start(CATALOGED).await;
    for method in ["OPTIONS", "TRACE", "PROPFIND", "get", "PATCH", "POST", "DELETE"] {
        hostile.refused(CATALOGED, method, &["/api/v5/clients"]).await;
    }
}

#[tokio::test]
async fn a_target_that_is_no_path_is_refused() {
    let hostile = Hostile::start(CATALOGED).await;
    let Hostile { server, key, upstream } = &hostile;
    for target in [
        "http://api.example.com/dedicated-v5/api/v5/clients",
        "http://evil.example/dedicated-v5/api/v5/clients",
        "https://api.example.com/authorize/dedicated-v5/envoy/api/v5/clients",
        "HTTP://a/dedicated-v5/api/v5/clients",
        "ftp://a/dedicated-v5/api/v5/clients",
    ] {
        let answer = server.raw(&format!("GET {target}"), key, &[]).await;
        assert_eq!((answer.status, answer.problem()), (400, "request-unsound"), "{target}");
    }
    let answer = server.raw("CONNECT api.example.com:443", key, &[]).await;
    assert_eq!(answer.status, 400);
    // In the headers of a proxy it is no path either.
    let uri = "x-original-uri: http://a/api/v5/clients";
    let answer = server.raw("GET /authorize/dedicated-v5/nginx", key, &["x-original-method: GET", uri]).await;
    assert_eq!(answer.status, 403);
    let uri = "x-original-uri: /api/v5/clients#/../users";
    let answer = server.raw("GET /authorize/dedicated-v5/nginx", key, &["x-original-method: GET", uri]).await;
    assert_eq!(answer.status, 403);
    // A fragment is cut off before anything looks at the path, and does not cross.
    let answer = server.raw("GET /dedicated-v5/api/v5/clients#/../users", key, &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(upstream.line(), "GET /api/v5/clients");
}

#[tokio::test]
async fn what_two_programs_could_read_in_two_ways_is_refused() {
    let hostile = Hostile::start(CATALOGED).await;
    let Hostile { server, key, upstream } = &hostile;
    let line = "POST /dedicated-v5/api/v5/publish HTTP/1.1";
    let authorization = format!("authorization: {}", key.basic());
    for (headers, body) in [
        (vec!["host: a", "host: b", "content-length: 0"], ""),
        (vec!["host: a", "host: a", "content-length: 0"], ""),
        (vec!["content-length: 0"], ""),
        (vec!["host: a", "content-length: 3", "content-length: 4"], "abcd"),
        (vec!["host: a", "content-length: 3, 3"], "abc"),
        (vec!["host: a", "content-length: +3"], "abc"),
        (vec!["host: a", "content-length: -1"], ""),
        (vec!["host: a", "content-length: 0x3"], "abc"),
        (vec!["host: a", "transfer-encoding: chunked", "transfer-encoding: chunked"], "0\r\n\r\n"),
        (vec!["host: a", "transfer-encoding: gzip"], "0\r\n\r\n"),
        (vec!["host: a", "transfer-encoding: chunked, identity"], "0\r\n\r\n"),
        (vec!["host: a", "transfer-encoding : chunked"], "0\r\n\r\n"),
        (vec!["host: a", "content-length : 3"], "abc"),
        (vec!["host: a", "x: y", " folded: 1", "content-length: 0"], ""),
    ] {
        let request =
            format!("{line}\r\n{authorization}\r\nconnection: close\r\n{}\r\n\r\n{body}", headers.join("\r\n"));
        let answer = raw::send(server.api, request).await;
        assert_eq!(answer.status, 400, "{headers:?}: {answer:?}");
    }
    assert!(upstream.arrived().is_empty());
    // The same length twice can be read in one way only, and crosses once.
    let request = format!(
        "{line}\r\n{authorization}\r\nhost: a\r\nconnection: close\r\ncontent-length: 3\r\ncontent-length: 3\r\n\r\nabc"
    );
    assert_eq!(raw::send(server.api, request).await.status, 200);
    let arrived = upstream.only();
    assert_eq!((arrived.all("content-length"), &arrived.body[..]), (vec!["3"], &b"abc"[..]));
}

#[tokio::test]
async fn a_second_request_hidden_behind_the_first_is_judged_like_any_other() {
    let hostile = Hostile::start(CATALOGED).await;
    let Hostile { server, key, upstream } = &hostile;
    let authorization = format!("authorization: {}", key.basic());
    // This key would open it.
    let hidden = format!("GET /dedicated-v5/api/v5/clients HTTP/1.1\r\nhost: a\r\n{authorization}\r\n\r\n");
    // Both lengths: the body is in chunks, the other length goes no further, and nothing behind the body is looked at.
    for lengths in
        ["content-length: 4\r\ntransfer-encoding: chunked", "transfer-encoding: chunked\r\ncontent-length: 4"]
    {
        let request = format!(
            "POST /dedicated-v5/api/v5/publish HTTP/1.1\r\nhost: a\r\n{authorization}\r\n{lengths}\r\n\r\n\
             3\r\nabc\r\n0\r\n\r\n{hidden}"
        );
        let answer = String::from_utf8_lossy(&raw::exchange(server.api, request).await).into_owned();
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{lengths}: {answer}");
        assert!(answer.starts_with("HTTP/1.1 200"), "{lengths}: {answer}");
        let arrived = upstream.only();
        assert_eq!((arrived.line().as_str(), &arrived.body[..]), ("POST /api/v5/publish", &b"abc"[..]), "{lengths}");
        assert!(arrived.all("content-length").is_empty(), "{lengths}: {arrived:?}");
    }
    // With one length the rest of the connection is another request.
    let request = format!(
        "POST /dedicated-v5/api/v5/publish HTTP/1.1\r\nhost: a\r\n{authorization}\r\ncontent-length: 2\r\n\r\nab\
         GET /api/v5/users HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
    );
    let answer = String::from_utf8_lossy(&raw::exchange(server.api, request).await).into_owned();
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 2, "{answer}");
    assert!(answer.contains("HTTP/1.1 404"), "{answer}");
    assert!(upstream.arrived().iter().all(|one| one.line() == "POST /api/v5/publish"));
}
