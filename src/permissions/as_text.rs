//! The selection as JSON: to be copied from one key, deployment or file to another.

use std::sync::Arc;

use contract::{Access, AccessRequest, EndpointId};
use leptos::{html, prelude::*};

use super::{index::CatalogIndex, selection::PositionSet, state::SelectorState};
use crate::{
    i18n::t,
    ui::{Button, CopyTextButton, Icon, IconName, shown, unique_id, when},
};

/// What a text said.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Read {
    /// How many endpoints were taken, and what is unknown here.
    Taken(usize, Vec<String>),
    /// It is not a list of endpoints.
    NotAList,
}

/// A field with the selection as JSON, which can also be written into.
#[component]
pub fn AsText(
    /// What is being chosen.
    state: SelectorState,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let read = RwSignal::new(None::<Read>);
    let field = NodeRef::<html::Textarea>::new();
    let (id, told) = (unique_id("as-text"), unique_id("as-text-told"));
    let text = Signal::derive(move || written(&state.endpoints()));
    let take = move |()| {
        let Some(field) = field.get_untracked() else { return };
        let held = state.selection.with_untracked(|selection| selection.dropped().to_vec());
        let parsed = parse(&state.index(), &held, &field.value());
        if let Some(selected) = parsed.selected {
            state.select_only(&selected);
        }
        for id in &parsed.kept {
            state.selection.update(|selection| selection.set_dropped(id, true));
        }
        read.set(Some(parsed.read));
    };
    let said = move || {
        read.get().map(|read| match read {
            Read::NotAList => view! { <p class="field-error">{t::as_text_wrong()}</p> }.into_any(),
            Read::Taken(count, unknown) if unknown.is_empty() => {
                view! { <p>{t::as_text_taken(count as u64)}</p> }.into_any()
            }
            // Nothing of it is known: what is selected stays, and nothing else is said.
            Read::Taken(0, unknown) => view! { <p class="field-error">{unknown_text(&unknown)}</p> }.into_any(),
            Read::Taken(count, unknown) => view! {
                <p>{t::as_text_taken(count as u64)}</p>
                <p class="field-error">{unknown_text(&unknown)}</p>
            }
            .into_any(),
        })
    };
    view! {
        <details class="as-text" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary><Icon name=IconName::Chevron />{t::as_text()}</summary>
            {when(move || open.get(), move || view! {
                <label class="hint" for=id.clone()>{t::as_text_hint()}</label>
                <textarea id=id.clone() class="input input-code" rows="6" spellcheck="false" autocomplete="off"
                    aria-describedby=told.clone() node_ref=field prop:value=text></textarea>
                <div class="as-text-actions">
                    <CopyTextButton label=t::copy_as_json() text on_copied=Callback::new(|()| ()) />
                    <Button class="button-small" label=t::select_these() on_press=take />
                </div>
                <div id=told.clone() role="status">{shown(said)}</div>
            })}
        </details>
    }
}

fn unknown_text(unknown: &[String]) -> String {
    t::as_text_unknown(unknown.len() as u64, &unknown.join(", "))
}

/// A button that copies what a key holds, as [`AsText`] takes it.
#[component]
pub fn CopyAccess(
    /// What the key holds.
    access: Arc<Access>,
) -> impl IntoView {
    let text = Signal::derive(move || match &*access {
        Access::Full => String::new(),
        Access::Endpoints(endpoints) => written(endpoints),
    });
    view! { <CopyTextButton label=t::copy_as_json() text on_copied=Callback::new(|()| ()) /> }
}

/// Endpoints as a JSON list, one a line. Their identities hold nothing that JSON escapes but what a path may not hold either.
fn written(endpoints: &[EndpointId]) -> String {
    let lines: Vec<String> = endpoints.iter().map(|endpoint| format!("  \"{endpoint}\"")).collect();
    if lines.is_empty() { "[]".into() } else { format!("[\n{}\n]", lines.join(",\n")) }
}

/// What is to become of the selection.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Parsed {
    /// What is selected of what the catalog offers; none where that stays as it is.
    selected: Option<PositionSet>,
    /// What the key holds and the catalog no longer offers, and is to be kept.
    kept: Vec<EndpointId>,
    /// What is said.
    read: Read,
}

/// A list of endpoints, or an access that holds one, as the API has them; `held` is what the key holds and the catalog no
/// longer offers.
fn parse(index: &CatalogIndex, held: &[(EndpointId, bool)], text: &str) -> Parsed {
    let of_access = || thin_json::from_str::<AccessRequest>(text).ok().and_then(|access| access.endpoints);
    let list = thin_json::from_str::<Vec<String>>(text).ok();
    let list = list.or_else(|| Some(of_access()?.iter().map(ToString::to_string).collect()));
    let Some(list) = list else { return Parsed { selected: None, kept: Vec::new(), read: Read::NotAList } };
    let mut selected = PositionSet::empty(index.endpoints.len());
    let (mut kept, mut unknown) = (Vec::new(), Vec::new());
    for text in list {
        match text.parse::<EndpointId>() {
            Ok(id) if held.iter().any(|(other, _)| *other == id) => kept.push(id),
            Ok(id) => match index.position(&id) {
                Some(position) => selected.insert(position),
                None => unknown.push(text),
            },
            Err(_) => unknown.push(text),
        }
    }
    let count = selected.count() + kept.len();
    // Nothing of it is known: what is selected stays.
    let selected = (count > 0 || unknown.is_empty()).then_some(selected);
    Parsed { selected, kept, read: Read::Taken(count, unknown) }
}

#[cfg(test)]
mod tests {
    use contract::{Catalog, CatalogEndpoint, Category, EncodedSlash, Method};

    use super::*;

    fn index() -> CatalogIndex {
        let endpoint = |path: &str| CatalogEndpoint { method: Method::Get, path: path.into(), summary: String::new() };
        let endpoints = vec![endpoint("/a"), endpoint("/b/{id}"), endpoint("/c")];
        CatalogIndex::new(Catalog {
            version: "1".into(),
            base_path: String::new(),
            encoded_slash: EncodedSlash::Refused,
            language: None,
            categories: vec![Category { name: "All".into(), endpoints }],
        })
    }

    fn positions(text: &str) -> (Option<Vec<usize>>, Read) {
        let parsed = parse(&index(), &[], text);
        (parsed.selected.map(|selected| selected.iter().collect()), parsed.read)
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        let ids: Vec<EndpointId> = ["GET /a", "GET /b/{id}"].map(|id| id.parse().expect("an endpoint")).into();
        assert_eq!(positions(&written(&ids)), (Some(vec![0, 1]), Read::Taken(2, vec![])));
        assert_eq!(positions(&written(&[])), (Some(vec![]), Read::Taken(0, vec![])));
    }

    #[test]
    fn an_access_of_the_api_is_read_too() {
        let access = "{\"type\": \"endpoints\", \"endpoints\": [\"GET /c\"]}";
        assert_eq!(positions(access), (Some(vec![2]), Read::Taken(1, vec![])));
    }

    #[test]
    fn what_is_unknown_is_named_and_the_rest_taken() {
        let unknown = vec!["GET /d".to_owned(), "nonsense".to_owned()];
        let read = positions("[\"GET /d\", \"GET /a\", \"nonsense\"]");
        assert_eq!(read, (Some(vec![0]), Read::Taken(1, unknown)));
        assert_eq!(positions("[\"GET /d\"]"), (None, Read::Taken(0, vec!["GET /d".to_owned()])));
    }

    #[test]
    fn what_the_key_holds_and_the_catalog_has_dropped_is_kept_and_not_called_unknown() {
        let dropped: EndpointId = "GET /old".parse().expect("an endpoint");
        let parsed = parse(&index(), &[(dropped.clone(), false)], "[\"GET /a\", \"GET /old\", \"GET /d\"]");
        assert_eq!(parsed.kept, [dropped]);
        assert_eq!(parsed.read, Read::Taken(2, vec!["GET /d".to_owned()]));
    }

    #[test]
    fn anything_else_takes_nothing() {
        for text in ["", "GET /a", "{}", "{\"type\": \"full\"}", "[1]", "[\"GET /a\""] {
            assert_eq!(positions(text), (None, Read::NotAList), "{text}");
        }
    }
}
