//! Fills a data directory or a PostgreSQL database with keys, to see the console and to measure it with as many as one likes.
//!
//! ```sh
//! cargo run -p server --example seed -- --data-dir DIR --deployment dedicated-v5 --keys 100000
//! ```
//!
//! The same arguments make the same keys, whatever the day. Nobody knows their secrets.

mod keys;

use std::{path::PathBuf, process::ExitCode, time::Instant};

use backend::Deployments;
use clap::Parser;
use server::{
    config::Config,
    store::{Database, OpenDatabase},
};

/// Fills a database with keys that are made up.
#[derive(Debug, Parser)]
struct Arguments {
    /// The data directory; made when it is not there. No server may run over it.
    #[arg(long, value_name = "DIR", required_unless_present = "database")]
    data_dir: Option<PathBuf>,
    /// The address of a PostgreSQL database, instead of a data directory.
    #[arg(long, value_name = "URL", conflicts_with = "data_dir")]
    database: Option<String>,
    /// The configuration that the server will be started with, should it have one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The deployment that the keys are for.
    #[arg(long, value_name = "ID")]
    deployment: String,
    /// How many keys.
    #[arg(long, value_name = "NUMBER")]
    keys: u32,
    /// Other seeds make other keys; the same seed cannot fill the same database twice.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    match fill(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("seed: {sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn fill(arguments: Arguments) -> Result<(), String> {
    let started = Instant::now();
    let config = match &arguments.config {
        Some(file) => Config::load(file).map_err(|error| error.to_string())?,
        None => Config::default(),
    };
    let deployments = Deployments::new(config.deployments);
    let known = deployments
        .get(&arguments.deployment)
        .ok_or_else(|| format!("the configuration has no deployment {:?}", arguments.deployment))?;
    let database = match arguments.database {
        Some(address) => Database::Postgres(address.parse()?),
        None => Database::DataDir(arguments.data_dir.unwrap_or_default()),
    };
    let OpenDatabase { store, .. } = &database.open().await?;
    let fault = |error| format!("the keys could not be stored, and none was: {error}");
    store.create_all(&mut keys::generate(known, arguments.keys, arguments.seed)).await.map_err(fault)?;
    store.close().await;
    eprintln!("seed: {} keys in {:.1} s", arguments.keys, started.elapsed().as_secs_f32());
    Ok(())
}
