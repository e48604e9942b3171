//! Makes typed functions of the page's texts: a missing key, parameter or translation fails the build.
//!
//! `src/i18n/en.toml` holds one text a key. A parameter stands in braces; the function takes them in
//! the order in which they first appear, as texts. A text with plural forms is a table of the
//! categories that the language knows; its function takes `count: u64` first. The other languages are files in
//! `src/i18n/languages`, which the page fetches and reads line by line: each must say the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::Path,
};

include!("src/i18n/name_hash.rs");

const SOURCE: &str = "src/i18n/en.toml";
const LANGUAGES: &str = "src/i18n/languages";

/// The plural categories of each language (Unicode CLDR), the general one last.
const FORMS: [(&str, &[&str]); 3] = [("en", &["one", "other"]), ("ja", &["other"]), ("zh-Hans", &["other"])];

fn main() {
    println!("cargo::rerun-if-changed={SOURCE}");
    println!("cargo::rerun-if-changed={LANGUAGES}");
    println!("cargo::rerun-if-changed=src/i18n/name_hash.rs");
    let english = read(SOURCE, "en");
    for (language, _) in &FORMS[1..] {
        let file = format!("{LANGUAGES}/{language}.toml");
        compare(&file, &read(&file, language), &english);
    }
    let (mut texts, mut names, mut functions) = (Vec::new(), Vec::new(), String::new());
    for (key, text) in &english {
        write_function(key, text, &mut texts, &mut names, &mut functions);
    }
    let different: BTreeSet<u32> = names.iter().copied().collect();
    assert_eq!(different.len(), names.len(), "{SOURCE}: two keys have one hash: give one of them another name");
    let mut code = format!("/// The texts in English.\nstatic ENGLISH: [&str; {}] = {texts:?};\n\n", texts.len());
    let _ = writeln!(code, "/// Their names.\nstatic NAMES: [u32; {}] = {names:?};\n", names.len());
    code.push_str(&functions);
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("texts.rs"), code).expect("OUT_DIR can be written");
}

/// A text: its forms by name, or one form without a name.
type Text = Vec<(String, String)>;

fn read(file: &str, language: &str) -> Vec<(String, Text)> {
    let source = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let table: toml::Table = source.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
    let (_, forms) = FORMS.iter().find(|(name, _)| *name == language).expect("its plural forms are known");
    table.iter().map(|(key, value)| (key.clone(), text(file, key, value, forms))).collect()
}

fn text(file: &str, key: &str, value: &toml::Value, forms: &[&str]) -> Text {
    let checked = |text: &str| {
        assert!(!text.trim().is_empty(), "{file}: {key}: the text is empty");
        assert!(!text.contains(['"', '\\', '\n']), "{file}: {key}: the page reads no quotes and escapes in a text");
        text.to_owned()
    };
    match value {
        toml::Value::String(text) => vec![(String::new(), checked(text))],
        toml::Value::Table(table) => {
            let found: BTreeSet<&str> = table.keys().map(String::as_str).collect();
            let expected: BTreeSet<&str> = forms.iter().copied().collect();
            assert_eq!(found, expected, "{file}: {key}: the plural forms of this language");
            let form = |form: &&str| {
                let text = table[*form].as_str().unwrap_or_else(|| panic!("{file}: {key}: {form} is no text"));
                ((*form).to_owned(), checked(text))
            };
            forms.iter().map(form).collect()
        }
        _ => panic!("{file}: {key}: a text or a table of plural forms is expected"),
    }
}

/// Every key in every language, with the same parameters.
fn compare(file: &str, translated: &[(String, Text)], english: &[(String, Text)]) {
    let translated: BTreeMap<&str, &Text> = translated.iter().map(|(key, text)| (key.as_str(), text)).collect();
    for (key, text) in english {
        let other = translated.get(key.as_str()).unwrap_or_else(|| panic!("{file}: {key} is missing"));
        assert_eq!(text[0].0.is_empty(), other[0].0.is_empty(), "{file}: {key}: plural forms in one language alone");
        let sorted = |text: &Text| general(text).into_iter().collect::<BTreeSet<_>>();
        assert_eq!(sorted(other), sorted(text), "{file}: {key}: the parameters");
    }
    let known: BTreeSet<&str> = english.iter().map(|(key, _)| key.as_str()).collect();
    for key in translated.keys() {
        assert!(known.contains(key), "{file}: {key} is not in {SOURCE}");
    }
}

/// The parameters of the general form.
fn general(text: &Text) -> Vec<String> {
    text.last().map(|(_, text)| parameters(text)).unwrap_or_default()
}

fn write_function(key: &str, text: &Text, texts: &mut Vec<String>, names: &mut Vec<u32>, code: &mut String) {
    let position = texts.len();
    for (form, text) in text {
        texts.push(text.clone());
        names.push(name_hash(key, form));
    }
    let mut parameters = general(text);
    let documentation = &texts[texts.len() - 1];
    if text[0].0.is_empty() {
        let signature = parameters.iter().map(|name| format!("{name}: &str")).collect::<Vec<_>>().join(", ");
        let pairs = pairs(&parameters);
        let _ = writeln!(
            code,
            "/// {documentation}\npub fn {key}({signature}) -> String {{ text({position}, &[{pairs}]) }}"
        );
    } else {
        parameters.retain(|name| name != "count");
        let signature = parameters.iter().map(|name| format!(", {name}: &str")).collect::<String>();
        let pairs = pairs(&parameters);
        let _ = writeln!(
            code,
            "/// {documentation}\npub fn {key}(count: u64{signature}) -> String {{ plural(count, {position}, &[{pairs}]) }}"
        );
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
        .map(|rest| rest.split_once('}').unwrap_or_else(|| panic!("a brace is not closed in {text:?}")).0)
        .filter(|name| seen.insert(name.to_owned()))
        .map(str::to_owned)
        .collect()
}
