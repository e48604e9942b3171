//! Keys that really guard an API: what a deployment's own clients talk to.
//!
//! It has a listener of its own, away from the console's origin, and answers two things:
//! - the **gateway**, `/{deployment}{base_path}/…`: checks App ID and App Secret, judges the request and passes it on to
//!   the deployment's upstream;
//! - the **decision endpoint**, `/authorize/{deployment}/…`, for proxies that people run already: the same check for a
//!   request that stands in headers, answered with yes or no.
//!
//! Both ask one function whether a request may pass, and the path that is judged is the path that is passed on: nothing
//! between the socket and [`contract::Matcher`] decodes or tidies it.

mod addresses;
pub mod basic;
mod body;
mod decisions;
mod entry;
mod gateway;
mod headers;
mod keys;
mod refusal;
mod upstream;
mod usage;

use std::{collections::HashMap, sync::Arc};

use axum::response::IntoResponse;
use backend::{Clock, Deployments, Store};
use tower::service_fn;

use crate::{
    config,
    web::{Answers, bare},
};
use upstream::Upstream;
pub(crate) use usage::Usage;

/// The first segment of the decision endpoints, so that no deployment may have it as its id.
pub const AUTHORIZE: &str = "authorize";

/// What guards the deployments' APIs.
pub(crate) struct Guard {
    deployments: Deployments,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    upstreams: HashMap<String, Upstream>,
    usage: Arc<Usage>,
}

impl Guard {
    /// # Errors
    /// One sentence, when an upstream cannot be reached as configured.
    pub(crate) fn new(
        deployments: Deployments,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        upstreams: HashMap<String, config::Upstream>,
        usage: Arc<Usage>,
    ) -> Result<Self, String> {
        let upstreams = upstreams
            .into_iter()
            .map(|(id, settings)| {
                let upstream = Upstream::new(&id, settings)?;
                Ok((id, upstream))
            })
            .collect::<Result<_, String>>()?;
        Ok(Guard { deployments, store, clock, upstreams, usage })
    }
}

/// Everything that this listener answers. There is no router: it would decode the path.
pub(crate) fn answers(guard: Guard) -> Answers {
    let guard = Arc::new(guard);
    bare(service_fn(move |request| {
        let guard = Arc::clone(&guard);
        async move { Ok(guard.answer(request).await.unwrap_or_else(IntoResponse::into_response)) }
    }))
}
