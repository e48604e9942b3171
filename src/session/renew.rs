//! Signing in again in place: what is open keeps its content.

use leptos::prelude::*;

use super::{SessionState, form::SignInForm};
use crate::{
    api::{Api, ApiError},
    i18n::t,
    task::begin,
    ui::{Button, Dialog, shown},
};

/// The dialog, whenever a session has ended under a request.
#[component]
pub fn RenewDialog(
    /// The session.
    session: SessionState,
) -> impl IntoView {
    let api = expect_context::<Api>();
    let failed = RwSignal::new(None::<ApiError>);
    let on_signed_in = Callback::new(move |principal| session.signed_in(principal));
    let elsewhere = move |()| {
        begin(async move {
            match api.session().await {
                Ok(principal) => session.signed_in(principal),
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
        });
    };
    view! {
        {shown(move || session.ended.get().map(|ways| {
            failed.set(None);
            view! {
                <Dialog title=t::session_ended() on_close_request=Callback::new(move |()| session.give_up())>
                    <div class="form-body">
                        <p>{t::session_ended_hint()}</p>
                        <SignInForm ways on_signed_in failed />
                        <p class="hint">{t::new_link_hint()}</p>
                        <pre class="command"><code>"deployment-console sign-in-link"</code></pre>
                    </div>
                    <footer class="form-footer">
                        <div class="form-actions">
                            <Button label=t::cancel() on_press=move |()| session.give_up() />
                            <Button label=t::signed_in_elsewhere() on_press=elsewhere />
                        </div>
                    </footer>
                </Dialog>
            }
        }))}
    }
}
