//! Sets of endpoints to start from.

use contract::Method;
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    index::{CatalogIndex, IndexedEndpoint},
    selection::PositionSet,
    state::SelectorState,
};
use crate::{
    i18n::t,
    ui::{Button, when},
};

/// A set of endpoints that many keys hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Preset {
    /// Every GET.
    ReadOnly,
    /// Publishing messages, and nothing else.
    PublishOnly,
    /// All that is offered today.
    Everything,
}

impl Preset {
    const ALL: [Preset; 3] = [Preset::ReadOnly, Preset::PublishOnly, Preset::Everything];

    fn holds(self, endpoint: &IndexedEndpoint) -> bool {
        match self {
            Preset::ReadOnly => endpoint.method == Method::Get,
            // EMQX has them under `/publish`, RMQTT under `/mqtt/publish`.
            Preset::PublishOnly => {
                endpoint.method == Method::Post && endpoint.path.split('/').any(|part| part == "publish")
            }
            Preset::Everything => true,
        }
    }

    fn name(self) -> String {
        match self {
            Preset::ReadOnly => t::preset_read_only(),
            Preset::PublishOnly => t::preset_publish_only(),
            Preset::Everything => t::preset_everything(),
        }
    }

    fn of(self, index: &CatalogIndex) -> PositionSet {
        let mut set = PositionSet::empty(index.endpoints.len());
        for (position, endpoint) in index.endpoints.iter().enumerate() {
            set.set(position, self.holds(endpoint));
        }
        set
    }
}

/// Buttons that select a preset in the place of what is selected. One that would select nothing is not there.
#[component]
pub fn Presets(
    /// What is being chosen.
    state: SelectorState,
    /// Further ways to start.
    #[prop(default = None)]
    more: Option<ViewFn>,
) -> impl IntoView {
    let index = state.index();
    let presets = Preset::ALL.into_iter().filter_map(|preset| {
        let set = preset.of(&index);
        (set.count() > 0).then(|| {
            view! { <Button class="button-small" label=preset.name() on_press=move |()| state.select_only(&set) /> }
        })
    });
    let presets = presets.collect_view();
    let replaced = Memo::new(move |_| state.has_replaced());
    let group = NodeRef::<html::Div>::new();
    let undo = move |()| {
        state.undo();
        // The button goes with that; the first way to start is near it.
        if let Some(first) = group.get_untracked().and_then(|group| group.query_selector("button").ok().flatten()) {
            let _ = first.unchecked_into::<HtmlElement>().focus();
        }
    };
    view! {
        <div class="presets" role="group" node_ref=group aria-label=t::start_from()>
            <span class="filter-label" aria-hidden="true">{t::start_from()}</span>
            {presets}
            {more.map(|more| more.run())}
            {when(move || replaced.get(), move || view! {
                <Button class="button-small" label=t::undo() on_press=undo />
            })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use contract::{Catalog, CatalogEndpoint, Category, EncodedSlash};

    use super::*;

    #[test]
    fn publishing_is_found_wherever_a_catalog_has_it_and_reading_is_get_alone() {
        let endpoint = |id: &str| {
            let (method, path) = id.split_once(' ').expect("an endpoint");
            CatalogEndpoint { method: method.parse().expect("a method"), path: path.into(), summary: String::new() }
        };
        let ids = [
            "GET /clients",
            "POST /publish",
            "POST /publish/bulk",
            "POST /mqtt/publish",
            "GET /publish",
            "POST /publishers",
        ];
        let index = CatalogIndex::new(Catalog {
            version: "1".into(),
            base_path: String::new(),
            encoded_slash: EncodedSlash::Refused,
            language: None,
            categories: vec![Category { name: "All".into(), endpoints: ids.map(endpoint).into() }],
        });
        let of = |preset: Preset| preset.of(&index).iter().collect::<Vec<_>>();
        assert_eq!(of(Preset::ReadOnly), [0, 4]);
        assert_eq!(of(Preset::PublishOnly), [1, 2, 3]);
        assert_eq!(of(Preset::Everything), [0, 1, 2, 3, 4, 5]);
    }
}
