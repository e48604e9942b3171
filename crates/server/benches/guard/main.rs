//! What guarding an API costs: `cargo xtask bench --server` runs this and keeps what it prints.
//!
//! Servers and load are one process, each on threads of its own; PostgreSQL is a process beside them. What is compared is
//! measured in turns in one run, so that what else the machine does falls on all alike.

mod decision;
mod gateway;
mod load;
mod paced;
mod report;
mod requests;
mod rounds;
mod worlds;

// The same PostgreSQL that the tests start.
#[path = "../../tests/server/postgres.rs"]
#[expect(dead_code, reason = "the tests stop it and cut its connections; nothing here does")]
mod postgres;
#[path = "../../examples/seed/keys.rs"]
mod seed;

use std::{path::PathBuf, time::Duration};

use clap::Parser;
use gateway::Cores;

/// How much is measured, and where the report is written.
#[derive(Debug, Parser)]
struct Arguments {
    /// The file that the report is written to.
    #[arg(long, value_name = "FILE")]
    report: PathBuf,
    /// How often everything is measured.
    #[arg(long, value_name = "NUMBER", default_value_t = 5)]
    rounds: u32,
    /// For how many seconds each time.
    #[arg(long, value_name = "SECONDS", default_value_t = 4)]
    seconds: u64,
    /// How many keys the longest list has.
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000_000)]
    most_keys: u32,
    /// `cargo bench` says so to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let time = Duration::from_secs(arguments.seconds);
    eprintln!("    the pure decision");
    let decision = decision::measure();
    eprintln!("    the gateway");
    let gateway = [Cores::Apart, Cores::Shared].map(|cores| gateway::measure(cores, arguments.rounds, time));
    let worlds = worlds::Worlds::start(arguments.most_keys);
    let decisions = rounds::at_full_speed(&worlds, arguments.rounds, time);
    let report = report::write(&arguments, &report::Found { decision, gateway, worlds, decisions });
    std::fs::write(&arguments.report, &report).expect("the report can be written");
    println!("{report}");
}
