//! A key that was made while its answer was lost, and whose secret can no longer be shown.

use contract::ProblemKind;
use leptos::prelude::*;

use crate::{api::ApiError, i18n::t, ui::Button};

/// The App ID of the key whose secret is lost, where that is the error.
pub(super) fn lost_secret(error: &ApiError) -> Option<String> {
    match error {
        ApiError::Problem { problem, .. } if problem.kind() == Some(ProblemKind::SecretLost) => problem.app_id.clone(),
        _ => None,
    }
}

/// Offers to delete it: nobody can ever use it.
#[component]
pub(super) fn DeleteLost(app_id: String, offer: Callback<String>) -> impl IntoView {
    let name = t::delete_named(&app_id);
    view! {
        <Button class="button-danger-quiet" label=name on_press=move |()| offer.run(app_id.clone()) />
    }
}
