//! Any Authorization headers, one a line: refused, or one pair that says what was sent. And any credentials, sent as they
//! should be: taken as they are.

#![no_main]

use data_encoding::BASE64;
use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use libfuzzer_sys::fuzz_target;

#[path = "../../crates/server/src/guard/basic.rs"]
mod basic;

use basic::credentials;

fuzz_target!(|data: &[u8]| {
    let lines: Vec<&[u8]> = data.split(|byte| *byte == b'\n').collect();
    let headers = headers_of(&lines);
    match credentials(&headers) {
        Ok(found) => {
            assert_eq!(headers.len(), 1);
            let sent = headers[AUTHORIZATION].as_bytes();
            let pair = format!("{}:{}", found.app_id, found.secret());
            assert!(sent.ends_with(BASE64.encode(pair.as_bytes()).as_bytes()));
            assert!(!found.app_id.contains(':') && !pair.contains(char::is_control));
        }
        Err(reason) => assert!(!reason.to_string().is_empty()),
    }

    let whole = headers_of(&[format!("Basic {}", BASE64.encode(data)).as_bytes()]);
    let expected = std::str::from_utf8(data).ok().filter(|text| !text.contains(char::is_control));
    // What is much longer than a pair may be refused unread.
    if let Some((app_id, secret)) = expected.and_then(|text| text.split_once(':')).filter(|_| data.len() < 512) {
        let found = credentials(&whole).ok().expect("a pair");
        assert_eq!((found.app_id.as_str(), found.secret()), (app_id, secret));
    } else if expected.is_none() {
        assert!(credentials(&whole).is_err());
    }
});

fn headers_of(lines: &[&[u8]]) -> HeaderMap {
    let values = lines.iter().filter_map(|line| HeaderValue::from_bytes(line).ok());
    values.map(|value| (AUTHORIZATION, value)).collect()
}
