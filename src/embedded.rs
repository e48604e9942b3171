//! The keys of one deployment on a page of somebody else: what the custom element shows, and what its host may say to it.
//!
//! It touches neither the address nor the history of that page: where the person is, it keeps to itself.

use contract::{Deployment, Role};
use leptos::prelude::*;

use crate::{
    api::{Api, Fetch, Loaded, Observer, Trail},
    audit::{AuditTrail, TrailPlace},
    i18n::{Language, speak, t},
    keys::{CreatedDialog, CreatedKeySlot, KeySection},
    later::{Later, later},
    page_state::{MayChange, News, PageState, Place, Step, TrailWay},
    ui::{Failure, FocusHome, ToastRegion, Toasts, provide_minute, shown, when_no_dialog_is_open},
};

/// Whose keys are shown.
#[derive(Clone)]
struct Shown {
    api: Api,
    deployment: String,
}

/// What the host's page is told, and has said. Copied freely.
#[derive(Clone, Copy)]
pub struct Host {
    /// The owner of what lives as long as the element is on the page.
    owner: StoredValue<Owner>,
    shown: RwSignal<Option<Shown>>,
    /// None before the host has named one.
    language: RwSignal<Option<Language>>,
    news: News,
}

impl Host {
    /// It has not said anything yet. To be made where the view is.
    pub fn new() -> Self {
        Host {
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            shown: RwSignal::new(None),
            language: RwSignal::new(None),
            news: News(RwSignal::new(0)),
        }
    }

    /// Shows the keys of a deployment of the Deployment API at `endpoint`. A secret that is being shown stays.
    pub fn show(self, endpoint: &str, deployment: &str, fetch: Fetch, observer: Observer) {
        // Not the view's: a request that has made a key goes on when other keys are shown.
        let api = self.owner.get_value().with(|| Api::embedded(endpoint, fetch, observer));
        self.shown.set(Some(Shown { api, deployment: deployment.to_owned() }));
    }

    /// Shows nothing.
    pub fn show_nothing(self) {
        self.shown.set(None);
    }

    /// Speaks a language, whose file is `texts`. What is drawn is drawn anew: not before the person has closed what is open.
    pub fn speak(self, language: Language, texts: &str) {
        let texts = texts.to_owned();
        when_no_dialog_is_open(move || {
            speak(language, &texts);
            self.language.try_set(Some(language));
        });
    }

    /// There may be news.
    pub fn refresh(self) {
        self.news.0.update(|asked| *asked += 1);
    }
}

impl Default for Host {
    fn default() -> Self {
        Self::new()
    }
}

/// The keys that the host wants to have shown.
#[component]
pub fn EmbeddedKeys(
    /// The host.
    host: Host,
) -> impl IntoView {
    let created = CreatedKeySlot::new();
    let toasts = Toasts::new();
    provide_context(created);
    provide_context(toasts);
    provide_context(Later::new());
    provide_context(host.news);
    provide_minute();
    let draw = move || {
        // In another language all is drawn anew.
        provide_context(FocusHome(NodeRef::new()));
        view! {
            <div class="frame">
                {shown(move || host.shown.get().map(|shown| view! { <DeploymentKeys shown /> }))}
            </div>
            <ToastRegion toasts />
            <CreatedDialog created />
        }
    };
    shown(move || host.language.get().map(|_| draw()))
}

/// The keys of a deployment, or what was done to them.
#[component]
fn DeploymentKeys(shown: Shown) -> impl IntoView {
    let Shown { api, deployment: id } = shown;
    provide_context(api);
    let place = RwSignal::new(Place::default());
    // What of the audit trail is shown instead of the keys.
    let trail = RwSignal::new(None::<String>);
    provide_context(PageState {
        place: place.into(),
        go: Callback::new(move |(wanted, _): (Place, Step)| place.set(wanted)),
        trail: TrailWay::Here(Callback::new(move |wanted: Trail| trail.set(Some(wanted.query())))),
    });
    let deployment = Loaded::new(move || {
        let id = id.clone();
        async move { api.deployment(&id).await }
    });
    let session = Loaded::new(move || async move { api.session().await });
    // Where nobody says whose token it is, everything is offered: the server has the last word.
    let may_change = Memo::new(move |_| !matches!(session.get(), Some(Ok(session)) if session.role == Role::Viewer));
    provide_context(MayChange(may_change.into()));
    let answered = Memo::new(move |_| session.get().is_some());
    let unheard = StoredValue::new(true);
    Effect::new(move |_| {
        let asked = News::track();
        // The first time it has just been asked for.
        let asked = asked && !unheard.get_value();
        unheard.set_value(false);
        if asked && matches!(deployment.get_untracked(), Some(Err(_))) {
            deployment.reload();
        }
    });
    let in_trail = Memo::new(move |_| trail.with(Option::is_some));
    self::shown(move || match deployment.get().filter(|_| answered.get()) {
        None => view! {
            <div class="card skeleton" role="status" aria-label=t::loading_keys()>
                <div class="skeleton-line"></div>
                <div class="skeleton-line"></div>
                <div class="skeleton-line"></div>
            </div>
        }
        .into_any(),
        Some(Err(error)) => view! { <Failure error retry=move |()| deployment.reload() /> }.into_any(),
        Some(Ok(deployment)) => shown_in_turn(deployment, in_trail, trail),
    })
}

fn shown_in_turn(deployment: Deployment, in_trail: Memo<bool>, trail: RwSignal<Option<String>>) -> AnyView {
    shown(move || {
        let deployment = deployment.clone();
        if in_trail.get() {
            view! { <TrailHere deployment trail /> }.into_any()
        } else {
            view! { <KeySection deployment /> }.into_any()
        }
    })
    .into_node()
}

/// The audit trail, with the way back.
#[component]
fn TrailHere(deployment: Deployment, trail: RwSignal<Option<String>>) -> impl IntoView {
    let back = NodeRef::<leptos::html::Button>::new();
    Effect::new(move |_| {
        if let Some(back) = back.get() {
            let _ = back.focus();
        }
    });
    let home = use_context::<FocusHome>();
    let go_back = move |_| {
        trail.set(None);
        // The keys are drawn by then.
        request_animation_frame(move || {
            if let Some(button) = home.and_then(|FocusHome(button)| button.try_get_untracked().flatten()) {
                let _ = button.focus();
            }
        });
    };
    let place = TrailPlace {
        query: Memo::new(move |_| trail.get().unwrap_or_default()),
        go: Callback::new(move |query: String| trail.set(Some(query))),
    };
    view! {
        <div class="trail-here">
            <nav class="breadcrumb" aria-label=t::breadcrumb()>
                <button type="button" class="breadcrumb-back" node_ref=back on:click=go_back>{t::deployment_api_key()}</button>
            </nav>
            {later("page-waiting", || true, move || view! { <AuditTrail deployment=deployment.clone() place /> }.into_any())}
        </div>
    }
}
