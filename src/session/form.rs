//! The fields by which one signs in.

use contract::{Session, SignIn, SignInWays};
use leptos::prelude::*;

use crate::{
    api::{Api, ApiError},
    i18n::t,
    task::begin,
    ui::{Button, failure_text, shown, unique_id},
};

/// The code of a sign-in link, whether the whole link was pasted or the code alone.
pub(super) fn code_of(pasted: &str) -> String {
    pasted.trim().rsplit('#').next().unwrap_or_default().to_owned()
}

/// A password, where the server has one, and a sign-in link to paste.
#[component]
pub(super) fn SignInForm(
    /// The ways that the server has.
    ways: SignInWays,
    /// Somebody has signed in.
    on_signed_in: Callback<Session>,
    /// Why the last attempt did not succeed.
    failed: RwSignal<Option<ApiError>>,
) -> impl IntoView {
    let api = expect_context::<Api>();
    let busy = RwSignal::new(false);
    let try_with = move |body: SignIn| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        begin(async move {
            let result = api.sign_in(&body).await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match result {
                Ok(session) => on_signed_in.run(session),
                Err(error) => failed.set(Some(error)),
            }
        });
    };
    let password = move |text: String| try_with(SignIn { code: None, password: Some(text) });
    let link = move |text: String| try_with(SignIn { code: Some(code_of(&text)), password: None });
    view! {
        <div class="sign-in-ways">
            <p class="field-error" role="alert">{shown(move || failed.get().map(|error| failure_text(&error)))}</p>
            {ways.password.then(|| view! {
                <OneField label=t::password() kind="password" autocomplete="current-password" hint=String::new() busy
                    submit=Callback::new(password) />
            })}
            <OneField label=t::sign_in_link() kind="text" autocomplete="off" hint=t::sign_in_link_hint() busy
                submit=Callback::new(link) />
        </div>
    }
}

#[component]
fn OneField(
    label: String,
    kind: &'static str,
    autocomplete: &'static str,
    hint: String,
    busy: RwSignal<bool>,
    submit: Callback<String>,
) -> impl IntoView {
    let value = RwSignal::new(String::new());
    let (id, hint_id) = (unique_id("sign-in"), unique_id("sign-in-hint"));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !value.with_untracked(|value| value.trim().is_empty()) {
            submit.run(value.get_untracked());
        }
    };
    view! {
        <form class="field" on:submit=send>
            <label class="field-label" for=id.clone()>{label}</label>
            <div class="field-with-button">
                <input id=id class="input" type=kind autocomplete=autocomplete spellcheck="false" aria-describedby=hint_id.clone()
                    prop:value=value on:input:target=move |event| value.set(event.target().value()) />
                <Button submit=true class="button-primary" label=t::sign_in() busy />
            </div>
            <p class="hint" id=hint_id>{hint}</p>
        </form>
    }
}
