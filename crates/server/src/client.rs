//! Who sends a request: whoever is at the other end of the connection, or whom a trusted proxy there names.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use http::{HeaderMap, HeaderName, HeaderValue, header::FORWARDED};

/// Whom a request came from and by way of whom, as proxies say it.
pub(crate) const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// By which scheme a proxy was asked.
pub(crate) const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The proxies that are believed when they say for whom they ask. By default there are none.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[IpAddr]>);

impl TrustedProxies {
    /// Those at these addresses.
    pub fn new(addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        TrustedProxies(addresses.into_iter().map(|address| address.to_canonical()).collect())
    }

    /// Says whether the proxy at this address is one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

/// What counts as one client: a household, and any single host that wants it, has a whole /64 of IPv6 addresses.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
    }
}

/// Who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    /// The client, and after it the trusted proxies by way of which it came; never empty.
    hops: Vec<IpAddr>,
    https: bool,
}

impl Client {
    /// Whoever sends a request with these headers over a connection from `peer`.
    ///
    /// A trusted proxy is believed about whom its request came from; when that is a trusted proxy too, what it said is
    /// read on. Whatever else stands in the headers the client has written itself. Where `X-Forwarded-For` and
    /// `Forwarded` name different clients, the proxy has left one of them as it came: neither is believed.
    pub(crate) fn of(peer: IpAddr, headers: &HeaderMap, trusted: &TrustedProxies) -> Self {
        let peer = peer.to_canonical();
        if !trusted.contains(peer) {
            return Client { hops: vec![peer], https: false };
        }
        let plain = elements(headers, FORWARDED_FOR).map(|element| Said { from: address(element), https: None });
        let plain = headers.contains_key(FORWARDED_FOR).then(|| follow(peer, plain, trusted).0);
        let standard = elements(headers, FORWARDED).map(Said::read);
        let standard = headers.contains_key(FORWARDED).then(|| follow(peer, standard, trusted));
        let (standard, standard_https) = standard.unzip();
        let hops = match (plain, standard) {
            (Some(one), Some(other)) if one != other => vec![peer],
            (one, other) => one.or(other).unwrap_or_else(|| vec![peer]),
        };
        let https = match (plain_https(headers), standard_https.flatten()) {
            (Some(one), Some(other)) => one && other,
            (one, other) => one.or(other).unwrap_or(false),
        };
        Client { hops, https }
    }

    /// Its address.
    pub(crate) fn address(&self) -> IpAddr {
        self.hops[0]
    }

    /// What the next server is told of it and of the proxies on the way, in `X-Forwarded-For`.
    pub(crate) fn forwarded_for(&self) -> Option<HeaderValue> {
        let hops: Vec<String> = self.hops.iter().map(IpAddr::to_string).collect();
        HeaderValue::try_from(hops.join(", ")).ok()
    }

    /// The scheme by which it asked.
    pub(crate) fn scheme(&self) -> HeaderValue {
        HeaderValue::from_static(if self.https { "https" } else { "http" })
    }
}

/// What a proxy says of one request.
struct Said {
    from: Option<IpAddr>,
    https: Option<bool>,
}

impl Said {
    /// An element of `Forwarded` (RFC 7239).
    fn read(element: &str) -> Self {
        let value = |name: &str| {
            let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
            pairs.find(|(one, _)| one.trim().eq_ignore_ascii_case(name)).map(|(_, value)| unquoted(value))
        };
        Said { from: value("for").and_then(address), https: value("proto").map(is_https) }
    }
}

/// From the peer back to the client, and the scheme by which the client asked.
fn follow(peer: IpAddr, said: impl Iterator<Item = Said>, trusted: &TrustedProxies) -> (Vec<IpAddr>, Option<bool>) {
    let (mut hops, mut https) = (vec![peer], None);
    for one in said {
        https = one.https;
        // A proxy that does not say from whom stands for the client.
        let Some(from) = one.from else { break };
        hops.push(from);
        if !trusted.contains(from) {
            break;
        }
    }
    hops.reverse();
    (hops, https)
}

/// The elements of a list, the last first: each proxy adds its own at the end, so nothing that a client has written, such
/// as a quotation mark without an end, changes how a proxy's own are read.
fn elements(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let lists = headers.get_all(name).into_iter().rev();
    lists.flat_map(|list| list.as_bytes().rsplit(|byte| *byte == b',')).map(|one| str::from_utf8(one).unwrap_or(""))
}

/// Said in exactly one way, for it is no list.
fn plain_https(headers: &HeaderMap) -> Option<bool> {
    let mut values = headers.get_all(FORWARDED_PROTO).iter();
    let first = values.next()?;
    Some(values.next().is_none() && first.to_str().is_ok_and(is_https))
}

fn is_https(scheme: &str) -> bool {
    scheme.trim().eq_ignore_ascii_case("https")
}

/// An address, with or without a port, and in brackets where it is of IPv6.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    bare.parse().ok().or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of a request that 10.0.0.1 passes on, where it and 10.0.0.2 are trusted.
    fn told(headers: &[(&'static str, &str)]) -> String {
        told_by([10, 0, 0, 1], headers)
    }

    fn told_by(peer: impl Into<IpAddr>, headers: &[(&'static str, &str)]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).expect("a value"));
        }
        let trusted = TrustedProxies::new([IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2])]);
        let client = Client::of(peer.into(), &map, &trusted);
        let text = |value: HeaderValue| value.to_str().expect("ASCII").to_owned();
        let all = text(client.forwarded_for().expect("addresses"));
        assert!(all.starts_with(&client.address().to_string()), "{all}");
        format!("{} {all}", text(client.scheme()))
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_count_as_one() {
        let address = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(address("2001:db8::1"), address("2001:db8::ffff:1"));
        assert_ne!(address("2001:db8::1"), address("2001:db8:0:1::1"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
    }

    #[test]
    fn who_is_not_trusted_is_the_client_whatever_it_says() {
        let lies = [
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-proto", "https"),
            ("forwarded", "for=192.0.2.1;proto=https"),
        ];
        assert_eq!(told_by([10, 0, 0, 3], &lies), "http 10.0.0.3");
        assert_eq!(told(&[]), "http 10.0.0.1");
    }

    #[test]
    fn a_trusted_proxy_names_the_client_and_what_the_client_wrote_is_left_out() {
        for (list, expected) in [
            ("192.0.2.1", "http 192.0.2.1, 10.0.0.1"),
            ("8.8.8.8, 192.0.2.1", "http 192.0.2.1, 10.0.0.1"),
            ("nonsense\", 192.0.2.1:4711", "http 192.0.2.1, 10.0.0.1"),
            ("8.8.8.8, 192.0.2.1, 10.0.0.2", "http 192.0.2.1, 10.0.0.2, 10.0.0.1"),
            ("2001:db8::1", "http 2001:db8::1, 10.0.0.1"),
            ("[2001:db8::1]:4711", "http 2001:db8::1, 10.0.0.1"),
            ("::ffff:192.0.2.1", "http 192.0.2.1, 10.0.0.1"),
            ("192.0.2.1, unknown", "http 10.0.0.1"),
            ("192.0.2.1, ", "http 10.0.0.1"),
            ("192.0.2.1 8.8.8.8", "http 10.0.0.1"),
            ("caf\u{e9}", "http 10.0.0.1"),
        ] {
            assert_eq!(told(&[("x-forwarded-for", list)]), expected, "{list}");
        }
        let lines = [("x-forwarded-for", "8.8.8.8"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(told(&lines), "http 192.0.2.1, 10.0.0.1");
        assert_eq!(told_by("::ffff:10.0.0.1".parse::<IpAddr>().expect("an address"), &lines), told(&lines));
    }

    #[test]
    fn the_standard_header_says_the_same_and_the_scheme_besides() {
        for (list, expected) in [
            ("for=192.0.2.1", "http 192.0.2.1, 10.0.0.1"),
            ("for=192.0.2.1;proto=https;by=10.0.0.1", "https 192.0.2.1, 10.0.0.1"),
            ("Proto=HTTPS; For=\"192.0.2.1:4711\"", "https 192.0.2.1, 10.0.0.1"),
            ("for=\"[2001:db8::1]:4711\"", "http 2001:db8::1, 10.0.0.1"),
            ("for=8.8.8.8;proto=https, for=192.0.2.1;proto=http", "http 192.0.2.1, 10.0.0.1"),
            ("for=192.0.2.1;proto=https, for=10.0.0.2;proto=http", "https 192.0.2.1, 10.0.0.2, 10.0.0.1"),
            ("for=\"8.8.8.8, for=192.0.2.1", "http 192.0.2.1, 10.0.0.1"),
            ("for=_hidden;proto=https", "https 10.0.0.1"),
            ("192.0.2.1", "http 10.0.0.1"),
        ] {
            assert_eq!(told(&[("forwarded", list)]), expected, "{list}");
        }
    }

    #[test]
    fn two_headers_that_name_different_clients_are_believed_neither() {
        let both = |plain, standard| told(&[("x-forwarded-for", plain), ("forwarded", standard)]);
        assert_eq!(both("192.0.2.1", "for=192.0.2.1"), "http 192.0.2.1, 10.0.0.1");
        assert_eq!(both("192.0.2.1", "for=8.8.8.8"), "http 10.0.0.1");
        let schemes = |plain, standard| told(&[("x-forwarded-proto", plain), ("forwarded", standard)]);
        assert_eq!(schemes("https", "for=192.0.2.1;proto=https"), "https 192.0.2.1, 10.0.0.1");
        assert_eq!(schemes("https", "for=192.0.2.1;proto=http"), "http 192.0.2.1, 10.0.0.1");
    }

    #[test]
    fn the_scheme_is_https_where_that_is_said_once_and_plainly() {
        assert_eq!(told(&[("x-forwarded-proto", "https")]), "https 10.0.0.1");
        assert_eq!(told(&[("x-forwarded-proto", "HTTPS")]), "https 10.0.0.1");
        for other in ["http", "https, http", "ws", "", "https\u{e9}"] {
            assert_eq!(told(&[("x-forwarded-proto", other)]), "http 10.0.0.1", "{other}");
        }
        assert_eq!(told(&[("x-forwarded-proto", "https"), ("x-forwarded-proto", "https")]), "http 10.0.0.1");
    }
}
