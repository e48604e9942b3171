//! The `[jwt]` table: the identity provider whose tokens are taken.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use contract::Role;
use http::Uri;
use jiff::SignedDuration;
use serde::Deserialize;
use url::{Host, Url};

use super::{ConfigError, error::wrong};
use crate::bearer::{Algorithm, Claim, Claims, parse_keys};

/// The longest difference of clocks that can be allowed for, in seconds. Beyond it, time would mean little.
const LEEWAY_MAX: u64 = 300;

/// The longest time in which the provider may answer, in seconds: less than a request may take altogether.
const TIMEOUT_MAX: u64 = 8;

/// The algorithms that can be allowed: whoever verifies cannot sign.
const ALGORITHMS: [(&str, Algorithm); 9] = [
    ("RS256", Algorithm::RS256),
    ("RS384", Algorithm::RS384),
    ("RS512", Algorithm::RS512),
    ("PS256", Algorithm::PS256),
    ("PS384", Algorithm::PS384),
    ("PS512", Algorithm::PS512),
    ("ES256", Algorithm::ES256),
    ("ES384", Algorithm::ES384),
    ("EdDSA", Algorithm::EdDSA),
];

/// An identity provider, checked.
#[derive(Clone, Debug)]
pub struct Jwt {
    /// What its tokens say of who has made them.
    pub issuer: String,
    /// What its tokens say of whom they are for, one of these.
    pub audiences: Vec<String>,
    /// Where its public keys are.
    pub keys: KeySource,
    /// The algorithms that are taken; none is symmetric.
    pub algorithms: Vec<Algorithm>,
    /// By how much its clock and this one may differ.
    pub leeway: SignedDuration,
    /// How long it may take to answer with its keys.
    pub timeout: Duration,
    /// What tokens must say of their type, where that is asked.
    pub token_type: Option<String>,
    /// Which claims say what a principal may do.
    pub claims: Claims,
}

/// Where public keys are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// In a file.
    File(PathBuf),
    /// Behind an address.
    Url(Uri),
}

/// The table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    issuer: String,
    audience: Texts,
    jwks_url: Option<String>,
    jwks_file: Option<String>,
    algorithms: Vec<String>,
    leeway_seconds: Option<u64>,
    timeout_seconds: Option<u64>,
    token_type: Option<String>,
    role_claim: Option<String>,
    deployments_claim: Option<String>,
    roles: Option<Roles>,
}

/// One text, or several.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a text, or a list of texts")]
enum Texts {
    One(String),
    Several(Vec<String>),
}

/// The values that mean each role, as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Roles {
    #[serde(default)]
    administrator: Vec<String>,
    #[serde(default)]
    viewer: Vec<String>,
}

impl Entry {
    pub(super) fn check(self, file: &Path) -> Result<Jwt, ConfigError> {
        let at = |key: &str, reason: String| wrong(file, format!("jwt.{key}"), reason);
        let text = |key: &str, text: String| match text.trim().is_empty() {
            true => Err(at(key, "a text must stand here".into())),
            false => Ok(text),
        };
        let audiences = match self.audience {
            Texts::One(one) => vec![text("audience", one)?],
            Texts::Several(several) if several.is_empty() => {
                return Err(at("audience", "the list is empty, so every token would be refused".into()));
            }
            Texts::Several(several) => {
                several.into_iter().map(|one| text("audience", one)).collect::<Result<_, _>>()?
            }
        };
        let issuer = text("issuer", self.issuer)?;
        let algorithms = algorithms(&self.algorithms).map_err(|(place, reason)| at(&place, reason))?;
        let keys = match (self.jwks_url, self.jwks_file) {
            (Some(url), None) => KeySource::Url(check_url(&url).map_err(|reason| at("jwks_url", reason))?),
            (None, Some(name)) => {
                let path = file.parent().unwrap_or(Path::new("")).join(name);
                check_file(&path, &algorithms).map_err(|reason| at("jwks_file", reason))?;
                KeySource::File(path)
            }
            (Some(_), Some(_)) => {
                return Err(at("jwks_file", "there is a jwks_url too; keys come from one place".into()));
            }
            (None, None) => {
                let reason = "name the provider's public keys: as jwks_url, or as jwks_file relative to this file";
                return Err(wrong(file, "jwt", reason));
            }
        };
        let seconds =
            |key: &str, written: Option<u64>, usual: u64, least: u64, most: u64| match written.unwrap_or(usual) {
                seconds if (least..=most).contains(&seconds) => Ok(seconds),
                _ => Err(at(key, format!("a whole number from {least} to {most} must stand here"))),
            };
        let leeway = seconds("leeway_seconds", self.leeway_seconds, 60, 0, LEEWAY_MAX)?;
        let timeout = seconds("timeout_seconds", self.timeout_seconds, 5, 1, TIMEOUT_MAX)?;
        let claim = |key: &str, written: Option<String>, usual: &str| {
            text(key, written.unwrap_or_else(|| usual.to_owned())).map(Claim)
        };
        Ok(Jwt {
            issuer,
            audiences,
            keys,
            algorithms,
            leeway: SignedDuration::from_secs(i64::try_from(leeway).unwrap_or(i64::MAX)),
            timeout: Duration::from_secs(timeout),
            token_type: self.token_type.map(|written| text("token_type", written)).transpose()?,
            claims: Claims {
                role: claim("role_claim", self.role_claim, "role")?,
                deployments: claim("deployments_claim", self.deployments_claim, "deployments")?,
                roles: roles(self.roles).map_err(|(place, reason)| at(&place, reason))?,
            },
        })
    }
}

fn algorithms(written: &[String]) -> Result<Vec<Algorithm>, (String, String)> {
    let names = ALGORITHMS.map(|(name, _)| name).join(", ");
    if written.is_empty() {
        return Err(("algorithms".into(), format!("the list is empty; name those of your provider, of {names}")));
    }
    let read = |(position, name): (usize, &String)| {
        let known = ALGORITHMS.iter().find(|(known, _)| known == name).map(|(_, algorithm)| *algorithm);
        known.ok_or_else(|| {
            let reason = if name.eq_ignore_ascii_case("none") {
                format!("{name:?} is no signature: anybody could make such a token; there are {names}")
            } else if name.to_ascii_uppercase().starts_with("HS") {
                format!("{name:?} shares its secret: whoever verifies could sign; there are {names}")
            } else {
                format!("{name:?} is not known here; there are {names}")
            };
            (format!("algorithms[{position}]"), reason)
        })
    };
    written.iter().enumerate().map(read).collect()
}

/// Whoever can change what is answered can sign in as anybody: so it must be https, or this machine.
fn check_url(text: &str) -> Result<Uri, String> {
    let not_one = || format!("{text:?} is not an address; write one that starts with https://");
    let url = Url::parse(text).map_err(|_| not_one())?;
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        None => return Err(not_one()),
    };
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(format!("{:?} must have neither a user name nor a fragment", url.host_str().unwrap_or_default()));
    }
    match url.scheme() {
        "https" => (),
        "http" if here => (),
        "http" => return Err(format!("{text:?} could be answered by anybody on the way; write https://")),
        _ => return Err(not_one()),
    }
    url.as_str().parse().map_err(|_| not_one())
}

fn check_file(path: &Path, algorithms: &[Algorithm]) -> Result<(), String> {
    let about = |reason: String| format!("the file {} {reason}", path.display());
    let json = std::fs::read(path).map_err(|error| about(format!("cannot be read: {error}")))?;
    let keys = parse_keys(&json).map_err(|reason| about(format!("cannot be used: {reason}")))?;
    match keys.serve_any(algorithms) {
        true => Ok(()),
        false => Err(about("holds no public key for any of the algorithms".into())),
    }
}

fn roles(written: Option<Roles>) -> Result<BTreeMap<String, Role>, (String, String)> {
    let Some(Roles { administrator, viewer }) = written else {
        return Ok(Role::ALL.map(|role| (role.as_str().to_owned(), role)).into());
    };
    let mut roles = BTreeMap::new();
    for (role, values) in [(Role::Administrator, administrator), (Role::Viewer, viewer)] {
        for (position, value) in values.into_iter().enumerate() {
            if let Some(other) = roles.insert(value.clone(), role) {
                let place = format!("roles.{}[{position}]", role.as_str());
                return Err((place, format!("{value:?} stands under {} already", other.as_str())));
            }
        }
    }
    match roles.is_empty() {
        true => Err(("roles".into(), "no value means a role, so every token would be refused".into())),
        false => Ok(roles),
    }
}
