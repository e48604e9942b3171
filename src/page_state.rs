//! Which dialog is open and what is listed, wherever that is kept: the address on a page of its own, the element itself
//! when embedded.

use leptos::prelude::*;

use crate::api::{Listing, Trail};

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

/// Whether the person may change anything; a viewer sees, and is offered nothing else. Provided by context; without it,
/// everything may be changed, and the server has the last word.
#[derive(Clone, Copy)]
pub struct MayChange(pub Signal<bool>);

impl MayChange {
    /// Whether the person may change anything, as it stands now.
    pub fn now() -> bool {
        use_context().is_none_or(|MayChange(may)| may.get())
    }
}

/// What of the page can be linked to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The dialog that is open.
    pub dialog: Option<OpenDialog>,
    /// Which keys are listed below it.
    pub listing: Listing,
}

/// The page's state, provided by context.
#[derive(Clone, Copy)]
pub struct PageState {
    /// Where the person is.
    pub place: Signal<Place>,
    /// Goes elsewhere.
    pub go: Callback<(Place, Step)>,
    /// How one gets to the deployment's audit trail.
    pub trail: TrailWay,
}

/// How one gets to a deployment's audit trail.
#[derive(Clone, Copy)]
pub enum TrailWay {
    /// By the address that this makes of the deployment's id.
    Address(fn(&str, &Trail) -> String),
    /// It is shown in place.
    Here(Callback<Trail>),
}

/// Counts how often a host has asked for news: provided by context where there is one.
#[derive(Clone, Copy)]
pub struct News(pub RwSignal<u32>);

impl News {
    /// Has whoever asks be asked again when there may be news; says whether that is why.
    pub fn track() -> bool {
        use_context::<News>().is_some_and(|News(asked)| asked.get() > 0)
    }
}

impl PageState {
    /// Opens a dialog; Back closes it.
    pub fn open(&self, dialog: OpenDialog) {
        let place = self.place.get_untracked();
        self.go.run((Place { dialog: Some(dialog), ..place }, Step::Push));
    }

    /// Closes whatever is open; Back does not open it again.
    pub fn close(&self) {
        let place = self.place.get_untracked();
        self.go.run((Place { dialog: None, ..place }, Step::Replace));
    }

    /// Lists other keys, or in another order.
    pub fn list(&self, listing: Listing, step: Step) {
        let place = self.place.get_untracked();
        if place.listing != listing {
            self.go.run((Place { listing, ..place }, step));
        }
    }
}
