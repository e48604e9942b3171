//! A method, a space and any target, judged against the built-in catalog: an endpoint only where a slow and plain
//! reading of the list agrees, and never more than that.

#![no_main]

use std::sync::LazyLock;

use contract::{CatalogEndpoint, Category, EncodedSlash, Matcher};
use libfuzzer_sys::fuzz_target;

const BASE_PATH: &str = "/api/v5";

static CATALOG: LazyLock<Vec<CatalogEndpoint>> = LazyLock::new(|| {
    let json = include_str!("../../crates/backend/catalogs/emqx-v5.json");
    let categories: Vec<Category> = serde_json::from_str(json).expect("a built-in catalog is well-formed");
    categories.into_iter().flat_map(|category| category.endpoints).collect()
});

static STRICT: LazyLock<Matcher> = LazyLock::new(|| matcher(EncodedSlash::Refused));
static LOOSE: LazyLock<Matcher> = LazyLock::new(|| matcher(EncodedSlash::Allowed));

fn matcher(encoded_slash: EncodedSlash) -> Matcher {
    let endpoints = CATALOG.iter().map(|endpoint| (endpoint.method, endpoint.path.as_str()));
    Matcher::new(BASE_PATH, Some(endpoints), encoded_slash)
}

fuzz_target!(|request: &[u8]| {
    let Some(space) = request.iter().position(|byte| *byte == b' ') else { return };
    let Ok(method) = std::str::from_utf8(&request[..space]) else { return };
    let target = &request[space + 1..];
    let strict = STRICT.judge(method, target).endpoint();
    let loose = LOOSE.judge(method, target).endpoint();
    if let Some(endpoint) = strict {
        assert_eq!(Some(endpoint), loose, "what the strict one finds the loose one finds");
        let slashes = |text: &[u8]| text.iter().filter(|byte| **byte == b'/').count();
        assert_eq!(slashes(path(target)), slashes(&decoded(path(target))), "no slash was encoded");
    }
    let Some(endpoint) = loose else { return };
    let meant = if method == "HEAD" { "GET" } else { method };
    assert_eq!(endpoint.method().map(|method| method.as_str()), Some(meant));
    let below = path(target).strip_prefix(BASE_PATH.as_bytes()).and_then(|rest| rest.strip_prefix(b"/"));
    let segments: Vec<&[u8]> = below.expect("it lies under the base path").split(|byte| *byte == b'/').collect();
    for segment in &segments {
        let decoded = decoded(segment);
        assert!(!matches!(&*decoded, b"" | b"." | b".."), "{segment:?}");
        assert!(!decoded.iter().any(|byte| byte.is_ascii_control() || *byte == b'\\'), "{segment:?}");
        // Neither does it hide between slashes that are encoded.
        assert!(!decoded.split(|byte| *byte == b'/').any(|part| matches!(part, b"." | b"..")), "{segment:?}");
    }
    assert_eq!(best(&segments), Some(endpoint.path()), "as it came");
    let decoded: Vec<Vec<u8>> = segments.iter().map(|segment| decoded(segment)).collect();
    assert_eq!(best(&decoded), Some(endpoint.path()), "decoded");
});

/// Of all templates that have the path, the one with its literals furthest left.
fn best<S: AsRef<[u8]>>(segments: &[S]) -> Option<&'static str> {
    let is_parameter = |part: &str| part.starts_with('{');
    let has_path = |template: &&str| {
        let parts: Vec<&str> = template[1..].split('/').collect();
        let same = |(part, segment): (&&str, &S)| is_parameter(part) || part.as_bytes() == segment.as_ref();
        parts.len() == segments.len() && parts.iter().zip(segments).all(same)
    };
    let parameters = |template: &&str| template[1..].split('/').map(is_parameter).collect::<Vec<_>>();
    CATALOG.iter().map(|endpoint| endpoint.path.as_str()).filter(has_path).min_by_key(parameters)
}

fn path(target: &[u8]) -> &[u8] {
    target.split(|byte| *byte == b'?').next().unwrap_or_default()
}

/// With everything decoded that is encoded, until nothing is.
fn decoded(text: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    loop {
        let digits = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok();
        let encoded = text.windows(3).enumerate().find_map(|(place, three)| {
            let both = three[0] == b'%' && three[1..].iter().all(u8::is_ascii_hexdigit);
            both.then(|| digits(&three[1..])).flatten().map(|byte| (place, byte))
        });
        let Some((place, byte)) = encoded else { return text };
        text.splice(place..place + 3, [byte]);
    }
}
