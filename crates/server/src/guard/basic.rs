//! App ID and App Secret, as HTTP Basic authentication (RFC 7617) carries them.

use std::fmt;

use data_encoding::BASE64;
use http::{HeaderMap, header::AUTHORIZATION};
use secrecy::{ExposeSecret, SecretString};

/// The longest header that is looked at; an App ID and an App Secret take about a hundred bytes.
const HEADER_MAX_BYTES: usize = 1024;

/// What a client says it is. It cannot be printed.
pub struct Credentials {
    /// The App ID, or what stands in its place.
    pub app_id: String,
    secret: SecretString,
}

impl Credentials {
    /// The App Secret, or what stands in its place.
    pub fn secret(&self) -> &str {
        self.secret.expose_secret()
    }
}

/// Why a request has no credentials that could be looked at. Nothing of what was sent is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCredentials {
    /// There is no header.
    Missing,
    /// There is more than one.
    Doubled,
    /// It is longer than any could be.
    TooLong,
    /// It is of another scheme than Basic.
    OtherScheme,
    /// What follows the scheme is not Base64.
    NotBase64,
    /// Decoded, it is not UTF-8.
    NotUtf8,
    /// Decoded, it holds a control character.
    ControlCharacter,
    /// Decoded, it holds no colon.
    NoColon,
}

impl fmt::Display for NoCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NoCredentials::Missing => "there is no Authorization header",
            NoCredentials::Doubled => "there is more than one Authorization header",
            NoCredentials::TooLong => "the Authorization header is too long",
            NoCredentials::OtherScheme => "the Authorization header is not of the scheme Basic",
            NoCredentials::NotBase64 => "the credentials are not Base64",
            NoCredentials::NotUtf8 => "the credentials are not UTF-8",
            NoCredentials::ControlCharacter => "the credentials hold a control character",
            NoCredentials::NoColon => "the credentials hold no colon",
        })
    }
}

/// The credentials of a request: the App ID up to the first colon, and after it the App Secret, which may hold more.
///
/// # Errors
/// When there are none that could be looked at.
pub fn credentials(headers: &HeaderMap) -> Result<Credentials, NoCredentials> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(NoCredentials::Missing)?;
    if values.next().is_some() {
        return Err(NoCredentials::Doubled);
    }
    if value.len() > HEADER_MAX_BYTES {
        return Err(NoCredentials::TooLong);
    }
    let space = value.as_bytes().iter().position(|byte| *byte == b' ').ok_or(NoCredentials::OtherScheme)?;
    let (scheme, encoded) = value.as_bytes().split_at(space);
    if !scheme.eq_ignore_ascii_case(b"basic") {
        return Err(NoCredentials::OtherScheme);
    }
    let encoded = encoded.trim_ascii_start();
    // The decoder takes several texts in a row, each with its own padding. Nobody honest sends that.
    if encoded.iter().position(|byte| *byte == b'=').is_some_and(|padding| padding + 2 < encoded.len()) {
        return Err(NoCredentials::NotBase64);
    }
    let decoded = BASE64.decode(encoded).map_err(|_| NoCredentials::NotBase64)?;
    let text = String::from_utf8(decoded).map_err(|_| NoCredentials::NotUtf8)?;
    if text.chars().any(char::is_control) {
        return Err(NoCredentials::ControlCharacter);
    }
    let (app_id, secret) = text.split_once(':').ok_or(NoCredentials::NoColon)?;
    Ok(Credentials { app_id: app_id.to_owned(), secret: SecretString::from(secret) })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(values: &[&[u8]]) -> Result<(String, String), NoCredentials> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(value).expect("a value"));
        }
        credentials(&headers).map(|found| (found.app_id.clone(), found.secret().to_owned()))
    }

    fn basic(bytes: &[u8]) -> Vec<u8> {
        format!("Basic {}", BASE64.encode(bytes)).into_bytes()
    }

    #[test]
    fn the_first_colon_divides_and_the_scheme_is_written_in_any_case() {
        let pair = |app_id: &str, secret: &str| Ok((app_id.to_owned(), secret.to_owned()));
        assert_eq!(read(&[&basic(b"id:secret")]), pair("id", "secret"));
        assert_eq!(read(&[&basic(b"id:a:b:")]), pair("id", "a:b:"));
        assert_eq!(read(&[&basic("id:sécret".as_bytes())]), pair("id", "sécret"));
        assert_eq!(read(&[&basic(b":")]), pair("", ""));
        let encoded = BASE64.encode(b"id:secret");
        for scheme in ["basic", "BASIC", "bAsIc", "Basic  "] {
            assert_eq!(read(&[format!("{scheme} {encoded}").as_bytes()]), pair("id", "secret"), "{scheme}");
        }
    }

    #[test]
    fn what_is_no_basic_header_is_told_apart() {
        assert_eq!(read(&[]), Err(NoCredentials::Missing));
        assert_eq!(read(&[&basic(b"a:b"), &basic(b"a:b")]), Err(NoCredentials::Doubled));
        assert_eq!(read(&[&basic(&[b'a'; HEADER_MAX_BYTES])]), Err(NoCredentials::TooLong));
        for other in ["", "Basic", "Bearer YTpi", "YTpi", "Basicx YTpi", "Basic\tYTpi"] {
            assert_eq!(read(&[other.as_bytes()]), Err(NoCredentials::OtherScheme), "{other:?}");
        }
        // Not Base64, without its padding, with another alphabet, with more behind it.
        for broken in [
            "Basic Og==YTpi",
            "Basic !!!!",
            "Basic YTp",
            "Basic YTo",
            "Basic _-_-",
            "Basic YTpi YTpi",
            "Basic YTpi, Basic YTpi",
        ] {
            assert_eq!(read(&[broken.as_bytes()]), Err(NoCredentials::NotBase64), "{broken:?}");
        }
        assert_eq!(read(&[b"Basic \xff\xfe"]), Err(NoCredentials::NotBase64));
        assert_eq!(read(&[&basic(b"id:\xff")]), Err(NoCredentials::NotUtf8));
        assert_eq!(read(&[&basic(b"\xc0\xae:x")]), Err(NoCredentials::NotUtf8));
        for control in ["id:a\nb", "id:\0", "i\x7fd:a", "id\r:a", "id:\u{85}"] {
            assert_eq!(read(&[&basic(control.as_bytes())]), Err(NoCredentials::ControlCharacter), "{control:?}");
        }
        assert_eq!(read(&[&basic(b"id")]), Err(NoCredentials::NoColon));
        assert_eq!(read(&[b"Basic "]), Err(NoCredentials::NoColon));
    }
}
