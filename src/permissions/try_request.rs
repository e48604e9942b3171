//! *Try a request*: may this key call `DELETE /clients/abc`? Answered by the rule that guards the API.

use std::{sync::Arc, time::Duration};

use contract::{Access, Decision, NotOffered};
use leptos::prelude::*;

use super::index::CatalogIndex;
use crate::{
    i18n::t,
    ui::{Icon, IconName, shown, unique_id},
};

/// How long typing pauses before it is answered.
const PAUSE: Duration = Duration::from_millis(250);

/// What is said of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Answer {
    allowed: bool,
    text: String,
}

/// A field for a request, and what would become of it.
#[component]
pub fn TryRequest(
    /// The catalog.
    index: Arc<CatalogIndex>,
    /// What the key holds.
    access: Arc<Access>,
    /// The key opens nothing, whatever it holds: it is disabled or has expired.
    #[prop(into)]
    stopped: Signal<bool>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    // Read out once typing pauses, not letter by letter.
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let on_input = move |text: String| {
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        let told = move || {
            typed.try_set(text);
        };
        waiting.set_value(set_timeout_with_handle(told, PAUSE).ok());
    };
    let (id, told) = (unique_id("try"), unique_id("try-told"));
    let answer = Memo::new(move |_| typed.with(|typed| answer(&index, &access, typed)));
    let answered = move || {
        let Answer { allowed, text } = answer.get()?;
        let icon = if allowed { IconName::Check } else { IconName::Close };
        Some(view! {
            <p class="try-answer" class:try-allowed=allowed>
                <Icon name=icon />
                <span>{text} {shown(move || (allowed && stopped.get()).then(|| format!(" {}", t::try_stopped())))}</span>
            </p>
        })
    };
    view! {
        <div class="try">
            <label class="field-label" for=id.clone()>{t::try_request()}</label>
            <input id=id class="input input-code" type="text" placeholder="DELETE /clients/abc" autocomplete="off"
                autocapitalize="off" spellcheck="false" aria-describedby=told.clone()
                on:input:target=move |event| on_input(event.target().value()) />
            <div id=told role="status">{shown(answered)}</div>
        </div>
    }
}

/// What becomes of a request as it was typed: a method and a path, with the base path or without; nothing when nothing was.
fn answer(index: &CatalogIndex, access: &Access, typed: &str) -> Option<Answer> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let refused = |text| Some(Answer { allowed: false, text });
    let (method, path) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    let (method, path) = (method.to_ascii_uppercase(), path.trim_start());
    if !path.starts_with('/') || !method.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return refused(t::try_what());
    }
    let under_base = path.strip_prefix(&index.base_path).is_some_and(|rest| rest.starts_with('/'));
    let target = if under_base { path.to_owned() } else { format!("{}{path}", index.base_path) };
    match index.matcher().judge(&method, target.as_bytes()).permitted_by(access) {
        Decision::Allowed(endpoint) => {
            let endpoint = endpoint.map(ToString::to_string).unwrap_or_default();
            Some(Answer { allowed: true, text: t::try_allowed(&endpoint) })
        }
        Decision::Missing(endpoint) => refused(t::try_missing(&endpoint.map(ToString::to_string).unwrap_or_default())),
        Decision::NotOffered(NotOffered::Path | NotOffered::OutsideBasePath) => refused(t::try_no_path()),
        Decision::NotOffered(NotOffered::Method) => refused(t::try_no_method(&method)),
        Decision::NotOffered(why) => refused(t::try_malformed(&why_text(why))),
    }
}

fn why_text(why: NotOffered) -> String {
    match why {
        NotOffered::Fragment => t::try_fragment(),
        NotOffered::EmptySegment => t::try_empty_segment(),
        NotOffered::DotSegment => t::try_dot_segment(),
        NotOffered::Encoding => t::try_encoding(),
        NotOffered::EncodedSlash => t::try_encoded_slash(),
        NotOffered::Disguised => t::try_disguised(),
        NotOffered::TooLong => t::try_too_long(),
        NotOffered::Character
        | NotOffered::NotAPath
        | NotOffered::OutsideBasePath
        | NotOffered::Path
        | NotOffered::Method => t::try_character(),
    }
}

#[cfg(test)]
mod tests {
    use contract::{Catalog, CatalogEndpoint, Category, EncodedSlash, Method};

    use super::*;

    fn index() -> CatalogIndex {
        let endpoint = |method, path: &str| CatalogEndpoint { method, path: path.into(), summary: String::new() };
        let endpoints = vec![
            endpoint(Method::Get, "/clients"),
            endpoint(Method::Get, "/clients/{id}"),
            endpoint(Method::Delete, "/clients/{id}"),
        ];
        CatalogIndex::new(Catalog {
            version: "1".into(),
            base_path: "/api/v5".into(),
            encoded_slash: EncodedSlash::Refused,
            language: None,
            categories: vec![Category { name: "Clients".into(), endpoints }],
        })
    }

    fn told(typed: &str) -> Option<(bool, String)> {
        let access = Access::Endpoints(vec!["GET /clients/{id}".parse().expect("an endpoint")]);
        answer(&index(), &access, typed).map(|answer| (answer.allowed, answer.text))
    }

    #[test]
    fn what_the_key_holds_is_allowed_with_the_base_path_or_without() {
        for typed in ["GET /clients/abc", "get   /api/v5/clients/abc", " HEAD /clients/abc?x=1 "] {
            assert_eq!(told(typed), Some((true, t::try_allowed("GET /clients/{id}"))), "{typed}");
        }
    }

    #[test]
    fn what_is_refused_says_why() {
        let refused = |typed| {
            let (allowed, text) = told(typed).expect("an answer");
            assert!(!allowed, "{typed}");
            text
        };
        assert_eq!(refused("DELETE /clients/abc"), t::try_missing("DELETE /clients/{id}"));
        assert_eq!(refused("GET /rules"), t::try_no_path());
        assert_eq!(refused("OPTIONS /clients"), t::try_no_method("OPTIONS"));
        assert_eq!(refused("GET /clients/"), t::try_malformed(&t::try_empty_segment()));
        assert_eq!(refused("GET /clients/../clients"), t::try_malformed(&t::try_dot_segment()));
        assert_eq!(refused("GET /clients/a%2Fb"), t::try_malformed(&t::try_encoded_slash()));
        assert_eq!(refused("GET /clients/a;b"), t::try_malformed(&t::try_character()));
        assert_eq!(refused("GET /clients/a%zz"), t::try_malformed(&t::try_encoding()));
        assert_eq!(refused("GET /clients#x"), t::try_malformed(&t::try_fragment()));
    }

    #[test]
    fn what_is_no_request_yet_says_how_to_write_one() {
        assert_eq!(told("  "), None);
        for typed in ["GET", "/clients", "clients", "GET clients", "G3T /clients"] {
            assert_eq!(told(typed), Some((false, t::try_what())), "{typed}");
        }
    }
}
