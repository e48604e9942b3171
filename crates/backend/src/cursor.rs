//! The cursor of a list: a place between its rows, bound to the list that gave it out.

use contract::{Filter, ProblemKind, Sort};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    Failure,
    store::{ListedKey, Position, SortValue},
};

/// Longer than any cursor that is given out: a note of 256 characters in lower case is the most that one holds.
const CURSOR_MAX: usize = 4096;

/// Which list a cursor belongs to: another deployment, sort, filter or search is another list.
pub(crate) struct List<'a> {
    pub deployment: &'a str,
    pub sort: Sort,
    pub filter: Option<Filter>,
    pub words: &'a [String],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    /// A hash of the list.
    l: String,
    /// What the list is sorted by.
    v: Value,
    /// The App ID.
    a: String,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Value {
    Created(i64),
    Note(String),
}

impl List<'_> {
    /// The cursor of the place after this row.
    pub fn cursor_after(&self, row: &ListedKey) -> String {
        let v = match self.sort {
            Sort::NewestFirst | Sort::OldestFirst => Value::Created(row.created_at.as_millisecond()),
            Sort::Note | Sort::NoteReversed => Value::Note(row.note.to_lowercase()),
        };
        let wire = Wire { l: self.mark(), v, a: row.app_id.clone() };
        BASE64URL_NOPAD.encode(&serde_json::to_vec(&wire).expect("strings and a number are always JSON"))
    }

    /// The place that a cursor means.
    ///
    /// Cursors are not signed, for a made-up one shows nothing that the list does not; but what no list could have
    /// given out never reaches a store.
    pub fn place(&self, cursor: &str) -> Result<Position, Failure> {
        self.read(cursor).ok_or_else(|| {
            Failure::new(
                ProblemKind::InvalidCursor,
                "This list has not given out this cursor; a cursor goes with the deployment, sort, filter and search it \
                 was given out for. Read the list from its first page.",
            )
        })
    }

    fn read(&self, cursor: &str) -> Option<Position> {
        if cursor.len() > CURSOR_MAX {
            return None;
        }
        let wire: Wire = serde_json::from_slice(&BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?).ok()?;
        let value = match (self.sort, wire.v) {
            (Sort::NewestFirst | Sort::OldestFirst, Value::Created(at)) => SortValue::Created(at),
            (Sort::Note | Sort::NoteReversed, Value::Note(note)) => SortValue::Note(note),
            _ => return None,
        };
        let clean = |text: &str| !text.contains(char::is_control);
        let note_clean = !matches!(&value, SortValue::Note(note) if !clean(note));
        (wire.l == self.mark() && clean(&wire.a) && note_clean).then_some(Position { value, app_id: wire.a })
    }

    fn mark(&self) -> String {
        let mut hash = Sha256::new();
        // No word and no deployment holds a line break.
        let filter = self.filter.map_or("", Filter::as_str);
        for part in
            [self.deployment, self.sort.as_str(), filter].into_iter().chain(self.words.iter().map(String::as_str))
        {
            hash.update(part.as_bytes());
            hash.update(b"\n");
        }
        BASE64URL_NOPAD.encode(&hash.finalize()[..9])
    }
}
