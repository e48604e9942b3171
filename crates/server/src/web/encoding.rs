//! Which form of a file a client takes: `Accept-Encoding` (RFC 9110, 12.5.3).

use http::{HeaderMap, header};

/// A form in which a file is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// As `Content-Encoding` says it; `None` where there is nothing to say.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gzip"),
            Encoding::Identity => None,
        }
    }

    /// What stands behind the file's name.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Encoding::Brotli => ".br",
            Encoding::Gzip => ".gz",
            Encoding::Identity => "",
        }
    }
}

/// The forms that the client takes, best first; among equals the smaller one. Identity is always
/// there, last: an answer that nobody asked for in this form is better than none.
pub(super) fn accepted(headers: &HeaderMap) -> Vec<Encoding> {
    let values = headers.get_all(header::ACCEPT_ENCODING);
    let entries: Vec<(&str, u16)> = values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(entry)
        .collect();
    let quality = |names: &[&str]| {
        let named = entries.iter().find(|(name, _)| names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)));
        named.or_else(|| entries.iter().find(|(name, _)| *name == "*")).map(|(_, quality)| *quality)
    };
    // Identity is acceptable unless it is ruled out; whoever only names others prefers those.
    let identity = entries.iter().find(|(name, _)| name.eq_ignore_ascii_case("identity")).map_or(1, |(_, q)| *q);
    let mut forms = vec![
        (Encoding::Brotli, quality(&["br"]).unwrap_or(0)),
        (Encoding::Gzip, quality(&["gzip", "x-gzip"]).unwrap_or(0)),
    ];
    forms.retain(|(_, quality)| *quality > 0 && *quality >= identity);
    forms.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
    forms.into_iter().map(|(encoding, _)| encoding).chain([Encoding::Identity]).collect()
}

/// One entry with its quality in thousandths; `None` when it is not of the form.
fn entry(text: &str) -> Option<(&str, u16)> {
    let (name, parameters) = text.split_once(';').unwrap_or((text, ""));
    let name = name.trim();
    let quality = match parameters.trim().split_once('=') {
        None => 1000,
        Some((_, value)) => {
            let value: f32 = value.trim().parse().ok()?;
            // In range, so the cast only cuts the fraction off.
            if !(0.0..=1.0).contains(&value) {
                return None;
            }
            (value * 1000.0).round() as u16
        }
    };
    (!name.is_empty()).then_some((name, quality))
}

#[cfg(test)]
mod tests {
    use Encoding::{Brotli, Gzip, Identity};
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_best_form_that_the_client_takes_comes_first() {
        let cases: &[(&str, &[Encoding])] = &[
            ("", &[Identity]),
            ("gzip, deflate, br, zstd", &[Brotli, Gzip, Identity]),
            ("gzip", &[Gzip, Identity]),
            ("br;q=0.5, gzip;q=0.8", &[Gzip, Brotli, Identity]),
            ("br;q=0, gzip", &[Gzip, Identity]),
            ("*", &[Brotli, Gzip, Identity]),
            ("*;q=0.3, br;q=0", &[Gzip, Identity]),
            ("identity, br;q=0.5", &[Identity]),
            ("identity;q=0, BR", &[Brotli, Identity]),
            ("br;q=nonsense, gzip;q=7", &[Identity]),
            ("x-gzip;q=0.001", &[Gzip, Identity]),
        ];
        for (value, expected) in cases {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]);
            assert_eq!(accepted(&headers), *expected, "{value:?}");
        }
        assert_eq!(accepted(&HeaderMap::new()), [Identity]);
    }
}
