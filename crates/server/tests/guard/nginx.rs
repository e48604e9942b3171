//! A real nginx that asks for decisions, with the configuration that the documentation shows.

use reqwest::Method;

use crate::{
    nginx_process::{Nginx, ReservedPort},
    raw::{self, Answer},
    support::{CATALOGED, Key, TestServer, basic},
    upstream::Upstream,
};

const DOCUMENTED: &str = include_str!("../../../../docs/proxies/nginx.conf");

struct Behind {
    upstream: Upstream,
    server: TestServer,
    nginx: Nginx,
}

impl Behind {
    async fn start() -> Self {
        let upstream = Upstream::start().await;
        let server = TestServer::before(upstream.address).await;
        let configuration = DOCUMENTED
            .replace("127.0.0.1:8082", &server.api.to_string())
            .replace("127.0.0.1:18083", &upstream.address.to_string());
        assert!(configuration.contains(&format!("/authorize/{CATALOGED}/nginx")));
        let nginx = Nginx::start(ReservedPort::take(), "", &configuration);
        Behind { upstream, server, nginx }
    }

    async fn ask(&self, line: &str, authorization: Option<String>, headers: &[&str]) -> Answer {
        let address = self.nginx.origin.trim_start_matches("http://").parse().expect("an address");
        let mut request = format!("{line} HTTP/1.1\r\nhost: api.example.com\r\nconnection: close\r\n");
        request += &authorization.map(|value| format!("authorization: {value}\r\n")).unwrap_or_default();
        request += &headers.iter().map(|header| format!("{header}\r\n")).collect::<String>();
        raw::send(address, request + "\r\n").await
    }

    async fn with(&self, key: &Key, line: &str) -> u16 {
        self.ask(line, Some(key.basic()), &[]).await.status
    }
}

#[tokio::test]
async fn nginx_lets_through_what_a_key_holds_byte_for_byte() {
    let behind = Behind::start().await;
    let key = behind.server.key(CATALOGED, &["GET /clients", "GET /clients/{clientid}", "POST /publish"]).await;
    for target in [
        "/api/v5/clients",
        "/api/v5/clients?a=/../b&c=%zz",
        "/api/v5/clients/a%2Fb",
        "/api/v5/clients/a%2fb",
        "/api/v5/clients/%41%7E",
        "/api/v5/clients/%2541",
        "/api/v5/clients/a+b",
        "/api/v5/clients/caf%C3%A9",
    ] {
        assert_eq!(behind.with(&key, &format!("GET {target}")).await, 200, "{target}");
        assert_eq!(behind.upstream.line(), format!("GET {target}"));
    }
    assert_eq!(behind.with(&key, "HEAD /api/v5/clients").await, 200);
    assert_eq!(behind.upstream.line(), "HEAD /api/v5/clients");
    let post = reqwest::Client::builder().no_proxy().build().expect("a client");
    let post = post.request(Method::POST, format!("{}/api/v5/publish", behind.nginx.origin)).body("a body");
    assert_eq!(post.header("authorization", key.basic()).send().await.expect("an answer").status(), 200);
    assert_eq!(behind.upstream.only().body, b"a body");
}

#[tokio::test]
async fn nginx_refuses_what_the_decision_refuses() {
    let behind = Behind::start().await;
    let key =
        behind.server.key(CATALOGED, &["GET /clients", "GET /clients/{clientid}", "GET /authentication/{id}"]).await;
    let none = behind.ask("GET /api/v5/clients", None, &[]).await;
    assert_eq!(
        (none.status, none.header("www-authenticate")),
        (401, "Basic realm=\"dedicated-v5\", charset=\"UTF-8\"")
    );
    let wrong = behind.ask("GET /api/v5/clients", Some(basic(&key.app_id, "wrong")), &[]).await;
    assert_eq!(wrong.status, 401);
    for line in [
        "POST /api/v5/publish",
        "DELETE /api/v5/clients/c-1",
        "OPTIONS /api/v5/clients",
        "GET /api/v5/users",
        "GET /api/v5/clients/",
        "GET /api/v5//clients",
        "GET //api/v5/clients",
        "GET /x/../api/v5/clients",
        "GET /api/v5/clients/%2e%2e/clients",
        "GET /api/v5/clients/../clients",
        "GET /api/v5/./clients",
        "GET /api/v5/clients/..%2Fusers",
        "GET /api/v5/clients/%5c..%5cusers",
        "GET /api/v5/clients/a\\b",
        "GET /api/v5/cli%65nts",
        "GET /%61pi/v5/clients",
        "GET /api/v5/authentication/ord%65r",
        "GET /api/v5/clients/%252e%252e",
        "GET /api/v5/clients/%0a",
    ] {
        assert_eq!(behind.with(&key, line).await, 403, "{line}");
    }
    for line in
        ["GET /", "GET /api/v5/../../users", "GET /API/v5/clients", "GET /.authorize", "GET /api/v5/%2e%2e/users"]
    {
        assert_eq!(behind.with(&key, line).await, 404, "{line}");
    }
    let pass = behind.ask("DELETE /api/v5/clients/c-1", Some(key.basic()), &["x-http-method-override: GET"]).await;
    assert_eq!(pass.status, 403);
    assert!(behind.upstream.arrived().is_empty());
}

#[tokio::test]
async fn a_client_of_nginx_cannot_speak_for_it() {
    let behind = Behind::start().await;
    let key = behind.server.key(CATALOGED, &["GET /clients"]).await;
    let lies = [
        "x-original-method: GET",
        "x-original-uri: /api/v5/clients",
        "x-original-uri: /api/v5/clients",
        "x-forwarded-uri: /api/v5/clients",
        "x-forwarded-for: 10.0.0.1",
        "x-forwarded-host: elsewhere.example.com",
        "x-forwarded-proto: https",
        "x-app-id: another",
        "x_app_id: another",
        "x_real_ip: 10.0.0.1",
    ];
    // What the gateway keeps back too.
    let gone = [
        "authorization",
        "cf-connecting-ip",
        "client-ip",
        "cookie",
        "cookie2",
        "fastly-client-ip",
        "forwarded",
        "true-client-ip",
        "x-client-ip",
        "x-cluster-client-ip",
        "x-forwarded-access-token",
        "x-forwarded-by",
        "x-forwarded-email",
        "x-forwarded-groups",
        "x-forwarded-method",
        "x-forwarded-path",
        "x-forwarded-port",
        "x-forwarded-preferred-username",
        "x-forwarded-prefix",
        "x-forwarded-scheme",
        "x-forwarded-server",
        "x-forwarded-ssl",
        "x-forwarded-uri",
        "x-forwarded-user",
        "x-http-method",
        "x-http-method-override",
        "x-method-override",
        "x-original-method",
        "x-original-uri",
        "x-original-url",
        "x-real-ip",
        "x-rewrite-url",
    ];
    let more = gone.iter().filter(|name| **name != "authorization").map(|name| format!("{name}: a lie"));
    let more: Vec<String> = more.collect();
    let lies: Vec<&str> = lies.into_iter().chain(more.iter().map(String::as_str)).collect();
    assert_eq!(behind.ask("DELETE /api/v5/clients/c-1", Some(key.basic()), &lies).await.status, 403);
    assert_eq!(behind.ask("GET /api/v5/clients", Some(key.basic()), &lies).await.status, 200);
    let arrived = behind.upstream.only();
    assert_eq!(arrived.line(), "GET /api/v5/clients");
    assert_eq!(arrived.all("x-app-id"), [key.app_id.as_str()]);
    assert_eq!(arrived.all("x-forwarded-for"), ["127.0.0.1"]);
    assert_eq!(
        (arrived.all("x-forwarded-host"), arrived.all("x-forwarded-proto")),
        (vec!["api.example.com"], vec!["http"])
    );
    for name in gone.into_iter().chain(["x_app_id", "x_real_ip"]) {
        assert!(arrived.all(name).is_empty(), "{name}: {arrived:?}");
    }
}

#[tokio::test]
async fn nginx_lets_nobody_in_while_there_is_no_decision() {
    let behind = Behind::start().await;
    let key = behind.server.key(CATALOGED, &["GET /clients"]).await;
    let Behind { upstream, server, nginx } = behind;
    server.stop().await;
    let address = nginx.origin.trim_start_matches("http://").parse().expect("an address");
    let request = format!(
        "GET /api/v5/clients HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: {}\r\n\r\n",
        key.basic()
    );
    assert_eq!(raw::send(address, request).await.status, 500);
    assert!(upstream.arrived().is_empty());
}
