//! The keys that have been loaded, and how they change.

use std::cell::Cell;

use contract::{Access, AccessSummary, ApiKey, ApiKeyRow, Total};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Api, ApiError},
    permissions::index::CatalogIndex,
};

/// How many keys a page of the list has.
const PAGE: u32 = 100;

/// A loaded key; its content changes in place, so that its row keeps focus and expansion.
#[derive(Clone)]
pub struct Row {
    /// The App ID.
    pub app_id: String,
    /// Tells it from every other row.
    pub number: u64,
    /// The content.
    pub content: ArcRwSignal<ApiKeyRow>,
}

thread_local! {
    static ROWS: Cell<u64> = const { Cell::new(0) };
}

impl Row {
    fn new(row: ApiKeyRow) -> Self {
        ROWS.set(ROWS.get() + 1);
        Row { app_id: row.app_id.clone(), number: ROWS.get(), content: ArcRwSignal::new(row) }
    }
}

/// Whether the list is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Loading {
    /// It is being loaded.
    Running,
    /// It is there.
    Done,
    /// It could not be loaded.
    Failed(ApiError),
}

/// The keys of a deployment, as far as they have been loaded. Copied freely.
#[derive(Clone, Copy)]
pub struct KeyRows {
    api: Api,
    deployment: StoredValue<String>,
    /// Counts what was done to the rows here: a list that was asked for before does not know of it.
    changes: StoredValue<u32>,
    /// The rows, newest first.
    pub rows: RwSignal<Vec<Row>>,
    /// How many there are in all.
    pub total: RwSignal<Total>,
    /// Whether more can be loaded.
    pub next_cursor: RwSignal<Option<String>>,
    /// Whether the first page is there.
    pub loading: RwSignal<Loading>,
    /// Whether the next page is there; `Done` when none was asked for.
    pub loading_more: RwSignal<Loading>,
}

impl KeyRows {
    /// The keys of a deployment; loads the first page.
    pub fn load(api: Api, deployment: String) -> Self {
        let rows = KeyRows {
            api,
            deployment: StoredValue::new(deployment),
            changes: StoredValue::new(0),
            rows: RwSignal::new(Vec::new()),
            total: RwSignal::new(Total { count: 0, capped: false }),
            next_cursor: RwSignal::new(None),
            loading: RwSignal::new(Loading::Running),
            loading_more: RwSignal::new(Loading::Done),
        };
        rows.reload();
        rows
    }

    /// The deployment's id.
    pub fn deployment(&self) -> String {
        self.deployment.get_value()
    }

    /// Loads the first page again; what is shown stays until it is there.
    pub fn reload(self) {
        self.loading.set(Loading::Running);
        let changes = self.changes.get_value();
        spawn_local(async move {
            let result = self.api.keys(&self.deployment.get_value(), None, PAGE).await;
            if self.loading.is_disposed() {
                return;
            }
            match result {
                Ok(_) if self.changes.get_value() != changes => self.reload(),
                Ok(list) => {
                    self.rows.set(list.keys.into_iter().map(Row::new).collect());
                    self.total.set(list.total);
                    self.next_cursor.set(list.next_cursor);
                    self.loading.set(Loading::Done);
                }
                Err(error) => self.loading.set(Loading::Failed(error)),
            }
        });
    }

    /// Appends the next page, where there is one.
    pub fn load_more(self) {
        let Some(cursor) = self.next_cursor.get_untracked() else { return };
        if self.loading_more.get_untracked() == Loading::Running {
            return;
        }
        self.loading_more.set(Loading::Running);
        spawn_local(async move {
            let result = self.api.keys(&self.deployment.get_value(), Some(&cursor), PAGE).await;
            if self.loading_more.is_disposed() {
                return;
            }
            match result {
                Ok(list) => {
                    self.rows.update(|rows| rows.extend(list.keys.into_iter().map(Row::new)));
                    self.total.set(list.total);
                    self.next_cursor.set(list.next_cursor);
                    self.loading_more.set(Loading::Done);
                }
                Err(error) => self.loading_more.set(Loading::Failed(error)),
            }
        });
    }

    fn changed(&self) {
        self.changes.update_value(|changes| *changes += 1);
    }

    /// Shows a key that was just made; one that a retry found again takes its row's place.
    pub fn put_first(&self, row: ApiKeyRow) {
        self.changed();
        if self.replace(&row) {
            return;
        }
        self.rows.update(|rows| rows.insert(0, Row::new(row)));
        self.total.update(|total| total.count += 1);
    }

    /// Shows the new content of a key; says whether its row was there.
    pub fn replace(&self, row: &ApiKeyRow) -> bool {
        self.changed();
        let found = self.rows.with_untracked(|rows| rows.iter().find(|other| other.app_id == row.app_id).cloned());
        if let Some(found) = &found {
            found.content.set(row.clone());
        }
        found.is_some()
    }

    /// Takes a key's row away.
    pub fn remove(&self, app_id: &str) {
        self.changed();
        let before = self.rows.with_untracked(Vec::len);
        self.rows.update(|rows| rows.retain(|row| row.app_id != app_id));
        if self.rows.with_untracked(Vec::len) < before {
            self.total.update(|total| total.count = total.count.saturating_sub(1));
        }
    }
}

/// The row of a key: its access in numbers. `index` is the catalog, where there is one.
pub fn row_of(key: &ApiKey, index: Option<&CatalogIndex>) -> ApiKeyRow {
    let access_summary = match (&key.access, index) {
        (Access::Endpoints(endpoints), Some(index)) => {
            let granted = endpoints.iter().filter(|id| index.position(id).is_some()).count();
            let offered = index.endpoints.len();
            AccessSummary::endpoints(granted as u32, offered as u32, (endpoints.len() - granted) as u32)
        }
        (Access::Endpoints(endpoints), None) => AccessSummary::endpoints(0, 0, endpoints.len() as u32),
        (Access::Full, _) => AccessSummary::full(),
    };
    ApiKeyRow {
        app_id: key.app_id.clone(),
        note: key.note.clone(),
        access_summary,
        created_at: key.created_at.clone(),
        updated_at: key.updated_at.clone(),
        version: key.version,
    }
}
