//! `/api/session`: sign in, who am I, sign out.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use axum::{
    Extension, Json, Router,
    extract::{DefaultBodyLimit, State},
    response::{IntoResponse, Response},
    routing::get,
};
use backend::{Failure, JsonBody, Principal};
use contract::{FieldError, FieldErrorCode, Problem, ProblemKind, Session, SignIn as SignInBody};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use utoipa::{
    IntoResponses, OpenApi,
    openapi::{self, RefOr},
};

use super::{SignIn, authenticate::CurrentSession, authenticate::administrator, cookie, new_token};
use crate::{
    client::Client,
    store::{CodeState, NewSession, TokenHash},
};

#[derive(OpenApi)]
#[openapi(
    paths(open_session, show_session, close_session),
    components(schemas(Problem, Session, SignInBody)),
    tags((name = "session", description = "Signing in to the server that carries the console")),
)]
struct Document;

/// Names the problems that an operation can answer.
macro_rules! problems {
    ($name:ident: $($kind:ident),+ $(,)?) => {
        struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<openapi::Response>> {
                backend::problem_responses(&[$(ProblemKind::$kind),+])
            }
        }
    };
}

problems!(OpenProblems:
    MalformedBody, SignInCodeWrong, SignInCodeUsed, SignInCodeExpired, PasswordWrong, OriginRefused, RequestTimeout,
    BodyTooLarge, UnsupportedMediaType, InvalidInput, RateLimited, Internal, StoreUnavailable,
);
problems!(ShowProblems: Unauthenticated, Internal, StoreUnavailable);
problems!(CloseProblems: Unauthenticated, Forbidden, OriginRefused, Internal, StoreUnavailable);

/// What this module adds to the OpenAPI document.
pub fn openapi() -> openapi::OpenApi {
    Document::openapi()
}

/// The routes.
pub fn router(sign_in: Arc<SignIn>) -> Router {
    Router::new()
        .route("/api/session", get(show_session).post(open_session).delete(close_session).fallback(other_method))
        .layer(DefaultBodyLimit::max(backend::BODY_MAX_BYTES))
        .with_state(sign_in)
}

/// Sign in.
///
/// With the code of a one-time link or with the administrator's password. The answer sets the session's cookie.
#[utoipa::path(
    post, path = "/api/session", tag = "session", request_body = SignInBody,
    responses(
        (status = 200, description = "Signed in; `Set-Cookie` carries the session", body = Session),
        OpenProblems,
    ),
)]
async fn open_session(
    State(sign_in): State<Arc<SignIn>>,
    Extension(client): Extension<Client>,
    current: Option<Extension<CurrentSession>>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<SignInBody>,
) -> Result<Response, Failure> {
    let client = client.address();
    let token = new_token()?;
    let session = NewSession {
        token: TokenHash::of(&token),
        replaces: current.map(|Extension(CurrentSession(token))| token),
        now: sign_in.clock.now(),
    };
    match (body.code, body.password) {
        (Some(code), None) => by_code(&sign_in, client, &code, &session).await?,
        (None, Some(password)) => by_password(&sign_in, client, password, &session).await?,
        _ => {
            let error = FieldError::new(FieldErrorCode::SignInWayMissing, String::new());
            return Err(Problem::invalid_input(vec![error]).into());
        }
    }
    let https = sign_in.origins.of(&headers).is_some_and(super::Origin::is_https);
    let cookie = cookie::set(&token, https).ok_or_else(Failure::internal)?;
    tracing::info!(client = %client, "signed in");
    Ok(no_store(([(header::SET_COOKIE, cookie)], Json(who(&administrator())))))
}

async fn by_code(sign_in: &SignIn, client: IpAddr, code: &str, session: &NewSession) -> Result<(), Failure> {
    let (kind, detail) = match sign_in.store.redeem_code(TokenHash::of(code.trim()), session).await? {
        CodeState::Accepted => return Ok(()),
        CodeState::Used => (ProblemKind::SignInCodeUsed, "This sign-in link has been used: each opens one session."),
        CodeState::Expired => {
            (ProblemKind::SignInCodeExpired, "This sign-in link has expired: it works for 15 minutes.")
        }
        CodeState::Unknown => (ProblemKind::SignInCodeWrong, "This is not a sign-in link of this server."),
    };
    count(sign_in, client)?;
    tracing::warn!(client = %client, problem = kind.uri(), "sign-in refused");
    let help = "`deployment-console sign-in-link`, run on the server, prints another.";
    Err(Failure::new(kind, format!("{detail} {help}")))
}

async fn by_password(sign_in: &SignIn, client: IpAddr, password: String, session: &NewSession) -> Result<(), Failure> {
    count(sign_in, client)?;
    let right = match &sign_in.password {
        Some(expected) => expected.is(password).await,
        None => false,
    };
    if !right {
        tracing::warn!(client = %client, problem = ProblemKind::PasswordWrong.uri(), "sign-in refused");
        let detail = match sign_in.password {
            Some(_) => "This is not the administrator's password.",
            None => "This server has no password; sign in with a link.",
        };
        return Err(Failure::new(ProblemKind::PasswordWrong, detail));
    }
    Ok(sign_in.store.add_session(session).await?)
}

fn count(sign_in: &SignIn, client: IpAddr) -> Result<(), Failure> {
    sign_in.limit.count(client).map_err(|seconds| {
        tracing::warn!(client = %client, "too many attempts to sign in");
        let detail = format!("There were too many attempts to sign in. Try again in {seconds} seconds.");
        Failure::new(ProblemKind::RateLimited, detail).retry_after(seconds)
    })
}

/// Who is asking?
///
/// Who has signed in, or whom the bearer token is of, and whether that one may change what it sees.
#[utoipa::path(
    get, path = "/api/session", tag = "session",
    responses(
        (status = 200, description = "Who is asking", body = Session),
        ShowProblems,
    ),
)]
async fn show_session(
    State(sign_in): State<Arc<SignIn>>,
    principal: Option<Extension<Principal>>,
) -> Result<Response, Failure> {
    match principal {
        Some(Extension(principal)) => Ok(no_store(Json(who(&principal)))),
        None => Err(Failure::unauthenticated(sign_in.ways())),
    }
}

/// Sign out.
///
/// The session ends at once, and its cookie is taken away.
#[utoipa::path(
    delete, path = "/api/session", tag = "session",
    responses(
        (status = 204, description = "Signed out"),
        CloseProblems,
    ),
)]
async fn close_session(
    State(sign_in): State<Arc<SignIn>>,
    current: Option<Extension<CurrentSession>>,
    principal: Option<Extension<Principal>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(Extension(CurrentSession(token))) = current else {
        return Err(match principal {
            Some(_) => {
                let detail = "Nobody has signed in here: a bearer token opens no session, so none can be ended.";
                Failure::new(ProblemKind::Forbidden, detail)
            }
            None => Failure::unauthenticated(sign_in.ways()),
        });
    };
    sign_in.store.delete_session(token).await?;
    let https = sign_in.origins.of(&headers).is_some_and(super::Origin::is_https);
    let cookie = cookie::clear(https).ok_or_else(Failure::internal)?;
    Ok(no_store((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)])))
}

async fn other_method(State(sign_in): State<Arc<SignIn>>, principal: Option<Extension<Principal>>) -> Failure {
    match principal {
        Some(_) => Failure::new(
            ProblemKind::MethodNotAllowed,
            "A session is opened with POST, shown with GET and ended with DELETE.",
        ),
        None => Failure::unauthenticated(sign_in.ways()),
    }
}

fn who(principal: &Principal) -> Session {
    Session { name: principal.name.clone(), role: principal.role }
}

fn no_store(answer: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], answer).into_response()
}
