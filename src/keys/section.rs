//! The section *Deployment API Key* of a deployment's page.

use contract::{CreateKey, Deployment, Sort};
use leptos::prelude::*;

use super::{
    create::CreateDialog,
    created::CreatedKeySlot,
    delete::DeleteDialog,
    edit::EditDialog,
    life::LifeDialog,
    lost::{DeleteLost, lost_secret},
    row_of::row_of,
    shared::{Section, offers},
    table::KeyTable,
};
use crate::{
    api::{Api, ApiError, IdempotencyKey, Listing, Trail},
    i18n::t,
    later::{Later, later},
    page_state::{News, OpenDialog, PageState, TrailWay},
    shortcuts::Shortcuts,
    task::begin,
    ui::{Button, FocusHome, Icon, IconName, Notice, NoticeKind, failure_text, reactive, shown, when},
};

/// The keys of a deployment, and what can be done with them.
#[component]
pub fn KeySection(
    /// The deployment.
    deployment: Deployment,
) -> impl IntoView {
    let api = expect_context::<Api>();
    let page = expect_context::<PageState>();
    let capabilities = deployment.capabilities;
    let notes = capabilities.notes;
    let listing = Memo::new(move |_| {
        let listing = page.place.get().listing;
        // By note: an order for those who have notes.
        let by_note = matches!(listing.sort, Sort::Note | Sort::NoteReversed);
        let sort = if by_note && !notes { Sort::default() } else { listing.sort };
        Listing { sort, filter: listing.filter.filter(|filter| offers(capabilities, *filter)), ..listing }
    });
    let section = Section::new(api, deployment, listing, page);
    let rows = section.rows;
    Effect::new(move |_| rows.list());
    Effect::new(move |_| {
        if News::track() {
            rows.refresh_or_reload();
        }
    });
    // Somebody who comes back to the page sees what others have done meanwhile.
    let back = ["focus", "visibilitychange"].map(|event| {
        window_event_listener_untyped(event, move |_| {
            if !document().hidden() {
                rows.refresh_if_old();
            }
        })
    });
    if let Some(shortcuts) = use_context::<Shortcuts>() {
        let new = use_context::<FocusHome>();
        shortcuts.listen(move |key| match key {
            "n" => new.and_then(|FocusHome(new)| new.get_untracked()).map(|new| new.click()).is_some(),
            "/" => section.search_field.get_untracked().map(|field| field.focus()).is_some(),
            _ => false,
        });
    }
    on_cleanup(move || back.into_iter().for_each(|listener| listener.remove()));
    let wanted = move || {
        let none = section.page.place.with(|place| place.dialog.is_none());
        !(none && section.deleting.with(Vec::is_empty) && section.acting.with(Option::is_none))
    };
    view! {
        <section class="card keys" part="section" aria-labelledby="keys-title">
            <header class="keys-head">
                <div>
                    <h2 id="keys-title" class="keys-title" part="title">
                        {t::deployment_api_key()}
                    </h2>
                    <p class="hint">{t::section_hint()}</p>
                </div>
                <div class="keys-head-actions">
                    {match section.page.trail {
                        TrailWay::Address(_) => {
                            view! { <a class="button" href=section.trail(Trail::default())>{t::audit_trail()}</a> }.into_any()
                        }
                        TrailWay::Here(go) => {
                            view! { <Button label=t::audit_trail() on_press=move |()| go.run(Trail::default()) /> }.into_any()
                        }
                    }}
                    {section.changes.then(|| view! { <NewKey section /> })}
                </div>
            </header>
            <KeyTable section />
        </section>
        {later("later", wanted, move || view! { <OpenDialogs section /> }.into_any())}
    }
}

/// *New API Key*: opens the dialog, or makes a key at once where there is nothing to ask.
#[component]
fn NewKey(section: Section) -> impl IntoView {
    let asks = section.capabilities.notes || section.capabilities.permissions;
    let attempt = StoredValue::new(None::<IdempotencyKey>);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let slot = expect_context::<CreatedKeySlot>();
    let home = use_context::<FocusHome>();
    let make = move || {
        if busy.get_untracked() {
            return;
        }
        // A new attempt after a lost answer is the same request: it never makes a second key.
        let key = attempt.get_value().unwrap_or_default();
        attempt.set_value(Some(key.clone()));
        busy.set(true);
        failed.set(None);
        // Asked for now: the section may be gone when the answer comes.
        let address = section.api_address();
        begin(async move {
            let result = section.api.create_key(&section.rows.deployment(), &CreateKey::default(), &key).await;
            if busy.is_disposed() {
                // The person has gone elsewhere; the secret must not be lost with the page.
                if let Ok(created) = result {
                    slot.show(created, address);
                }
                return;
            }
            busy.set(false);
            match result {
                Ok(created) => {
                    attempt.set_value(None);
                    section.rows.add(row_of(&created.key, None));
                    slot.show(created, address);
                }
                Err(error) => {
                    if !error.answer_was_lost() {
                        attempt.set_value(None);
                        section.rows.reload();
                    }
                    failed.set(Some(error));
                }
            }
        });
    };
    let half = expect_context::<Later>();
    // Whoever comes to the button may press it: what the dialog needs is on its way by then.
    let prepare = move || {
        if section.capabilities.permissions && half.is_there() {
            section.catalog.state();
        }
    };
    let press = move |_| if asks { section.page.open(OpenDialog::New) } else { make() };
    let button = home.map(|FocusHome(button)| button).unwrap_or_default();
    view! {
        <div class="new-key">
            <button type="button" class="button button-primary" part="button button-primary" node_ref=button aria-disabled=reactive(move || busy.get().to_string())
                on:pointerenter=move |_| prepare() on:focus=move |_| prepare() on:click=press>
                <Icon name=IconName::Plus />
                <span>{shown(move || if busy.get() { t::creating() } else { t::new_api_key() })}</span>
            </button>
        </div>
        {shown(move || failed.get().map(|error| {
            let lost = error.answer_was_lost();
            let secret_lost = lost_secret(&error);
            view! {
                <div class="keys-failed">
                    <Notice kind=NoticeKind::Error>
                        <p>{failure_text(&error)} {lost.then(|| format!(" {}", t::retry_is_safe()))}</p>
                        {secret_lost.map(|app_id| view! { <DeleteLost app_id offer=section.offer_delete() /> })}
                        <Button label=t::try_again() on_press=move |()| make() />
                        <Button label=t::dismiss() on_press=move |()| failed.set(None) />
                    </Notice>
                </div>
            }
        }))}
    }
}

/// The dialog that the page's state has open, and the confirmation of a deletion.
#[component]
fn OpenDialogs(section: Section) -> impl IntoView {
    let rotations = StoredValue::new(Vec::new());
    let dialog = Memo::new(move |_| section.page.place.get().dialog);
    // A viewer who follows the address of a dialog sees the page.
    let asks = section.changes && (section.capabilities.notes || section.capabilities.permissions);
    let creating = Memo::new(move |_| asks && dialog.get() == Some(OpenDialog::New));
    // Drawn when it is first opened, and kept: hundreds of endpoints need not be drawn again.
    let created = Memo::new(move |was: Option<&bool>| creating.get() || was == Some(&true));
    view! {
        {when(move || created.get(), move || view! { <CreateDialog section open=creating /> })}
        {shown(move || match dialog.get() {
            Some(OpenDialog::Edit(app_id)) if asks => {
                view! { <EditDialog section app_id /> }.into_any()
            }
            _ => ().into_any(),
        })}
        {shown(move || {
            let keys = section.deleting.get();
            (!keys.is_empty()).then(|| view! { <DeleteDialog section keys /> })
        })}
        {shown(move || section.acting.get().map(|acting| view! { <LifeDialog section acting rotations /> }))}
    }
}
