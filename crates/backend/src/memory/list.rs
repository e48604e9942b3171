//! Listing, in memory.

use std::cmp::Ordering;

use contract::{Access, Filter, Sort};

use super::{Entry, State};
use crate::store::{KeyPage, ListQuery, ListedAccess, ListedKey, Position, SEARCH_COUNT_CAP, SortValue};

impl State {
    pub(super) fn list(&self, deployment: &str, query: &ListQuery) -> KeyPage {
        let of_deployment = self.keys.values().filter(|entry| entry.deployment == deployment);
        let mut found: Vec<_> = of_deployment.filter(|entry| entry.is_shown(query)).collect();
        let total = found.len() as u64;
        let capped = !query.is_whole() && total > SEARCH_COUNT_CAP;
        if let Some(after) = &query.after {
            found.retain(|entry| entry.compare(query.sort, after.as_ref()) == Ordering::Greater);
        }
        found.sort_unstable_by(|left, right| left.compare(query.sort, right.place(query.sort)));
        let limit = query.limit as usize;
        let more = found.len() > limit;
        let rows = found.into_iter().take(limit).map(|entry| entry.listed(query.catalog.as_deref())).collect();
        KeyPage { rows, more, count: if capped { SEARCH_COUNT_CAP } else { total }, capped }
    }
}

/// A [`Position`] that belongs to somebody else.
type Place<'e> = (Value<'e>, &'e str);

/// A [`SortValue`] that belongs to somebody else. A list has values of one kind only.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Value<'e> {
    Created(i64),
    Note(&'e str),
}

impl Position {
    fn as_ref(&self) -> Place<'_> {
        let value = match &self.value {
            SortValue::Created(milliseconds) => Value::Created(*milliseconds),
            SortValue::Note(note) => Value::Note(note),
        };
        (value, &self.app_id)
    }
}

impl Entry {
    /// Whether App ID or note hold every word, and the key is where the filter says.
    fn is_shown(&self, query: &ListQuery) -> bool {
        let key = &self.key;
        let holds = query.words.iter().all(|word| key.app_id.contains(word) || self.note_lower.contains(word));
        holds
            && match query.filter {
                None => true,
                Some(Filter::NeverExpires) => key.expires_at.is_none(),
                Some(Filter::ExpiresSoon) => key.expires_at.is_some_and(|at| at > query.now && at <= query.soon()),
                Some(Filter::Expired) => key.expires_at.is_some_and(|at| at <= query.now),
                Some(Filter::Unused) => {
                    let last = key.last_used.as_ref().map_or(key.created_at, |used| used.at.max(key.created_at));
                    last < query.long_ago()
                }
                Some(Filter::Disabled) => key.disabled_at.is_some(),
            }
    }

    fn place(&self, sort: Sort) -> Place<'_> {
        let value = match sort {
            Sort::NewestFirst | Sort::OldestFirst => Value::Created(self.key.created_at.as_millisecond()),
            Sort::Note | Sort::NoteReversed => Value::Note(&self.note_lower),
        };
        (value, &self.key.app_id)
    }

    /// How this stands to a place, in the direction of the list.
    fn compare(&self, sort: Sort, other: Place<'_>) -> Ordering {
        let ascending = self.place(sort).cmp(&other);
        match sort {
            Sort::OldestFirst | Sort::Note => ascending,
            Sort::NewestFirst | Sort::NoteReversed => ascending.reverse(),
        }
    }

    fn listed(&self, catalog: Option<&str>) -> ListedKey {
        let key = &self.key;
        let access = match (&key.access, &self.tally) {
            (Access::Full, _) => ListedAccess::Full,
            (Access::Endpoints(_), Some(tally)) if Some(tally.catalog.as_str()) == catalog => {
                ListedAccess::Counted { granted: tally.granted, dropped: tally.dropped }
            }
            (Access::Endpoints(endpoints), _) => ListedAccess::Uncounted(endpoints.clone()),
        };
        ListedKey {
            app_id: key.app_id.clone(),
            note: key.note.clone(),
            access,
            created_at: key.created_at,
            updated_at: key.updated_at,
            version: key.version,
            expires_at: key.expires_at,
            disabled_at: key.disabled_at,
            previous_until: key.previous_until,
            last_used: key.last_used.clone(),
        }
    }
}
