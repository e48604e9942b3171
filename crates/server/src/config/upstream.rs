//! A `[deployments.upstream]` table: where the requests of a deployment's keys are passed on to.

use std::{path::Path, time::Duration};

use data_encoding::BASE64;
use http::{
    HeaderValue, Uri,
    uri::{Authority, Scheme},
};
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use serde::Deserialize;

use super::{ConfigError, error::wrong};

/// The longest time that a limit may be: a day.
const LONGEST_SECONDS: u64 = 24 * 60 * 60;

/// The upstream of a deployment, checked.
#[derive(Clone, Debug)]
pub struct Upstream {
    /// `http` or `https`.
    pub scheme: Scheme,
    /// Host and port.
    pub authority: Authority,
    /// The authorities whose certificates are taken, where these are not the system's.
    pub authorities: Option<RootCertStore>,
    /// What `Authorization` says there, where the gateway has a credential of its own.
    pub credential: Option<HeaderValue>,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long an answer may take to begin, once the upstream has all that the client sent.
    pub response_timeout: Duration,
    /// How long either side may be silent in the middle of a body.
    pub idle_timeout: Duration,
}

/// The table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    url: String,
    ca_file: Option<String>,
    basic_file: Option<String>,
    bearer_file: Option<String>,
    connect_timeout_seconds: Option<u64>,
    response_timeout_seconds: Option<u64>,
    idle_timeout_seconds: Option<u64>,
}

impl Upstream {
    /// An upstream without a credential, and with the usual limits.
    ///
    /// # Errors
    /// When `url` is not `http://` or `https://`, a host and perhaps a port.
    pub fn new(url: &str) -> Result<Self, String> {
        let not_one = || {
            format!(
                "{url:?} is not an upstream; write scheme, host and port alone, such as \"http://127.0.0.1:18083\": \
                 the path is the request's own"
            )
        };
        let parts = url.parse::<Uri>().map_err(|_| not_one())?.into_parts();
        let scheme =
            parts.scheme.filter(|scheme| [Scheme::HTTP, Scheme::HTTPS].contains(scheme)).ok_or_else(not_one)?;
        let authority = parts.authority.ok_or_else(not_one)?;
        let no_path = parts.path_and_query.is_none_or(|path| path == "/") && !url.ends_with('/') && !url.contains('#');
        // Who writes a password into an address will see it in a log one day.
        if !no_path || authority.as_str().contains('@') || authority.host().is_empty() {
            return Err(not_one());
        }
        Ok(Upstream {
            scheme,
            authority,
            authorities: None,
            credential: None,
            connect_timeout: Duration::from_secs(5),
            response_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(60),
        })
    }
}

impl Entry {
    pub(super) fn check(self, file: &Path, place: &str) -> Result<Upstream, ConfigError> {
        let at = |key: &str, reason: String| wrong(file, format!("{place}.{key}"), reason);
        let mut upstream = Upstream::new(&self.url).map_err(|reason| at("url", reason))?;
        if let Some(name) = self.ca_file {
            if upstream.scheme != Scheme::HTTPS {
                return Err(at("ca_file", "the upstream is asked by http, where nobody shows a certificate".into()));
            }
            upstream.authorities = Some(read_authorities(file, &name).map_err(|reason| at("ca_file", reason))?);
        }
        let credential = |key: &str, name: &str, write: fn(&str) -> Result<String, &'static str>| {
            read_credential(file, name, write).map_err(|reason| at(key, reason))
        };
        upstream.credential = match (self.basic_file, self.bearer_file) {
            (Some(_), Some(_)) => {
                return Err(at("bearer_file", "there is a basic_file too; an upstream gets one credential".into()));
            }
            (Some(name), None) => Some(credential("basic_file", &name, basic)?),
            (None, Some(name)) => Some(credential("bearer_file", &name, bearer)?),
            (None, None) => None,
        };
        for (key, seconds, limit) in [
            ("connect_timeout_seconds", self.connect_timeout_seconds, &mut upstream.connect_timeout),
            ("response_timeout_seconds", self.response_timeout_seconds, &mut upstream.response_timeout),
            ("idle_timeout_seconds", self.idle_timeout_seconds, &mut upstream.idle_timeout),
        ] {
            match seconds {
                None => (),
                Some(seconds) if (1..=LONGEST_SECONDS).contains(&seconds) => *limit = Duration::from_secs(seconds),
                Some(_) => return Err(at(key, format!("a whole number from 1 to {LONGEST_SECONDS} must stand here"))),
            }
        }
        Ok(upstream)
    }
}

/// Reads certificates of authorities (PEM, RFC 7468) from a file beside the configuration.
fn read_authorities(file: &Path, name: &str) -> Result<RootCertStore, String> {
    let path = file.parent().unwrap_or(Path::new("")).join(name);
    let about = |reason: &str| format!("the file {} {reason}", path.display());
    let text = std::fs::read(&path).map_err(|error| about(&format!("cannot be read: {error}")))?;
    let mut authorities = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&text) {
        let added = certificate.map_err(|error| error.to_string());
        let added = added.and_then(|certificate| authorities.add(certificate).map_err(|error| error.to_string()));
        added.map_err(|error| about(&format!("holds a certificate that cannot be read: {error}")))?;
    }
    if authorities.is_empty() {
        return Err(about("must hold the certificates of authorities, as PEM"));
    }
    Ok(authorities)
}

/// Reads a credential from a file beside the configuration. No error repeats what the file holds.
fn read_credential(
    file: &Path,
    name: &str,
    write: fn(&str) -> Result<String, &'static str>,
) -> Result<HeaderValue, String> {
    let path = file.parent().unwrap_or(Path::new("")).join(name);
    let about = |reason: &str| format!("the file {} {reason}", path.display());
    let text = std::fs::read_to_string(&path).map_err(|error| about(&format!("cannot be read: {error}")))?;
    let text = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(about("must hold the credential on its one line"));
    }
    let text = write(text).map_err(about)?;
    let mut value = HeaderValue::from_str(&text).map_err(|_| about("holds what no header may hold"))?;
    value.set_sensitive(true);
    Ok(value)
}

fn basic(text: &str) -> Result<String, &'static str> {
    if !text.contains(':') {
        return Err("must hold user name and password with a colon between them");
    }
    Ok(format!("Basic {}", BASE64.encode(text.as_bytes())))
}

fn bearer(text: &str) -> Result<String, &'static str> {
    Ok(format!("Bearer {text}"))
}
