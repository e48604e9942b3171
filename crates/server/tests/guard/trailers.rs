//! Fields after a body cross in neither direction: nobody has judged them.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

use crate::{
    raw,
    support::{CATALOGED, TestServer},
    upstream_faults::saying,
};

/// An upstream that reads one chunked request, answers it and says what it has read.
async fn hearing() -> (SocketAddr, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut seen = String::new();
        while !seen.contains("\r\n0\r\n") {
            let mut part = [0; 4096];
            let length = stream.read(&mut part).await.expect("a request");
            assert!(length > 0, "{seen}");
            seen += &String::from_utf8_lossy(&part[..length]);
        }
        let answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer).await.expect("sent");
        // Whatever else the gateway might send, until it has closed.
        seen + &String::from_utf8_lossy(&raw::rest(&mut stream).await)
    });
    (address, task)
}

#[tokio::test]
async fn what_a_client_sends_after_its_body_never_reaches_the_upstream() {
    let (address, upstream) = hearing().await;
    let server = TestServer::before(address).await;
    let key = server.key(CATALOGED, &["POST /publish"]).await;
    let request = format!(
        "POST /dedicated-v5/api/v5/publish HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: {}\r\n\
         transfer-encoding: chunked\r\ntrailer: cookie, x-sum\r\n\r\n4\r\nbody\r\n0\r\ncookie: evil=1\r\nx-sum: 1\r\n\r\n",
        key.basic()
    );
    assert_eq!(raw::send(server.api, request).await.status, 200);
    let seen = upstream.await.expect("an upstream that ends well").to_ascii_lowercase();
    assert!(seen.ends_with("4\r\nbody\r\n0\r\n\r\n"), "{seen}");
    assert!(!seen.contains("trailer") && !seen.contains("evil"), "{seen}");
}

#[tokio::test]
async fn what_an_upstream_sends_after_its_body_never_reaches_the_client() {
    let (address, _upstream) = saying(
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: set-cookie, x-sum\r\n\r\n4\r\nbody\r\n0\r\n\
          set-cookie: evil=1\r\nx-sum: 1\r\n\r\n",
    )
    .await;
    let server = TestServer::before(address).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let answer = server.raw("GET /dedicated-v5/api/v5/clients", &key, &["te: trailers"]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.ends_with("4\r\nbody\r\n0\r\n\r\n"), "{answer:?}");
    assert!(answer.all("trailer").is_empty() && answer.all("set-cookie").is_empty(), "{answer:?}");
}
