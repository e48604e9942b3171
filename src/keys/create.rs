//! *New API Key*: the dialog.

use std::sync::Arc;

use contract::{Access, CreateKey, CreatedKey};
use leptos::prelude::*;

use super::{
    catalog_source::CatalogState,
    created::CreatedKeySlot,
    form::{FormState, KeyForm},
    lost::lost_secret,
    row_of::row_of,
    shared::Section,
    starts::starts,
};
use crate::{
    api::{ApiError, IdempotencyKey},
    i18n::t,
    permissions::{index::CatalogIndex, selection::Selection, state::SelectorState},
    task::begin,
    ui::{Button, Dialog, Failure, shown},
};

/// What was entered when the dialog was left by Back: it is there again when the dialog is.
#[derive(Clone)]
pub(super) struct Draft {
    note: String,
    expires_at: Option<String>,
    /// What was selected, and of which catalog.
    selected: Option<(Arc<CatalogIndex>, Selection)>,
}

impl Draft {
    fn access(&self) -> Option<Access> {
        self.selected.as_ref().map(|(index, selection)| Access::Endpoints(selection.endpoints(index)))
    }
}

/// What was sent and not answered yet. One attempt for one content: a retry of the same never makes a second key, also
/// when the dialog was left in between.
pub(super) type Attempt = (CreateKey, IdempotencyKey);

/// The dialog *New API Key*.
#[component]
pub(super) fn CreateDialog(
    section: Section,
    draft: StoredValue<Option<Draft>>,
    attempt: StoredValue<Option<Attempt>>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let dirty = RwSignal::new(false);
    let request_close = move |()| {
        if dirty.get_untracked() { asking.update(|asking| *asking = !*asking) } else { section.page.close() }
    };
    let permissions = section.capabilities.permissions;
    let catalog = permissions.then(|| section.catalog.state());
    view! {
        <Dialog title=t::new_api_key() class="dialog-wide" on_close_request=Callback::new(request_close)>
            {shown(move || match catalog.map(|catalog| catalog.get()) {
                Some(CatalogState::Pending) => view! { <p class="dialog-loading" role="status">{t::loading_catalog()}</p> }.into_any(),
                Some(CatalogState::Failed(error)) => view! {
                    <div class="dialog-loading">
                        <Failure error retry=move |()| section.catalog.load() />
                        <Button label=t::cancel() on_press=move |()| section.page.close() />
                    </div>
                }.into_any(),
                Some(CatalogState::Ready(index)) => {
                    let stored = draft.with_value(|draft| draft.as_ref().and_then(Draft::access));
                    let selector = SelectorState::new(index, stored.as_ref());
                    view! { <CreateForm section draft attempt asking dirty selector=Some(selector) /> }.into_any()
                }
                None => view! { <CreateForm section draft attempt asking dirty selector=None /> }.into_any(),
            })}
        </Dialog>
    }
}

#[component]
fn CreateForm(
    section: Section,
    draft: StoredValue<Option<Draft>>,
    attempt: StoredValue<Option<Attempt>>,
    asking: RwSignal<bool>,
    dirty: RwSignal<bool>,
    selector: Option<SelectorState>,
) -> impl IntoView {
    let (note, expires_at) = draft.get_value().map(|draft| (draft.note, draft.expires_at)).unwrap_or_default();
    let form = FormState::new(section.capabilities, note, expires_at, selector);
    let slot = expect_context::<CreatedKeySlot>();
    let entered = Memo::new(move |_| {
        let selected = form.selector.is_some_and(|selector| selector.selection.with(|selection| !selection.is_empty()));
        selected || form.expiry.is_chosen() || form.note.with(|note| !note.trim().is_empty())
    });
    Effect::new(move |_| {
        dirty.set(entered.get());
        if entered.get() {
            let selected = form.selector.map(|selector| (selector.index(), selector.selection.get()));
            draft.set_value(Some(Draft { note: form.note.get(), expires_at: form.expiry.at.get(), selected }));
        } else {
            draft.set_value(None);
        }
    });
    // Another content was sent after a lost answer: there may be a key of each.
    let superseded = StoredValue::new(false);
    let leave = move || {
        draft.set_value(None);
        // The last answer was lost, and the key may be there all the same: the list tells.
        if attempt.with_value(Option::is_some) || superseded.get_value() {
            attempt.set_value(None);
            section.rows.reload();
        }
        section.page.close();
    };
    // Back leaves what was entered and its attempt where they are, but the key may be there already.
    on_cleanup(move || {
        if attempt.try_with_value(Option::is_some) == Some(true) {
            section.rows.reload();
        }
    });
    let on_confirm = Callback::new(move |body: CreateKey| {
        let key = match attempt.get_value() {
            Some((sent, key)) if sent == body => key,
            lost => {
                superseded.update_value(|superseded| *superseded |= lost.is_some());
                IdempotencyKey::new()
            }
        };
        attempt.set_value(Some((body.clone(), key.clone())));
        form.busy.set(true);
        let address = section.api_address();
        begin(async move {
            let result = section.api.create_key(&section.rows.deployment(), &body, &key).await;
            if form.busy.is_disposed() {
                answered_too_late(section, draft, attempt, (slot, address), result);
                return;
            }
            form.busy.set(false);
            match result {
                Ok(created) => {
                    attempt.set_value(None);
                    section.rows.add(row_of(&created.key, section.catalog.get_untracked().as_deref()));
                    slot.show(created, address);
                    leave();
                }
                Err(error) => {
                    if !error.answer_was_lost() {
                        attempt.set_value(None);
                    }
                    if lost_secret(&error).is_some() {
                        section.rows.reload();
                    }
                    form.failed.set(Some(error));
                }
            }
        });
    });
    view! {
        <KeyForm form on_confirm on_cancel=Callback::new(move |()| leave()) dirty=entered.into() asking
            offer_delete=section.offer_delete() starts=starts(section, selector) />
    }
}

/// The person has gone back before the answer came: the secret must not be lost with the dialog.
fn answered_too_late(
    section: Section,
    draft: StoredValue<Option<Draft>>,
    attempt: StoredValue<Option<Attempt>>,
    (slot, address): (CreatedKeySlot, String),
    result: Result<CreatedKey, ApiError>,
) {
    let page_is_there = !section.rows.loading.is_disposed();
    match result {
        Ok(created) => {
            if page_is_there {
                draft.set_value(None);
                attempt.set_value(None);
                section.rows.add(row_of(&created.key, section.catalog.get_untracked().as_deref()));
            }
            slot.show(created, address);
        }
        // The key may be there all the same: the list tells, and what was entered waits in the dialog to be sent again.
        Err(error) if page_is_there && error.answer_was_lost() => section.rows.reload(),
        Err(_) if page_is_there => attempt.set_value(None),
        Err(_) => (),
    }
}
