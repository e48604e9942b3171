//! Errors in words, and the state of a view that could not be loaded.

use contract::{FieldError, FieldErrorCode, ProblemKind};
use leptos::prelude::*;

use super::{Button, Notice, NoticeKind};
use crate::{api::ApiError, i18n::t};

/// What an error means to the person, and what to do.
pub fn failure_text(error: &ApiError) -> String {
    match error {
        ApiError::Unreachable => t::error_unreachable(),
        ApiError::TimedOut => t::error_timed_out(),
        ApiError::Unexpected { status } => t::error_unexpected(&status.to_string()),
        ApiError::Problem { problem, retry_after } => match problem.kind() {
            Some(ProblemKind::Unauthenticated) => t::error_signed_out(),
            Some(ProblemKind::TokenRefused) => t::error_token_refused(),
            Some(ProblemKind::Forbidden) => t::error_forbidden(),
            Some(ProblemKind::NoRole) => t::error_no_role(),
            Some(ProblemKind::OriginRefused) => t::error_origin_refused(),
            Some(ProblemKind::DeploymentNotFound) => t::error_deployment_gone(),
            Some(ProblemKind::KeyNotFound) => t::error_key_gone(),
            Some(ProblemKind::StaleVersion) => t::error_stale(),
            Some(ProblemKind::BodyTooLarge) => t::error_body_too_large(),
            Some(ProblemKind::SecretLost) => t::error_secret_lost(problem.app_id.as_deref().unwrap_or_default()),
            Some(ProblemKind::KeyDeleted) => t::error_key_deleted(problem.app_id.as_deref().unwrap_or_default()),
            Some(ProblemKind::StoreUnavailable) => t::error_store_unavailable(),
            Some(ProblemKind::IdentityProviderUnavailable) => t::error_identity_provider(),
            Some(ProblemKind::RateLimited) => t::error_rate_limited(retry_after.unwrap_or(60)),
            Some(ProblemKind::SignInCodeWrong) => t::sign_in_code_wrong(),
            Some(ProblemKind::SignInCodeUsed) => t::sign_in_code_used(),
            Some(ProblemKind::SignInCodeExpired) => t::sign_in_code_expired(),
            Some(ProblemKind::PasswordWrong) => t::sign_in_password_wrong(),
            Some(ProblemKind::InvalidInput) => {
                problem.errors.iter().map(field_error_text).collect::<Vec<_>>().join(" ")
            }
            Some(ProblemKind::Internal) => t::error_internal(),
            // What no person can bring about from this page; the server's own words are better than none.
            _ => t::error_other(&problem.title, &problem.detail),
        },
    }
}

/// What breaks which rule, in words.
pub fn field_error_text(error: &FieldError) -> String {
    let parameter = |name: &str| error.params.get(name).map(String::as_str).unwrap_or_default();
    match error.code {
        FieldErrorCode::NoteTooLong => t::note_too_long(parameter("max"), parameter("count")),
        FieldErrorCode::NoteControlCharacter => t::note_control_character(),
        FieldErrorCode::SelectionEmpty => t::selection_empty(),
        FieldErrorCode::EndpointNotOffered => t::endpoint_not_offered(parameter("endpoint")),
        FieldErrorCode::ExpiryPast => t::expiry_past(),
        FieldErrorCode::ExpiryMissing => t::expiry_missing(),
        FieldErrorCode::NoteNotSupported
        | FieldErrorCode::PermissionsNotSupported
        | FieldErrorCode::AccessMissing
        | FieldErrorCode::AccessTypeUnknown
        | FieldErrorCode::FullAccessNotAllowed
        | FieldErrorCode::EndpointTwice
        | FieldErrorCode::ExpiryNotSupported
        | FieldErrorCode::ExpiryInvalid
        | FieldErrorCode::GraceTooLong
        | FieldErrorCode::TemplateNameLength
        | FieldErrorCode::TemplateNameRefused
        | FieldErrorCode::SignInWayMissing => error.detail.clone(),
    }
}

/// A view that could not be loaded: what happened, and a button to try again.
#[component]
pub fn Failure(
    /// What happened.
    error: ApiError,
    /// Tries again.
    #[prop(into)]
    retry: Callback<()>,
) -> impl IntoView {
    view! {
        <Notice kind=NoticeKind::Error>
            <p>{failure_text(&error)}</p>
            <Button label=t::try_again() on_press=move |()| retry.run(()) />
        </Notice>
    }
}
