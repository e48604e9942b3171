//! A small real API behind the gateway: it remembers what it was asked, and answers what a test wants.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::body::Body;
use http::{Request, Response, request::Parts};
use http_body_util::BodyExt;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// One request as it arrived.
#[derive(Debug)]
pub struct Arrived {
    pub head: Parts,
    pub body: Vec<u8>,
}

impl Arrived {
    /// `GET /path?query`, the bytes as they came.
    pub fn line(&self) -> String {
        format!("{} {}", self.head.method, self.head.uri)
    }

    /// The values of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.head.headers.get_all(name).iter().map(|value| value.to_str().expect("ASCII")).collect()
    }
}

pub struct Upstream {
    pub address: SocketAddr,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    /// What there is of the body that is being read, or was read last.
    body: watch::Sender<Vec<u8>>,
    task: JoinHandle<()>,
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads a body whole, and shows what there is of it on the way.
async fn read(mut body: Incoming, so_far: &watch::Sender<Vec<u8>>) -> hyper::Result<Vec<u8>> {
    let mut whole = Vec::new();
    so_far.send_replace(Vec::new());
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            whole.extend_from_slice(&data);
            so_far.send_modify(|so_far| so_far.extend_from_slice(&data));
        }
    }
    Ok(whole)
}

impl Upstream {
    /// An API that answers every request with 200 and a word.
    pub async fn start() -> Self {
        Self::answering(|_| Response::new(Body::from("upstream"))).await
    }

    /// An API that reads every request whole, and then answers this.
    pub async fn answering(answer: impl Fn(&Arrived) -> Response<Body> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(answer);
        let body = watch::Sender::default();
        let task = tokio::spawn({
            let (arrived, so_far) = (Arc::clone(&arrived), body.clone());
            async move {
                loop {
                    let (stream, _) = listener.accept().await.expect("a connection");
                    let (arrived, answer, so_far) = (Arc::clone(&arrived), Arc::clone(&answer), so_far.clone());
                    let service = service_fn(move |request: Request<Incoming>| {
                        let (arrived, answer, so_far) = (Arc::clone(&arrived), Arc::clone(&answer), so_far.clone());
                        async move {
                            let (head, body) = request.into_parts();
                            let body = read(body, &so_far).await?;
                            let one = Arrived { head, body };
                            let response = answer(&one);
                            arrived.lock().expect("no panic").push(one);
                            Ok::<_, hyper::Error>(response)
                        }
                    });
                    tokio::spawn(async move {
                        // A client that goes away is none of this API's business.
                        let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                    });
                }
            }
        });
        Upstream { address, arrived, body, task }
    }

    /// Waits until this, and no more, has come of a body.
    pub async fn has_read(&self, expected: &[u8]) {
        self.body.subscribe().wait_for(|so_far| so_far == expected).await.expect("an API that runs");
    }

    /// What has arrived since this was asked the last time.
    pub fn arrived(&self) -> Vec<Arrived> {
        std::mem::take(&mut self.arrived.lock().expect("no panic"))
    }

    /// The one request that has arrived.
    pub fn only(&self) -> Arrived {
        let mut arrived = self.arrived();
        assert_eq!(arrived.len(), 1, "{arrived:?}");
        arrived.remove(0)
    }

    /// The one request that has arrived, as a line.
    pub fn line(&self) -> String {
        self.only().line()
    }
}
