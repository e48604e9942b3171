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
    task::{JoinSet, yield_now},
};

use crate::cores;

/// How fast requests follow one another.
#[derive(Clone, Copy)]
pub enum Pace {
    /// Each as soon as the one before it is answered.
    AsFastAsPossible,
    /// So many a second over all connections, whether answers are slow or not: what waits for a slow one waits longer. On
    /// the core that was reserved for it, which it uses up: timers are exact to a millisecond, and have all that is due in
    /// it sent at once.
    PerSecond(f64, Option<usize>),
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
    let end = start + time;
    let (latencies, measured_from) = match pace {
        Pace::AsFastAsPossible => (load.on_one_thread(None, move |load, number| load.connection(number, end)), start),
        Pace::PerSecond(rate, core) => {
            let gap = Duration::from_secs_f64(connections as f64 / rate);
            let paced = move |load: Load, number| {
                let first = start + gap.mul_f64(number as f64 / load.connections as f64);
                load.paced_connection(number, first, gap, end)
            };
            (load.on_one_thread(core, paced), start + WARM_UP)
        }
    };
    let mut latency = empty();
    latencies.iter().for_each(|part| latency.add(part).expect("one range for all"));
    Outcome { per_second: latency.len() as f64 / measured_from.elapsed().as_secs_f64(), latency }
}

fn empty() -> Histogram<u64> {
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
    fn on_one_thread<C>(
        self,
        core: Option<usize>,
        connection: impl Fn(Load, usize) -> C + Send + 'static,
    ) -> Vec<Histogram<u64>>
    where
        C: Future<Output = Histogram<u64>> + Send + 'static,
    {
        let load = std::thread::spawn(move || {
            cores::enter(core);
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let mut set = JoinSet::new();
                for number in 0..self.connections {
                    set.spawn(connection(self.clone(), number));
                }
                set.join_all().await
            })
        });
        load.join().expect("the load runs to its end")
    }

    async fn connection(self, number: usize, end: Instant) -> Histogram<u64> {
        let mut stream = TcpStream::connect(self.server).await.expect("a connection");
        stream.set_nodelay(true).expect("a connection");
        let (mut latency, mut buffer) = (empty(), Vec::with_capacity(16 * 1024));
        for request in self.requests(number) {
            let began = Instant::now();
            if began >= end {
                break;
            }
            self.ask(&mut stream, &mut buffer, request).await;
            latency.saturating_record(began.elapsed().as_micros() as u64);
        }
        latency
    }

    async fn paced_connection(self, number: usize, first: Instant, gap: Duration, end: Instant) -> Histogram<u64> {
        let mut stream = TcpStream::connect(self.server).await.expect("a connection");
        stream.set_nodelay(true).expect("a connection");
        let (mut latency, mut buffer, mut due) = (empty(), Vec::with_capacity(16 * 1024), first);
        let measured_from = first + WARM_UP;
        for request in self.requests(number) {
            // An answer that was late has had this request wait.
            let mut began = due;
            while Instant::now() < due {
                yield_now().await;
                // How late its turn comes says nothing of the server.
                began = Instant::now();
            }
            due += gap;
            if Instant::now() >= end {
                break;
            }
            self.ask(&mut stream, &mut buffer, request).await;
            if Instant::now() >= measured_from {
                latency.saturating_record(began.elapsed().as_micros() as u64);
            }
        }
        latency
    }

    /// Sends a request and waits for its answer.
    async fn ask(&self, stream: &mut TcpStream, buffer: &mut Vec<u8>, request: &[u8]) {
        stream.write_all(request).await.expect("a connection that is open");
        buffer.clear();
        let answered = loop {
            assert!(stream.read_buf(buffer).await.expect("a connection that is open") > 0, "{HUNG_UP}");
            if let Some(status) = status(buffer) {
                break status;
            }
        };
        assert_eq!(answered, self.status, "{}", String::from_utf8_lossy(buffer));
    }

    /// Each connection begins elsewhere among the requests.
    fn requests(&self, number: usize) -> impl Iterator<Item = &Vec<u8>> {
        self.requests.iter().cycle().skip(number * self.requests.len() / self.connections)
    }
}

const HUNG_UP: &str = "the server hung up";

/// The status of an answer, once it is there whole.
fn status(received: &[u8]) -> Option<u16> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = response.parse(received).expect("an answer") else { return None };
    let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.map_or(0, |header| {
        std::str::from_utf8(header.value).ok().and_then(|text| text.parse().ok()).expect("a length")
    });
    (received.len() >= head + length).then(|| response.code.expect("a status"))
}
