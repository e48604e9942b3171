//! *Edit API Key*: the same form with what is stored, and what Confirm will change.

use contract::{ApiKey, CreateKey, ProblemKind};
use leptos::prelude::*;

use super::{
    catalog_source::CatalogState,
    conflict::Conflict,
    expiry::expiry_text,
    form::{FormState, KeyForm},
    row_of::row_of,
    shared::Section,
    starts::starts,
    stored::Stored,
};
use crate::{
    api::Loaded,
    i18n::t,
    permissions::{ChangeList, changes::Changes, selection::Selection, state::SelectorState},
    task::begin,
    ui::{Button, Dialog, Failure, Toasts, shown},
};

/// The dialog *Edit API Key*.
#[component]
pub(super) fn EditDialog(section: Section, app_id: String) -> impl IntoView {
    let asking = RwSignal::new(false);
    let dirty = RwSignal::new(false);
    let request_close = move |()| {
        if dirty.get_untracked() { asking.update(|asking| *asking = !*asking) } else { section.page.close() }
    };
    let catalog = section.capabilities.permissions.then(|| section.catalog.state());
    let key = {
        let app_id = app_id.clone();
        Loaded::new(move || {
            let app_id = app_id.clone();
            async move { section.api.key(&section.rows.deployment(), &app_id).await }
        })
    };
    let again = Callback::new(move |()| {
        if matches!(key.get_untracked(), Some(Err(_))) {
            key.reload();
        }
        if catalog.is_some_and(|catalog| matches!(catalog.get_untracked(), CatalogState::Failed(_))) {
            section.catalog.load();
        }
    });
    let failure = move |error| {
        view! {
            <div class="dialog-loading">
                <Failure error retry=again />
                <Button label=t::close() on_press=move |()| section.page.close() />
            </div>
        }
        .into_any()
    };
    view! {
        <Dialog title=t::edit_api_key() class="dialog-wide" on_close_request=Callback::new(request_close)>
            <p class="dialog-subject"><span>{t::app_id()}</span>" "<code class="code">{app_id}</code></p>
            {shown(move || match (key.get(), catalog.map(|catalog| catalog.get())) {
                (Some(Err(error)), _) | (_, Some(CatalogState::Failed(error))) => failure(error),
                (Some(Ok(key)), Some(CatalogState::Ready(index))) => {
                    let selector = SelectorState::new(index, Some(&key.access));
                    view! { <EditForm section key=key asking dirty selector=Some(selector) /> }.into_any()
                }
                (Some(Ok(key)), None) => view! { <EditForm section key=key asking dirty selector=None /> }.into_any(),
                _ => view! { <p class="dialog-loading" role="status">{t::loading_key()}</p> }.into_any(),
            })}
        </Dialog>
    }
}

#[component]
fn EditForm(
    section: Section,
    key: ApiKey,
    asking: RwSignal<bool>,
    dirty: RwSignal<bool>,
    selector: Option<SelectorState>,
) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let form = FormState::new(section.capabilities, key.note.clone(), key.expires_at.clone(), selector);
    let app_id = StoredValue::new(key.app_id.clone());
    let stored = RwSignal::new(Stored::from(&key));
    // What somebody else has made of the key since it was read.
    let theirs = RwSignal::new(None::<ApiKey>);
    let changes = Memo::new(move |_| {
        let endpoints = form.selector.map(|selector| selector.endpoints()).unwrap_or_default();
        stored.with(|stored| Changes::between(&stored.endpoints, &endpoints))
    });
    let note_changed = Memo::new(move |_| form.note.with(|note| stored.with(|stored| note.trim() != stored.note)));
    let expiry_changed = Memo::new(move |_| {
        let at = form.expiry.at.get();
        stored.with(|stored| (at != stored.expires_at).then(|| expiry_change(stored.expires_at.as_ref(), at.as_ref())))
    });
    let changed = Memo::new(move |_| {
        note_changed.get() || expiry_changed.with(Option::is_some) || changes.with(|changes| !changes.is_empty())
    });
    Effect::new(move |_| dirty.set(changed.get()));

    let read_again = move || {
        begin(async move {
            let result = section.api.key(&section.rows.deployment(), &app_id.get_value()).await;
            if form.busy.is_disposed() {
                return;
            }
            form.busy.set(false);
            match result {
                Ok(key) => theirs.set(Some(key)),
                Err(error) => form.failed.set(Some(error)),
            }
        });
    };
    let on_confirm = Callback::new(move |body: CreateKey| {
        form.busy.set(true);
        theirs.set(None);
        let version = stored.with_untracked(|stored| stored.version);
        begin(async move {
            let result = section.api.update_key(&section.rows.deployment(), &app_id.get_value(), version, &body).await;
            if form.busy.is_disposed() {
                return;
            }
            match result {
                Ok(key) => {
                    section.rows.replace(&row_of(&key, section.catalog.get_untracked().as_deref()));
                    toasts.show(t::saved(&key.app_id));
                    section.page.close();
                }
                Err(error) if error.kind() == Some(ProblemKind::StaleVersion) => read_again(),
                Err(error) => {
                    if error.kind() == Some(ProblemKind::KeyNotFound) {
                        section.rows.remove(&[app_id.get_value()]);
                    }
                    form.busy.set(false);
                    form.failed.set(Some(error));
                }
            }
        });
    });
    let keep_mine = Callback::new(move |()| {
        if let Some(key) = theirs.get_untracked() {
            stored.set(Stored::from(&key));
            theirs.set(None);
        }
    });
    let take_theirs = Callback::new(move |()| {
        if let Some(key) = theirs.get_untracked() {
            form.note.set(key.note.clone());
            form.expiry.keep(key.expires_at.clone());
            if let Some(selector) = form.selector {
                selector.selection.set(Selection::stored(&selector.index(), &key.access));
            }
            stored.set(Stored::from(&key));
            theirs.set(None);
        }
    });
    let summary = move || {
        let lines = [note_changed.get().then(t::note_changes), expiry_changed.get()];
        changed.get().then(|| view! { <WhatChanges lines changes=changes.get() /> })
    };
    view! {
        <KeyForm form on_confirm on_cancel=Callback::new(move |()| section.page.close()) dirty=changed.into() asking summary
            starts=starts(section, form.selector)>
            {shown(move || theirs.get().map(|theirs| view! {
                <Conflict mine=stored.get_untracked() theirs=Stored::from(&theirs) keep_mine take_theirs />
            }))}
        </KeyForm>
    }
}

/// What Confirm will change.
#[component]
fn WhatChanges(lines: [Option<String>; 2], changes: Changes) -> impl IntoView {
    view! {
        <section class="changes" aria-label=t::confirm_will_change()>
            <h3 class="changes-title">{t::confirm_will_change()}</h3>
            {lines.into_iter().flatten().map(|line| view! { <p class="changes-note">{line}</p> }).collect_view()}
            <ChangeList changes />
        </section>
    }
}

/// How the expiry changes, in words.
fn expiry_change(from: Option<&String>, to: Option<&String>) -> String {
    t::expiry_changes(&expiry_text(from), &expiry_text(to))
}
