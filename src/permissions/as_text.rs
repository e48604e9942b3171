//! The selection as JSON: to be copied from one key, deployment or file to another.

use contract::{AccessRequest, EndpointId};
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
        let (selected, found) = parse(&state.index(), &field.value());
        if let Some(selected) = selected {
            state.select_only(&selected);
        }
        read.set(Some(found));
    };
    let said = move || {
        read.get().map(|read| match read {
            Read::NotAList => view! { <p class="field-error">{t::as_text_wrong()}</p> }.into_any(),
            Read::Taken(count, unknown) if unknown.is_empty() => {
                view! { <p>{t::as_text_taken(count as u64)}</p> }.into_any()
            }
            Read::Taken(count, unknown) => view! {
                <p>{t::as_text_taken(count as u64)}</p>
                <p class="field-error">{t::as_text_unknown(unknown.len() as u64, &unknown.join(", "))}</p>
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

/// Endpoints as a JSON list, one a line. Their identities hold nothing that JSON escapes but what a path may not hold either.
fn written(endpoints: &[EndpointId]) -> String {
    let lines: Vec<String> = endpoints.iter().map(|endpoint| format!("  \"{endpoint}\"")).collect();
    if lines.is_empty() { "[]".into() } else { format!("[\n{}\n]", lines.join(",\n")) }
}

/// A list of endpoints, or an access that holds one, as the API has them.
fn parse(index: &CatalogIndex, text: &str) -> (Option<PositionSet>, Read) {
    let of_access = || thin_json::from_str::<AccessRequest>(text).ok().and_then(|access| access.endpoints);
    let list = thin_json::from_str::<Vec<String>>(text).ok();
    let list = list.or_else(|| Some(of_access()?.iter().map(ToString::to_string).collect()));
    let Some(list) = list else { return (None, Read::NotAList) };
    let mut selected = PositionSet::empty(index.endpoints.len());
    let mut unknown = Vec::new();
    for text in list {
        match text.parse::<EndpointId>().ok().and_then(|id| index.position(&id)) {
            Some(position) => selected.insert(position),
            None => unknown.push(text),
        }
    }
    let count = selected.count();
    // Nothing of it is known: what is selected stays.
    let known = (count > 0 || unknown.is_empty()).then_some(selected);
    (known, Read::Taken(count, unknown))
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
            categories: vec![Category { name: "All".into(), endpoints }],
        })
    }

    fn positions(text: &str) -> (Option<Vec<usize>>, Read) {
        let (selected, read) = parse(&index(), text);
        (selected.map(|selected| selected.iter().collect()), read)
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
    fn anything_else_takes_nothing() {
        for text in ["", "GET /a", "{}", "{\"type\": \"full\"}", "[1]", "[\"GET /a\""] {
            assert_eq!(positions(text), (None, Read::NotAList), "{text}");
        }
    }
}
