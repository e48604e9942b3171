//! Where the identity provider's keys come from.

use std::{path::PathBuf, time::Duration};

use axum::body::Bytes;
use http::{HeaderValue, Request, StatusCode, Uri, header, uri::Scheme};
use http_body_util::{BodyExt, Empty, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

use crate::tls;

/// The largest set of keys; real ones have some kilobytes.
const BODY_MAX_BYTES: usize = 512 * 1024;

/// A place from which keys are read again and again.
pub(super) enum Fetch {
    File(PathBuf),
    Url(Box<Provider>),
}

/// What answers with its keys over HTTP.
pub(super) struct Provider {
    uri: Uri,
    client: Client<HttpsConnector<HttpConnector>, Empty<Bytes>>,
    timeout: Duration,
}

impl Fetch {
    /// # Errors
    /// One sentence, when the provider is reached by https and this machine has no list of authorities to trust.
    pub(super) fn url(uri: Uri, timeout: Duration) -> Result<Self, String> {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        let tls = tls::client(uri.scheme().unwrap_or(&Scheme::HTTPS), None, &uri)?;
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(http);
        // Asked every few minutes: no connection would last till then.
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        Ok(Fetch::Url(Box::new(Provider { uri, client, timeout })))
    }

    /// The set of keys as it is now.
    pub(super) async fn get(&self) -> Result<Bytes, String> {
        match self {
            Fetch::File(path) => {
                let read = tokio::fs::read(path).await;
                read.map(Bytes::from).map_err(|error| format!("{} cannot be read: {error}", path.display()))
            }
            Fetch::Url(provider) => {
                let about = |reason: String| format!("{}: {reason}", provider.uri);
                let seconds = provider.timeout.as_secs();
                match tokio::time::timeout(provider.timeout, provider.ask()).await {
                    Ok(answer) => answer.map_err(about),
                    Err(_) => Err(about(format!("there was no whole answer within {seconds} seconds"))),
                }
            }
        }
    }
}

impl Provider {
    /// No redirect is followed: where keys come from is for the configuration alone to say.
    async fn ask(&self) -> Result<Bytes, String> {
        let accept = HeaderValue::from_static("application/jwk-set+json, application/json");
        let request = Request::get(&self.uri).header(header::ACCEPT, accept);
        let request = request.header(header::USER_AGENT, "deployment-console").body(Empty::new());
        let asked = self.client.request(request.map_err(|error| error.to_string())?).await;
        let response = asked.map_err(|error| match std::error::Error::source(&error) {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        })?;
        if response.status() != StatusCode::OK {
            return Err(format!("it answered {}", response.status()));
        }
        let body = Limited::new(response.into_body(), BODY_MAX_BYTES).collect().await;
        body.map(|body| body.to_bytes()).map_err(|error| format!("its answer did not arrive, or is too large: {error}"))
    }
}
