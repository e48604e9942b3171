//! Picking rows, to delete them at once.
//!
//! What is picked is shown: a row that goes, because its key is gone or because another search does not find it, is no
//! longer picked. So nothing is deleted that the person does not see.

use super::{
    list::{KeyRows, Row},
    shared::Doomed,
};

impl KeyRows {
    /// Picks a row, or no longer.
    pub fn pick(&self, number: u64, picked: bool) {
        self.pick_range(number, number, picked);
    }

    /// The same for all rows from the one that was picked last to this one.
    pub fn pick_to(&self, number: u64, picked: bool) {
        self.pick_range(self.picked_last.get_value(), number, picked);
    }

    fn pick_range(&self, from: u64, number: u64, picked: bool) {
        self.rows.with_untracked(|rows| {
            let place = |number| rows.iter().position(|row| row.number == number);
            if let Some(here) = place(number) {
                let from = place(from).unwrap_or(here);
                pick(&rows[from.min(here)..=from.max(here)], picked);
            }
        });
        self.picked_last.set_value(number);
        self.count_picked();
    }

    /// Picks all rows, or none.
    pub fn pick_all(&self, picked: bool) {
        self.rows.with_untracked(|rows| pick(rows, picked));
        self.count_picked();
    }

    pub(super) fn count_picked(&self) {
        self.picked.set(self.rows.with_untracked(|rows| rows.iter().filter(|row| row.picked.get_untracked()).count()));
    }

    /// The keys that are picked.
    pub(super) fn picked_keys(&self) -> Vec<Doomed> {
        self.rows.with_untracked(|rows| {
            let picked = rows.iter().filter(|row| row.picked.get_untracked());
            picked.map(|row| row.content.with_untracked(|row| Doomed::from(row))).collect()
        })
    }
}

fn pick(rows: &[Row], picked: bool) {
    rows.iter().for_each(|row| row.picked.set(picked));
}
