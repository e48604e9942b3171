//! The further ways to start a selection: what they take is asked for, as presets are not.

use leptos::prelude::*;

use super::{same_as::SameAs, shared::Section, templates::Templates};
use crate::permissions::state::SelectorState;

/// Those of a form's selector, where there is one.
pub(super) fn starts(section: Section, selector: Option<SelectorState>) -> Option<ViewFn> {
    selector.map(|state| {
        ViewFn::from(move || {
            view! {
                <SameAs section state />
                <Templates section state />
            }
        })
    })
}
