//! Everything in turns, round after round.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use crate::{
    load::{Outcome, Pace, run},
    requests::{decisions, plain, reads},
    worlds::{DEPLOYMENT, World, Worlds},
};

/// How many connections at full speed: as many as a server holds to PostgreSQL.
const CONNECTIONS: usize = 16;

/// A load that is measured.
pub struct Load {
    pub name: String,
    pub server: SocketAddr,
    pub requests: Arc<Vec<Vec<u8>>>,
}

/// A figure of each round: answers a second, and how long half and 99 of a hundred took, in milliseconds.
#[derive(Clone, Copy)]
pub struct Figure {
    pub per_second: f64,
    pub p50: f64,
    pub p99: f64,
}

impl From<Outcome> for Figure {
    fn from(outcome: Outcome) -> Self {
        Figure { per_second: outcome.per_second, p50: outcome.percentile(50.0), p99: outcome.percentile(99.0) }
    }
}

/// What was measured: by name, a figure for each round.
pub type Figures = Vec<(String, Vec<Figure>)>;

/// What answers at full speed.
pub fn at_full_speed(worlds: &Worlds, rounds: u32, time: Duration) -> Figures {
    let loads = loads(worlds);
    // Caches fill, connections open, first uses are noted.
    for load in &loads {
        warm(load);
    }
    let mut figures: Figures = loads.iter().map(|load| (load.name.clone(), vec![])).collect();
    for round in 0..rounds {
        for turn in 0..loads.len() {
            // Another one first in each round.
            let number = (turn + round as usize) % loads.len();
            let Load { server, requests, .. } = &loads[number];
            figures[number].1.push(run(*server, requests, 200, Pace::AsFastAsPossible, CONNECTIONS, time).into());
        }
        eprintln!("    round {} of {rounds}", round + 1);
    }
    figures
}

fn loads(worlds: &Worlds) -> Vec<Load> {
    let first = &worlds.sqlite[0];
    let mut loads =
        vec![Load { name: "/healthz".into(), server: first.console, requests: Arc::new(plain("/healthz")) }];
    loads.extend(worlds.postgres.iter().map(|world| Load {
        name: reference_name(world.size),
        server: world.reference.expect("there is one beside PostgreSQL"),
        requests: Arc::new(reads(&world.keys)),
    }));
    for (database, worlds) in [("SQLite", &worlds.sqlite), ("PostgreSQL", &worlds.postgres)] {
        loads.extend(worlds.iter().map(|world| decision(database, world)));
    }
    loads
}

fn decision(database: &str, world: &World) -> Load {
    Load { name: name(database, world.size), server: world.api, requests: Arc::new(decisions(DEPLOYMENT, &world.keys)) }
}

/// The name of a decision's figures.
pub fn name(database: &str, keys: u32) -> String {
    format!("Decision, {database}, {keys} keys")
}

/// The name of the figures of what a decision in PostgreSQL is compared with.
pub fn reference_name(keys: u32) -> String {
    format!("One read by primary key, PostgreSQL, {keys} keys")
}

/// Every request once.
pub fn warm(load: &Load) {
    let start = std::time::Instant::now();
    let mut seen = 0.0;
    while seen < 2.0 * load.requests.len() as f64 || start.elapsed() < Duration::from_secs(1) {
        let time = Duration::from_secs(1);
        seen += run(load.server, &load.requests, 200, Pace::AsFastAsPossible, CONNECTIONS, time).per_second;
    }
}

/// The middle one; of an even number of values the upper one of the two.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
