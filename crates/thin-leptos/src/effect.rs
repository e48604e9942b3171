//! Effects.

use upstream::prelude::on_cleanup;

use crate::{boxed::Make, mounted};

/// Runs a closure soon and whenever what it read changes, until its owner is cleaned up.
pub struct Effect;

impl Effect {
    /// Starts it. Unlike Leptos' own it passes no value from one run to the next: so all effects are of one type.
    #[expect(clippy::new_ret_no_self, reason = "the name is that of Leptos' own effect")]
    pub fn new(mut effect: impl FnMut(()) + 'static) {
        start(Box::new(move || effect(())));
    }
}

fn start(effect: Box<dyn Make<()>>) {
    let effect = mounted::Effect::later(effect);
    on_cleanup(move || effect.stop());
}
