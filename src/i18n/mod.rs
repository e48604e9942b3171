//! The page's texts as typed functions, and numbers, plurals and times by the browser's `Intl`.
//!
//! The functions of [`t`] are made by the build script from `en.toml`: a missing key, parameter or translation fails the
//! build. English is built in; the other languages are fetched when they are spoken.

mod intl;
mod language;

pub use intl::{exact_time, local_time, number, relative_time};
pub use language::{Language, speak};

/// A time span in words: `24 hours`, `7 days`.
pub fn duration(minutes: u32) -> String {
    let minutes = u64::from(minutes);
    match minutes {
        _ if minutes % 1440 == 0 && minutes > 1440 => t::days(minutes / 1440),
        _ if minutes % 60 == 0 => t::hours(minutes / 60),
        _ => t::minutes(minutes),
    }
}

/// The texts: a function each.
pub mod t {
    use std::cell::RefCell;

    use super::intl::{number, plural_category};

    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
    include!("name_hash.rs");

    thread_local! {
        /// The texts of another language, at the positions of the English ones.
        static FETCHED: RefCell<Vec<Option<Box<str>>>> = const { RefCell::new(Vec::new()) };
    }

    /// Takes the texts of another language. Where one is missing, as in a file that is older or newer than the page, it
    /// stays in English.
    pub(super) fn take(file: &str) {
        FETCHED.set(read(file));
    }

    /// Reads a language's file: a text a line, as the build script has checked it. `key = "text"`, or
    /// `key = { one = "text", other = "text" }`; no escapes.
    fn read(file: &str) -> Vec<Option<Box<str>>> {
        let mut texts = vec![None; NAMES.len()];
        for line in file.lines() {
            let Some((key, value)) = line.split_once(" = ").filter(|(key, _)| !key.starts_with('#')) else { continue };
            // Outside of quotes and inside them, in turns.
            let mut parts = value.split('"');
            while let (Some(before), Some(text)) = (parts.next(), parts.next()) {
                let form = before.trim_matches(|character: char| !character.is_ascii_alphabetic());
                let name = name_hash(key, form);
                if let Some(position) = NAMES.iter().position(|other| *other == name) {
                    texts[position] = Some(text.into());
                }
            }
        }
        texts
    }

    fn text(position: usize, parameters: &[(&str, &str)]) -> String {
        FETCHED.with_borrow(|fetched| match fetched.get(position) {
            Some(Some(text)) => fill(text, parameters),
            _ => fill(ENGLISH[position], parameters),
        })
    }

    /// `position` is that of the form for one; the form for all other counts follows it.
    fn plural(count: u64, position: usize, parameters: &[(&str, &str)]) -> String {
        let form = if plural_category(count) == "one" { position } else { position + 1 };
        fill(&text(form, &[("count", &number(count))]), parameters)
    }

    fn fill(text: &str, parameters: &[(&str, &str)]) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(before);
            match parameters.iter().find(|(other, _)| *other == name) {
                Some((_, value)) => filled.push_str(value),
                None => filled.extend(["{", name, "}"]),
            }
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn parameters_stand_where_their_braces_are_and_are_not_read_again() {
            assert_eq!(fill("{b} and {a}", &[("a", "{b}"), ("b", "2")]), "2 and {b}");
        }

        #[test]
        fn every_language_has_every_text_but_the_forms_that_it_does_not_know() {
            for file in [include_str!("languages/ja.toml"), include_str!("languages/zh-Hans.toml")] {
                let texts = read(file);
                let ones: Vec<u32> = include_str!("en.toml")
                    .lines()
                    .filter_map(|line| line.split_once(" = { one = "))
                    .map(|(key, _)| name_hash(key, "one"))
                    .collect();
                assert!(!ones.is_empty());
                for (position, text) in texts.iter().enumerate() {
                    assert_eq!(text.is_none(), ones.contains(&NAMES[position]), "{}", ENGLISH[position]);
                }
            }
        }

        #[test]
        fn a_text_that_a_file_does_not_have_stays_in_english() {
            take("# close = \"x\"\nclose = \"Schließen\"\nunknown = \"?\"\nno line");
            assert_eq!((close(), cancel()), ("Schließen".to_owned(), "Cancel".to_owned()));
            take("");
            assert_eq!(close(), "Close");
        }
    }
}
