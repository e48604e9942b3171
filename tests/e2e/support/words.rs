//! What the page says in another language, where a test says it in English: so one test walks through all of them.

use std::path::Path;

use serde::Serialize;
use toml::{Table, Value};

/// The texts of a language, each beside the English one.
#[derive(Debug)]
pub struct Words(Vec<(Text, Text)>);

/// What stands in a text, with anything in between.
#[derive(Clone, Debug, Serialize)]
pub struct Part(Vec<String>);

impl Part {
    /// What stands in a text that says just this.
    pub fn of(said: &str) -> Self {
        Part(vec![said.to_owned()])
    }

    /// Whether it stands there.
    pub fn is_in(&self, text: &str) -> bool {
        let rest = |rest: &'_ str, said: &String| rest.find(said).map(|at| at + said.len());
        self.0.iter().try_fold(0, |at, said| Some(at + rest(&text[at..], said)?)).is_some()
    }
}

/// A text of the page: what is fixed of it, and the names of the parameters that stand in between.
#[derive(Debug)]
struct Text {
    fixed: Vec<String>,
    names: Vec<String>,
}

impl Words {
    /// Those of a language that the page speaks, by its tag: `ja`.
    pub fn of(tag: &str) -> Self {
        let (english, other) = (file("en.toml"), file(&format!("languages/{tag}.toml")));
        let pairs = english.iter().flat_map(|(key, text)| {
            let forms = other.get(key).map(forms_of).unwrap_or_default();
            let of_form = move |name: &str| forms.iter().find(|(form, _)| *form == name).map(|(_, text)| text.clone());
            forms_of(text).into_iter().filter_map(move |(form, text)| {
                // Languages without a form for one have that for all.
                let other = of_form(form).or_else(|| of_form("other"))?;
                Some((Text::read(&text), Text::read(&other)))
            })
        });
        Words(pairs.collect())
    }

    /// What this may be in the language; what is no text of the page stays as it is.
    pub fn whole(&self, english: &str) -> Vec<String> {
        let mut said = self.filled(english);
        if said.is_empty() {
            said.push(english.to_owned());
        }
        said
    }

    /// What a text may say of which this is a part: all that is fixed in it.
    pub fn part(&self, english: &str) -> Vec<Part> {
        let wanted = without_numbers(english);
        let within = self.0.iter().filter(|(text, _)| text.fixed.join("0").contains(&wanted));
        let within = within.map(|(_, other)| Part(other.fixed.clone()));
        // It may be no text of the page's own.
        let whole = self.filled(english).into_iter().chain([english.to_owned()]);
        within.chain(whole.map(|said| Part(vec![said]))).collect()
    }

    /// In the words of the texts that say most of it.
    fn filled(&self, english: &str) -> Vec<String> {
        let found: Vec<_> = self
            .0
            .iter()
            .filter_map(|(text, other)| Some((text.fixed.concat().len(), other.fill(&text.values(english)?))))
            .collect();
        let most = found.iter().map(|(length, _)| *length).max();
        found.into_iter().filter(|(length, _)| Some(*length) == most).map(|(_, said)| said).collect()
    }
}

impl Text {
    fn read(text: &str) -> Self {
        let (mut fixed, mut names) = (Vec::new(), Vec::new());
        let mut rest = text;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            fixed.push(before.to_owned());
            names.push(name.to_owned());
            rest = after;
        }
        fixed.push(rest.to_owned());
        Text { fixed, names }
    }

    /// The parameters with which this is said; nothing where it is something else.
    fn values(&self, said: &str) -> Option<Vec<(&str, String)>> {
        let (first, following) = self.fixed.split_first()?;
        let mut rest = said.strip_prefix(first.as_str())?;
        let mut values = Vec::new();
        for (place, (name, fixed)) in self.names.iter().zip(following).enumerate() {
            let last = place + 1 == self.names.len();
            let end = if last { rest.strip_suffix(fixed.as_str())?.len() } else { rest.find(fixed.as_str())? };
            values.push((name.as_str(), rest[..end].to_owned()));
            rest = &rest[end + fixed.len()..];
        }
        (rest.is_empty() && values.iter().all(|(_, value)| !value.is_empty())).then_some(values)
    }

    fn fill(&self, values: &[(&str, String)]) -> String {
        let mut said = self.fixed[0].clone();
        for (name, fixed) in self.names.iter().zip(&self.fixed[1..]) {
            // English has a form for one that does not say how many.
            said.push_str(values.iter().find(|(other, _)| other == name).map_or("1", |(_, value)| value));
            said.push_str(fixed);
        }
        said
    }
}

fn file(name: &str) -> Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/i18n").join(name);
    std::fs::read_to_string(&path)
        .expect("a file of texts")
        .parse()
        .expect("texts as the build script has checked them")
}

/// `other` alone, or a form each.
fn forms_of(text: &Value) -> Vec<(&str, String)> {
    match text {
        Value::String(text) => vec![("other", text.clone())],
        Value::Table(forms) => {
            forms.iter().map(|(form, text)| (form.as_str(), text.as_str().unwrap_or_default().to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

/// Numbers are parameters; in [`Words::part`] each stands as one digit.
fn without_numbers(text: &str) -> String {
    let mut short = String::new();
    for character in text.chars() {
        match character {
            '0'..='9' if short.ends_with('0') => {}
            '0'..='9' => short.push('0'),
            other => short.push(other),
        }
    }
    short
}

#[test]
fn what_a_test_says_in_english_is_found_in_another_language() {
    let words = Words::of("ja");
    assert_eq!(words.whole("New API Key"), ["新しい API キー"]);
    assert_eq!(words.whole("103 keys"), ["103 件のキー"]);
    assert_eq!(words.whole("Delete API Key"), ["1 件の API キーを削除"]);
    assert_eq!(words.whole("exporter"), ["exporter"]);
    let parts = |english: &str, text: &str| words.part(english).iter().filter(|part| part.is_in(text)).count();
    assert_eq!(parts("APIs added", "9 件の API を追加"), 1, "{:?}", words.part("APIs added"));
    assert_eq!(parts("APIs added", "9 件の API を削除"), 0, "{:?}", words.part("APIs added"));
    assert_eq!(parts("/clients", "/clients"), 1);
}
