//! Bodies on their way through the gateway: of any length, and never waited for as a whole.

use axum::body::Body;
use http::{Response, StatusCode};
use http_body_util::StreamBody;
use hyper::body::Frame;
use reqwest::Method;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
};

use crate::{
    raw,
    support::{CATALOGED, Key, TestServer},
    upstream::Upstream,
};

#[tokio::test]
async fn bodies_of_any_length_cross_in_both_ways() {
    const LENGTH: usize = 20_000_000;
    let upstream = Upstream::answering(|one| Response::new(Body::from(one.body.clone()))).await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["POST /publish"]).await;
    let body: Vec<u8> = (0..LENGTH).map(|place| u8::try_from(place % 251).expect("a byte")).collect();
    let post = server.api(Method::POST, "/dedicated-v5/api/v5/publish", &key).body(body.clone());
    let answer = post.send().await.expect("an answer").bytes().await.expect("a body");
    assert!(answer == body, "{} bytes came back", answer.len());
    let arrived = upstream.only();
    assert_eq!(arrived.all("content-length"), [LENGTH.to_string()]);
    assert_eq!(arrived.all("transfer-encoding"), [""; 0]);
}

#[tokio::test]
async fn a_body_without_a_length_crosses_in_parts_also_with_get() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["POST /publish", "GET /clients"]).await;
    for line in ["POST /dedicated-v5/api/v5/publish", "GET /dedicated-v5/api/v5/clients"] {
        let mut request =
            format!("{line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: {}\r\n", key.basic());
        request +=
            "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;extension=1\r\nde\r\n0\r\nauthorization: evil\r\n\r\n";
        assert_eq!(raw::send(server.api, request).await.status, 200, "{line}");
        let arrived = upstream.only();
        assert_eq!(arrived.body, b"abcde", "{line}");
        assert_eq!(arrived.all("authorization"), [""; 0]);
    }
    // A request without a body stays one.
    assert_eq!(server.raw("GET /dedicated-v5/api/v5/clients", &key, &[]).await.status, 200);
    let arrived = upstream.only();
    assert!(arrived.all("content-length").is_empty() && arrived.all("transfer-encoding").is_empty(), "{arrived:?}");
}

#[tokio::test]
async fn an_answer_reaches_the_client_while_it_is_still_being_written() {
    let (send, receive) = mpsc::unbounded_channel::<&'static str>();
    let receive = std::sync::Mutex::new(Some(receive));
    let upstream = Upstream::answering(move |_| {
        let mut receive = receive.lock().expect("no panic").take().expect("asked once");
        let frames = futures_util::stream::poll_fn(move |cx| {
            receive.poll_recv(cx).map(|part| part.map(|part| Ok::<_, std::io::Error>(Frame::data(part.into()))))
        });
        Response::new(Body::new(StreamBody::new(frames)))
    })
    .await;
    let server = TestServer::before(upstream.address).await;
    let key: Key = server.key(CATALOGED, &["GET /clients"]).await;
    let mut client = TcpStream::connect(server.api).await.expect("a connection");
    let request = format!(
        "GET /dedicated-v5/api/v5/clients HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: {}\r\n\r\n",
        key.basic()
    );
    client.write_all(request.as_bytes()).await.expect("sent");
    let mut seen = String::new();
    for part in ["first ", "second ", "third "] {
        send.send(part).expect("an upstream");
        while !seen.contains(part) {
            let mut bytes = [0; 1024];
            let length = client.read(&mut bytes).await.expect("more");
            assert!(length > 0, "{seen}");
            seen += &String::from_utf8_lossy(&bytes[..length]);
        }
    }
    drop(send);
    let rest = raw::rest(&mut client).await;
    assert!(rest.ends_with(b"0\r\n\r\n"), "{}", String::from_utf8_lossy(&rest));
    assert!(seen.starts_with(&format!("HTTP/1.1 {}", StatusCode::OK)), "{seen}");
}

#[tokio::test]
async fn a_request_reaches_the_upstream_while_it_is_still_being_sent() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["POST /publish"]).await;
    for (length, parts, end) in [
        ("content-length: 18", ["first ", "second ", "third"], ""),
        ("transfer-encoding: chunked", ["6\r\nfirst \r\n", "7\r\nsecond \r\n", "5\r\nthird\r\n"], "0\r\n\r\n"),
    ] {
        let mut client = TcpStream::connect(server.api).await.expect("a connection");
        let head = format!(
            "POST /dedicated-v5/api/v5/publish HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: {}\r\n\
             {length}\r\n\r\n",
            key.basic()
        );
        client.write_all(head.as_bytes()).await.expect("sent");
        for (part, so_far) in parts.into_iter().zip(["first ", "first second ", "first second third"]) {
            client.write_all(part.as_bytes()).await.expect("sent");
            // A gateway that waited for the rest would hold this test.
            upstream.has_read(so_far.as_bytes()).await;
        }
        let answer = raw::exchange_on(client, end).await;
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{length}: {}", String::from_utf8_lossy(&answer));
        assert_eq!(upstream.only().body, b"first second third", "{length}");
    }
}
