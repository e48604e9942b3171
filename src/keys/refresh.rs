//! Bringing the list up to date while it is looked at.

use contract::KeyList;
use js_sys::Date;

use super::list::{KeyRows, PAGE, place_of};
use crate::{
    api::Loading,
    task::begin,
    ui::{keep_focus, when_released},
};

/// How long a list is taken for what the server has, in milliseconds.
const FRESH_FOR: f64 = 3000.0;

impl KeyRows {
    /// Asks again for what is shown, unless that is fresh: for somebody who comes back to the page.
    pub fn refresh_if_old(self) {
        if Date::now() - self.asked_at.get_value() > FRESH_FOR {
            self.refresh();
        }
    }

    /// Asks again for what is shown, also where it could not be loaded: for a host that knows of news.
    pub fn refresh_or_reload(self) {
        if matches!(self.loading.get_untracked(), Loading::Failed(_)) { self.reload() } else { self.refresh() }
    }

    /// Asks again for what is shown and brings it up to date in place. Nobody has asked for it: nobody is told when it
    /// fails, and it gives way to whatever else happens.
    pub fn refresh(self) {
        let busy = self.loading_more.get_untracked() == Loading::Running;
        if busy || self.loading.get_untracked() != Loading::Done {
            return;
        }
        self.asked_at.set_value(Date::now());
        let (turn, changes) = (self.turn.get_value(), self.changes.get_value());
        let listing = self.listing.get_untracked();
        let shown = self.rows.get_untracked();
        begin(async move {
            let deployment = self.deployment.get_value();
            let (mut keys, mut new, mut cursor) = (Vec::new(), 0, None);
            // As many as are shown, and one more for each that is new: no row is pushed off the end of the list.
            let total = loop {
                let limit = (shown.len().max(PAGE) + new - keys.len()).min(PAGE);
                let Ok(list) = self.api.quietly().keys(&deployment, &listing, cursor.as_deref(), limit).await else {
                    return;
                };
                if self.turn.try_get_value() != Some(turn) || self.changes.get_value() != changes {
                    return;
                }
                let near = keys.len();
                new += list.keys.iter().filter(|row| place_of(&shown, &row.app_id, near).is_none()).count();
                keys.extend(list.keys);
                cursor = list.next_cursor;
                if cursor.is_none() || keys.len() >= shown.len().max(PAGE) + new {
                    break list.total;
                }
            };
            when_released(Box::new(move || {
                if self.turn.try_get_value() == Some(turn) && self.changes.get_value() == changes {
                    keep_focus();
                    self.show(KeyList { keys, total, next_cursor: cursor });
                }
            }));
        });
    }
}
