//! Logs: to stderr, so that stdout holds the console's address alone.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// What is logged unless the command line or `RUST_LOG` says otherwise.
pub const DEFAULT_FILTER: &str = "info";

/// Sends logs to stderr, and panics into the log: where, but not their message, which may hold anything.
///
/// # Errors
/// One sentence, when the filter is not one.
pub fn start(filter: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| {
        format!("{filter:?} is not a log filter ({error}); write one such as \"info,server=debug\"")
    })?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // A line that cannot be written is lost. To say so where it could not be written would end in a panic.
        .log_internal_errors(false)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a fault in this program");
    }));
    Ok(())
}
