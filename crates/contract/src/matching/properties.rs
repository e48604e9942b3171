//! The matcher against a naive reading of the list of templates.

use proptest::{prelude::*, sample::select};

use super::*;

/// Reads the rules off the list: of all templates that have the path, the one with its literals furthest left.
fn naive(templates: &[(Method, String)], method: &str, segments: &[&str]) -> Option<EndpointId> {
    let best = |decoded: bool| {
        let reading = |text: &str| if decoded { slowly_decoded(text) } else { text.to_owned() };
        let has_path = |template: &&String| {
            let wanted: Vec<&str> = template[1..].split('/').collect();
            let same = |(wanted, segment): (&&str, &&str)| is_parameter(wanted) || reading(wanted) == reading(segment);
            wanted.len() == segments.len() && wanted.iter().zip(segments).all(same)
        };
        let parameters =
            |template: &&String| template[1..].split('/').map(|segment| is_parameter(&segment)).collect::<Vec<_>>();
        templates.iter().map(|(_, template)| template).filter(has_path).min_by_key(parameters)
    };
    let path = best(false)?;
    if best(true).map(|other| shape(other)) != Some(shape(path)) {
        return None;
    }
    let method = if method == "HEAD" { "GET" } else { method };
    let endpoint = templates.iter().find(|(one, other)| one.as_str() == method && shape(other) == shape(path))?;
    Some(EndpointId::new(endpoint.0, &endpoint.1))
}

fn is_parameter(segment: &&str) -> bool {
    segment.starts_with('{')
}

fn shape(template: &str) -> String {
    template.split('/').map(|segment| if is_parameter(&segment) { "{}" } else { segment }).collect::<Vec<_>>().join("/")
}

/// Decodes the first thing that is encoded, until there is none.
fn slowly_decoded(text: &str) -> String {
    let mut text = text.to_owned();
    'again: loop {
        for (position, _) in text.match_indices('%') {
            let digits = text.get(position + 1..position + 3).filter(|two| two.bytes().all(|b| b.is_ascii_hexdigit()));
            if let Some(byte) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                text.replace_range(position..position + 3, &char::from(byte).to_string());
                continue 'again;
            }
        }
        return text;
    }
}

fn segment() -> impl Strategy<Value = &'static str> {
    select(vec!["a", "b", "order", "%61", "%2561", "ord%65r", "%6Frder", "c", "c%25", "A"])
}

fn template() -> impl Strategy<Value = String> {
    let segment = select(vec!["a", "b", "order", "%61", "{x}", "{y}", "{x}"]);
    prop::collection::vec(segment, 1..5).prop_map(|segments| format!("/{}", segments.join("/")))
}

fn method() -> impl Strategy<Value = Method> {
    select(Method::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_finds_what_a_naive_reading_finds(
        templates in prop::collection::vec((method(), template()), 0..12),
        method in select(vec!["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
        segments in prop::collection::vec(segment(), 1..5),
    ) {
        let list = templates.iter().map(|(method, path)| (*method, path.as_str()));
        let matcher = Matcher::new("/base", Some(list), EncodedSlash::Refused);
        let target = format!("/base/{}?query", segments.join("/"));
        let found = match matcher.judge(method, target.as_bytes()) {
            Verdict::Endpoint(endpoint) => Some(endpoint.clone()),
            _ => None,
        };
        prop_assert_eq!(found, naive(&templates, method, &segments), "{}", target);
    }

    #[test]
    fn no_bytes_make_it_panic_or_leave_the_base_path(target in prop::collection::vec(any::<u8>(), 0..60)) {
        let open = Matcher::new("/base", None::<[(Method, &str); 0]>, EncodedSlash::Allowed);
        if open.judge("GET", &target) == Verdict::UnderBasePath {
            prop_assert!(target.starts_with(b"/base/"));
        }
    }

    #[test]
    fn nothing_hostile_is_let_through_however_it_is_put_together(
        parts in prop::collection::vec(
            select(vec!["/", "/", "a", ".", "%2e", "%2E", "%25", "2e", "%2f", "\\", "%5c", "%", "5c", "%00", ";", "?", "#"]),
            0..14,
        ),
    ) {
        let target = format!("/base/{}", parts.concat());
        let open = Matcher::new("/base", None::<[(Method, &str); 0]>, EncodedSlash::Allowed);
        if open.judge("GET", target.as_bytes()) == Verdict::UnderBasePath {
            let path = target.split('?').next().unwrap_or_default();
            prop_assert!(!path.ends_with('/') && !path.contains("//"), "{}", path);
            let decoded = slowly_decoded(path);
            prop_assert!(decoded.split(['/', ';']).all(|part| part != "." && part != ".."), "{}", path);
            prop_assert!(!decoded.contains(['\\', '\0']), "{}", path);
        }
    }
}
