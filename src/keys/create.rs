//! *New API Key*: the dialog.

use contract::CreateKey;
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
    api::IdempotencyKey,
    i18n::t,
    permissions::state::SelectorState,
    task::begin,
    ui::{Button, Dialog, Failure, shown},
};

/// What was sent and not answered yet. One attempt for one content: a retry of the same never makes a second key, also
/// when the dialog was left in between.
type Attempt = (CreateKey, IdempotencyKey);

/// The dialog *New API Key*. It stays as it is while it is not open: what was entered when it was left by Back is there
/// again when it is.
#[component]
pub(super) fn CreateDialog(section: Section, open: Memo<bool>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let dirty = RwSignal::new(false);
    let request_close = move |()| {
        if dirty.get_untracked() { asking.update(|asking| *asking = !*asking) } else { section.page.close() }
    };
    let permissions = section.capabilities.permissions;
    let catalog = permissions.then(|| section.catalog.state());
    view! {
        <Dialog title=t::new_api_key() class="dialog-wide" open on_close_request=Callback::new(request_close)>
            {shown(move || match catalog.map(|catalog| catalog.get()) {
                Some(CatalogState::Pending) => view! { <p class="dialog-loading" role="status">{t::loading_catalog()}</p> }.into_any(),
                Some(CatalogState::Failed(error)) => view! {
                    <div class="dialog-loading">
                        <Failure error retry=move |()| section.catalog.load() />
                        <Button label=t::cancel() on_press=move |()| section.page.close() />
                    </div>
                }.into_any(),
                Some(CatalogState::Ready(index)) => {
                    let selector = SelectorState::new(index, None);
                    view! { <CreateForm section open asking dirty selector=Some(selector) /> }.into_any()
                }
                None => view! { <CreateForm section open asking dirty selector=None /> }.into_any(),
            })}
        </Dialog>
    }
}

#[component]
fn CreateForm(
    section: Section,
    open: Memo<bool>,
    asking: RwSignal<bool>,
    dirty: RwSignal<bool>,
    selector: Option<SelectorState>,
) -> impl IntoView {
    let form = FormState::new(section.capabilities, String::new(), None, selector);
    let slot = expect_context::<CreatedKeySlot>();
    let entered = Memo::new(move |_| {
        let selected = form.selector.is_some_and(|selector| selector.selection.with(|selection| !selection.is_empty()));
        selected || form.expiry.is_chosen() || form.note.with(|note| !note.trim().is_empty())
    });
    Effect::new(move |_| dirty.set(entered.get()));
    let attempt = StoredValue::new(None::<Attempt>);
    // Another content was sent after a lost answer: there may be a key of each.
    let superseded = StoredValue::new(false);
    // The person is done with what was entered.
    let done = StoredValue::new(false);
    let leave = move || {
        done.set_value(true);
        section.page.close();
    };
    Effect::new(move |_| {
        if open.get() {
            if let Some(body) = form.body.get_untracked() {
                body.set_scroll_top(0);
            }
            return;
        }
        asking.set(false);
        // The last answer was lost, and the key may be there all the same: the list tells.
        let mut unknown = attempt.with_value(Option::is_some);
        if done.get_value() {
            done.set_value(false);
            attempt.set_value(None);
            unknown |= superseded.get_value();
            superseded.set_value(false);
            form.start_again();
        }
        if unknown {
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
                // The person has gone elsewhere; the secret must not be lost with the page.
                if let Ok(created) = result {
                    slot.show(created, address);
                }
                return;
            }
            form.busy.set(false);
            // The person may have gone back before the answer came.
            let is_open = open.get_untracked();
            match result {
                Ok(created) => {
                    attempt.set_value(None);
                    section.rows.add(row_of(&created.key, section.catalog.get_untracked().as_deref()));
                    slot.show(created, address);
                    if is_open { leave() } else { form.start_again() }
                }
                Err(error) => {
                    if !error.answer_was_lost() {
                        attempt.set_value(None);
                    }
                    if lost_secret(&error).is_some() || error.answer_was_lost() && !is_open {
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
