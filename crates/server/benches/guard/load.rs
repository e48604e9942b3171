//! Load on a server: so many connections, each with one request at a time.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    task::JoinSet,
};

use crate::paced;

/// How fast requests follow one another.
#[derive(Clone, Copy)]
pub enum Pace {
    /// Each as soon as the one before it is answered.
    AsFastAsPossible,
    /// So many a second over all connections, whether answers are slow or not: what waits for a slow one waits longer.
    PerSecond(f64),
}

/// How long requests with a pace are sent before they are measured: all connections are opened at once.
const WARM_UP: Duration = Duration::from_millis(500);

/// What a load has met.
pub struct Outcome {
    /// Answers a second.
    pub per_second: f64,
    /// How long answers took, in microseconds.
    pub latency: Histogram<u64>,
}

impl Outcome {
    /// What so many of a hundred answers did not take longer than, in milliseconds.
    pub fn percentile(&self, percent: f64) -> f64 {
        self.latency.value_at_percentile(percent) as f64 / 1000.0
    }
}

/// Sends these requests to a server, over and over, and expects this status of every answer.
pub fn run(
    server: SocketAddr,
    requests: &Arc<Vec<Vec<u8>>>,
    status: u16,
    pace: Pace,
    connections: usize,
    time: Duration,
) -> Outcome {
    let load = Load { server, requests: Arc::clone(requests), status, connections };
    let start = Instant::now();
    let (latencies, measured_from) = match pace {
        Pace::AsFastAsPossible => (load.at_full_speed(start + time), start),
        Pace::PerSecond(rate) => (load.paced(rate, start, start + time), start + WARM_UP),
    };
    let mut latency = empty();
    latencies.iter().for_each(|part| latency.add(part).expect("one range for all"));
    Outcome { per_second: latency.len() as f64 / measured_from.elapsed().as_secs_f64(), latency }
}

pub(super) fn empty() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 60_000_000, 3).expect("a range")
}

#[derive(Clone)]
struct Load {
    server: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    status: u16,
    connections: usize,
}

impl Load {
    /// On one thread, so that it takes one core at most and the server has the rest.
    fn at_full_speed(self, end: Instant) -> Vec<Histogram<u64>> {
        let load = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let mut set = JoinSet::new();
                for number in 0..self.connections {
                    set.spawn(self.clone().connection(number, end));
                }
                set.join_all().await
            })
        });
        load.join().expect("the load runs to its end")
    }

    async fn connection(self, number: usize, end: Instant) -> Histogram<u64> {
        let mut stream = tokio::net::TcpStream::connect(self.server).await.expect("a connection");
        stream.set_nodelay(true).expect("a connection");
        let (mut latency, mut buffer) = (empty(), Vec::with_capacity(16 * 1024));
        for request in self.requests(number) {
            let began = Instant::now();
            if began >= end {
                break;
            }
            stream.write_all(request).await.expect("a connection that is open");
            buffer.clear();
            let answered = loop {
                assert!(stream.read_buf(&mut buffer).await.expect("a connection that is open") > 0, "{HUNG_UP}");
                if let Some(status) = status(&buffer) {
                    break status;
                }
            };
            assert_eq!(answered, self.status, "{}", String::from_utf8_lossy(&buffer));
            latency.saturating_record(began.elapsed().as_micros() as u64);
        }
        latency
    }

    /// On one thread, which sleeps until the next request is due or an answer is there: a runtime's timer is exact to a
    /// millisecond, and threads for all connections would take a server's turn at its core each.
    fn paced(self, rate: f64, start: Instant, end: Instant) -> Vec<Histogram<u64>> {
        let gap = Duration::from_secs_f64(self.connections as f64 / rate);
        let load = std::thread::spawn(move || {
            let connections = (0..self.connections).map(|number| {
                let first = start + gap.mul_f64(number as f64 / self.connections as f64);
                paced::Connection::open(self.server, self.requests(number), first, gap)
            });
            paced::run(connections.collect(), self.status, start + WARM_UP, end)
        });
        vec![load.join().expect("the load runs to its end")]
    }

    /// Each connection begins elsewhere among the requests.
    fn requests(&self, number: usize) -> impl Iterator<Item = &[u8]> {
        let all = self.requests.iter().map(Vec::as_slice).cycle();
        all.skip(number * self.requests.len() / self.connections)
    }
}

pub(super) const HUNG_UP: &str = "the server hung up";

/// The status of an answer, once it is there whole.
pub(super) fn status(received: &[u8]) -> Option<u16> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = response.parse(received).expect("an answer") else { return None };
    let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.map_or(0, |header| {
        std::str::from_utf8(header.value).ok().and_then(|text| text.parse().ok()).expect("a length")
    });
    (received.len() >= head + length).then(|| response.code.expect("a status"))
}
