//! The page *Audit trail*.

use contract::{AuditEntry, AuditList, Deployment};
use leptos::prelude::*;

use super::{entry::EntryRow, filters::Filters};
use crate::{
    api::{Api, Loading, Trail},
    i18n::t,
    page_state::{News, PageTitle},
    task::begin,
    ui::{Button, Failure, Icon, IconName, More, reactive, shown, when},
};

/// Which entries are listed, wherever that is kept. Copied freely.
#[derive(Clone, Copy)]
pub struct TrailPlace {
    /// Which entries, as a query says it.
    pub query: Memo<String>,
    /// Lists others: those of this address' query.
    pub go: Callback<String>,
}

impl TrailPlace {
    /// Which entries are listed.
    pub(super) fn trail(&self) -> Trail {
        Trail::of_query(&self.query.get())
    }

    /// Which entries are listed now.
    pub(super) fn trail_now(&self) -> Trail {
        Trail::of_query(&self.query.get_untracked())
    }

    /// Lists other entries.
    pub(super) fn change(&self, change: impl FnOnce(&mut Trail)) {
        let before = self.trail_now();
        let mut trail = before.clone();
        change(&mut trail);
        if before != trail {
            self.go.run(trail.query());
        }
    }
}

/// The entries that have been loaded. Copied freely.
#[derive(Clone, Copy)]
struct Entries {
    api: Api,
    deployment: StoredValue<String>,
    place: TrailPlace,
    /// Counts what was asked for: only the last list is shown.
    turn: StoredValue<u32>,
    entries: RwSignal<Vec<AuditEntry>>,
    cursor: RwSignal<Option<String>>,
    loading: RwSignal<Loading>,
    loading_more: RwSignal<Loading>,
}

impl Entries {
    /// Loads what is asked for from its beginning; what is shown stays until it is there.
    fn load(self) {
        self.cursor.set(None);
        self.loading_more.set(Loading::Done);
        self.ask(self.loading, None);
    }

    /// Appends the next page.
    fn load_more(self) {
        if self.loading_more.get_untracked() != Loading::Running {
            self.ask(self.loading_more, self.cursor.get_untracked());
        }
    }

    fn ask(self, told: RwSignal<Loading>, cursor: Option<String>) {
        told.set(Loading::Running);
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        let trail = Trail::of_query(&self.place.query.get_untracked());
        begin(async move {
            let result = self.api.audit(&self.deployment.get_value(), &trail, cursor.as_deref()).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match result {
                Ok(AuditList { entries, next_cursor }) => {
                    self.entries.update(|shown| {
                        if cursor.is_none() {
                            shown.clear();
                        }
                        shown.extend(entries);
                    });
                    self.cursor.set(next_cursor);
                    told.set(Loading::Done);
                }
                Err(error) => {
                    // The entries of another search would pass for what this one finds.
                    if cursor.is_none() {
                        self.entries.set(Vec::new());
                    }
                    told.set(Loading::Failed(error));
                }
            }
        });
    }
}

/// What was done to the keys of a deployment.
#[component]
pub fn AuditTrail(
    /// The deployment.
    deployment: Deployment,
    /// Which entries are listed.
    place: TrailPlace,
) -> impl IntoView {
    PageTitle::say(format!("{} · {}", t::audit_trail(), deployment.name));
    let deployment = StoredValue::new(deployment.id);
    let list = Entries {
        api: expect_context(),
        deployment,
        place,
        turn: StoredValue::new(0),
        entries: RwSignal::new(Vec::new()),
        cursor: RwSignal::new(None),
        loading: RwSignal::new(Loading::Running),
        loading_more: RwSignal::new(Loading::Done),
    };
    let Entries { entries, loading, loading_more, cursor, .. } = list;
    Effect::new(move |_| {
        place.query.track();
        News::track();
        list.load();
    });
    let empty = Memo::new(move |_| entries.with(Vec::is_empty));
    let running = Memo::new(move |_| loading.get() == Loading::Running);
    let count = move || t::entries_shown(entries.with(Vec::len) as u64);
    view! {
        <h1 class="page-title">{t::audit_trail()}</h1>
        <p class="page-lead">{t::audit_hint()}</p>
        <section class="card keys" aria-label=t::audit_trail()>
            <Filters deployment place />
            {shown(move || match loading.get() {
                Loading::Failed(error) => view! { <Failure error retry=move |()| list.load() /> }.into_any(),
                _ => ().into_any(),
            })}
            {when(move || empty.get() && running.get(), move || view! {
                <div class="skeleton" role="status" aria-label=t::loading_audit()>
                    <div class="skeleton-line"></div>
                    <div class="skeleton-line"></div>
                    <div class="skeleton-line"></div>
                </div>
            })}
            {when(move || empty.get() && loading.get() == Loading::Done, move || view! { <Nothing place /> })}
            {when(move || !empty.get(), move || view! {
                <table class="table table-trail" role="table" aria-label=t::audit_trail() aria-busy=reactive(move || running.get().to_string())>
                    <thead role="rowgroup">
                        <tr role="row">
                            {[t::time(), t::who(), t::what(), t::key()].into_iter().map(|name| view! {
                                <th role="columnheader" scope="col">{name}</th>
                            }).collect_view()}
                            <th role="columnheader" scope="col"><span class="visually-hidden">{t::details()}</span></th>
                        </tr>
                    </thead>
                    <For each=move || entries.get() key=|entry| entry.id let(entry)>
                        <EntryRow deployment entry />
                    </For>
                </table>
                <More cursor loading=loading_more count=Signal::derive(count) on_load=Callback::new(move |()| list.load_more()) />
            })}
        </section>
    }
}

/// Why there is no entry.
#[component]
fn Nothing(place: TrailPlace) -> impl IntoView {
    view! {
        <div class="empty">
            {shown(move || if place.trail() == Trail::default() {
                view! {
                    <p class="empty-title">{t::no_entries()}</p>
                    <p class="hint">{t::no_entries_hint()}</p>
                }.into_any()
            } else {
                view! {
                    <Icon name=IconName::Search />
                    <p class="empty-title">{t::no_entry_matches()}</p>
                    <p class="hint">{t::no_entry_matches_hint()}</p>
                    <Button label=t::clear_filters() on_press=move |()| place.go.run(String::new()) />
                }.into_any()
            })}
        </div>
    }
}
