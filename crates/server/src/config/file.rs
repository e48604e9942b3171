//! The file as it is written, and the checks of what does not concern a single deployment.

use std::{
    collections::{HashMap, HashSet},
    net::IpAddr,
    ops::Range,
    path::Path,
};

use serde::Deserialize;
use url::Url;

use super::{Config, ConfigError, Upstream, deployment, error::wrong, jwt};
use crate::{client::TrustedProxies, sign_in::Origin};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    public_origins: Option<Vec<String>>,
    #[serde(default)]
    extra_origins: Vec<String>,
    #[serde(default)]
    cors_origins: Vec<String>,
    #[serde(default)]
    frame_ancestors: Vec<String>,
    #[serde(default)]
    trusted_proxies: Vec<String>,
    jwt: Option<jwt::Entry>,
    deployments: Option<Vec<deployment::Entry>>,
}

pub(super) fn parse(text: &str, file: &Path) -> Result<Config, ConfigError> {
    let written: File = toml::from_str(text).map_err(|error| {
        let place = error.span().map(|span| line_and_column(text, &span)).unwrap_or_default();
        wrong(file, place, error.message().trim().replace('\n', ", "))
    })?;
    let public_origins =
        written.public_origins.as_deref().map(|list| origins(file, "public_origins", list)).transpose()?;
    if public_origins.as_ref().is_some_and(Vec::is_empty) {
        return Err(wrong(file, "public_origins", "the list is empty, so nobody could sign in; leave it out instead"));
    }
    let (deployments, upstreams) = match written.deployments {
        Some(entries) => deployments(file, entries)?,
        None => (Config::default().deployments, HashMap::new()),
    };
    Ok(Config {
        public_origins,
        extra_origins: origins(file, "extra_origins", &written.extra_origins)?,
        cors_origins: origins(file, "cors_origins", &written.cors_origins)?,
        jwt: written.jwt.map(|entry| entry.check(file)).transpose()?,
        frame_ancestors: frame_ancestors(file, &written.frame_ancestors)?,
        trusted_proxies: trusted_proxies(file, &written.trusted_proxies)?,
        deployments,
        upstreams,
    })
}

/// Addresses alone: whoever is in a network with a proxy is no proxy yet.
fn trusted_proxies(file: &Path, list: &[String]) -> Result<TrustedProxies, ConfigError> {
    let read = |(position, text): (usize, &String)| match text.parse::<IpAddr>() {
        Ok(address) if !address.is_unspecified() => Ok(address),
        _ => Err(wrong(
            file,
            format!("trusted_proxies[{position}]"),
            format!("{text:?} is not the address of a proxy, such as \"10.0.0.5\"; networks and names are not taken"),
        )),
    };
    list.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>().map(TrustedProxies::new)
}

fn origins(file: &Path, key: &str, list: &[String]) -> Result<Vec<Origin>, ConfigError> {
    let read = |(position, text): (usize, &String)| {
        Origin::parse(text).map_err(|reason| wrong(file, format!("{key}[{position}]"), reason))
    };
    list.iter().enumerate().map(read).collect()
}

/// Checked closely, for they are written into a header.
fn frame_ancestors(file: &Path, list: &[String]) -> Result<Vec<String>, ConfigError> {
    let read = |(position, text): (usize, &String)| {
        if text == "self" {
            return Ok("'self'".to_owned());
        }
        // A wildcard stands for the first label of a host and is no part of an address.
        let address = text.replacen("://*.", "://any.", 1);
        match Origin::parse(&address) {
            Ok(_) if Url::parse(&address).is_ok() && text.is_ascii() && !text.contains([';', ',', '\'', '"']) => {
                Ok(text.clone())
            }
            _ => Err(wrong(
                file,
                format!("frame_ancestors[{position}]"),
                format!("{text:?} is neither \"self\" nor an origin, such as \"https://*.example.com\""),
            )),
        }
    };
    list.iter().enumerate().map(read).collect()
}

/// The deployments, and the upstreams of those that have one.
type Deployments = (Vec<backend::DeploymentSpec>, HashMap<String, Upstream>);

fn deployments(file: &Path, entries: Vec<deployment::Entry>) -> Result<Deployments, ConfigError> {
    if entries.is_empty() {
        return Err(wrong(file, "deployments", "the list is empty; name one, or leave it out for the samples"));
    }
    let mut ids = HashSet::new();
    let mut specs = Vec::with_capacity(entries.len());
    let mut upstreams = HashMap::new();
    for (position, entry) in entries.into_iter().enumerate() {
        let place = format!("deployments[{position}]");
        let (spec, upstream) = entry.check(file, &place)?;
        if !ids.insert(spec.id.clone()) {
            let reason = format!("another deployment has the id {:?} already", spec.id);
            return Err(wrong(file, format!("{place}.id"), reason));
        }
        upstreams.extend(upstream.map(|upstream| (spec.id.clone(), upstream)));
        specs.push(spec);
    }
    Ok((specs, upstreams))
}

fn line_and_column(text: &str, span: &Range<usize>) -> String {
    let before = text.get(..span.start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {line}, column {column}")
}
