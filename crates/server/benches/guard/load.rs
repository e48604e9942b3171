//! Load on a server: so many connections, each with one request at a time.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::sleep_until,
};

/// How fast requests follow one another.
#[derive(Clone, Copy)]
pub enum Pace {
    /// Each as soon as the one before it is answered.
    AsFastAsPossible,
    /// So many a second over all connections, whether answers are slow or not: what waits for a slow one waits longer.
    PerSecond(f64),
}

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
///
/// It runs on a thread of its own, so that it takes one core at most and the server has the rest.
pub fn run(
    server: SocketAddr,
    requests: &Arc<Vec<Vec<u8>>>,
    status: u16,
    pace: Pace,
    connections: usize,
    time: Duration,
) -> Outcome {
    let requests = Arc::clone(requests);
    let load = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(drive(server, requests, status, pace, connections, time))
    });
    load.join().expect("the load runs to its end")
}

async fn drive(
    server: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    status: u16,
    pace: Pace,
    connections: usize,
    time: Duration,
) -> Outcome {
    let start = Instant::now();
    let mut set = JoinSet::new();
    for number in 0..connections {
        // Each connection begins elsewhere among the requests.
        let first = number * requests.len() / connections;
        let gap = match pace {
            Pace::AsFastAsPossible => None,
            Pace::PerSecond(rate) => Some(Duration::from_secs_f64(connections as f64 / rate)),
        };
        let offset = gap.map(|gap| gap.mul_f64(number as f64 / connections as f64));
        set.spawn(connection(
            server,
            Arc::clone(&requests),
            first,
            status,
            gap,
            start + offset.unwrap_or_default(),
            start + time,
        ));
    }
    let mut latency = empty();
    while let Some(part) = set.join_next().await {
        latency.add(part.expect("a connection that ends well")).expect("one range for all");
    }
    Outcome { per_second: latency.len() as f64 / start.elapsed().as_secs_f64(), latency }
}

fn empty() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 60_000_000, 3).expect("a range")
}

async fn connection(
    server: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    first: usize,
    status: u16,
    gap: Option<Duration>,
    start: Instant,
    end: Instant,
) -> Histogram<u64> {
    let mut stream = TcpStream::connect(server).await.expect("a connection");
    stream.set_nodelay(true).expect("a connection");
    let (mut latency, mut buffer, mut due) = (empty(), Vec::with_capacity(16 * 1024), start);
    for request in requests.iter().cycle().skip(first) {
        let mut began = Instant::now();
        if let Some(gap) = gap {
            if began < due {
                // How late a timer is says nothing of the server.
                sleep_until(due.into()).await;
                began = Instant::now();
            } else {
                // The answer before was late, and so this request has been waiting.
                began = due;
            }
            due += gap;
        }
        if Instant::now() >= end {
            break;
        }
        stream.write_all(request).await.expect("a connection that is open");
        let answered = answer(&mut stream, &mut buffer).await;
        assert_eq!(answered, status, "{}", String::from_utf8_lossy(&buffer));
        latency.saturating_record(began.elapsed().as_micros() as u64);
    }
    latency
}

/// Reads one answer whole, and says its status.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> u16 {
    buffer.clear();
    loop {
        assert!(stream.read_buf(buffer).await.expect("a connection that is open") > 0, "the server hung up");
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut response = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(head) = response.parse(buffer).expect("an answer") else { continue };
        let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
        let length: usize = length.map_or(0, |header| {
            std::str::from_utf8(header.value).ok().and_then(|text| text.parse().ok()).expect("a length")
        });
        let status = response.code.expect("a status");
        while buffer.len() < head + length {
            assert!(stream.read_buf(buffer).await.expect("a connection that is open") > 0, "the server hung up");
        }
        return status;
    }
}
