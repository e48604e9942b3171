//! The rows of a list.

use upstream::{
    prelude::{Owner, document},
    reactive::{effect::RenderEffect, graph::untrack},
};
use wasm_bindgen::JsCast;
use web_sys::Comment;

use super::{Mounted, insert};
use crate::{keyed::Keyed, node::Node};

/// The rows of a list, and what stands behind them.
pub struct Rows {
    rows: RenderEffect<Vec<Row>>,
    /// Stands behind the last row, also when there is none.
    end: Comment,
}

struct Row {
    key: u64,
    owner: Owner,
    mounted: Mounted,
}

impl Row {
    fn build(key: u64, parent: &Owner, view: impl FnOnce() -> Node) -> Self {
        let owner = parent.with(Owner::new);
        let mounted = owner.with(|| untrack(|| view().build()));
        Row { key, owner, mounted }
    }

    fn remove(self) {
        self.mounted.remove();
        self.owner.cleanup();
    }
}

impl Rows {
    pub(super) fn build(list: Keyed) -> Self {
        let Keyed { mut keys, mut view, owner } = list;
        let end = document().create_comment("");
        let behind = end.clone();
        let rows = RenderEffect::new(move |before: Option<Vec<Row>>| {
            let keys = keys();
            let row = |place: usize, key| Row::build(key, &owner, || view(place));
            update(before.unwrap_or_default(), &keys, row, &behind)
        });
        Rows { rows, end }
    }

    pub(super) fn insert(&self, parent: &web_sys::Node, before: Option<&web_sys::Node>) {
        self.rows.with_value_mut(|rows| rows.iter().for_each(|row| row.mounted.insert(parent, before)));
        insert(parent, &self.end, before);
    }

    pub(super) fn remove(&self) {
        self.rows.with_value_mut(|rows| rows.iter().for_each(|row| row.mounted.remove()));
        self.end.remove();
    }

    pub(super) fn first(&self) -> web_sys::Node {
        let first = self.rows.with_value_mut(|rows| rows.first().map(|row| row.mounted.first()));
        first.flatten().unwrap_or_else(|| self.end.clone().unchecked_into())
    }
}

/// The rows for `keys`: those of `rows` that are still wanted, and new ones. What is the same at both ends is not touched;
/// of the rest no element moves as long as the kept rows are in the same order.
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
    old.into_iter().flatten().for_each(Row::remove);

    let in_order = middle.iter().filter_map(|(place, _)| *place).is_sorted();
    if let Some(parent) = end.parent_node() {
        let mut next = tail.first().map_or_else(|| end.clone().unchecked_into(), |row| row.mounted.first());
        for (place, row) in middle.iter().rev() {
            if place.is_none() || !in_order {
                row.mounted.insert(&parent, Some(&next));
            }
            next = row.mounted.first();
        }
    }
    rows.extend(middle.into_iter().map(|(_, row)| row));
    rows.extend(tail);
    rows
}
