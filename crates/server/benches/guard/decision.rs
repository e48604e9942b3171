//! The pure decision: a request judged by its path and method, and held against a key's set. No network, no database.

use std::{
    collections::HashSet,
    hint::black_box,
    time::{Duration, Instant},
};

use backend::{Deployments, deployment::KnownDeployment, samples::sample_deployments};
use contract::{Decision, EndpointId};

use crate::rounds::median;

/// How long each batch is measured.
const BATCH: Duration = Duration::from_millis(50);
const BATCHES: usize = 41;

/// Nanoseconds for one decision, the median of many batches.
pub struct DecisionTimes {
    /// For each endpoint of the catalog in turn, parameters filled in.
    pub every_endpoint: f64,
    /// For the endpoint that takes longest.
    pub slowest: f64,
    /// Which one that is.
    pub slowest_endpoint: String,
    /// How many endpoints the catalog has.
    pub endpoints: usize,
}

pub fn measure() -> DecisionTimes {
    let deployments = Deployments::new(sample_deployments());
    let known = deployments.get("dedicated-v5").expect("a sample");
    let catalog = &known.catalog.as_ref().expect("a catalog").catalog;
    let granted: HashSet<EndpointId> = catalog.endpoints().map(|endpoint| endpoint.id()).collect();
    let asked: Vec<(&str, Vec<u8>, EndpointId)> = catalog
        .endpoints()
        .map(|endpoint| {
            let path = endpoint.path.replace('{', "some-").replace('}', "-4711");
            (endpoint.method.as_str(), format!("{}{path}", catalog.base_path).into_bytes(), endpoint.id())
        })
        .collect();
    for (method, path, id) in &asked {
        assert!(decide(known, &granted, method, path), "{id}");
    }
    let every_endpoint = nanoseconds(|| {
        for (method, path, _) in &asked {
            black_box(decide(known, &granted, black_box(method), black_box(path)));
        }
    }) / asked.len() as f64;
    let each = asked.iter().map(|(method, path, id)| {
        let rough = Instant::now();
        for _ in 0..1000 {
            black_box(decide(known, &granted, black_box(method), black_box(path)));
        }
        (rough.elapsed(), method, path, id)
    });
    let (_, method, path, id) = each.max_by_key(|(time, ..)| *time).expect("an endpoint");
    let slowest = nanoseconds(|| {
        black_box(decide(known, &granted, black_box(method), black_box(path)));
    });
    DecisionTimes { every_endpoint, slowest, slowest_endpoint: id.to_string(), endpoints: asked.len() }
}

fn decide(known: &KnownDeployment, granted: &HashSet<EndpointId>, method: &str, path: &[u8]) -> bool {
    let verdict = known.matcher.judge(method, path);
    let grants = verdict.endpoint().is_some_and(|endpoint| granted.contains(endpoint));
    matches!(verdict.decided(grants), Decision::Allowed(_))
}

/// Nanoseconds for one call.
fn nanoseconds(mut call: impl FnMut()) -> f64 {
    let times = (0..BATCHES).map(|_| {
        let (start, mut calls) = (Instant::now(), 0u64);
        while start.elapsed() < BATCH {
            for _ in 0..16 {
                call();
            }
            calls += 16;
        }
        start.elapsed().as_nanos() as f64 / calls as f64
    });
    median(times.collect())
}
