//! `/api/deployments/{deployment}/audit`: who did what to which key, and when.

use std::sync::Arc;

use axum::{
    Json,
    body::{Body, Bytes},
    extract::{FromRequestParts, RawPathParams, State},
    http::{
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use contract::{AuditAction, AuditDetail, AuditList, ProblemKind};
use futures_util::stream::try_unfold;

use crate::{
    Failure, Store,
    document::problems,
    export,
    extract::{AuditParams, Format, Found},
    served::Served,
    store::{AuditPage, AuditQuery, StoreError, StoredEntry},
    wire,
};

problems!(ListProblems: Unauthenticated, NotFound, DeploymentNotFound, InvalidQuery, InvalidCursor, Internal, StoreUnavailable);
problems!(GetProblems: Unauthenticated, NotFound, DeploymentNotFound, AuditEntryNotFound, Internal, StoreUnavailable);

/// How many entries an export reads at a time.
const EXPORT_PAGE: u32 = 100;

/// Lists what was done to the keys of a deployment, the newest first.
///
/// Page by page: `next_cursor` of one page is the `cursor` of the next. Entries outlive their keys.
#[utoipa::path(get, path = "/api/deployments/{deployment}/audit", tag = "audit",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("app_id" = Option<String>, Query, max_length = 256, description = "Only what was done to this key"),
        ("principal" = Option<String>, Query, max_length = 256, description = "Only what this principal did"),
        ("action" = Option<AuditAction>, Query, description = "Only this action"),
        ("since" = Option<String>, Query, format = DateTime, description = "Only what was done then or later (RFC 3339)"),
        ("until" = Option<String>, Query, format = DateTime, description = "Only what was done before (RFC 3339)"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The entries of a page; 50 by default"),
    ),
    responses((status = 200, description = "One page", body = AuditList), ListProblems),
)]
pub(crate) async fn list_audit(
    State(served): State<Arc<Served>>,
    found: Found,
    AuditParams { query, .. }: AuditParams,
) -> Result<Json<AuditList>, Failure> {
    let AuditPage { entries, more } = served.store.audit(found.id(), &query).await?;
    let next_cursor = entries.last().filter(|_| more).map(|entry| entry.id.to_string());
    Ok(Json(AuditList { entries: entries.into_iter().map(wire::entry).collect(), next_cursor }))
}

/// Reads one entry, with the endpoints that came and went.
#[utoipa::path(get, path = "/api/deployments/{deployment}/audit/{entry}", tag = "audit",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("entry" = u64, Path, description = "The entry's id"),
    ),
    responses((status = 200, description = "The entry", body = AuditDetail), GetProblems),
)]
pub(crate) async fn get_audit_entry(
    State(served): State<Arc<Served>>,
    found: Found,
    EntryId(id): EntryId,
) -> Result<Json<AuditDetail>, Failure> {
    let entry = served.store.audit_entry(found.id(), id).await?.ok_or_else(no_entry)?;
    Ok(Json(wire::detail(entry)))
}

/// Exports the audit trail as a file, the newest first.
///
/// CSV (RFC 4180) with a line of names first, or JSON Lines with one entry a line, with the endpoints that came and
/// went. In CSV a text that a spreadsheet would take for a formula is preceded by an apostrophe.
#[utoipa::path(get, path = "/api/deployments/{deployment}/audit.export", tag = "audit",
    params(
        ("deployment" = String, Path, description = "The deployment's id"),
        ("format" = Option<String>, Query, pattern = "^(csv|jsonl)$", description = "`csv` (by default) or `jsonl`"),
        ("app_id" = Option<String>, Query, max_length = 256, description = "Only what was done to this key"),
        ("principal" = Option<String>, Query, max_length = 256, description = "Only what this principal did"),
        ("action" = Option<AuditAction>, Query, description = "Only this action"),
        ("since" = Option<String>, Query, format = DateTime, description = "Only what was done then or later (RFC 3339)"),
        ("until" = Option<String>, Query, format = DateTime, description = "Only what was done before (RFC 3339)"),
    ),
    responses(
        (status = 200, description = "The trail", headers(
            ("Content-Disposition" = String, description = "A name for the file"),
        ), content(
            (String = "text/csv"),
            (String = "application/jsonl"),
        )),
        ListProblems,
    ),
)]
pub(crate) async fn export_audit(
    State(served): State<Arc<Served>>,
    found: Found,
    AuditParams { query, format }: AuditParams,
) -> Result<Response, Failure> {
    let query = AuditQuery { limit: EXPORT_PAGE, whole: true, ..query };
    let deployment = found.id().to_owned();
    let name = format!("attachment; filename=\"audit-{deployment}.{}\"", format.as_str());
    // The first page before the answer begins: a store that does not answer is a problem, not a broken file.
    let first = served.store.audit(&deployment, &query).await?;
    let head = (format == Format::Csv).then(export::csv_names);
    let pages = Pages { store: Arc::clone(&served.store), deployment, query, format, next: Some(first), head };
    let headers = [(CONTENT_TYPE, export::media_type(format).to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(try_unfold(pages, Pages::next))).into_response())
}

/// An export under way.
struct Pages {
    store: Arc<dyn Store>,
    deployment: String,
    query: AuditQuery,
    format: Format,
    /// The page that is written next; none when all have been.
    next: Option<AuditPage>,
    head: Option<String>,
}

impl Pages {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, StoreError> {
        let Some(AuditPage { entries, more }) = self.next.take() else { return Ok(None) };
        self.query.before = entries.last().map(|entry: &StoredEntry| entry.id);
        let mut text = self.head.take().unwrap_or_default();
        export::write(&mut text, self.format, entries);
        if more {
            self.next = Some(self.store.audit(&self.deployment, &self.query).await?);
        }
        Ok(Some((text.into(), self)))
    }
}

/// The entry that the path names.
pub(crate) struct EntryId(u64);

impl FromRequestParts<Arc<Served>> for EntryId {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Served>) -> Result<Self, Failure> {
        let params = RawPathParams::from_request_parts(parts, &()).await.map_err(|_| no_entry())?;
        let text = params.iter().find(|(name, _)| *name == "entry").map(|(_, text)| text);
        let id = text.and_then(|text| text.parse().ok()).filter(|id| *id <= i64::MAX as u64);
        id.map(EntryId).ok_or_else(no_entry)
    }
}

fn no_entry() -> Failure {
    Failure::new(ProblemKind::AuditEntryNotFound, "The audit trail of this deployment has no entry with this id.")
}
