//! The header `Authorization`, as far as it carries a bearer token (RFC 6750, 2.1).

use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};

use super::{Reason, Refusal};

/// The longest header that is looked at. The JWTs of some providers name every group that a person is in.
const HEADER_MAX_BYTES: usize = 16 * 1024;

/// The bearer token of a request; `None` when it carries none, or credentials of another scheme, as a proxy may have
/// asked for: those are not for this server.
pub(super) fn token_of(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(only), None) => read(only),
        // Who checks the first and who the last would not see the same principal.
        (Some(_), Some(_)) => Err(Refusal::Doubled),
    }
}

fn read(value: &HeaderValue) -> Result<Option<&str>, Refusal> {
    let bytes = value.as_bytes();
    let scheme = bytes.split(|byte| *byte == b' ').next().unwrap_or_default();
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        return Ok(None);
    }
    let token = bytes[scheme.len()..].trim_ascii();
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte);
    match std::str::from_utf8(token) {
        Ok(text) if bytes.len() <= HEADER_MAX_BYTES && !token.is_empty() && token.iter().all(allowed) => Ok(Some(text)),
        _ => Err(Reason::Malformed.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(values: &[&[u8]]) -> Result<Option<String>, String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(value).expect("a value"));
        }
        token_of(&headers).map(|token| token.map(str::to_owned)).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn the_scheme_is_written_in_any_case() {
        for value in ["Bearer abc.d-e_f~g+/==", "bearer abc.d-e_f~g+/==", "BEARER  abc.d-e_f~g+/=="] {
            assert_eq!(token(&[value.as_bytes()]), Ok(Some("abc.d-e_f~g+/==".into())), "{value}");
        }
    }

    #[test]
    fn credentials_of_another_scheme_are_not_for_this_server() {
        for value in ["Basic YTpi", "Bearerabc", "Bearer\tabc", "Digest x", "", "abc"] {
            assert_eq!(token(&[value.as_bytes()]), Ok(None), "{value}");
        }
        assert_eq!(token(&[]), Ok(None));
    }

    #[test]
    fn what_could_be_no_token_is_refused() {
        let long = [b"Bearer ".as_slice(), &[b'a'; HEADER_MAX_BYTES]].concat();
        let cases: [&[u8]; 7] =
            [b"Bearer", b"Bearer ", b"Bearer a b", b"Bearer a, Bearer b", b"Bearer \xff", b"Bearer \"a\"", &long];
        for value in cases {
            assert_eq!(
                token(&[value]),
                Err(Refusal::from(Reason::Malformed).to_string()),
                "{}",
                String::from_utf8_lossy(value)
            );
        }
    }

    #[test]
    fn two_headers_are_refused_whatever_they_say() {
        for second in ["Bearer abc", "Basic YTpi", ""] {
            assert_eq!(token(&[b"Bearer abc", second.as_bytes()]), Err(Refusal::Doubled.to_string()), "{second}");
        }
    }
}
