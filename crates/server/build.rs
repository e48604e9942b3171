//! Has the binary built anew when the console was: its files are inside.

fn main() {
    println!("cargo::rerun-if-changed=../../dist");
    println!("cargo::rerun-if-changed=migrations");
}
