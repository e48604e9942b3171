//! Clients that are slow, silent or too talkative, and what they cannot do.

use std::{
    sync::Mutex,
    task::Poll,
    time::{Duration, Instant},
};

use axum::body::Body;
use http::Response;
use http_body_util::StreamBody;
use hyper::body::Frame;
use server::serve::Limits;
use tokio::{io::AsyncWriteExt, net::TcpStream, sync::oneshot};

use crate::{
    raw,
    support::{CATALOGED, TestServer, impatient, settings},
    upstream::Upstream,
};

const MOMENT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn whoever_never_finishes_a_head_is_cut_off() {
    let upstream = Upstream::start().await;
    let limits = Limits { head_time: MOMENT, ..Limits::for_programs() };
    let server = TestServer::start(settings(upstream.address), limits).await;
    for start in ["", "G", "GET /dedicated-v5/api/v5/clients HTTP/1.1\r\n", "GET / HTTP/1.1\r\nhost: a\r\nx: "] {
        let mut stream = TcpStream::connect(server.api).await.expect("a connection");
        stream.write_all(start.as_bytes()).await.expect("sent");
        // It ends: a server that waited for ever would hold this test.
        let answer = raw::rest(&mut stream).await;
        assert!(!answer.starts_with(b"HTTP/1.1 2"), "{start:?}: {}", String::from_utf8_lossy(&answer));
    }
    // A byte now and then does not help: the head has one time for all of it.
    let mut stream = TcpStream::connect(server.api).await.expect("a connection");
    let mut sent = 0;
    while stream.write_all(b"G").await.is_ok() {
        sent += 1;
        tokio::time::sleep(MOMENT / 10).await;
        assert!(sent < 5_000, "the connection is never closed");
    }
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    assert_eq!(server.raw("GET /dedicated-v5/api/v5/clients", &key, &[]).await.status, 200);
}

#[tokio::test]
async fn a_program_that_says_nothing_is_let_go_within_seconds() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let start = Instant::now();
    let mut stream = TcpStream::connect(server.api).await.expect("a connection");
    assert!(raw::rest(&mut stream).await.is_empty());
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
}

#[tokio::test]
async fn one_address_never_has_all_places() {
    let upstream = Upstream::start().await;
    let limits = Limits { connections: 4, per_client: 2, ..Limits::for_programs() };
    let server = TestServer::start(settings(upstream.address), limits).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let request = format!(
        "GET /dedicated-v5/api/v5/clients HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: {}\r\n\r\n",
        key.basic()
    );
    let asks = async |last| raw::exchange_on(raw::connect_as(last, server.api).await, &request).await;
    // Their heads never end.
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = raw::connect_as(2, server.api).await;
        stream.write_all(b"G").await.expect("sent");
        held.push(stream);
    }
    for _ in 0..8 {
        assert!(asks(2).await.is_empty(), "closed without a word");
    }
    for other in [1, 3] {
        assert!(asks(other).await.starts_with(b"HTTP/1.1 200"), "127.0.0.{other}");
    }
    // A place that is given back is there again, as soon as the server has noticed.
    drop(held.pop());
    let deadline = Instant::now() + Duration::from_secs(60);
    while !asks(2).await.starts_with(b"HTTP/1.1 200") {
        assert!(Instant::now() < deadline, "the place never came back");
    }
}

#[tokio::test]
async fn a_proxy_on_this_machine_may_have_all_places() {
    let upstream = Upstream::start().await;
    let limits = Limits { connections: 4, per_client: 1, ..Limits::for_programs() };
    let server = TestServer::start(settings(upstream.address), limits).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let head = format!("GET /dedicated-v5/api/v5/clients HTTP/1.1\r\nhost: a\r\nauthorization: {}\r\n", key.basic());
    let mut open = Vec::new();
    for _ in 0..4 {
        let mut stream = TcpStream::connect(server.api).await.expect("a connection");
        stream.write_all(head.as_bytes()).await.expect("sent");
        open.push(stream);
    }
    for stream in open {
        let answer = raw::exchange_on(stream, "connection: close\r\n\r\n").await;
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let line = "GET /dedicated-v5/api/v5/clients";
    let long = format!("x-long: {}", "a".repeat(70_000));
    let answer = server.raw(line, &key, &[&long]).await;
    assert_eq!(answer.status, 431);
    let many: Vec<String> = (0..200).map(|number| format!("x-{number}: 1")).collect();
    assert_eq!(server.raw(line, &key, &many.iter().map(String::as_str).collect::<Vec<_>>()).await.status, 431);
    let long = format!("{line}?{}", "a".repeat(66_000));
    let status = server.raw(&long, &key, &[]).await.status;
    assert!(matches!(status, 414 | 431), "{status}");
    assert!(upstream.arrived().is_empty());
    assert_eq!(server.raw(line, &key, &[]).await.status, 200);
}

#[tokio::test]
async fn a_body_that_stops_coming_is_given_up() {
    let upstream = Upstream::start().await;
    let server = TestServer::start(impatient(upstream.address), Limits::for_programs()).await;
    let key = server.key(CATALOGED, &["POST /publish"]).await;
    let head = format!("POST /dedicated-v5/api/v5/publish HTTP/1.1\r\nhost: a\r\nauthorization: {}\r\n", key.basic());
    for start in ["content-length: 10\r\n\r\nabc", "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"] {
        let answer = raw::send(server.api, format!("{head}{start}")).await;
        assert_eq!((answer.status, answer.problem()), (408, "request-timeout"), "{start}");
    }
    assert!(upstream.arrived().is_empty(), "it never came to a whole request");
    // A client that goes away in the middle takes its request with it.
    let mut stream = TcpStream::connect(server.api).await.expect("a connection");
    stream.write_all(format!("{head}content-length: 10\r\n\r\nabc").as_bytes()).await.expect("sent");
    drop(stream);
    assert_eq!(server.raw("POST /dedicated-v5/api/v5/publish", &key, &["content-length: 0"]).await.status, 200);
    assert!(upstream.only().body.is_empty());
}

#[tokio::test]
async fn a_body_of_nonsense_is_no_body() {
    let upstream = Upstream::start().await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["POST /publish"]).await;
    for body in ["zz\r\nabc\r\n0\r\n\r\n", "-1\r\n\r\n", "ffffffffffffffffff\r\n", "3\r\nabcd\r\n0\r\n\r\n"] {
        let request = format!(
            "POST /dedicated-v5/api/v5/publish HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: {}\r\n\
             transfer-encoding: chunked\r\n\r\n{body}",
            key.basic()
        );
        let answer = raw::exchange(server.api, request).await;
        assert!(!answer.starts_with(b"HTTP/1.1 2"), "{body:?}: {}", String::from_utf8_lossy(&answer));
    }
    assert!(upstream.arrived().is_empty());
}

#[tokio::test]
async fn whoever_does_not_read_is_cut_off_and_the_upstream_let_go() {
    let (gone, is_gone) = oneshot::channel::<()>();
    let gone = Mutex::new(Some(gone));
    let upstream = Upstream::answering(move |_| {
        // Held by the body: dropped with it.
        let held = gone.lock().expect("no panic").take();
        let frames = futures_util::stream::poll_fn(move |_| {
            let _held = &held;
            Poll::Ready(Some(Ok::<_, std::io::Error>(Frame::data(vec![b'a'; 65_536].into()))))
        });
        Response::new(Body::new(StreamBody::new(frames)))
    })
    .await;
    let limits = Limits { write_time: MOMENT, ..Limits::for_programs() };
    let server = TestServer::start(settings(upstream.address), limits).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let mut client = TcpStream::connect(server.api).await.expect("a connection");
    let request =
        format!("GET /dedicated-v5/api/v5/clients HTTP/1.1\r\nhost: a\r\nauthorization: {}\r\n\r\n", key.basic());
    client.write_all(request.as_bytes()).await.expect("sent");
    is_gone.await.expect_err("the endless body is dropped, though the client still holds its connection");
    drop(client);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_under_way_are_answered_when_the_server_stops_and_no_more_are_taken() {
    let (reached, is_reached) = oneshot::channel::<()>();
    let (go, may_go) = std::sync::mpsc::channel::<()>();
    let (reached, may_go) = (Mutex::new(Some(reached)), Mutex::new(may_go));
    let upstream = Upstream::answering(move |_| {
        let reached = reached.lock().expect("no panic").take().expect("asked once");
        reached.send(()).expect("a test");
        tokio::task::block_in_place(|| may_go.lock().expect("no panic").recv()).expect("a test");
        Response::new(Body::from("upstream"))
    });
    let upstream = upstream.await;
    let server = TestServer::before(upstream.address).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let address = server.api;
    let request = tokio::spawn(server.api(reqwest::Method::GET, "/dedicated-v5/api/v5/clients", &key).send());
    is_reached.await.expect("an upstream that is asked");
    let stopping = tokio::spawn(server.stop());
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    go.send(()).expect("an upstream that waits");
    assert_eq!(request.await.expect("a task").expect("an answer").status(), 200);
    stopping.await.expect("a server that ends well");
}
