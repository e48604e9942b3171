//! The console's files: forms, caching, and the page's own addresses.

use std::path::Path;

use reqwest::{Response, header};
use rust_embed::RustEmbed;
use server::web::ConsoleFiles;

use crate::support::{Setup, TestServer};

const SCRIPT: &str = "/app-0123456789abcdef.js";

/// A console that was not built.
#[derive(RustEmbed)]
#[folder = "tests/fixtures/no-such-folder"]
#[allow_missing = true]
struct Nothing;

async fn get(server: &TestServer, path: &str, encodings: &str) -> Response {
    server.get(path).header(header::ACCEPT_ENCODING, encodings).send().await.expect("an answer")
}

#[tokio::test]
async fn a_file_comes_in_the_best_form_that_the_client_takes() {
    let server = TestServer::start().await;
    let cases = [
        ("gzip, br", Some("br"), "the brotli form of app.js\n"),
        ("gzip, br;q=0", Some("gzip"), "the gzip form of app.js\n"),
        ("deflate", None, "start()\n"),
    ];
    for (encodings, form, body) in cases {
        let response = get(&server, SCRIPT, encodings).await;
        let headers = response.headers();
        assert_eq!(headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().expect("ASCII")), form);
        assert_eq!(headers[header::VARY], "accept-encoding");
        assert!(headers[header::CONTENT_TYPE].to_str().expect("ASCII").starts_with("text/javascript"));
        assert_eq!(response.text().await.expect("a body"), body);
    }
}

#[tokio::test]
async fn a_file_without_a_compressed_form_comes_as_it_is() {
    let server = TestServer::start().await;
    let response = get(&server, "/app-0123456789abcdef_bg.wasm", "br, gzip").await;
    assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/wasm");
}

#[tokio::test]
async fn hashed_names_are_cached_for_good_and_others_are_asked_for_again() {
    let server = TestServer::start().await;
    for path in [SCRIPT, "/app-0123456789abcdef_bg.wasm"] {
        let response = get(&server, path, "").await;
        assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable", "{path}");
    }
    for path in ["/", "/index.html", "/favicon.svg", "/sign-in", "/missing-0123456789abcdef.js"] {
        assert_eq!(get(&server, path, "").await.headers()[header::CACHE_CONTROL], "no-cache", "{path}");
    }
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let server = TestServer::start().await;
    let etag = async |encodings| get(&server, SCRIPT, encodings).await.headers()[header::ETAG].clone();
    let (brotli, plain) = (etag("br").await, etag("").await);
    assert_ne!(brotli, plain, "each form has its own");
    let ask = async |tags: &str| {
        let request = server.get(SCRIPT).header(header::IF_NONE_MATCH, tags).header(header::ACCEPT_ENCODING, "");
        request.send().await.expect("an answer")
    };
    let plain = plain.to_str().expect("ASCII");
    for tags in [plain, &format!("\"x\", W/{plain}"), "*"] {
        let response = ask(tags).await;
        assert_eq!(response.status(), 304, "{tags}");
        assert!(response.headers().contains_key(header::ETAG));
        assert!(response.text().await.expect("no body").is_empty());
    }
    assert_eq!(ask(brotli.to_str().expect("ASCII")).await.status(), 200);
}

#[tokio::test]
async fn the_pages_own_addresses_are_the_page_and_missing_files_are_missing() {
    let server = TestServer::start().await;
    for path in ["/", "/sign-in", "/deployments/dedicated-v5/keys/new", "/apiary", "//x", "/index.html"] {
        let response = get(&server, path, "").await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8", "{path}");
    }
    let missing = ["/nothing.js", "/a/b.css", "/app-0123456789abcdef.js.br", "/../Cargo.toml", "/%2e%2e/Cargo.toml"];
    for path in missing {
        assert_eq!(get(&server, path, "").await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn files_can_only_be_read() {
    let server = TestServer::start().await;
    let response = server.client.post(format!("{}/", server.origin)).send().await.expect("an answer");
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()[header::ALLOW], "GET, HEAD");
    let response = server.client.head(format!("{}{SCRIPT}", server.origin)).send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()[header::CONTENT_LENGTH], "8");
}

#[tokio::test]
async fn a_binary_without_the_console_says_how_to_build_it() {
    let setup = Setup { files: ConsoleFiles::of::<Nothing>(), ..Setup::default() };
    let server = TestServer::start_with(setup).await;
    let response = get(&server, "/", "").await;
    assert_eq!(response.status(), 404);
    assert!(response.text().await.expect("a body").contains("cargo xtask start"));
}

#[tokio::test]
async fn another_page_is_served_from_its_folder_as_the_console_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/dist");
    let files = ConsoleFiles::in_folder(&folder).expect("a folder that can be read");
    let server = TestServer::start_with(Setup { files, ..Setup::default() }).await;
    let response = get(&server, SCRIPT, "br").await;
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "br");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(get(&server, "/deployments/any", "").await.status(), 200);
    assert_eq!(get(&server, "/missing.js", "").await.status(), 404);
}

#[test]
fn a_folder_that_is_not_there_is_refused() {
    assert!(ConsoleFiles::in_folder(Path::new("no-such-folder")).is_err());
}
