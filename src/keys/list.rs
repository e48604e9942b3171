//! The keys that have been loaded, and how they change.

use std::cell::Cell;

use contract::{ApiKeyRow, KeyList, Total};
use js_sys::Date;
use leptos::prelude::*;

use crate::{
    api::{Api, ApiError, Listing, Loading},
    task::begin,
    ui::when_released,
};

/// How many keys a page of the list has.
pub(super) const PAGE: usize = 100;

/// A loaded key; its content changes in place, so that its row keeps focus and expansion.
#[derive(Clone)]
pub struct Row {
    /// The App ID.
    pub app_id: String,
    /// Tells it from every other row.
    pub number: u64,
    /// The content.
    pub content: ArcRwSignal<ApiKeyRow>,
    /// Whether it is picked, to be deleted along with others.
    pub picked: ArcRwSignal<bool>,
}

thread_local! {
    static ROWS: Cell<u64> = const { Cell::new(0) };
}

impl Row {
    fn new(row: ApiKeyRow) -> Self {
        ROWS.set(ROWS.get() + 1);
        let app_id = row.app_id.clone();
        Row { app_id, number: ROWS.get(), content: ArcRwSignal::new(row), picked: ArcRwSignal::new(false) }
    }

    fn take(&self, row: ApiKeyRow) {
        if self.content.with_untracked(|content| *content != row) {
            self.content.set(row);
        }
    }
}

/// The keys of a deployment, as far as they have been loaded. Copied freely.
#[derive(Clone, Copy)]
pub struct KeyRows {
    pub(super) api: Api,
    pub(super) deployment: StoredValue<String>,
    /// Which keys are asked for.
    pub listing: Memo<Listing>,
    /// Counts the lists that were asked for: only the last one is shown.
    pub(super) turn: StoredValue<u32>,
    /// Counts what was done to the rows here: a list that was asked for before does not know of it.
    pub(super) changes: StoredValue<u32>,
    /// Whether the rows are of the listing that is asked for.
    matching: StoredValue<bool>,
    /// When the rows were asked for.
    pub(super) asked_at: StoredValue<f64>,
    /// The rows, in the order that was asked for.
    pub rows: RwSignal<Vec<Row>>,
    /// How many there are in all; over zero when nothing is known.
    pub total: RwSignal<Total>,
    /// Whether there may be keys to search among.
    pub searchable: RwSignal<bool>,
    /// Whether more can be loaded.
    pub next_cursor: RwSignal<Option<String>>,
    /// Whether the first page is there.
    pub loading: RwSignal<Loading>,
    /// Whether the next page is there; `Done` when none was asked for.
    pub loading_more: RwSignal<Loading>,
    /// How many rows are picked.
    pub picked: RwSignal<usize>,
    /// The row that was picked last, from which a range goes.
    pub(super) picked_last: StoredValue<u64>,
}

const UNKNOWN: Total = Total { count: 0, capped: true };

impl KeyRows {
    /// The keys of a deployment; nothing is loaded before [`KeyRows::list`].
    pub fn new(api: Api, deployment: String, listing: Memo<Listing>) -> Self {
        KeyRows {
            api,
            deployment: StoredValue::new(deployment),
            listing,
            turn: StoredValue::new(0),
            changes: StoredValue::new(0),
            matching: StoredValue::new(false),
            asked_at: StoredValue::new(0.0),
            rows: RwSignal::new(Vec::new()),
            total: RwSignal::new(UNKNOWN),
            searchable: RwSignal::new(listing.with_untracked(Listing::narrows)),
            next_cursor: RwSignal::new(None),
            loading: RwSignal::new(Loading::Running),
            loading_more: RwSignal::new(Loading::Done),
            picked: RwSignal::new(0),
            picked_last: StoredValue::new(0),
        }
    }

    /// The deployment's id.
    pub fn deployment(&self) -> String {
        self.deployment.get_value()
    }

    /// Loads what the listing asks for, whenever that changes; what is shown stays until it is there.
    pub fn list(self) {
        self.listing.track();
        self.matching.set_value(false);
        self.reload();
    }

    /// Loads the first page again; what is shown stays until it is there.
    pub fn reload(self) {
        self.loading.set(Loading::Running);
        self.loading_more.set(Loading::Done);
        let (turn, changes) = (self.turn.get_value() + 1, self.changes.get_value());
        self.turn.set_value(turn);
        self.asked_at.set_value(Date::now());
        let listing = self.listing.get_untracked();
        begin(async move {
            let result = self.api.keys(&self.deployment.get_value(), &listing, None, PAGE).await;
            when_released(Box::new(move || {
                if self.turn.try_get_value() == Some(turn) {
                    self.take(result, changes);
                }
            }));
        });
    }

    /// Shows the first page, unless something has changed since it was asked for.
    fn take(self, result: Result<KeyList, ApiError>, changes: u32) {
        match result {
            Ok(_) if self.changes.get_value() != changes => self.reload(),
            Ok(list) => {
                self.matching.set_value(true);
                self.show(list);
                self.loading.set(Loading::Done);
            }
            Err(error) => {
                // The rows of another search would pass for what this one finds.
                if !self.matching.get_value() {
                    self.set_rows(Vec::new());
                    self.total.set(UNKNOWN);
                    self.next_cursor.set(None);
                }
                self.loading.set(Loading::Failed(error));
            }
        }
    }

    /// Appends the next page, where there is one.
    pub fn load_more(self) {
        let Some(cursor) = self.next_cursor.get_untracked() else { return };
        // A cursor goes with the listing that gave it out.
        if self.loading_more.get_untracked() == Loading::Running || self.loading.get_untracked() == Loading::Running {
            return;
        }
        self.changed();
        self.loading_more.set(Loading::Running);
        let turn = self.turn.get_value();
        let listing = self.listing.get_untracked();
        begin(async move {
            let result = self.api.keys(&self.deployment.get_value(), &listing, Some(&cursor), PAGE).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match result {
                Ok(list) => {
                    let mut rows = self.rows.get_untracked();
                    for row in list.keys {
                        // In an order by note a key that was changed meanwhile may come again.
                        match place_of(&rows, &row.app_id, 0) {
                            Some(place) => rows[place].take(row),
                            None => rows.push(Row::new(row)),
                        }
                    }
                    self.set_rows(rows);
                    self.total.set(list.total);
                    self.next_cursor.set(list.next_cursor);
                    self.loading_more.set(Loading::Done);
                }
                Err(error) => self.loading_more.set(Loading::Failed(error)),
            }
        });
    }

    /// Shows a list; a key that was shown keeps its row.
    pub(super) fn show(&self, list: KeyList) {
        let before = self.rows.get_untracked();
        let mut near = 0;
        let row = |row: ApiKeyRow| match place_of(&before, &row.app_id, near) {
            Some(place) => {
                near = place + 1;
                before[place].take(row);
                before[place].clone()
            }
            None => Row::new(row),
        };
        let rows = list.keys.into_iter().map(row).collect();
        self.set_rows(rows);
        self.set_total(list.total);
        self.next_cursor.set(list.next_cursor);
    }

    fn set_rows(&self, rows: Vec<Row>) {
        self.rows.set(rows);
        self.count_picked();
    }

    fn set_total(&self, total: Total) {
        self.total.set(total);
        self.searchable.set(total.count > 0 || self.searches());
    }

    /// Whether the rows are those that a search has found.
    pub fn searches(&self) -> bool {
        self.listing.with_untracked(Listing::narrows)
    }

    fn changed(&self) {
        self.changes.update_value(|changes| *changes += 1);
    }

    /// Shows a key that was just made; one that a retry found again takes its row's place.
    pub fn add(self, row: ApiKeyRow) {
        if self.replace(&row) {
            return;
        }
        if self.listing.get_untracked() == Listing::default() {
            self.rows.update(|rows| rows.insert(0, Row::new(row)));
            let Total { count, capped } = self.total.get_untracked();
            self.set_total(Total { count: count + 1, capped });
        } else {
            // Whether the search finds it, and where it stands in another order, is the server's to say.
            self.refresh();
        }
    }

    /// Shows the new content of a key; says whether its row was there.
    pub fn replace(&self, row: &ApiKeyRow) -> bool {
        self.changed();
        let rows = self.rows.get_untracked();
        let place = place_of(&rows, &row.app_id, 0);
        if let Some(place) = place {
            rows[place].take(row.clone());
        }
        place.is_some()
    }

    /// Takes the rows of keys away that are gone.
    pub fn remove(self, app_ids: &[String]) {
        self.changed();
        let mut rows = self.rows.get_untracked();
        let before = rows.len();
        rows.retain(|row| !app_ids.contains(&row.app_id));
        let (left, removed) = (rows.len(), (before - rows.len()) as u64);
        self.set_rows(rows);
        let Total { count, capped } = self.total.get_untracked();
        if left == 0 && self.next_cursor.with_untracked(Option::is_some) {
            self.reload();
        } else if capped {
            // More than were counted may be left.
            self.refresh();
        } else {
            self.set_total(Total { count: count.saturating_sub(removed), capped });
        }
    }
}

/// The place of a key's row; it is looked for first where it is expected.
pub(super) fn place_of(rows: &[Row], app_id: &str, near: usize) -> Option<usize> {
    let (before, behind) = rows.split_at(near.min(rows.len()));
    let found = |rows: &[Row]| rows.iter().position(|row| row.app_id == app_id);
    found(behind).map(|place| place + before.len()).or_else(|| found(before))
}
