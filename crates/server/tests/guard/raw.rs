//! HTTP written by hand, byte by byte: what no client library would send.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

/// An answer, as it stood on the wire.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Answer {
            status: status.unwrap_or_else(|| panic!("no status: {head}")),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// The values of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    /// The value of a header that is there once.
    pub fn header(&self, name: &str) -> &str {
        match self.all(name)[..] {
            [value] => value,
            ref values => panic!("{name}: {values:?} in {self:?}"),
        }
    }

    /// The kind of a problem.
    pub fn problem(&self) -> &str {
        assert_eq!(self.header("content-type"), backend::PROBLEM_JSON);
        let start = self.body.find("/problems/").map(|start| start + "/problems/".len());
        let rest = &self.body[start.unwrap_or_else(|| panic!("no problem: {}", self.body))..];
        &rest[..rest.find('"').expect("an end")]
    }
}

/// Sends these bytes on a connection of their own and reads until it is closed.
pub async fn send(address: SocketAddr, bytes: impl AsRef<[u8]>) -> Answer {
    Answer::parse(&exchange(address, bytes).await)
}

/// The same, answering whatever came.
pub async fn exchange(address: SocketAddr, bytes: impl AsRef<[u8]>) -> Vec<u8> {
    exchange_on(TcpStream::connect(address).await.expect("a connection"), bytes).await
}

/// The same on this connection.
pub async fn exchange_on(mut stream: TcpStream, bytes: impl AsRef<[u8]>) -> Vec<u8> {
    // The server may have answered and gone before it has read everything.
    let _ = stream.write_all(bytes.as_ref()).await;
    rest(&mut stream).await
}

/// A connection from another address of this machine: 127.0.0.`last`.
pub async fn connect_as(last: u8, address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, last], 0).into()).expect("the whole of 127.0.0.0/8 is this machine");
    socket.connect(address).await.expect("a connection")
}

/// What else comes until the connection is closed, or broken.
pub async fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    loop {
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return answer,
            Ok(length) => answer.extend_from_slice(&part[..length]),
        }
    }
}
