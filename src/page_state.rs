//! Which dialog is open, wherever that is kept: the address on a page of its own, the element itself when embedded.

use leptos::prelude::*;

/// A dialog that has an address. The App Secret's has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenDialog {
    /// *New API Key*.
    New,
    /// *Edit API Key* of the key with this App ID.
    Edit(String),
}

/// How a change of the page's state is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Back returns to what was before.
    Push,
    /// What was before is replaced.
    Replace,
}

/// What the page is about, for the browser's title: provided by context where there is one.
#[derive(Clone, Copy)]
pub struct PageTitle(pub RwSignal<String>);

impl PageTitle {
    /// Says what the page is about, where anybody asks.
    pub fn say(title: String) {
        if let Some(PageTitle(signal)) = use_context() {
            signal.set(title);
        }
    }
}

/// The page's state, provided by context.
#[derive(Clone, Copy)]
pub struct PageState {
    /// The dialog that is open.
    pub dialog: Signal<Option<OpenDialog>>,
    /// Opens a dialog, or closes what is open.
    pub show: Callback<(Option<OpenDialog>, Step)>,
}

impl PageState {
    /// Opens a dialog; Back closes it.
    pub fn open(&self, dialog: OpenDialog) {
        self.show.run((Some(dialog), Step::Push));
    }

    /// Closes whatever is open; Back does not open it again.
    pub fn close(&self) {
        self.show.run((None, Step::Replace));
    }
}
