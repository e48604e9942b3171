//! The audit trail as a file.

use contract::{AuditDetail, EndpointId};

use crate::{extract::Format, store::StoredEntry, wire};

/// The media type of an export.
pub(crate) const fn media_type(format: Format) -> &'static str {
    match format {
        Format::Csv => "text/csv; charset=utf-8; header=present",
        Format::JsonLines => "application/jsonl",
    }
}

/// The first line of a CSV file.
pub(crate) fn csv_names() -> String {
    line(&[
        "id",
        "at",
        "principal",
        "action",
        "app_id",
        "note",
        "note_before",
        "expires_at",
        "expires_at_before",
        "endpoints_added",
        "endpoints_removed",
        "grace_minutes",
        "reissued",
    ])
}

/// Writes entries at the end of a file.
pub(crate) fn write(text: &mut String, format: Format, entries: Vec<StoredEntry>) {
    for entry in entries.into_iter().map(wire::detail) {
        match format {
            Format::Csv => text.push_str(&row(&entry)),
            Format::JsonLines => {
                text.push_str(&serde_json::to_string(&entry).expect("strings and numbers are always JSON"));
                text.push('\n');
            }
        }
    }
}

fn row(AuditDetail { entry, added, removed }: &AuditDetail) -> String {
    let changes = &entry.changes;
    let expiry = changes.expires_at.as_ref();
    let time = |time: Option<&Option<String>>| time.cloned().flatten().unwrap_or_default();
    line(&[
        &entry.id.to_string(),
        &entry.at,
        &entry.principal,
        entry.action.as_str(),
        &entry.app_id,
        &entry.note,
        changes.note.as_ref().map_or("", |note| &note.from),
        &time(expiry.map(|expiry| &expiry.to)),
        &time(expiry.map(|expiry| &expiry.from)),
        &joined(added),
        &joined(removed),
        &changes.grace_minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
        if changes.reissued { "true" } else { "" },
    ])
}

/// No endpoint holds a line break, so one a line is unambiguous.
fn joined(endpoints: &[EndpointId]) -> String {
    endpoints.iter().map(EndpointId::as_str).collect::<Vec<_>>().join("\n")
}

/// One record (RFC 4180).
fn line(fields: &[&str]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let fields = fields.iter().map(|field| match field.chars().next() {
        // A spreadsheet takes these for the start of a formula.
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{field}"),
        _ => (*field).to_owned(),
    });
    writer.write_record(fields).expect("memory can always be written to");
    let bytes = writer.into_inner().expect("memory can always be written to");
    String::from_utf8(bytes).expect("text was written")
}
