//! An operation of a deployment's REST API and its identity.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The HTTP methods that an endpoint of a catalog may have.
///
/// HEAD counts as GET, and OPTIONS and TRACE are never for keys, so neither stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// Every method, in the order in which the page shows them.
    pub const ALL: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];

    /// The method's name as HTTP writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Method {
    type Err = InvalidEndpoint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Method::ALL.into_iter().find(|method| method.as_str() == text).ok_or(InvalidEndpoint)
    }
}

/// A text that is not of the form `METHOD /path/template`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidEndpoint;

impl fmt::Display for InvalidEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an endpoint is written as a method, one space and a path, such as `GET /clients/{clientid}`")
    }
}

impl std::error::Error for InvalidEndpoint {}

/// The identity of an endpoint: the text `GET /clients/{clientid}`.
///
/// On the wire it is that text. It need not stand in any catalog: a key may hold an endpoint that
/// is no longer offered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "GET /clients/{clientid}"))]
#[serde(transparent)]
pub struct EndpointId(String);

impl EndpointId {
    /// The identity of the endpoint with this method and path template.
    pub fn new(method: Method, path: &str) -> Self {
        EndpointId(format!("{method} {path}"))
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The method, or `None` when the text was not made by [`EndpointId::new`].
    pub fn method(&self) -> Option<Method> {
        self.0.split_once(' ').and_then(|(method, _)| method.parse().ok())
    }

    /// The path template; the whole text where there is no method before it.
    pub fn path(&self) -> &str {
        self.0.split_once(' ').map_or(self.0.as_str(), |(_, path)| path)
    }
}

impl fmt::Display for EndpointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for EndpointId {
    type Err = InvalidEndpoint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (method, path) = text.split_once(' ').ok_or(InvalidEndpoint)?;
        let method: Method = method.parse()?;
        if !path.starts_with('/') || path.chars().any(|c| c.is_control() || c == ' ') {
            return Err(InvalidEndpoint);
        }
        Ok(EndpointId::new(method, path))
    }
}

impl From<String> for EndpointId {
    /// Takes a stored text as it is.
    fn from(text: String) -> Self {
        EndpointId(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_read_back_as_it_was_written() {
        let id: EndpointId = "DELETE /banned/{as}/{who}".parse().expect("a good endpoint");
        assert_eq!(id.method(), Some(Method::Delete));
        assert_eq!(id.path(), "/banned/{as}/{who}");
        assert_eq!(id.to_string(), "DELETE /banned/{as}/{who}");
    }

    #[test]
    fn what_is_not_an_endpoint_is_refused() {
        for text in ["", "GET", "GET clients", "get /clients", "HEAD /clients", "GET  /clients", "GET /a b", "GET /a\n"]
        {
            assert_eq!(text.parse::<EndpointId>(), Err(InvalidEndpoint), "{text:?}");
        }
    }
}
