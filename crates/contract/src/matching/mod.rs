//! Matching a request to an endpoint: the one place that decides what an API key opens.
//!
//! The rules, all of them on the bytes as they came:
//! - The path starts with `/`, is at most [`PATH_MAX_BYTES`] long and is split at `/`. What follows the first `?` is no
//!   part of it. No segment is empty, so there is neither `//` nor a slash at the end.
//! - No segment is `.` or `..`, nothing is a control character or a backslash, and what is decoded is UTF-8; however
//!   often it was percent-encoded. Broken percent-encoding is refused, and so is a raw `;`: there are servers that cut
//!   a segment off at it.
//! - An encoded slash stays inside its segment, or is refused: [`EncodedSlash`].
//! - The base path is matched segment by segment. A template matches from left to right, a literal before a parameter;
//!   of all that match the whole path, the one that has a literal where another has a parameter is the best.
//! - *Path first, then method*: when the best path does not have the method the answer is no. HEAD counts as GET;
//!   OPTIONS, TRACE and CONNECT open nothing, not even where there is no catalog.
//! - Literals are compared byte by byte, also where a template has something percent-encoded in it. But a server behind
//!   may decode before it looks for its route. So the path is read a second time with everything decoded, and when the
//!   two readings lead to different templates the answer is no: `/authentication/ord%65r` is neither
//!   `/authentication/order` nor `/authentication/{id}`.
//!
//! When in doubt: no.

mod segments;
mod templates;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Access, EndpointId, Method};

use segments::Segments;
use templates::Templates;

/// The longest path that is looked at.
pub const PATH_MAX_BYTES: usize = 8 * 1024;

/// What becomes of `%2F` in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EncodedSlash {
    /// It is refused: nobody can say where the server behind would split.
    Refused,
    /// It stays inside its segment, for servers that split before they decode.
    Allowed,
}

/// Finds the endpoint that a request is for. Made once for each deployment.
#[derive(Clone, Debug)]
pub struct Matcher {
    base_path: Vec<Box<[u8]>>,
    /// `None` where there is no catalog.
    templates: Option<Templates>,
    encoded_slash: EncodedSlash,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'m> {
    /// This endpoint of the catalog.
    Endpoint(&'m EndpointId),
    /// Something under the base path of a deployment without a catalog.
    UnderBasePath,
    /// Nothing that any key may call.
    NotOffered(NotOffered),
}

/// Why a request is for nothing that any key may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOffered {
    /// It does not start with `/`.
    NotAPath,
    /// The path is longer than [`PATH_MAX_BYTES`].
    TooLong,
    /// There is a fragment, which is never sent by an honest client.
    Fragment,
    /// A segment is empty: `//`, or a slash at the end.
    EmptySegment,
    /// A segment is `.` or `..`, plain or encoded.
    DotSegment,
    /// A control character, a backslash, a raw `;`, space or non-ASCII letter.
    Character,
    /// The percent-encoding is broken, or what it encodes is not UTF-8.
    Encoding,
    /// There is an encoded slash, and this deployment refuses them.
    EncodedSlash,
    /// The path does not lie under the base path.
    OutsideBasePath,
    /// No template of the catalog has this path.
    Path,
    /// Read as it came and read decoded the path leads to different templates.
    Disguised,
    /// The path does not have this method.
    Method,
}

/// What a key may do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision<'m> {
    /// Pass it on. The endpoint is there where there is a catalog.
    Allowed(Option<&'m EndpointId>),
    /// The key does not hold the endpoint, or holds endpoints where there is no catalog to read them by.
    Missing(Option<&'m EndpointId>),
    /// No key may.
    NotOffered(NotOffered),
}

impl Matcher {
    /// A matcher for the templates under a base path (empty for the root), or for all that lies under it.
    pub fn new<'a>(
        base_path: &str,
        endpoints: Option<impl IntoIterator<Item = (Method, &'a str)>>,
        encoded_slash: EncodedSlash,
    ) -> Self {
        Matcher {
            base_path: base_path.split('/').skip(1).map(|segment| segment.as_bytes().into()).collect(),
            templates: endpoints.map(Templates::new),
            encoded_slash,
        }
    }

    /// Says what a request with this method and this target is for. The target is what stands in the request line, or
    /// in the header that a proxy copies it to: the path, and the query where there is one.
    pub fn judge(&self, method: &str, target: &[u8]) -> Verdict<'_> {
        self.find(method, target).unwrap_or_else(Verdict::NotOffered)
    }

    fn find(&self, method: &str, target: &[u8]) -> Result<Verdict<'_>, NotOffered> {
        let segments = Segments::of(target, self.encoded_slash)?;
        let below = segments.below(&self.base_path).ok_or(NotOffered::OutsideBasePath)?;
        // HEAD is GET without the body, and answers nothing that GET would not.
        let method = if method == "HEAD" { Ok(Method::Get) } else { method.parse() };
        let Some(templates) = &self.templates else {
            return method.map(|_| Verdict::UnderBasePath).map_err(|_| NotOffered::Method);
        };
        let path = templates.find(&below)?;
        method.ok().and_then(|method| path.endpoint(method)).map(Verdict::Endpoint).ok_or(NotOffered::Method)
    }
}

impl<'m> Verdict<'m> {
    /// The endpoint, where there is one.
    pub fn endpoint(self) -> Option<&'m EndpointId> {
        match self {
            Verdict::Endpoint(endpoint) => Some(endpoint),
            Verdict::UnderBasePath | Verdict::NotOffered(_) => None,
        }
    }

    /// Says whether a key may, of which is known whether its access [grants](Access::grants) [`Verdict::endpoint`].
    pub fn decided(self, granted: bool) -> Decision<'m> {
        match self {
            Verdict::NotOffered(reason) => Decision::NotOffered(reason),
            verdict if granted => Decision::Allowed(verdict.endpoint()),
            verdict => Decision::Missing(verdict.endpoint()),
        }
    }

    /// Says whether a key with this access may.
    pub fn permitted_by(self, access: &Access) -> Decision<'m> {
        self.decided(access.grants(self.endpoint()))
    }
}

impl Access {
    /// Says whether this access is full or holds the endpoint. What has no endpoint is opened by full access alone.
    pub fn grants(&self, endpoint: Option<&EndpointId>) -> bool {
        match self {
            Access::Full => true,
            Access::Endpoints(held) => endpoint.is_some_and(|endpoint| held.contains(endpoint)),
        }
    }
}

impl fmt::Display for NotOffered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotOffered::NotAPath => "the path does not start with a slash",
            NotOffered::TooLong => "the path is longer than 8 KiB",
            NotOffered::Fragment => "the address has a fragment",
            NotOffered::EmptySegment => "the path has an empty segment: two slashes in a row, or one at its end",
            NotOffered::DotSegment => "the path has a segment `.` or `..`",
            NotOffered::Character => "the path has a character that is not allowed there",
            NotOffered::Encoding => "the percent-encoding of the path is broken, or encodes no UTF-8",
            NotOffered::EncodedSlash => "the path has an encoded slash, which this deployment refuses",
            NotOffered::OutsideBasePath => "the path does not lie under the deployment's base path",
            NotOffered::Path => "the deployment's catalog has no such path",
            NotOffered::Disguised => "the path means one thing as it is and another decoded",
            NotOffered::Method => "the path does not have this method",
        })
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
