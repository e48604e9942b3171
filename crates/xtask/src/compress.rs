//! The console's files compressed once, at build time, so that the server never has to.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;

const SCRIPT: &str = include_str!("precompress.mjs");

/// Writes `FILE.br` and `FILE.gz` beside every file that compresses well.
pub fn folder(folder: &Path) -> Result<()> {
    process::headline("Compressing the console's files (brotli and gzip)");
    let mut node = Command::new("node");
    process::run_as("node (compressing)", node.args(["--input-type=module", "--eval", SCRIPT]).arg(folder))
        .with_context(|| format!("the files in {} could not be compressed", folder.display()))
}

#[cfg(test)]
mod tests {
    use crate::files::testing::Folder;

    #[test]
    fn text_and_wasm_get_both_compressed_forms_and_pictures_none() {
        let text = "the same words again and again; ".repeat(40);
        let built = Folder::with(&[("index.html", &text), ("snippets/a.js", &text), ("logo.png", &text)]);
        super::folder(&built.path).expect("node is there and the folder can be written");
        for file in ["index.html.br", "index.html.gz", "snippets/a.js.br", "snippets/a.js.gz"] {
            let size = std::fs::metadata(built.path.join(file)).expect("the compressed form is there").len();
            assert!(size < 100, "{file} is {size} bytes");
        }
        assert!(!built.path.join("logo.png.br").exists());
    }
}
