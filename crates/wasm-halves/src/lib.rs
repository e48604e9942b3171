//! Cuts WebAssembly in two: a first half that is a whole program but for some functions, and a later half with these.
//!
//! Both halves share memory, table and globals, which the first has and the later imports. Every function of the later half
//! that the first half refers to has a place in the table, which is empty until the later half is instantiated: it fills
//! these places. So the first half runs without the later one until it calls into it; doing that too early is a trap, and
//! asking for the later half in time is the program's part.
//!
//! The later half is instantiated with two modules of imports: [`FIRST`], the exports of the first half's instance, and
//! whatever the whole imported, under the names it had there.
//!
//! Cutting comes after wasm-bindgen and wasm-opt, and needs the names of functions (the `name` section). Binaryen's
//! `wasm-split` does the same to a list of functions; its npm package leaves it out.

mod choose;
mod first;
mod later;
mod plan;

use anyhow::{Context, Result, ensure};
use walrus::{Module, ModuleConfig};

use plan::Plan;

/// The module from which the later half imports what the first half exports.
pub const FIRST: &str = "first";

/// A program in two halves.
#[derive(Debug)]
pub struct Halves {
    /// What runs at once.
    pub first: Vec<u8>,
    /// What is instantiated when it is needed.
    pub later: Vec<u8>,
}

/// Cuts `wasm`: functions whose name mentions one of `modules` (paths like `console::audit`), and what only they call,
/// become the later half. A module `!NAME` leaves those in the first half whose name begins with `NAME`.
///
/// # Errors
/// When `wasm` is not WebAssembly, has no names, no table of functions, or nothing of it is named like that.
pub fn cut(wasm: &[u8], modules: &[String]) -> Result<Halves> {
    let whole = parse(wasm)?;
    ensure!(whole.funcs.iter().any(|function| function.name.is_some()), "its functions have no names");
    let plan = Plan::new(&whole, modules)?;
    let first = first::half(whole, &plan);
    // Ids belong to the module that they were parsed with; the plan is the same.
    let whole = parse(wasm)?;
    let plan = Plan::new(&whole, modules)?;
    Ok(Halves { first, later: later::half(whole, &plan) })
}

fn parse(wasm: &[u8]) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config.generate_producers_section(false);
    config.parse(wasm).context("it is not WebAssembly that is understood here")
}
