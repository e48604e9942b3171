//! A message that stays where it is: a warning, an error, an explanation.

use leptos::prelude::*;

use super::{Icon, IconName};

/// How serious a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// To be read before going on.
    Warning,
    /// Something did not work.
    Error,
    /// Something worth knowing.
    Information,
}

/// A message with an icon; an error is read out when it appears.
#[component]
pub fn Notice(
    /// How serious it is.
    kind: NoticeKind,
    /// The message.
    children: Children,
) -> impl IntoView {
    let (class, role) = match kind {
        NoticeKind::Warning => ("notice notice-warning", None),
        NoticeKind::Error => ("notice notice-error", Some("alert")),
        NoticeKind::Information => ("notice notice-information", None),
    };
    view! {
        <div class=class role=role>
            <Icon name=IconName::Warning />
            <div class="notice-text">{children()}</div>
        </div>
    }
}
