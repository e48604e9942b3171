//! Origins: which pages may write.

use std::fmt;

use http::{HeaderMap, header};
use url::Url;

/// An origin as browsers write it: scheme, host and, unless it is the scheme's own, port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Reads an origin from a configuration: `https://console.example.com`.
    ///
    /// # Errors
    /// When the text is something else, such as an address with a path.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "{text:?} is not an origin; write scheme, host and, if need be, port, \
                 such as \"https://console.example.com\""
            )
        };
        let url = Url::parse(text).map_err(|_| wrong())?;
        let bare = url.path() == "/" && !text.ends_with('/') && url.query().is_none() && url.fragment().is_none();
        let credentials = !url.username().is_empty() || url.password().is_some();
        // A host may hold an asterisk, as far as addresses go. As an origin it would match nothing, and look as if it did.
        let wildcard = text.contains('*');
        if !matches!(url.scheme(), "http" | "https") || !bare || credentials || wildcard {
            return Err(wrong());
        }
        Ok(Origin(url.origin().ascii_serialization()))
    }

    /// The origin as text, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether the origin is served over https.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The origins whose pages may write.
#[derive(Clone, Debug)]
pub struct AllowedOrigins(Vec<Origin>);

impl AllowedOrigins {
    /// These, and no other.
    pub fn new(origins: Vec<Origin>) -> Self {
        AllowedOrigins(origins)
    }

    /// The allowed origin that the request came from. A request that names none, as only programs
    /// that are no browser send it, is not allowed either: a session is for browsers.
    pub fn of(&self, headers: &HeaderMap) -> Option<&Origin> {
        let origin = headers.get(header::ORIGIN)?.to_str().ok()?;
        self.0.iter().find(|allowed| allowed.as_str() == origin)
    }

    /// Says whether every page of this server is reached over https.
    pub fn all_https(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(Origin::is_https)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_kept_as_browsers_write_it() {
        let parse = |text| Origin::parse(text).expect("an origin").to_string();
        assert_eq!(parse("HTTPS://Console.Example.com:443"), "https://console.example.com");
        assert_eq!(parse("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
        assert_eq!(parse("http://[::1]:8080"), "http://[::1]:8080");
    }

    #[test]
    fn what_is_not_an_origin_is_refused() {
        for text in [
            "",
            "*",
            "null",
            "console.example.com",
            "https://a.example/",
            "https://a.example/x",
            "ftp://a",
            "https://u@a",
            "https://*.a.example",
        ] {
            assert!(Origin::parse(text).is_err(), "{text:?}");
        }
    }
}
