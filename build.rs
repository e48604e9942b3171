//! Makes typed functions of the page's texts: a missing key or parameter fails the build.
//!
//! `src/i18n/en.toml` holds one text a key. A parameter stands in braces; the function takes them in
//! the order in which they first appear, as texts. A text with plural forms is a table of the
//! categories that English knows (`one`, `other`); its function takes `count: u64` first.

use std::{collections::BTreeSet, env, fmt::Write as _, fs, path::Path};

const SOURCE: &str = "src/i18n/en.toml";

fn main() {
    println!("cargo::rerun-if-changed={SOURCE}");
    let text = fs::read_to_string(SOURCE).unwrap_or_else(|error| panic!("{SOURCE}: {error}"));
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{SOURCE}: {error}"));
    let mut texts = Vec::new();
    let mut functions = String::new();
    for (key, value) in &table {
        write_function(key, value, &mut texts, &mut functions);
    }
    let mut code = format!("/// The texts in English.\nstatic ENGLISH: [&str; {}] = {texts:?};\n\n", texts.len());
    code.push_str(&functions);
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("texts.rs"), code).expect("OUT_DIR can be written");
}

fn write_function(key: &str, value: &toml::Value, texts: &mut Vec<String>, code: &mut String) {
    let position = texts.len();
    match value {
        toml::Value::String(text) => {
            let parameters = parameters(text);
            texts.push(text.clone());
            let signature = parameters.iter().map(|name| format!("{name}: &str")).collect::<Vec<_>>().join(", ");
            let pairs = pairs(&parameters);
            let _ =
                writeln!(code, "/// {text}\npub fn {key}({signature}) -> String {{ text({position}, &[{pairs}]) }}");
        }
        toml::Value::Table(forms) => {
            let form = |name: &str| {
                let form = forms.get(name).and_then(toml::Value::as_str);
                form.unwrap_or_else(|| panic!("{SOURCE}: {key}: the plural form `{name}` is missing")).to_owned()
            };
            let (one, other) = (form("one"), form("other"));
            let mut parameters = parameters(&other);
            parameters.retain(|name| name != "count");
            let documentation = other.clone();
            texts.extend([one, other]);
            let signature = parameters.iter().map(|name| format!(", {name}: &str")).collect::<String>();
            let pairs = pairs(&parameters);
            let _ = writeln!(
                code,
                "/// {documentation}\npub fn {key}(count: u64{signature}) -> String {{ plural(count, {position}, &[{pairs}]) }}"
            );
        }
        _ => panic!("{SOURCE}: {key}: a text or a table of plural forms is expected"),
    }
}

fn pairs(parameters: &[String]) -> String {
    parameters.iter().map(|name| format!("({name:?}, {name})")).collect::<Vec<_>>().join(", ")
}

/// The names in braces, each once, in order.
fn parameters(text: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    text.split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').unwrap_or_else(|| panic!("{SOURCE}: a brace is not closed in {text:?}")).0)
        .filter(|name| seen.insert(name.to_owned()))
        .map(str::to_owned)
        .collect()
}
