//! Upstreams that are away, slow, cut off or talk nonsense: each ends in a clear answer and a server that goes on.

use std::net::SocketAddr;

use axum::body::Body;
use http::Response;
use server::serve::Limits;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::{
    raw::Answer,
    support::{CATALOGED, Key, TestServer, impatient},
    upstream::Upstream,
};

/// An upstream that does this with each connection.
async fn badly<F, W>(behave: F) -> (SocketAddr, JoinHandle<()>)
where
    F: Fn(TcpStream) -> W + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let task = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            tokio::spawn(behave(stream));
        }
    });
    (address, task)
}

/// Reads the head of a request.
async fn read_head(stream: &mut TcpStream) {
    let mut seen = Vec::new();
    while !seen.ends_with(b"\r\n\r\n") {
        seen.push(stream.read_u8().await.expect("a head"));
    }
}

/// Says this once a request has come, and goes.
pub async fn saying(text: &'static [u8]) -> (SocketAddr, JoinHandle<()>) {
    badly(move |mut stream| async move {
        read_head(&mut stream).await;
        // Whoever does not want all of it may go.
        let _ = stream.write_all(text).await;
    })
    .await
}

async fn ask(server: &TestServer, key: &Key) -> Answer {
    server.raw("GET /dedicated-v5/api/v5/clients", key, &[]).await
}

/// What a request gets before this upstream, twice: a fault must not spoil the next request.
async fn answers(upstream: SocketAddr) -> Answer {
    let server = TestServer::start(impatient(upstream), Limits::for_programs()).await;
    let key = server.key(CATALOGED, &["GET /clients"]).await;
    let (first, second) = (ask(&server, &key).await, ask(&server, &key).await);
    assert_eq!(first.status, second.status);
    first
}

#[tokio::test]
async fn an_upstream_that_is_not_there_is_502() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    drop(listener);
    let answer = answers(address).await;
    assert_eq!((answer.status, answer.problem()), (502, "upstream-unavailable"));
    assert!(!answer.body.contains(&address.to_string()), "where it is is nobody's business: {}", answer.body);
}

#[tokio::test]
async fn an_upstream_that_talks_nonsense_is_502() {
    static LARGE: [u8; 200_000] = [b'a'; 200_000];
    for text in [
        &b""[..],
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 99999 No\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nx: y",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ] {
        let (address, _task) = saying(text).await;
        let answer = answers(address).await;
        assert_eq!((answer.status, answer.problem()), (502, "upstream-unavailable"), "{text:?}");
    }
    // A head without an end.
    let (address, _task) = badly(|mut stream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx: ").await;
        while stream.write_all(&LARGE).await.is_ok() {}
    })
    .await;
    assert_eq!(answers(address).await.problem(), "upstream-unavailable");
}

#[tokio::test]
async fn an_upstream_that_stalls_is_504() {
    for start in [&b""[..], b"HTTP/1.1 200 OK\r\nx: ", b"HTTP/1.1 100 Continue\r\n\r\n"] {
        let (address, _task) = badly(move |mut stream| async move {
            stream.write_all(start).await.expect("sent");
            std::future::pending::<()>().await;
        })
        .await;
        let answer = answers(address).await;
        assert_eq!((answer.status, answer.problem()), (504, "upstream-timeout"), "{start:?}");
    }
}

#[tokio::test]
async fn an_upstream_that_never_comes_to_the_point_is_504() {
    let (address, _task) = badly(|mut stream| async move {
        read_head(&mut stream).await;
        while stream.write_all(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n").await.is_ok() {}
    })
    .await;
    let answer = answers(address).await;
    assert_eq!((answer.status, answer.problem()), (504, "upstream-timeout"));
}

#[tokio::test]
async fn an_upstream_that_does_not_read_is_504() {
    let (address, _task) = badly(|stream| async move {
        let _kept = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let server = TestServer::start(impatient(address), Limits::for_programs()).await;
    let key = server.key(CATALOGED, &["POST /publish"]).await;
    let post = server.api(reqwest::Method::POST, "/dedicated-v5/api/v5/publish", &key).body(vec![b'a'; 50_000_000]);
    // The answer comes while the body is still being sent, so this client may meet a closed connection first.
    if let Ok(answer) = post.send().await {
        assert_eq!(answer.status(), 504);
    }
    assert_eq!(server.raw("POST /dedicated-v5/api/v5/publish", &key, &["content-length: 0"]).await.status, 504);
}

#[tokio::test]
async fn an_answer_that_breaks_off_never_looks_whole() {
    for (text, whole) in [
        (&b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"[..], "content-length: 10"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n", "transfer-encoding: chunked"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n7\r\nbr", "transfer-encoding: chunked"),
    ] {
        for goes_away in [true, false] {
            let (address, _task) = badly(move |mut stream| async move {
                read_head(&mut stream).await;
                stream.write_all(text).await.expect("sent");
                if !goes_away {
                    std::future::pending::<()>().await;
                }
            })
            .await;
            let answer = answers(address).await;
            assert_eq!(answer.status, 200, "{whole}");
            assert!(answer.body.contains("half"), "{answer:?}");
            let missing =
                if whole.starts_with("content") { answer.body.len() < 10 } else { !answer.body.ends_with("0\r\n\r\n") };
            assert!(missing, "{whole}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn an_upstream_that_does_not_take_the_gateway_is_502_and_not_the_clients_fault() {
    for status in [401, 407] {
        let upstream = Upstream::answering(move |_| {
            let answer = Response::builder().status(status).header("www-authenticate", "Basic realm=\"inside\"");
            answer.body(Body::from("who are you")).expect("an answer")
        })
        .await;
        let answer = answers(upstream.address).await;
        assert_eq!((answer.status, answer.problem()), (502, "upstream-unavailable"), "{status}");
        assert!(answer.all("www-authenticate").is_empty(), "{status}");
    }
    let (address, _task) =
        saying(b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n").await;
    assert_eq!(answers(address).await.status, 502);
}

#[tokio::test]
async fn an_answer_that_comes_before_the_body_is_passed_back() {
    let (address, _task) = badly(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nno.").await.expect("sent");
        let mut part = [0; 65_536];
        while stream.read(&mut part).await.is_ok_and(|length| length > 0) {}
    })
    .await;
    let server = TestServer::start(impatient(address), Limits::for_programs()).await;
    let key = server.key(CATALOGED, &["POST /publish"]).await;
    let answer = server.raw("POST /dedicated-v5/api/v5/publish", &key, &["content-length: 1000000"]).await;
    assert_eq!((answer.status, answer.body.as_str()), (413, "no."));
}
