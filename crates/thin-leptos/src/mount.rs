//! Putting a view onto a page.

use any_spawner::Executor;
use upstream::prelude::{Owner, document};

use crate::node::IntoView;

/// Makes a view and puts it at the end of `<body>`, where it stays.
pub fn mount_to_body<V: IntoView>(view: impl FnOnce() -> V + 'static) {
    // Fails only when there is an executor already.
    _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let mounted = owner.with(move || view().into_node().build());
    if let Some(body) = document().body() {
        mounted.insert(&body, None);
    }
    // They go with the page.
    std::mem::forget((owner, mounted));
}
