//! The way to a deployment's own API.

use std::time::Duration;

use axum::{BoxError, body::Body};
use http::{HeaderValue, Request, Response, Uri, header, uri::PathAndQuery};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use tokio::time::{Instant, sleep_until};

use super::{
    addresses::Place,
    body::{Idle, Progress, State, Steady},
};
use crate::{config, tls};

/// The largest head of an answer.
const HEAD_MAX_BYTES: usize = 64 * 1024;

/// How long a connection without a request is kept; most servers keep theirs longer.
const KEPT_FOR: Duration = Duration::from_secs(30);

/// One deployment's API, with the connections to it.
pub(super) struct Upstream {
    settings: config::Upstream,
    /// What clients have before the path that the upstream sees.
    pub(super) prefix: HeaderValue,
    /// Where its clients find what it calls its own.
    pub(super) place: Place,
    client: Client<HttpsConnector<HttpConnector>, Steady<Body>>,
}

/// Why there is no answer of the upstream.
#[derive(Debug)]
pub(super) enum NoAnswer {
    /// It cannot be reached, or what it sent is no HTTP.
    Broken(BoxError),
    /// It took too long.
    TooLate,
    /// The client did not send all of its body.
    ClientGone,
}

impl Upstream {
    /// # Errors
    /// One sentence, when the upstream is reached by https and this machine has no list of authorities to trust.
    pub(super) fn new(deployment: &str, settings: config::Upstream) -> Result<Self, String> {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(settings.connect_timeout));
        let tls = tls::client(&settings.scheme, settings.authorities.as_ref(), &settings.authority)?;
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().wrap_connector(http);
        let client = Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(KEPT_FOR)
            .http1_max_buf_size(HEAD_MAX_BYTES)
            .build(connector);
        let prefix = format!("/{deployment}");
        let place = Place::new(format!("{}://{}", settings.scheme, settings.authority), prefix.clone());
        let prefix = HeaderValue::try_from(prefix).map_err(|error| format!("{deployment}: {error}"))?;
        Ok(Upstream { settings, prefix, place, client })
    }

    /// Sends the request on with these very bytes as its target, and answers what comes. No redirect is followed.
    pub(super) async fn ask(
        &self,
        request: Request<Body>,
        target: PathAndQuery,
    ) -> Result<Response<Steady<Incoming>>, NoAnswer> {
        let (mut head, body) = request.into_parts();
        let mut address = http::uri::Parts::default();
        address.scheme = Some(self.settings.scheme.clone());
        address.authority = Some(self.settings.authority.clone());
        address.path_and_query = Some(target);
        head.uri = Uri::from_parts(address).map_err(|error| NoAnswer::Broken(error.into()))?;
        head.version = http::Version::HTTP_11;
        head.extensions = http::Extensions::new();
        // Without it a body of unknown length would be left out of a GET.
        if !body.is_end_stream() && body.size_hint().exact().is_none() {
            head.headers.remove(header::CONTENT_LENGTH);
            head.headers.insert(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
        }
        if let Some(credential) = &self.settings.credential {
            head.headers.insert(header::AUTHORIZATION, credential.clone());
        }
        let body = Steady::new(body, self.settings.idle_timeout);
        let progress = body.progress();
        let response = tokio::select! {
            response = self.client.request(Request::from_parts(head, body)) => response,
            () = overdue(&progress, self.settings.response_timeout) => return Err(NoAnswer::TooLate),
        };
        let response = response.map_err(|error| why(error, &progress))?;
        Ok(response.map(|body| Steady::new(body, self.settings.idle_timeout)))
    }
}

/// Done when the upstream has had its time, since it could last go on. Whether the client is too slow is for [`Steady`]
/// to say.
async fn overdue(progress: &Progress, limit: Duration) {
    loop {
        let until = match progress.state() {
            State::WithReader(since) => since + limit,
            State::WithSender => Instant::now() + limit,
            State::Lost => return std::future::pending().await,
        };
        sleep_until(until).await;
        if let State::WithReader(since) = progress.state()
            && since + limit <= Instant::now()
        {
            return;
        }
    }
}

fn why(error: hyper_util::client::legacy::Error, progress: &Progress) -> NoAnswer {
    if matches!(progress.state(), State::Lost) {
        return NoAnswer::ClientGone;
    }
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(known) = cause {
        let late = known.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::TimedOut);
        if late || known.is::<Idle>() {
            return NoAnswer::TooLate;
        }
        cause = known.source();
    }
    NoAnswer::Broken(error.into())
}
