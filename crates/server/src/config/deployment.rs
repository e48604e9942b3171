//! One `[[deployments]]` entry.

use std::{collections::HashSet, path::Path};

use backend::{DeploymentSpec, catalogs};
use contract::{Category, DeploymentKind, EncodedSlash};
use serde::Deserialize;
use url::Url;

use super::{ConfigError, Upstream, error::wrong, upstream};
use crate::{
    guard::AUTHORIZE,
    import::{self, ImportError},
};

/// An entry as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    id: String,
    name: String,
    kind: DeploymentKind,
    api_address: String,
    api_reference: String,
    catalog: Option<String>,
    catalog_language: Option<String>,
    base_path: Option<String>,
    encoded_slash: Option<Slash>,
    #[serde(default)]
    exclude: Vec<String>,
    upstream: Option<upstream::Entry>,
}

/// What becomes of an encoded slash, as it is written.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Slash {
    Allow,
    Refuse,
}

/// A catalog as it was read, with the base path that its document names.
struct Read {
    categories: Vec<Category>,
    base_path: Option<String>,
    encoded_slash: EncodedSlash,
    language: Option<String>,
}

impl Entry {
    pub(super) fn check(self, file: &Path, place: &str) -> Result<(DeploymentSpec, Option<Upstream>), ConfigError> {
        let at = |key: &str, reason: String| wrong(file, format!("{place}.{key}"), reason);
        check_id(&self.id).map_err(|reason| at("id", reason))?;
        if self.name.trim().is_empty() || self.name.chars().any(char::is_control) {
            return Err(at("name", "a name must stand here, on one line".into()));
        }
        check_url(&self.api_address).map_err(|reason| at("api_address", reason))?;
        check_url(&self.api_reference).map_err(|reason| at("api_reference", reason))?;
        if self.kind.capabilities().permissions && self.catalog.is_none() {
            let reason = "keys of this kind of deployment carry permissions, so it must have a catalog: \
                          a built-in one by name or a path to an OpenAPI document";
            return Err(at("catalog", reason.into()));
        }
        let read = self.catalog.as_deref().map(|catalog| read_catalog(file, place, catalog)).transpose()?;
        let (mut categories, documented, usual_slash, usual_language) = match read {
            Some(Read { categories, base_path, encoded_slash, language }) => {
                (Some(categories), base_path, encoded_slash, language)
            }
            None => (None, None, EncodedSlash::Refused, None),
        };
        if let Some(language) = &self.catalog_language {
            check_language(language, categories.is_some()).map_err(|reason| at("catalog_language", reason))?;
        }
        exclude(&mut categories, &self.exclude).map_err(|(key, reason)| at(&key, reason))?;
        let base_path = self.base_path.or(documented).unwrap_or_else(|| usual_base_path(self.kind).to_owned());
        check_base_path(&base_path).map_err(|reason| at("base_path", reason))?;
        let upstream = self.upstream.map(|entry| entry.check(file, &format!("{place}.upstream"))).transpose()?;
        let spec = DeploymentSpec {
            id: self.id,
            name: self.name.trim().to_owned(),
            kind: self.kind,
            api_address: self.api_address,
            api_reference: self.api_reference,
            base_path,
            categories,
            language: self.catalog_language.or(usual_language),
            encoded_slash: match self.encoded_slash {
                Some(Slash::Allow) => EncodedSlash::Allowed,
                Some(Slash::Refuse) => EncodedSlash::Refused,
                None => usual_slash,
            },
        };
        Ok((spec, upstream))
    }
}

fn usual_base_path(kind: DeploymentKind) -> &'static str {
    match kind {
        DeploymentKind::DedicatedV4 => "/api/v4",
        DeploymentKind::Serverless | DeploymentKind::DedicatedV5 => "/api/v5",
    }
}

fn check_id(id: &str) -> Result<(), String> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.is_empty() || id.len() > 64 || !id.bytes().all(allowed) {
        return Err(format!("{id:?} is not an id; use up to 64 of a-z, 0-9 and -"));
    }
    if id == AUTHORIZE {
        return Err(format!("{id:?} is where proxies ask for decisions; use another id"));
    }
    Ok(())
}

fn check_url(text: &str) -> Result<(), String> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(()),
        _ => Err(format!("{text:?} is not an address; write one that starts with https:// or http://")),
    }
}

/// As BCP 47 has its tags: parts of up to eight letters and digits, of which the first has letters only.
fn check_language(tag: &str, has_catalog: bool) -> Result<(), String> {
    if !has_catalog {
        return Err("there is no catalog whose language this could be".into());
    }
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let first = tag.split('-').next().unwrap_or_default();
    let is_language = (2..=8).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    if tag.len() <= 35 && is_language && tag.split('-').all(part) {
        return Ok(());
    }
    Err(format!("{tag:?} is not the tag of a language; write one such as \"en\" or \"zh-Hans\""))
}

fn check_base_path(path: &str) -> Result<(), String> {
    if path.is_empty() {
        return Ok(());
    }
    let good_segment = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && segment.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#\\{}%\"<>".contains(&byte))
    };
    match path.strip_prefix('/') {
        Some(rest) if rest.split('/').all(good_segment) => Ok(()),
        _ => Err(format!(
            "{path:?} is not a base path; write one such as \"/api/v5\", without a slash at its end, or \"\" for the root"
        )),
    }
}

/// A built-in catalog by its name, or the document at a path relative to the configuration file.
fn read_catalog(file: &Path, place: &str, catalog: &str) -> Result<Read, ConfigError> {
    if let Some(categories) = catalogs::builtin(catalog) {
        // Client ids and topics hold slashes, and EMQX splits before it decodes.
        let language = Some(catalogs::LANGUAGE.to_owned());
        return Ok(Read { categories, base_path: None, encoded_slash: EncodedSlash::Allowed, language });
    }
    let document = file.parent().unwrap_or(Path::new("")).join(catalog);
    let text = std::fs::read_to_string(&document).map_err(|error| {
        wrong(
            file,
            format!("{place}.catalog"),
            format!(
                "{catalog:?} is neither a built-in catalog ({}) nor a document that can be read: {}: {error}",
                catalogs::NAMES.join(", "),
                document.display()
            ),
        )
    })?;
    let imported = import::import(&text).map_err(|error| match error {
        ImportError::Syntax(reason) => wrong(&document, "", reason),
        ImportError::Document { place, reason } => wrong(&document, place, reason),
    })?;
    // No document says in which language it is written.
    let import::Imported { categories, base_path } = imported;
    Ok(Read { categories, base_path, encoded_slash: EncodedSlash::Refused, language: None })
}

/// Takes the named categories out; a name that matches nothing would be a mistake that nobody sees.
fn exclude(categories: &mut Option<Vec<Category>>, names: &[String]) -> Result<(), (String, String)> {
    if names.is_empty() {
        return Ok(());
    }
    let Some(categories) = categories else {
        return Err(("exclude".into(), "there is no catalog to exclude anything from".into()));
    };
    let known: HashSet<&str> = categories.iter().map(|category| category.name.as_str()).collect();
    for (position, name) in names.iter().enumerate() {
        if !known.contains(name.as_str()) {
            return Err((format!("exclude[{position}]"), format!("the catalog has no category {name:?}")));
        }
    }
    categories.retain(|category| !names.contains(&category.name));
    if categories.is_empty() {
        return Err(("exclude".into(), "nothing is left of the catalog".into()));
    }
    Ok(())
}
