//! A connection on which one request follows the other, and next to nothing is done but that: under load the machine
//! is the servers'.

use data_encoding::BASE64;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use super::operator::Key;

pub struct Wire(BufReader<TcpStream>);

impl Wire {
    /// A connection to where an address such as `http://127.0.0.1:80` leads.
    pub async fn to(origin: &str) -> Self {
        let address = origin.strip_prefix("http://").expect("an origin");
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("an open connection");
        Wire(BufReader::new(stream))
    }

    /// Sends a request of these lines, and answers the status.
    pub async fn send(&mut self, lines: &str, body: &str) -> u16 {
        let request = format!("{lines}host: a\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        self.0.write_all(request.as_bytes()).await.expect("an open connection");
        let (mut status, mut length, mut line) = (None, 0, String::new());
        loop {
            line.clear();
            self.0.read_line(&mut line).await.expect("an answer");
            let (name, value) = match line.trim_end() {
                "" => break,
                head => head.split_once([' ', ':']).expect("a head"),
            };
            if status.is_none() {
                status = value.get(..3).and_then(|status| status.parse().ok());
            } else if name == "content-length" {
                length = value.trim().parse().expect("a length");
            }
        }
        let read = tokio::io::copy(&mut (&mut self.0).take(length), &mut tokio::io::sink()).await;
        assert_eq!(read.expect("a body"), length);
        status.expect("an answer")
    }

    /// What a proxy is told that asks about a request with this key.
    pub async fn decide(&mut self, key: &Key) -> u16 {
        let credentials = BASE64.encode(format!("{}:{}", key.app_id, key.secret).as_bytes());
        let lines = format!(
            "GET /authorize/dedicated-v5/nginx HTTP/1.1\r\nauthorization: Basic {credentials}\r\n\
             x-original-method: GET\r\nx-original-uri: /api/v5/clients\r\n"
        );
        // On a machine that is busy with other things the database may not get to it in time. That lets nobody through.
        for _ in 0..20 {
            let status = self.send(&lines, "").await;
            if status != 503 {
                return status;
            }
        }
        503
    }
}
