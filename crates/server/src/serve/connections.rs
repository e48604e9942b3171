//! Connections: taken, bounded in number and time, drained.

use std::{net::IpAddr, time::Duration};

use axum::body::Body;
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::OwnedSemaphorePermit,
};
use tokio_io_timeout::TimeoutStream;
use tower::Service;

use super::places::{Places, Share};
use crate::{
    client::{Client, TrustedProxies},
    web::Answers,
};

/// What one listener bears.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many connections are open at the same time; the next ones wait.
    pub connections: usize,
    /// How many of them one address may have; more are closed at once. Trusted proxies and this machine's own address
    /// have no such limit: everybody's connections may come from there.
    pub per_client: usize,
    /// How long a client may take to send a request's head, and may be quiet before it.
    pub head_time: Duration,
    /// How long a request's head may be.
    pub head_bytes: usize,
    /// How long a client may leave what it was answered unread.
    pub write_time: Duration,
}

impl Limits {
    /// What the listener for the deployments' own clients bears. Programs do not hesitate in the middle of a head as
    /// people's networks may; who does keeps others from a place.
    pub fn for_programs() -> Self {
        Limits { head_time: Duration::from_secs(10), ..Limits::default() }
    }
}

/// What the listener for people bears.
impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 1024,
            per_client: 256,
            head_time: Duration::from_secs(60),
            head_bytes: 64 * 1024,
            write_time: Duration::from_secs(60),
        }
    }
}

/// How long the requests under way are given when the server stops.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// How long to wait when a connection cannot be taken, such as for want of file descriptors.
const TRY_AGAIN: Duration = Duration::from_millis(100);

/// Answers connections until `stop` is done, then drains.
pub(super) async fn serve(
    listener: TcpListener,
    answers: Answers,
    limits: Limits,
    proxies: TrustedProxies,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let places = Places::new(limits.connections, limits.per_client, proxies.clone());
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            (stream, peer, place) = next(&listener, &places) => {
                let (answers, proxies) = (answers.clone(), proxies.clone());
                tokio::spawn(answer(stream, peer, answers, limits, proxies, graceful.watcher(), place));
            }
        }
    }
    drop(listener);
    tracing::info!(connections = graceful.count(), "stopping; requests under way are answered first");
    if tokio::time::timeout(DRAIN_TIME, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were not done in time");
    }
}

/// What a connection has until it is closed.
type Place = (Option<OwnedSemaphorePermit>, Share);

async fn next(listener: &TcpListener, places: &Places) -> (TcpStream, IpAddr, Place) {
    let free = places.free().await;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => match places.share_of(peer.ip()) {
                Some(share) => return (stream, peer.ip(), (free, share)),
                None => tracing::debug!(peer = %peer.ip(), "a connection was closed: its other end has too many"),
            },
            Err(error) => {
                tracing::warn!(cause = %error, "a connection could not be taken");
                tokio::time::sleep(TRY_AGAIN).await;
            }
        }
    }
}

async fn answer(
    stream: TcpStream,
    peer: IpAddr,
    answers: Answers,
    limits: Limits,
    proxies: TrustedProxies,
    watcher: Watcher,
    _place: Place,
) {
    // Answers are small: waiting to fill a packet would only delay them.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write_time));
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        let client = Client::of(peer, request.headers(), &proxies);
        request.extensions_mut().insert(client);
        // It is ready at any time.
        answers.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_header_size(limits.head_bytes)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(cause = %error, "a connection ended early");
    }
}
