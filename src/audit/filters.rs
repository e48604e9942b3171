//! Which entries are listed, and how they leave the page.

use contract::AuditAction;
use leptos::prelude::*;

use super::{page::TrailPlace, what::action_text};
use crate::{
    api::{Api, ApiError, Trail, action_of, search_of},
    i18n::t,
    task::begin,
    ui::{Button, Select, download, failure_text, reactive, shown, unique_id},
};

/// The filters, and the files.
#[component]
pub(super) fn Filters(deployment: StoredValue<String>, place: TrailPlace) -> impl IntoView {
    let action = unique_id("trail-action");
    let mut options = vec![(String::new(), t::all_actions())];
    options.extend(AuditAction::ALL.map(|action| (action.as_str().to_owned(), action_text(action))));
    let said = move || place.trail().action.map_or("", AuditAction::as_str).to_owned();
    view! {
        <div class="trail-filters">
            <Field place label=t::app_id() kind="search" field=|trail| &mut trail.app_id />
            <Field place label=t::who() kind="search" field=|trail| &mut trail.principal />
            <div class="trail-field">
                <label for=action.clone()>{t::action()}</label>
                <Select id=action options value=Signal::derive(said)
                    on_change=Callback::new(move |said: String| place.change(|trail| trail.action = action_of(&said))) />
            </div>
            <Field place label=t::from() kind="date" field=|trail| &mut trail.from />
            <Field place label=t::to() kind="date" field=|trail| &mut trail.to />
            <div class="trail-files">{["csv", "jsonl"].into_iter().map(|format| view! { <Export deployment place format /> }).collect_view()}</div>
        </div>
    }
}

/// A file with what is listed: a link, or a button where the browser by itself would be refused.
#[component]
fn Export(deployment: StoredValue<String>, place: TrailPlace, format: &'static str) -> impl IntoView {
    let api = expect_context::<Api>();
    let text = if format == "csv" { t::export_csv() } else { t::export_json_lines() };
    if api.is_followed_by_links() {
        let href = reactive(move || api.audit_export(&deployment.get_value(), &place.trail(), format));
        return view! { <a class="button button-small" href=href download=true>{text}</a> }.into_any();
    }
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let save = move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let (of, trail) = (deployment.get_value(), place.trail_now());
        begin(async move {
            let file = api.audit_file(&of, &trail, format).await;
            if busy.is_disposed() {
                return;
            }
            busy.set(false);
            match file {
                // A browser that saves no files says so itself.
                Ok(content) => drop(download(&format!("audit-trail.{format}"), "text/plain", &content)),
                Err(error) => failed.set(Some(error)),
            }
        });
    };
    view! {
        <Button class="button-small" label=text busy on_press=save />
        {shown(move || failed.get().map(|error| view! { <p class="field-error" role="alert">{failure_text(&error)}</p> }))}
    }
    .into_any()
}

/// A filter that is a text or a day.
#[component]
fn Field(place: TrailPlace, label: String, kind: &'static str, field: fn(&mut Trail) -> &mut String) -> impl IntoView {
    let id = unique_id("trail-field");
    let value = Signal::derive(move || field(&mut place.trail()).clone());
    view! {
        <div class="trail-field">
            <label for=id.clone()>{label}</label>
            <input class="input" id=id type=kind autocomplete="off" spellcheck="false" maxlength="256" prop:value=value
                // Enter, and the focus goes elsewhere.
                on:change:target=move |event| {
                    let said = search_of(&event.target().value());
                    place.change(|trail| *field(trail) = said);
                } />
        </div>
    }
}
