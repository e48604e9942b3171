//! Putting a view onto a page.

use any_spawner::Executor;
use upstream::prelude::{Owner, document};

use crate::{mounted::Mounted, node::IntoView};

/// A view on the page. Dropping it takes the view away, with everything that it has made.
pub struct Mount {
    mounted: Option<Mounted>,
    owner: Owner,
}

impl Drop for Mount {
    /// Listeners first, then what they use.
    fn drop(&mut self) {
        if let Some(mounted) = self.mounted.take() {
            mounted.remove();
        }
        self.owner.cleanup();
    }
}

/// Makes a view and puts it at the end of `parent`, where it stays until what this returns is dropped.
pub fn mount_to<V: IntoView>(parent: &web_sys::Node, view: impl FnOnce() -> V + 'static) -> Mount {
    // Fails only when there is an executor already.
    _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let mounted = owner.with(move || view().into_node().build());
    mounted.insert(parent, None);
    Mount { mounted: Some(mounted), owner }
}

/// Makes a view and puts it at the end of `<body>`, where it stays.
pub fn mount_to_body<V: IntoView>(view: impl FnOnce() -> V + 'static) {
    if let Some(body) = document().body() {
        // It goes with the page.
        std::mem::forget(mount_to(&body, view));
    }
}
