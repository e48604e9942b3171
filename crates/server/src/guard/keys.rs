//! From credentials and a request to yes or no.

use std::{fmt::Display, sync::Arc};

use backend::{
    deployment::KnownDeployment,
    guard::{Credentials, authenticate},
    store::Use,
};
use contract::{Decision, NotOffered};
use http::{HeaderMap, HeaderValue};

use super::{Guard, basic, refusal::Refusal};

/// What a client wants, as it wrote it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'r> {
    pub(super) method: &'r str,
    /// The path from the base path on, and the query.
    pub(super) target: &'r [u8],
}

impl Guard {
    /// Says whether a request with these headers may have what it asks for, and notes that it had it. Answers the
    /// App ID, to be written into a header. `not_offered` words what no key opens.
    ///
    /// Nothing here counts failed attempts: an App Secret has 256 bits, and if a key could be locked by guessing at it,
    /// whoever knows its App ID could stop those who use it.
    pub(super) async fn permit(
        &self,
        known: &Arc<KnownDeployment>,
        headers: &HeaderMap,
        asked: Asked<'_>,
        not_offered: fn(NotOffered) -> Refusal,
    ) -> Result<HeaderValue, Refusal> {
        let deployment = known.deployment.id.as_str();
        let refused = |reason: &dyn Display| {
            // Not the App ID: who mixes the two up has written the secret there.
            tracing::info!(deployment, %reason, "credentials refused");
            Refusal::Unauthenticated { deployment: deployment.to_owned() }
        };
        let sent = basic::credentials(headers).map_err(|reason| refused(&reason))?;
        let written = HeaderValue::from_str(&sent.app_id).map_err(|_| refused(&"no App ID has such letters"))?;
        let verdict = known.matcher.judge(asked.method, asked.target);
        let now = self.clock.now();
        let credentials = Credentials { app_id: &sent.app_id, secret: sent.secret() };
        let key = authenticate(&*self.store, deployment, credentials, verdict.endpoint(), now)
            .await?
            .map_err(|reason| refused(&reason))?;
        let app_id = sent.app_id;
        match verdict.decided(key.grants) {
            Decision::Allowed(endpoint) => {
                self.usage.note(Use {
                    deployment: deployment.to_owned(),
                    app_id,
                    at: now,
                    endpoint: endpoint.cloned(),
                });
                Ok(written)
            }
            Decision::Missing(endpoint) => Err(Refusal::Missing { app_id, endpoint: endpoint.cloned() }),
            Decision::NotOffered(reason) => Err(not_offered(reason)),
        }
    }
}
