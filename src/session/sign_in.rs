//! The page `/sign-in`, and what stands in place of any page while nobody is signed in.

use contract::{ProblemKind, Session, SignIn, SignInWays};
use leptos::prelude::*;

use super::form::SignInForm;
use crate::{
    api::{Api, ApiError},
    i18n::t,
    page_state::PageTitle,
    task::begin,
    ui::{Button, Icon, IconName, Notice, NoticeKind, failure_text, shown, when},
};

/// Signs in by the code of a link, or asks for a way to.
#[component]
pub fn SignInPage(
    /// The ways that the server has.
    ways: SignInWays,
    /// The code of the link that was opened; it is tried at once.
    code: RwSignal<Option<String>>,
    /// Somebody has signed in.
    on_signed_in: Callback<Session>,
) -> impl IntoView {
    let api = expect_context::<Api>();
    PageTitle::say(t::sign_in());
    let trying = RwSignal::new(code.with_untracked(Option::is_some));
    // The link's failure keeps its place; what the form says is the form's.
    let link_failed = RwSignal::new(None::<ApiError>);
    let form_failed = RwSignal::new(None::<ApiError>);
    let try_link = move |code: Option<String>| {
        let Some(code) = code else { return };
        trying.set(true);
        link_failed.set(None);
        begin(async move {
            let result = api.sign_in(&SignIn { code: Some(code), password: None }).await;
            if trying.is_disposed() {
                return;
            }
            trying.set(false);
            match result {
                Ok(session) => on_signed_in.run(session),
                Err(error) => link_failed.set(Some(error)),
            }
        });
    };
    Effect::new(move |_| try_link(code.get()));
    let may_retry = |error: &ApiError| error.answer_was_lost() || error.kind() == Some(ProblemKind::RateLimited);
    view! {
        <div class="sign-in card">
            <span class="sign-in-mark"><Icon name=IconName::Key /></span>
            <h1 class="sign-in-title">{t::sign_in_title()}</h1>
            {when(move || trying.get(), || view! { <p class="hint" role="status">{t::signing_in()}</p> })}
            {when(move || !trying.get(), move || view! {
                {shown(move || match link_failed.get() {
                    None => view! { <p class="hint">{t::sign_in_hint()}</p> }.into_any(),
                    Some(error) => view! {
                        <Notice kind=NoticeKind::Error>
                            <p>{failure_text(&error)}</p>
                            {may_retry(&error).then(|| view! {
                                <Button label=t::try_again() on_press=move |()| try_link(code.get_untracked()) />
                            })}
                        </Notice>
                    }.into_any(),
                })}
                <SignInForm ways on_signed_in failed=form_failed />
                <p class="hint">{t::new_link_hint()}</p>
                <pre class="command"><code>"deployment-console sign-in-link"</code></pre>
            })}
        </div>
    }
}
