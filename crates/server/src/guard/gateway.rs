//! The gateway: what a key may do is passed on, byte for byte.

use std::sync::Arc;

use axum::{body::Body, extract::Request, response::Response};
use backend::deployment::KnownDeployment;
use http::{StatusCode, uri::PathAndQuery};
use http_body_util::BodyExt;

use super::{Guard, headers, keys::Asked, refusal::Refusal, upstream::NoAnswer};
use crate::client::Client;

impl Guard {
    /// `target` is what follows the deployment's id: what is judged, and what the upstream is asked.
    pub(super) async fn pass_on(
        &self,
        known: &Arc<KnownDeployment>,
        target: &str,
        client: &Client,
        request: Request,
    ) -> Result<Response, Refusal> {
        let deployment = known.deployment.id.as_str();
        let upstream = self
            .upstreams
            .get(deployment)
            .ok_or(Refusal::NoSuchAddress("The API of this deployment is not reached through this gateway."))?;
        let (mut head, body) = request.into_parts();
        let asked = Asked { method: head.method.as_str(), target: target.as_bytes() };
        let app_id = self.permit(known, &head.headers, asked, Refusal::NotOffered).await?;

        let target = PathAndQuery::try_from(target).map_err(|_| Refusal::Unsound("The path is none of HTTP."))?;
        headers::for_upstream(&mut head.headers, client, &upstream.prefix, &app_id);

        let response =
            upstream.ask(Request::from_parts(head, body), target).await.map_err(|why| unanswered(deployment, &why))?;
        if let StatusCode::SWITCHING_PROTOCOLS | StatusCode::UNAUTHORIZED | StatusCode::PROXY_AUTHENTICATION_REQUIRED =
            response.status()
        {
            tracing::error!(deployment, status = response.status().as_u16(), "the upstream does not take this gateway");
            return Err(Refusal::BadGateway(
                "The deployment's API does not accept this gateway. Tell the operator: the gateway's credential there \
                 may be wrong.",
            ));
        }
        let deployment = deployment.to_owned();
        let (mut head, body) = response.into_parts();
        headers::for_client(&mut head.headers);
        upstream.place.show(&mut head.headers);
        // Whoever breaks off in the middle of an answer must not pass for one who was done: the connection is cut.
        let body = body.map_err(move |error| {
            tracing::warn!(deployment, cause = %error, "the upstream broke off its answer");
            error
        });
        Ok(Response::from_parts(head, Body::new(body)))
    }
}

fn unanswered(deployment: &str, why: &NoAnswer) -> Refusal {
    match why {
        NoAnswer::Broken(error) => {
            let cause = causes(&**error);
            tracing::error!(deployment, cause, "the upstream cannot be asked");
            Refusal::BadGateway("The deployment's API cannot be reached, or does not answer as it should.")
        }
        NoAnswer::TooLate => {
            tracing::error!(deployment, "the upstream does not answer in time");
            Refusal::GatewayTimeout
        }
        NoAnswer::ClientGone => Refusal::RequestTimeout,
    }
}

/// An error with all that caused it, in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(known) = cause {
        text = format!("{text}: {known}");
        cause = known.source();
    }
    text
}
