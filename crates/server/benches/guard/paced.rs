//! Requests that are due at times of their own, on many connections and one thread.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use rustix::{
    buffer::spare_capacity,
    event::{Timespec, epoll},
    fd::OwnedFd,
};

use crate::load::{HUNG_UP, empty, status};

/// A connection: one request at a time, one every `gap`.
pub struct Connection<R> {
    stream: TcpStream,
    requests: R,
    gap: Duration,
    /// When the next request is to be sent.
    due: Instant,
    /// Since when the last one waits for its answer.
    waiting: Option<Instant>,
    /// When the answer before came.
    answered: Instant,
    received: Vec<u8>,
}

impl<'r, R: Iterator<Item = &'r [u8]>> Connection<R> {
    /// Connects; the first request is due at `first`.
    pub fn open(server: SocketAddr, requests: R, first: Instant, gap: Duration) -> Self {
        let stream = TcpStream::connect(server).expect("a connection");
        stream.set_nodelay(true).expect("a connection");
        stream.set_nonblocking(true).expect("a connection");
        Connection { stream, requests, gap, due: first, waiting: None, answered: first, received: Vec::new() }
    }

    /// Sends the next request. Its time runs from now, for how late this thread wakes says nothing of the server; or from
    /// when it was due, where the answer before was not there by then.
    fn send(&mut self) {
        let now = Instant::now();
        self.waiting = Some(if self.answered > self.due { self.due } else { now });
        self.due += self.gap;
        let request = self.requests.next().expect("requests without an end");
        // Requests are small, and the one before is answered: there is room.
        self.stream.write_all(request).expect("a connection that is open");
    }

    /// Reads what is there; once the answer is whole, says how long it took.
    fn receive(&mut self, buffer: &mut [u8], expected: u16) -> Option<Duration> {
        match self.stream.read(buffer) {
            Ok(0) => panic!("{HUNG_UP}"),
            Ok(length) => self.received.extend_from_slice(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return None,
            Err(error) => panic!("a connection that is open: {error}"),
        }
        let answered = status(&self.received)?;
        assert_eq!(answered, expected, "{}", String::from_utf8_lossy(&self.received));
        self.received.clear();
        self.answered = Instant::now();
        self.waiting.take().map(|since| self.answered - since)
    }
}

/// Sends and receives until `end`, and says how long the answers took that came from `measured_from` on, in microseconds.
pub fn run<'r, R: Iterator<Item = &'r [u8]>>(
    mut connections: Vec<Connection<R>>,
    expected: u16,
    measured_from: Instant,
    end: Instant,
) -> Histogram<u64> {
    let (mut latency, mut buffer) = (empty(), vec![0; 16 * 1024]);
    let (watched, mut ready) = (watch(&connections), Vec::with_capacity(connections.len()));
    loop {
        let now = Instant::now();
        if now >= end {
            return latency;
        }
        let idle = connections.iter_mut().filter(|connection| connection.waiting.is_none());
        idle.filter(|connection| connection.due <= now).for_each(Connection::send);
        let next = connections.iter().filter(|connection| connection.waiting.is_none()).map(|idle| idle.due).min();
        wait(&watched, next.unwrap_or(end).min(end), &mut ready);
        for event in ready.drain(..) {
            let number = event.data.u64() as usize;
            let Some(time) = connections[number].receive(&mut buffer, expected) else { continue };
            if connections[number].answered >= measured_from {
                latency.saturating_record(u64::try_from(time.as_micros()).expect("less than a minute"));
            }
        }
    }
}

/// All connections, by their numbers, in one thing to wait for: it costs the same however many they are.
fn watch<R>(connections: &[Connection<R>]) -> OwnedFd {
    let watched = epoll::create(epoll::CreateFlags::CLOEXEC).expect("a machine with epoll");
    for (number, connection) in connections.iter().enumerate() {
        let number = epoll::EventData::new_u64(number as u64);
        epoll::add(&watched, &connection.stream, number, epoll::EventFlags::IN).expect("a connection that is open");
    }
    watched
}

/// Which connections have something to be read; none when it is time for the next request.
fn wait(watched: &OwnedFd, until: Instant, ready: &mut Vec<epoll::Event>) {
    let left = until.saturating_duration_since(Instant::now());
    let left = Timespec::try_from(left).expect("a short time");
    epoll::wait(watched, spare_capacity(ready), Some(&left)).expect("a machine that waits");
}
