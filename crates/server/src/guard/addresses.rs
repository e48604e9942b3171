//! Addresses in an upstream's answer, as its client reaches them.

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{CONTENT_LOCATION, LOCATION},
};

/// The headers whose value is an address (RFC 9110, 10.2.2 and 8.7).
const WITH_ADDRESS: [HeaderName; 2] = [LOCATION, CONTENT_LOCATION];

/// What an upstream calls itself, and where its clients find it.
pub(super) struct Place {
    /// Scheme, host and port, as configured.
    origin: String,
    /// What clients have before the path that the upstream sees: `/{deployment}`.
    prefix: String,
}

impl Place {
    pub(super) fn new(origin: String, prefix: String) -> Self {
        Place { origin, prefix }
    }

    /// Makes the addresses in an answer those by which a client comes through this gateway. An address elsewhere stays,
    /// and so does one that is relative to the request's own.
    pub(super) fn show(&self, headers: &mut HeaderMap) {
        for name in WITH_ADDRESS {
            // There is one, or nothing that a client could read (RFC 9110, 5.3).
            if let Some(value) = headers.get(&name).and_then(|value| self.shown(value)) {
                headers.insert(name, value);
            }
        }
    }

    /// None when the address is not the upstream's own.
    fn shown(&self, value: &HeaderValue) -> Option<HeaderValue> {
        let address = value.to_str().ok()?;
        let path = match address.get(..self.origin.len()) {
            Some(start) if start.eq_ignore_ascii_case(&self.origin) => &address[self.origin.len()..],
            _ if address.starts_with('/') && !address.starts_with("//") => address,
            _ => return None,
        };
        let path = match path.chars().next() {
            Some('/') => path.to_owned(),
            None | Some('?' | '#') => format!("/{path}"),
            // Another port, or another host that begins with the same words.
            Some(_) => return None,
        };
        // Whoever heeds X-Forwarded-Prefix has put it there.
        let is_there = path.strip_prefix(&self.prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let prefix = if is_there { "" } else { &self.prefix };
        HeaderValue::try_from(format!("{prefix}{path}")).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(address: &str) -> String {
        let place = Place::new("http://10.0.0.5:18083".into(), "/one".into());
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, HeaderValue::from_str(address).expect("a value"));
        headers.insert(CONTENT_LOCATION, HeaderValue::from_str(address).expect("a value"));
        place.show(&mut headers);
        assert_eq!(headers[LOCATION], headers[CONTENT_LOCATION]);
        headers[LOCATION].to_str().expect("ASCII").to_owned()
    }

    #[test]
    fn an_address_under_the_upstream_leads_through_the_gateway() {
        for (sent, expected) in [
            ("/api/v5/rules/1", "/one/api/v5/rules/1"),
            ("/", "/one/"),
            ("/onesie", "/one/onesie"),
            ("http://10.0.0.5:18083/api/v5/rules/1?a=b#c", "/one/api/v5/rules/1?a=b#c"),
            ("HTTP://10.0.0.5:18083/api", "/one/api"),
            ("http://10.0.0.5:18083", "/one/"),
            ("http://10.0.0.5:18083?page=2", "/one/?page=2"),
            ("http://10.0.0.5:18083/one/api", "/one/api"),
        ] {
            assert_eq!(shown(sent), expected, "{sent}");
        }
    }

    #[test]
    fn an_address_elsewhere_and_one_that_is_right_already_stay() {
        for address in [
            "https://example.com/api/v5",
            "https://10.0.0.5:18083/api",
            "http://10.0.0.5:180830/api",
            "http://10.0.0.5:18083.example.com/api",
            "http://10.0.0.5/api",
            "//example.com/api",
            "rules/2",
            "../rules/2",
            "?page=2",
            "",
            "/one/api/v5/rules/1",
            "/one",
        ] {
            assert_eq!(shown(address), address);
        }
    }

    #[test]
    fn an_address_that_is_no_text_stays() {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, HeaderValue::from_bytes(b"/\xff").expect("a value"));
        Place::new("http://a".into(), "/one".into()).show(&mut headers);
        assert_eq!(headers[LOCATION].as_bytes(), b"/\xff");
    }
}
