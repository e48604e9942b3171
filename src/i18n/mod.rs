//! The page's texts as typed functions, and numbers, plurals and times by the browser's `Intl`.
//!
//! The functions of [`t`] are made by the build script from `en.toml`: a missing key or parameter fails the build.

mod intl;

pub use intl::{exact_time, local_time, number, relative_time};

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
    use super::intl::{number, plural_category};

    include!(concat!(env!("OUT_DIR"), "/texts.rs"));

    fn text(position: usize, parameters: &[(&str, &str)]) -> String {
        fill(ENGLISH[position], parameters)
    }

    /// `position` is that of the form for one; the form for all other counts follows it.
    fn plural(count: u64, position: usize, parameters: &[(&str, &str)]) -> String {
        let form = if plural_category(count) == "one" { position } else { position + 1 };
        fill(&fill(ENGLISH[form], &[("count", &number(count))]), parameters)
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
        use super::fill;

        #[test]
        fn parameters_stand_where_their_braces_are_and_are_not_read_again() {
            assert_eq!(fill("{b} and {a}", &[("a", "{b}"), ("b", "2")]), "2 and {b}");
        }
    }
}
