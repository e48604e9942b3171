//! TLS towards others: the upstreams of deployments, and the identity provider.

use std::{fmt::Display, sync::Arc};

use axum::BoxError;
use http::uri::Scheme;
use hyper_rustls::ConfigBuilderExt;
use rustls::{ClientConfig, RootCertStore};

/// These authorities for https, or the system's; none where nothing is asked by https, so that a machine without any will
/// do.
///
/// # Errors
/// One sentence about whom it is to reach, when this machine has no list of authorities to trust.
pub(crate) fn client(
    scheme: &Scheme,
    authorities: Option<&RootCertStore>,
    whom: &dyn Display,
) -> Result<ClientConfig, String> {
    let fault = |error: BoxError| format!("{whom} cannot be asked by https: {error}");
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| fault(error.into()))?;
    let builder = match authorities {
        Some(authorities) => builder.with_root_certificates(authorities.clone()),
        None if *scheme == Scheme::HTTPS => builder.with_native_roots().map_err(|error| fault(error.into()))?,
        None => builder.with_root_certificates(RootCertStore::empty()),
    };
    Ok(builder.with_no_client_auth())
}
