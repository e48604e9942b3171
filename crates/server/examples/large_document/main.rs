//! Prints an OpenAPI document with as many operations as one likes, to be served as the catalog of a deployment.
//!
//! ```sh
//! cargo run -p server --example large_document -- 5000 > api.json
//! ```
//!
//! `catalog = "api.json"` in a `[[deployments]]` entry of the configuration then names it.

mod document;

use std::process::ExitCode;

fn main() -> ExitCode {
    let operations = std::env::args().nth(1).and_then(|number| number.parse().ok());
    let (Some(operations), None) = (operations, std::env::args().nth(2)) else {
        eprintln!("large_document: name how many operations, such as 5000");
        return ExitCode::from(2);
    };
    println!("{}", document::document(operations));
    ExitCode::SUCCESS
}
