//! What the gateway adds to an upstream.
//!
//! Where a gateway is in use, clients and upstream are machines of their own and take no turns at its cores. So it is
//! measured with cores of its own, and once more with all cores for all, to show what that makes of it.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use server::store::Database;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::{
    load::{Pace, run},
    requests::{plain, through_gateway},
    rounds::{Figures, Load, median, warm},
    worlds::{DEPLOYMENT, USED, World, listen, world},
};

/// How many connections: enough that a slow answer holds up few others.
const CONNECTIONS: usize = 64;

/// Who has which cores.
#[derive(Clone, Copy)]
pub enum Cores {
    /// Load and upstream have the first one, the server has all others.
    Apart,
    /// All have all of them.
    Shared,
}

/// What was found.
pub struct Gateway {
    /// The upstream alone and through the gateway, at the same pace.
    pub figures: Figures,
    /// That pace, in requests a second: half of what the gateway bears.
    pub pace: f64,
}

/// The upstream alone and through the gateway in turns, under half of what the gateway bears.
pub fn measure(cores: Cores, rounds: u32, time: Duration) -> Gateway {
    // The threads that it starts keep to its cores.
    let measured = std::thread::spawn(move || {
        let (load, server) = cores.sets();
        keep_to(&load);
        let upstream = upstream();
        let (_runtime, _folder, world) = serve(server, upstream);
        in_turns(&world, upstream, rounds, time)
    });
    measured.join().expect("the gateway is measured to the end")
}

fn in_turns(world: &World, upstream: SocketAddr, rounds: u32, time: Duration) -> Gateway {
    let gateway = Load {
        name: "Through the gateway".into(),
        server: world.api,
        requests: Arc::new(through_gateway(DEPLOYMENT, &world.keys)),
    };
    let alone = Load {
        name: "The upstream alone".into(),
        server: upstream,
        requests: Arc::new(plain("/api/v5/clients/sensor-4711")),
    };
    warm(&gateway);
    let pace = peak(&gateway, time) / 2.0;
    let mut figures = vec![(alone.name.clone(), vec![]), (gateway.name.clone(), vec![])];
    for _ in 0..rounds {
        for (load, (_, figures)) in [&alone, &gateway].into_iter().zip(&mut figures) {
            figures.push(run(load.server, &load.requests, 200, Pace::PerSecond(pace), CONNECTIONS, time).into());
        }
    }
    Gateway { figures, pace }
}

/// What the same connections get through when no request waits for its turn: the middle one of three times.
fn peak(load: &Load, time: Duration) -> f64 {
    let peak = || run(load.server, &load.requests, 200, Pace::AsFastAsPossible, CONNECTIONS, time).per_second;
    median(vec![peak(), peak(), peak()])
}

impl Cores {
    /// Those of load and upstream, and those of the server. Where there is one core, it is for both.
    fn sets(self) -> (CpuSet, CpuSet) {
        let all = sched_getaffinity(None).expect("the cores of this thread");
        match self {
            Cores::Apart if all.count() > 1 => {
                let first = (0..CpuSet::MAX_CPU).find(|core| all.is_set(*core)).expect("a core");
                let (mut load, mut server) = (CpuSet::new(), all);
                load.set(first);
                server.unset(first);
                (load, server)
            }
            Cores::Apart | Cores::Shared => (all, all),
        }
    }
}

fn keep_to(cores: &CpuSet) {
    sched_setaffinity(None, cores).expect("cores of this thread");
}

/// A server over SQLite, on these cores alone. It ends with its runtime.
fn serve(cores: CpuSet, upstream: SocketAddr) -> (Runtime, TempDir, World) {
    let started = std::thread::spawn(move || {
        keep_to(&cores);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let folder = TempDir::new().expect("a temporary folder");
        let database = Database::DataDir(folder.path().to_owned());
        let world = runtime.block_on(world(database, USED, Some(upstream)));
        (runtime, folder, world)
    });
    started.join().expect("a server that starts")
}

/// An upstream that answers at once, with as much as a client of a broker is. It has a thread of its own, as an upstream is
/// a program of its own.
fn upstream() -> SocketAddr {
    let body = r#"{"clientid":"sensor-4711","connected":true,"ip_address":"10.0.0.7","keepalive":60,"proto_ver":5}"#;
    let router = Router::new().fallback(async move || ([("content-type", "application/json")], body));
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            tell.send(listen(router).await).expect("somebody who waits");
            std::future::pending::<()>().await
        });
    });
    told.recv().expect("an upstream that starts")
}
