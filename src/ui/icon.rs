//! Icons, drawn inline: no request, and they take the colour of the text beside them.

use leptos::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// Two sheets.
    Copy,
    /// A tick.
    Check,
    /// An angle that points to the right; turned when open.
    Chevron,
    /// A key.
    Key,
    /// A triangle with an exclamation mark.
    Warning,
    /// A plus.
    Plus,
    /// An arrow out of a box.
    External,
    /// A cross.
    Close,
    /// A magnifying glass.
    Search,
    /// An arrow that points down.
    Arrow,
    /// Three dots.
    Dots,
    /// A globe.
    Globe,
}

impl IconName {
    const fn path(self) -> &'static str {
        match self {
            IconName::Copy => "M5.5 5.5v-3h8v8h-3m-8-5h8v8h-8z",
            IconName::Check => "m3 8.5 3.5 3.5L13 4.5",
            IconName::Chevron => "m6 3.5 4.5 4.5L6 12.5",
            IconName::Key => {
                "M10.5 9.5a4 4 0 1 0-3.7-2.4L1.5 12.4V14.5H4V13h1.5v-1.5H7l1.4-1.6a4 4 0 0 0 2.1-.4ZM11.2 4.8h.01"
            }
            IconName::Warning => "M8 2 1.3 13.5h13.4ZM8 6.3v3.4m0 1.9v.1",
            IconName::Plus => "M8 3v10M3 8h10",
            IconName::External => "M6.5 3.5h-4v10h10v-4M9.5 2.5h4v4m0-4-6 6",
            IconName::Arrow => "M8 3v10m4-4-4 4-4-4",
            IconName::Dots => "M3 8h.01M8 8h.01M13 8h.01",
            IconName::Globe => {
                "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM1.7 8h12.6M8 1.5c4 4.3 4 8.700 0 13-4-4.300-4-8.700 0-13Z"
            }
            IconName::Close => "m4 4 8 8m0-8-8 8",
            IconName::Search => "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm3.3-1.2 3.7 3.7",
        }
    }
}

/// An icon of 16 by 16, hidden from screen readers: the control that it stands in has a name.
#[component]
pub fn Icon(
    /// Which.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor"
            stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">
            <path d=name.path() />
        </svg>
    }
}
