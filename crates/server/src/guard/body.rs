//! Bodies on their way through: of any length, but never idle for long.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{BoxError, body::Bytes};
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

/// Whoever sends a body said nothing for too long.
#[derive(Debug, thiserror::Error)]
#[error("nothing came for too long")]
pub(super) struct Idle;

/// A body whose next part must not keep the reader waiting. The time that the reader takes does not count.
pub(super) struct Steady<B> {
    body: B,
    limit: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
    progress: Progress,
}

/// What another task may know of a body that is under way.
#[derive(Clone, Debug)]
pub(super) struct Progress(Arc<Mutex<State>>);

#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// The reader has been at it, or has not come back, since then.
    WithReader(Instant),
    /// The sender is waited for.
    WithSender,
    /// The sender went silent or away.
    Lost,
}

impl<B> Steady<B> {
    pub(super) fn new(body: B, limit: Duration) -> Self {
        let progress = Progress(Arc::new(Mutex::new(State::WithReader(Instant::now()))));
        Steady { body, limit, waiting: None, progress }
    }

    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

impl Progress {
    pub(super) fn state(&self) -> State {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, state: State) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

impl<B> Body for Steady<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) else {
            let waiting = this.waiting.get_or_insert_with(|| Box::pin(sleep(this.limit)));
            this.progress.set(State::WithSender);
            ready!(waiting.as_mut().poll(cx));
            this.progress.set(State::Lost);
            return Poll::Ready(Some(Err(Idle.into())));
        };
        this.waiting = None;
        let frame = frame.transpose().map_err(Into::into);
        this.progress.set(if frame.is_ok() { State::WithReader(Instant::now()) } else { State::Lost });
        Poll::Ready(frame.transpose())
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
