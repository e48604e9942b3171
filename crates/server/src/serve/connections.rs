//! Connections: taken, bounded in number and time, drained.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{body::Body, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_io_timeout::TimeoutStream;
use tower::Service;

use crate::web::Answers;

/// What one listener bears.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many connections are open at the same time; the next ones wait.
    pub connections: usize,
    /// How long a client may take to send a request's head, and may be quiet before it.
    pub head_time: Duration,
    /// How long a request's head may be.
    pub head_bytes: usize,
    /// How long a client may leave what it was answered unread.
    pub write_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 1024,
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
pub(super) async fn serve(listener: TcpListener, answers: Answers, limits: Limits, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            (stream, client, place) = next(&listener, &places) => {
                tokio::spawn(answer(stream, client, answers.clone(), limits, graceful.watcher(), place));
            }
        }
    }
    drop(listener);
    tracing::info!(connections = graceful.count(), "stopping; requests under way are answered first");
    if tokio::time::timeout(DRAIN_TIME, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were not done in time");
    }
}

async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // Never closed, so there is always a place in the end.
    let place = places.clone().acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, client)) => return (stream, client, place),
            Err(error) => {
                tracing::warn!(cause = %error, "a connection could not be taken");
                tokio::time::sleep(TRY_AGAIN).await;
            }
        }
    }
}

async fn answer(
    stream: TcpStream,
    client: SocketAddr,
    answers: Answers,
    limits: Limits,
    watcher: Watcher,
    _place: Option<OwnedSemaphorePermit>,
) {
    // Answers are small: waiting to fill a packet would only delay them.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write_time));
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(client));
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
