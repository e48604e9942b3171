//! What a browser fetches before the console stands, and the promise that it stays little.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::files;

/// What the first load may be at most, in bytes after brotli.
const BUDGET: u64 = 137_000;

/// What may follow the first rows at most, in bytes after brotli. It is no promise, but a ceiling that only comes down.
const LATER: u64 = 62_000;

/// The sizes after brotli, a kind of file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FirstLoad {
    kinds: BTreeMap<&'static str, u64>,
    /// What is named but fetched after the first rows.
    later: u64,
}

impl FirstLoad {
    /// Everything that `index.html` names, directly or through a script or style sheet that it names.
    /// The second half of the WebAssembly is fetched after the first rows and counted apart.
    pub fn of(built: &Path) -> Result<Self> {
        let mut unseen: Vec<PathBuf> = files::under(built)?;
        unseen.retain(|file| kind(file).is_some());
        let mut texts = Vec::new();
        let mut first_load = Self::default();
        let mut next = Some(built.join("index.html"));
        while let Some(file) = next {
            unseen.retain(|other| *other != file);
            let size = size(&file)?;
            match kind(&file) {
                Some("WebAssembly") if is_later(&file) => first_load.later += size,
                kind => *first_load.kinds.entry(kind.unwrap_or("other")).or_default() += size,
            }
            if kind(&file) != Some("WebAssembly") {
                texts.push(fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?);
            }
            next = unseen.iter().find(|other| texts.iter().any(|text| names(text, other))).cloned();
        }
        Ok(first_load)
    }

    /// The sizes, a kind of file.
    pub fn kinds(&self) -> Vec<(&'static str, u64)> {
        self.kinds.iter().map(|(kind, size)| (*kind, *size)).collect()
    }

    /// The size of what is fetched after the first rows.
    pub fn later(&self) -> u64 {
        self.later
    }

    fn total(&self) -> u64 {
        self.kinds.values().sum()
    }

    /// Fails when the page is larger than it may be.
    pub fn check(&self) -> Result<()> {
        for (what, size, budget) in
            [("the first load", self.total(), BUDGET), ("what follows the first rows", self.later, LATER)]
        {
            if size > budget {
                bail!(
                    "{what} is {} kB over its budget of {} kB: take out what made it grow; \
                     `cargo tree -p console` shows what is linked, twiggy what is large",
                    kilobytes(size - budget),
                    kilobytes(budget)
                );
            }
        }
        Ok(())
    }
}

impl fmt::Display for FirstLoad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "First load after brotli (budget {} kB):", kilobytes(BUDGET))?;
        for (kind, size) in &self.kinds {
            writeln!(f, "  {kind:<12}{:>8} kB", kilobytes(*size))?;
        }
        writeln!(f, "  {:<12}{:>8} kB", "total", kilobytes(self.total()))?;
        write!(f, "After the first rows {} kB more", kilobytes(self.later))
    }
}

fn size(file: &Path) -> Result<u64> {
    let compressed = format!("{}.br", file.display());
    Ok(fs::metadata(&compressed).with_context(|| format!("{compressed} is missing"))?.len())
}

/// As `shrink.mjs` names it.
fn is_later(file: &Path) -> bool {
    file.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.contains("-later-"))
}

fn kind(file: &Path) -> Option<&'static str> {
    match files::extension(file) {
        "html" => Some("HTML"),
        "js" | "mjs" => Some("JavaScript"),
        "wasm" => Some("WebAssembly"),
        "css" => Some("CSS"),
        _ => None,
    }
}

fn names(text: &str, file: &Path) -> bool {
    file.file_name().and_then(|name| name.to_str()).is_some_and(|name| text.contains(name))
}

/// One decimal, rounded up: a promise is not kept by rounding.
fn kilobytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::Folder;

    fn built() -> Folder {
        Folder::with(&[
            (
                "index.html",
                "<link href=/page-1.css><script>import '/console-1.js'; init('/console-1_bg.wasm')</script>",
            ),
            ("index.html.br", "12"),
            ("console-1.js", "import './snippets/focus.js'; fetch('console-later-1.wasm')"),
            ("console-later-1.wasm", "\0asm"),
            ("console-later-1.wasm.br", "1234567"),
            ("console-1.js.br", "123"),
            ("snippets/focus.js", ""),
            ("snippets/focus.js.br", "1"),
            ("console-1_bg.wasm", "\0asm"),
            ("console-1_bg.wasm.br", "12345"),
            ("page-1.css", ""),
            ("page-1.css.br", "1234"),
            ("later.js", "not named by anything"),
            ("later.js.br", "123456789"),
            ("logo.svg", "<svg>"),
        ])
    }

    #[test]
    fn it_is_what_index_html_names_directly_or_not() {
        let first_load = FirstLoad::of(&built().path).expect("all compressed forms are there");
        let kinds = [("HTML", 2), ("JavaScript", 4), ("WebAssembly", 5), ("CSS", 4)];
        assert_eq!(first_load, FirstLoad { kinds: kinds.into(), later: 7 });
    }

    #[test]
    fn a_missing_compressed_form_is_named() {
        let built = built();
        fs::remove_file(built.path.join("page-1.css.br")).expect("it is there");
        let error = FirstLoad::of(&built.path).expect_err("its size is not known");
        assert!(format!("{error:#}").contains("page-1.css.br is missing"), "{error:#}");
    }

    #[test]
    fn a_folder_without_the_page_is_refused() {
        assert!(FirstLoad::of(&Folder::with(&[]).path).is_err());
    }

    #[test]
    fn each_budget_is_kept_to_the_byte() {
        let of = |size, later| FirstLoad { kinds: [("WebAssembly", size)].into(), later };
        assert!(of(BUDGET, LATER).check().is_ok());
        for (over, what) in [(of(BUDGET + 1, 0), "the first load"), (of(0, LATER + 1), "what follows the first rows")] {
            let error = over.check().expect_err("it is over its budget").to_string();
            assert!(error.starts_with(&format!("{what} is 0.1 kB over its budget")), "{error}");
        }
    }

    #[test]
    fn the_table_has_a_line_a_kind_and_the_total() {
        let table = FirstLoad { kinds: [("CSS", 4_210), ("WebAssembly", 120_000)].into(), later: 5_001 }.to_string();
        assert!(table.contains("  CSS              4.3 kB\n"), "{table}");
        assert!(table.ends_with("  total          124.3 kB\nAfter the first rows 5.1 kB more"), "{table}");
    }
}
