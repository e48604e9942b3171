//! The rows of a list.

use upstream::{
    prelude::{Owner, document},
    reactive::graph::untrack,
};
use wasm_bindgen::JsCast;
use web_sys::Comment;

use super::{Mounted, Running};
use crate::{keyed::Keyed, node::Node};

/// The rows of a list, and what stands behind them.
pub struct Rows {
    rows: Running<Vec<Row>>,
    /// Stands behind the last row, also when there is none.
    end: Comment,
}

/// In the order in which they are let go of: listeners, then what they use.
struct Row {
    key: u64,
    mounted: Mounted,
    owner: Owner,
    /// The owner of the rows that were made with this one.
    _batch: Owner,
}

impl Row {
    fn build(key: u64, batch: Owner, view: impl FnOnce() -> Node) -> Self {
        let owner = batch.child();
        let mounted = owner.with(|| untrack(|| view().build()));
        Row { key, mounted, owner, _batch: batch }
    }

    fn remove(self) {
        self.mounted.remove();
        self.owner.cleanup();
    }
}

impl Drop for Rows {
    /// The last row first: a signal that all of them have read forgets its last subscriber fastest.
    fn drop(&mut self) {
        self.rows.take_value().into_iter().flatten().rev().for_each(drop);
    }
}

impl Rows {
    pub(super) fn build(list: Keyed) -> Self {
        let Keyed { mut keys, mut view, owner } = list;
        let end = document().create_comment("");
        let behind = end.clone();
        let rows = Running::new(move |before: Option<Vec<Row>>| {
            let keys = keys.make();
            // An owner remembers every other below it until it is cleaned up, long after those are gone. That of the list
            // remembers one for each update, not one for each row that ever was.
            let mut batch = None;
            let row = |place: usize, key| {
                let batch: &mut Owner = batch.get_or_insert_with(|| owner.child());
                Row::build(key, batch.clone(), || view(place))
            };
            update(before.unwrap_or_default(), &keys, row, &behind)
        });
        Rows { rows, end }
    }

    pub(super) fn each(&self, to: &mut dyn FnMut(&web_sys::Node)) {
        self.rows.with_value(|rows| rows.iter().for_each(|row| row.mounted.each(to)));
        to(&self.end);
    }

    pub(super) fn remove(&self) {
        self.rows.take_value().into_iter().flatten().rev().for_each(Row::remove);
        self.end.remove();
    }

    pub(super) fn first(&self) -> web_sys::Node {
        let first = self.rows.with_value(|rows| rows.first().map(|row| row.mounted.first()));
        first.flatten().unwrap_or_else(|| self.end.clone().unchecked_into())
    }
}

/// The rows for `keys`: those of `rows` that are still wanted, and new ones. What is the same at both ends is not touched.
/// Of the rest, seen from the end, a row moves only when it stood behind one that stays.
fn update(rows: Vec<Row>, keys: &[u64], mut build: impl FnMut(usize, u64) -> Row, end: &Comment) -> Vec<Row> {
    let same = |(row, key): &(&Row, &u64)| row.key == **key;
    let ahead = rows.iter().zip(keys).take_while(same).count();
    let behind = rows[ahead..].iter().rev().zip(keys[ahead..].iter().rev()).take_while(same).count();

    let mut rows = rows;
    let tail = rows.split_off(rows.len() - behind);
    let mut old: Vec<Option<Row>> = rows.split_off(ahead).into_iter().map(Some).collect();
    let mut places: Vec<(u64, usize)> =
        old.iter().enumerate().filter_map(|(place, row)| Some((row.as_ref()?.key, place))).collect();
    places.sort_unstable();

    let wanted = &keys[ahead..keys.len() - behind];
    // Each with the place that it had.
    let mut middle = Vec::with_capacity(wanted.len());
    for (place, &key) in wanted.iter().enumerate() {
        let found = places.binary_search_by_key(&key, |&(key, _)| key).ok().map(|found| places[found].1);
        let kept = found.and_then(|found| Some((Some(found), old[found].take()?)));
        middle.push(kept.unwrap_or_else(|| (None, build(ahead + place, key))));
    }
    old.into_iter().flatten().rev().for_each(Row::remove);

    if let Some(parent) = end.parent_node() {
        let mut next = tail.first().map_or_else(|| end.clone().unchecked_into(), |row| row.mounted.first());
        // The place that the last row that stays had.
        let mut last = usize::MAX;
        for (place, row) in middle.iter().rev() {
            match *place {
                Some(place) if place < last => last = place,
                Some(_) => row.mounted.put(&parent, &next),
                None => row.mounted.insert(&parent, Some(&next)),
            }
            next = row.mounted.first();
        }
    }
    rows.extend(middle.into_iter().map(|(_, row)| row));
    rows.extend(tail);
    rows
}
