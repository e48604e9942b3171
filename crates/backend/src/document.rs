//! The OpenAPI document, as far as it is not an attribute on a handler.

use std::collections::{BTreeMap, btree_map::Entry};

use contract::{AuditAction, Filter, Problem, ProblemKind, Sort};
use utoipa::{
    OpenApi,
    openapi::{
        Content, Header, Object, Ref, RefOr, Response, ResponseBuilder,
        schema::{SchemaType, Type},
    },
};

use crate::failure::PROBLEM_JSON;

/// The frame that the handlers' descriptions are put into.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Deployment API",
        description = "Manages the API keys of MQTT deployments. \
            Errors are `application/problem+json` (RFC 9457) with a stable `type`.",
    ),
    components(schemas(Problem, Sort, Filter, AuditAction)),
    tags(
        (name = "deployments", description = "The deployments that the principal may see"),
        (name = "keys", description = "The API keys of a deployment"),
        (name = "templates", description = "Sets of endpoints, saved under a name to start keys from"),
        (name = "audit", description = "Who did what to which key, and when"),
        (name = "document", description = "This document"),
    ),
)]
pub(crate) struct Frame;

/// The answers with these problems, one a status, as the document describes them.
///
/// Built from [`ProblemKind`], so that a status in the document is always the one that is answered.
pub fn problem_responses(kinds: &[ProblemKind]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status = BTreeMap::<u16, Vec<ProblemKind>>::new();
    for kind in kinds {
        by_status.entry(kind.status()).or_default().push(*kind);
    }
    let respond = |(status, kinds): (u16, Vec<ProblemKind>)| (status.to_string(), RefOr::T(response(status, &kinds)));
    by_status.into_iter().map(respond).collect()
}

/// Adds an answer with this problem to what an operation answers, beside those that have the same status.
pub fn add_problem(responses: &mut BTreeMap<String, RefOr<Response>>, kind: ProblemKind) {
    match responses.entry(kind.status().to_string()) {
        Entry::Vacant(vacant) => {
            vacant.insert(RefOr::T(response(kind.status(), &[kind])));
        }
        Entry::Occupied(mut occupied) => {
            if let RefOr::T(response) = occupied.get_mut()
                && !response.description.contains(&line(kind))
            {
                response.description = format!("{}\n\n{}", response.description, line(kind));
            }
        }
    }
}

fn line(kind: ProblemKind) -> String {
    format!("`{}`: {}.", kind.uri(), kind.title())
}

fn response(status: u16, kinds: &[ProblemKind]) -> Response {
    let lines: Vec<_> = kinds.iter().copied().map(line).collect();
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    let response = ResponseBuilder::new().description(lines.join("\n\n")).content(PROBLEM_JSON, content);
    match status {
        429 | 503 => {
            let seconds = Object::with_type(SchemaType::Type(Type::Integer));
            let header = Header::builder().schema(Some(seconds)).description(Some("Seconds after which to try again"));
            response.header("Retry-After", header.build()).build()
        }
        _ => response.build(),
    }
}

/// Names the problems that an operation can answer, for `responses(…)` of its handler.
macro_rules! problems {
    ($name:ident: $($kind:ident),+ $(,)?) => {
        struct $name;

        impl utoipa::IntoResponses for $name {
            fn responses() -> std::collections::BTreeMap<
                String,
                utoipa::openapi::RefOr<utoipa::openapi::response::Response>,
            > {
                crate::document::problem_responses(&[$(contract::ProblemKind::$kind),+])
            }
        }
    };
}

pub(crate) use problems;
