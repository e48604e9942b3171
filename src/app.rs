//! Providers and the route tree of the served page.

use contract::{Role, SignInWays};
use leptos::prelude::*;

use crate::{
    address::Address,
    api::{Api, Listing, Trail, browser_fetch},
    audit::TrailPlace,
    deployments::{DeploymentPage, DeploymentsPage},
    i18n::{Language, t},
    keys::{CreatedDialog, CreatedKeySlot},
    later::{Later, later},
    page_state::{MayChange, OpenDialog, PageState, PageTitle, Place, Step, TrailWay},
    preferences::{Preferences, Theme},
    session::{RenewDialog, SessionState, SignInPage, Who},
    shortcuts::{Shortcuts, ShortcutsDialog},
    ui::{
        Button, Failure, FocusHome, Icon, IconName, Menu, MenuGroup, MenuItem, MenuState, ToastRegion, Toasts,
        provide_minute, reactive, shown, when,
    },
};

/// The application.
#[component]
pub fn App() -> impl IntoView {
    let session = SessionState::new();
    let api = Api::new("api", browser_fetch(), Some(session.renew()));
    let created = CreatedKeySlot::new();
    let toasts = Toasts::new();
    let address = Address::of_browser();
    provide_context(address);
    provide_context(session);
    provide_context(api);
    provide_context(created);
    let may_change = Memo::new(move |_| {
        session.who.with(|who| !matches!(who, Who::Somebody(somebody) if somebody.role == Role::Viewer))
    });
    provide_context(MayChange(may_change.into()));
    provide_context(toasts);
    provide_context(Later::new());
    provide_minute();
    let title = PageTitle(RwSignal::new(String::new()));
    provide_context(title);
    let preferences = Preferences::of_document();
    let shortcuts = Shortcuts::of_browser();
    provide_context(shortcuts);
    shortcuts.listen(move |key| {
        let list = key == "?";
        if list {
            shortcuts.listed.set(true);
        }
        list
    });
    provide_context(preferences);
    Effect::new(move |_| {
        preferences.language.track();
        match title.0.get() {
            title if title.is_empty() => document().set_title(&t::product()),
            title => document().set_title(&format!("{title} · {}", t::product())),
        }
    });
    session.ask(api);
    // In another language all is drawn anew; no dialog is open then, for that is chosen outside of them.
    shown(move || preferences.language.get().map(|_| view! { <Everything session created toasts /> }))
}

#[component]
fn Everything(session: SessionState, created: CreatedKeySlot, toasts: Toasts) -> impl IntoView {
    provide_context(FocusHome(NodeRef::new()));
    let shortcuts = expect_context::<Shortcuts>();
    view! {
        <Header session />
        <main class="page" id="main">
            <Gate session><Pages /></Gate>
        </main>
        <ToastRegion toasts />
        <CreatedDialog created />
        <RenewDialog session />
        {later("later", move || shortcuts.listed.get(), move || {
            when(move || shortcuts.listed.get(), move || view! { <ShortcutsDialog shortcuts /> }).into_any()
        })}
    }
}

/// The address of the first page, from the page's `<base>` as all of them are.
const HOME: &str = "./";

/// The pages, by their addresses.
#[derive(Clone, Debug, PartialEq)]
enum Page {
    Deployments,
    SignIn,
    /// Also when one of its dialogs is open: under them the page stays as it is.
    Deployment {
        id: String,
    },
    /// What was done to a deployment's keys.
    Audit {
        id: String,
    },
    NotFound,
}

/// The route tree.
fn page_at(pathname: &str) -> Page {
    let parts: Vec<_> = pathname.trim_end_matches('/').split('/').collect();
    match parts[..] {
        [""] => Page::Deployments,
        ["sign-in"] => Page::SignIn,
        ["deployments", id] | ["deployments", id, "keys", "new"] | ["deployments", id, "keys", _, "edit"] => {
            Page::Deployment { id: decoded(id) }
        }
        ["deployments", id, "audit"] => Page::Audit { id: decoded(id) },
        _ => Page::NotFound,
    }
}

/// The page at the address.
#[component]
fn Pages() -> impl IntoView {
    let address = expect_context::<Address>();
    let page = Memo::new(move |_| page_at(&address.pathname.get()));
    shown(move || match page.get() {
        Page::Deployments => view! { <DeploymentsPage address=deployment_address /> }.into_any(),
        Page::SignIn => view! { <ToHome /> }.into_any(),
        Page::Deployment { id } => view! { <Deployment id /> }.into_any(),
        Page::Audit { id } => view! { <Audit id /> }.into_any(),
        Page::NotFound => view! { <NotFound /> }.into_any(),
    })
}

/// What stands on the page while nobody is signed in; `children` once somebody is.
#[component]
fn Gate(session: SessionState, children: ChildrenFn) -> impl IntoView {
    let api = expect_context::<Api>();
    let address = expect_context::<Address>();
    // A link that is opened while this page is open changes the fragment alone.
    let code = RwSignal::new(None);
    Effect::new(move |_| {
        let opened = address.hash.get();
        if address.pathname.get() == "sign-in" && !opened.is_empty() {
            code.set(Some(opened));
            // The code leaves the address at once: it must not stand in the history.
            address.go("sign-in", Step::Replace, true);
        }
    });
    let signed_in = Callback::new(move |principal| {
        code.set(None);
        session.signed_in(principal);
    });
    let children = StoredValue::new(children);
    view! {
        {shown(move || match session.who.get() {
            Who::Unknown => view! { <p class="page-waiting" role="status">{t::loading()}</p> }.into_any(),
            Who::Failed(error) => view! { <Failure error retry=move |()| session.ask(api) /> }.into_any(),
            Who::Nobody(ways) => {
                view! { <SignInPage ways code on_signed_in=signed_in /> }.into_any()
            }
            Who::Somebody(_) => children.with_value(|children| children()).into_any(),
        })}
    }
}

#[component]
fn Header(session: SessionState) -> impl IntoView {
    let api = expect_context::<Api>();
    let toasts = expect_context::<Toasts>();
    let address = expect_context::<Address>();
    let sign_out = Callback::new(move |()| {
        crate::task::begin(async move {
            match api.sign_out().await {
                Ok(()) => {
                    address.go("sign-in", Step::Push, true);
                    session.signed_out(SignInWays::default());
                    session.ask(api);
                }
                Err(error) => toasts.show(crate::ui::failure_text(&error)),
            }
        });
    });
    // Nobody has signed in there, and nobody can sign out.
    let demo = document().document_element().is_some_and(|page| page.has_attribute("data-demo"));
    view! {
        <a class="skip-link" href=reactive(move || address.with_fragment("main"))>{t::skip_to_content()}</a>
        <header class="top">
            <div class="top-inner">
                <a class="brand" href=HOME><Icon name=IconName::Key />{t::product()}</a>
                <div class="top-actions">
                    <PreferencesMenu />
                    {when(move || !demo && matches!(session.who.get(), Who::Somebody(_)), move || view! {
                        <Button class="button-quiet" label=t::sign_out() on_press=move |()| sign_out.run(()) />
                    })}
                </div>
            </div>
        </header>
    }
}

/// Language and theme.
#[component]
fn PreferencesMenu() -> impl IntoView {
    let preferences = expect_context::<Preferences>();
    let toasts = expect_context::<Toasts>();
    let shortcuts = expect_context::<Shortcuts>();
    let menu = MenuState::new();
    let items = move || {
        let language = |language: Language| {
            let checked = preferences.language.get() == Some(language);
            let choose = move |()| preferences.choose_language(language, toasts);
            view! { <MenuItem menu label=language.name().to_owned() lang=language.tag() checked on_press=choose /> }
        };
        let theme = |theme: Theme| {
            let label = match theme {
                Theme::System => t::theme_system(),
                Theme::Light => t::theme_light(),
                Theme::Dark => t::theme_dark(),
            };
            let checked = preferences.theme.get() == theme;
            let choose = move |()| preferences.choose_theme(theme);
            view! { <MenuItem menu label checked on_press=choose /> }
        };
        let languages = Language::ALL.into_iter().map(language).collect_view();
        let themes = Theme::ALL.into_iter().map(theme).collect_view();
        view! {
            <MenuGroup label=t::language()>{languages}</MenuGroup>
            <MenuGroup label=t::theme()>{themes}</MenuGroup>
            <MenuItem menu label=t::shortcuts() on_press=move |()| shortcuts.listed.set(true) />
        }
    };
    view! { <Menu menu icon=IconName::Globe name=t::preferences() items /> }
}

/// A deployment's page, with the page's state bound to the address.
#[component]
fn Deployment(id: String) -> impl IntoView {
    let id = StoredValue::new(id);
    let address = expect_context::<Address>();
    // Whether the dialog was opened from this page: then closing it goes back to it.
    let pushed = StoredValue::new(false);
    provide_context(PageState {
        place: Signal::derive(move || Place {
            dialog: dialog_at(&address.pathname.get()),
            listing: Listing::of_query(&address.search.get()),
        }),
        go: Callback::new(move |(place, step): (Place, Step)| {
            let closes = place.dialog.is_none() && dialog_at(&address.pathname.get_untracked()).is_some();
            if closes && pushed.get_value() {
                pushed.set_value(false);
                // Fails only where there is no history, and then the dialog's address is the page's.
                if window().history().and_then(|history| history.back()).is_ok() {
                    return;
                }
            }
            pushed.set_value(place.dialog.is_some() && step == Step::Push);
            address.go(&place_address(&id.get_value(), &place), step, false);
        }),
        trail: TrailWay::Address(trail_address),
    });
    view! { <DeploymentPage id=id.get_value() home=HOME /> }
}

/// A deployment's audit trail, with what is listed of it bound to the address.
#[component]
fn Audit(id: String) -> impl IntoView {
    let address = expect_context::<Address>();
    let deployment = deployment_address(&id);
    let of = deployment.clone();
    let place = TrailPlace {
        query: address.search,
        go: Callback::new(move |query: String| address.go(&format!("{of}/audit{query}"), Step::Push, false)),
    };
    view! { <DeploymentPage id home=HOME trail=(deployment, place) /> }
}

#[component]
fn ToHome() -> impl IntoView {
    let address = expect_context::<Address>();
    Effect::new(move |_| address.go(HOME, Step::Replace, true));
}

#[component]
fn NotFound() -> impl IntoView {
    PageTitle::say(t::page_not_found());
    view! {
        <div class="card empty">
            <h1 class="empty-title">{t::page_not_found()}</h1>
            <p class="hint">{t::page_not_found_hint()}</p>
            <p><a class="button" href=HOME>{t::all_deployments()}</a></p>
        </div>
    }
}

fn encoded(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

fn decoded(part: &str) -> String {
    js_sys::decode_uri_component(part).map_or_else(|_| part.to_owned(), String::from)
}

fn deployment_address(id: &str) -> String {
    format!("deployments/{}", encoded(id))
}

fn trail_address(deployment: &str, trail: &Trail) -> String {
    format!("{}/audit{}", deployment_address(deployment), trail.query())
}

fn place_address(deployment: &str, place: &Place) -> String {
    let mut address = deployment_address(deployment);
    match &place.dialog {
        None => (),
        Some(OpenDialog::New) => address.push_str("/keys/new"),
        Some(OpenDialog::Edit(app_id)) => address.extend(["/keys/", &encoded(app_id), "/edit"]),
    }
    address.push_str(&place.listing.query("?"));
    address
}

/// The dialog at an address below a deployment's.
fn dialog_at(pathname: &str) -> Option<OpenDialog> {
    let mut parts = pathname.trim_end_matches('/').split('/').skip(2);
    match (parts.next(), parts.next(), parts.next()) {
        (Some("keys"), Some("new"), None) => Some(OpenDialog::New),
        (Some("keys"), Some(app_id), Some("edit")) => Some(OpenDialog::Edit(app_id.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_which_page_it_is() {
        assert_eq!(page_at(""), Page::Deployments);
        assert_eq!(page_at("sign-in"), Page::SignIn);
        for nothing in ["deployments", "deployments/x/keys", "deployments/x/keys/abc", "deployments/x/keys/new/y"] {
            assert_eq!(page_at(nothing), Page::NotFound, "{nothing}");
        }
    }

    #[test]
    fn an_address_tells_which_dialog_is_open() {
        assert_eq!(dialog_at("deployments/x"), None);
        assert_eq!(dialog_at("deployments/x/keys/new"), Some(OpenDialog::New));
        assert_eq!(dialog_at("deployments/x/keys/abc/edit"), Some(OpenDialog::Edit("abc".into())));
        assert_eq!(dialog_at("deployments/x/keys/abc"), None);
    }
}
