//! `deployment-console`: see `deployment-console --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::run()
}
