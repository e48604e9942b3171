//! `wasm-halves WHOLE FIRST LATER MODULE…`: cuts `WHOLE` and writes the two halves. `MODULE` is a path as functions' names
//! begin with: `console::audit`; or `!NAME` for functions that stay in the first half all the same.

use std::{env, fs};

use anyhow::{Context, Result, bail};
use wasm_halves::cut;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [whole, first, later, modules @ ..] = &arguments[..] else {
        bail!("usage: wasm-halves WHOLE FIRST LATER MODULE...");
    };
    let wasm = fs::read(whole).with_context(|| format!("cannot read {whole}"))?;
    let halves = cut(&wasm, modules).with_context(|| format!("cannot cut {whole}"))?;
    for (file, content) in [(first, halves.first), (later, halves.later)] {
        fs::write(file, content).with_context(|| format!("cannot write {file}"))?;
    }
    Ok(())
}
