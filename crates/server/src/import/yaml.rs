//! YAML as a JSON value, read no further than a document that means well would go.

use serde_json::Value;
use serde_saphyr::{
    Options, budget, options,
    options::{DuplicateKeyPolicy, NonFiniteFloatPolicy},
};

/// Twice as deep as schemas within schemas go. Each step down costs stack, most of all in a development build.
const DEPTH: usize = 64;

pub(super) fn parse(text: &str) -> Result<Value, serde_saphyr::Error> {
    serde_saphyr::from_str_with_options(text, bounds())
}

/// Depth is bounded while reading, since the time for brackets that nobody closes grows with the square of their
/// number. So is what anchors and aliases multiply. A document's plain size is whatever the operator put there.
fn bounds() -> Options {
    options! {
        budget: budget! {
            max_depth: DEPTH,
            flow_nesting_limit: DEPTH,
            max_events: usize::MAX,
            max_nodes: usize::MAX,
            max_total_scalar_bytes: usize::MAX,
            enforce_alias_anchor_ratio: false,
        },
        // As in JSON: the last one counts, and a number that is none is null.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        // One line is enough: file, place and reason.
        with_snippet: false,
    }
}
