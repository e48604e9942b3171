//! Makes functions of the demo's own texts, in each of the page's languages. They stand in this module and not in the
//! page's, which the other homes load too. A text that a language lacks fails the build.

use std::{env, fmt::Write as _, fs, path::Path};

const TEXTS: &str = "../../src/i18n/demo";
const FIRST: &str = "en";

fn main() {
    println!("cargo::rerun-if-changed={TEXTS}");
    let files = fs::read_dir(TEXTS).unwrap_or_else(|error| panic!("{TEXTS}: {error}"));
    let mut languages: Vec<(String, toml::Table)> = files
        .filter_map(|file| {
            let path = file.unwrap_or_else(|error| panic!("{TEXTS}: {error}")).path();
            let language = path.file_name()?.to_str()?.strip_suffix(".toml")?.to_owned();
            Some((language, texts(&path)))
        })
        .collect();
    languages.sort_by_key(|(language, _)| (language != FIRST, language.clone()));
    let mut code = String::new();
    for key in languages.first().unwrap_or_else(|| panic!("{TEXTS}: there is no language")).1.keys() {
        let text = |(language, texts): &(String, toml::Table)| {
            let text = texts.get(key).and_then(toml::Value::as_str);
            let text = text.unwrap_or_else(|| panic!("{TEXTS}/{language}.toml lacks the text `{key}`"));
            (language.clone(), text.to_owned())
        };
        let texts: Vec<(String, String)> = languages.iter().map(text).collect();
        let _ = writeln!(
            code,
            "/// In the first language where there is none in this.\n\
             pub fn {key}(language: &str) -> &'static str {{ super::text(language, &{texts:?}) }}\n"
        );
    }
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("texts.rs"), code).expect("OUT_DIR can be written");
}

fn texts(path: &Path) -> toml::Table {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
