//! A page's files made small and compressed once, at build time, so that the server never has to.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;

/// Beside the one that it shares with others.
const SHRINK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/shrink.mjs");
const PRECOMPRESS: &str = include_str!("precompress.mjs");

/// Makes one style sheet of several, cuts the WebAssembly in two, and takes out of styles, scripts and `index.html` what only
/// their authors read. `modules` is npm's folder with esbuild and binaryen in it, `cutter` the program that cuts.
pub fn shrink(folder: &Path, modules: &Path, cutter: &Path) -> Result<()> {
    process::headline("Making the console's styles, scripts and WebAssembly small");
    let mut node = Command::new("node");
    process::run_as("node (esbuild)", node.arg(SHRINK).arg(folder).arg(modules).arg(cutter))
        .with_context(|| format!("the styles and scripts in {} could not be made small", folder.display()))
}

/// Writes `FILE.br` and `FILE.gz` beside every file that compresses well.
pub fn folder(folder: &Path) -> Result<()> {
    process::headline("Compressing the page's files (brotli and gzip)");
    let mut node = Command::new("node");
    process::run_as("node (compressing)", node.args(["--input-type=module", "--eval", PRECOMPRESS]).arg(folder))
        .with_context(|| format!("the files in {} could not be compressed", folder.display()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

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

    /// A stand-in for the one program that is not there without provisioning: it takes out line breaks.
    const ESBUILD: &str = "exports.transform = async (code) => ({ code: code.replaceAll('\\n', '') });";

    #[test]
    fn the_page_has_one_style_sheet_and_names_that_follow_the_content() {
        let built = Folder::with(&[
            (
                "index.html",
                "<link rel=\"icon\" type=\"image/svg+xml\" href=\"key.svg\" />\n\
                 <link rel=\"stylesheet\" href=\"/sub/a-12.css\" integrity=\"sha384-x\"/>\n\
                 <link rel=\"stylesheet\" href=\"/sub/b-34.css\"/>\n<script>import '/sub/console-56.js'</script>",
            ),
            ("a-12.css", "a {\n}"),
            ("b-34.css", "b {\n}"),
            ("console-56.js", "one;\ntwo;"),
            ("key.svg", "<svg a=\"1 2\"/>"),
            ("modules/esbuild/index.js", ESBUILD),
        ]);
        super::shrink(&built.path, &built.path.join("modules"), Path::new("no-wasm-to-cut")).expect("node is there");
        let html = std::fs::read_to_string(built.path.join("index.html")).expect("the page is there");
        let named = |start: &str, end: &str| {
            let from = html.find(start).expect(start) + "/sub/".len();
            html[from..].split_inclusive(end).next().expect("a name").to_owned()
        };
        let content = |name: &str| std::fs::read_to_string(built.path.join(name)).expect(name);
        assert_eq!(html.matches("stylesheet").count(), 1, "{html}");
        assert!(html.contains("href=\"data:image/svg+xml,%3Csvg a=%221 2%22%2F%3E\""), "{html}");
        assert_eq!(content(&named("/sub/page-", ".css")), "a {}b {}");
        assert_eq!(content(&named("/sub/console-", ".js")), "one;two;");
        for old in ["a-12.css", "b-34.css", "console-56.js"] {
            assert!(!built.path.join(old).exists(), "{old} is no longer named by anything");
        }
    }
}
