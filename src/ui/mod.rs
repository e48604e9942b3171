//! The few widgets that everything else is made of. Nothing here knows of keys or permissions.

mod button;
mod copy;
mod dialog;
mod download;
mod failure;
mod focus;
mod icon;
mod in_view;
mod lazy;
mod menu;
mod more;
mod notice;
mod question;
mod reactive;
mod select;
mod time;
mod toast;
mod tri_state;

use std::{cell::Cell, time::Duration};

use leptos::prelude::{document, request_animation_frame, set_timeout};

pub use button::Button;
pub use copy::{CopyButton, CopyField, CopyText, CopyTextButton};
pub use dialog::{Dialog, FocusHome, is_dialog_open, when_no_dialog_is_open};
pub use download::download;
pub use failure::{Failure, failure_text, field_error_text};
pub use focus::{focused_beside, has_no_focus, keep_focus};
pub use icon::{Icon, IconName};
pub use in_view::InView;
pub use lazy::Lazy;
pub use menu::{Menu, MenuGroup, MenuItem, MenuState};
pub use more::More;
pub use notice::{Notice, NoticeKind};
pub use question::Question;
pub use reactive::{reactive, shown, when};
pub use select::Select;
pub use time::{Time, is_over, provide_minute, track_minute};
pub use toast::{ToastRegion, Toasts};
pub use tri_state::TriState;

/// Runs a closure once what has been changed is laid out and painted.
pub fn after_paint(then: impl FnOnce() + 'static) {
    request_animation_frame(move || request_animation_frame(then));
}

/// Does something that moves what stands on the page, but not under a mouse that is being pressed: a click would be lost.
pub fn when_released(then: Box<dyn FnOnce()>) {
    // Whatever is pressed is active, with all that it stands in.
    if matches!(document().query_selector(":active"), Ok(Some(_))) {
        set_timeout(move || when_released(then), Duration::from_millis(50));
    } else {
        then();
    }
}

/// An `id` that no other element of the page has.
pub fn unique_id(prefix: &str) -> String {
    thread_local!(static LAST: Cell<u32> = const { Cell::new(0) });
    LAST.with(|last| {
        last.set(last.get() + 1);
        format!("{prefix}-{}", last.get())
    })
}
