//! One key of the list, and View Access below it.

use contract::AccessSummary;
use leptos::{ev, prelude::*};

use super::{
    access_view::AccessView,
    list::Row,
    shared::{Act, Acting, Doomed, Section},
    status::{ExpiryLine, LastUse, Status},
};
use crate::{
    api::Trail,
    i18n::{number, t},
    later::later,
    page_state::{OpenDialog, TrailWay},
    ui::{Button, CopyText, Icon, IconName, Menu, MenuItem, MenuState, Time, Toasts, reactive, shown, unique_id},
};

/// A key's row; a row group of its own, so that what it expands to belongs to it.
#[component]
pub(super) fn KeyRow(section: Section, row: Row) -> impl IntoView {
    let Row { app_id, number: place, content, picked } = row;
    let (content, picked) = (RwSignal::from(content), RwSignal::from(picked));
    let capabilities = section.capabilities;
    let expanded = RwSignal::new(false);
    let (id, detail) = (unique_id("app-id"), unique_id("access"));
    let columns = if capabilities.notes { "7" } else { "6" };
    let note = move || content.with(|row| row.note.clone());
    let edit = {
        let app_id = app_id.clone();
        move |()| section.page.open(OpenDialog::Edit(app_id.clone()))
    };
    let delete = move |()| section.deleting.set(vec![content.with_untracked(|row| Doomed::from(row))]);
    // Firefox says of a click that Space has made nothing of Shift.
    let shift_and_space = StoredValue::new(false);
    let pick = move |event: &ev::MouseEvent, checked: bool| {
        if event.shift_key() || shift_and_space.try_update_value(std::mem::take) == Some(true) {
            section.rows.pick_to(place, checked);
            // The browser takes the click for the end of a text that is being selected.
            if let Ok(Some(selection)) = window().get_selection() {
                let _ = selection.remove_all_ranges();
            }
        } else {
            section.rows.pick(place, checked);
        }
    };
    let created = content.with_untracked(|row| row.created_at.clone());
    // The version that is looked at, from the first expansion on: collapsed, it is kept as it was.
    let viewed =
        Memo::new(
            move |before: Option<&Option<u64>>| {
                if expanded.get() { Some(content.with(|row| row.version)) } else { before.copied().flatten() }
            },
        );
    let menu = MenuState::new();
    let toasts = expect_context::<Toasts>();
    let of_key = Trail::of_key(app_id.clone());
    let items = move || {
        let act = move |act| section.acting.set(Some(Acting { act, key: content.get_untracked(), failed: None }));
        let disabled = content.with(|row| row.disabled_at.is_some());
        view! {
            {section.changes.then(|| view! {
                <MenuItem menu label=t::rotate_secret() on_press=move |()| act(Act::Rotate) />
                {if disabled {
                    view! { <MenuItem menu label=t::enable() on_press=move |()| section.enable(content.get_untracked(), toasts) /> }
                } else {
                    view! { <MenuItem menu label=t::disable() on_press=move |()| act(Act::Disable) /> }
                }}
            })}
            {match section.page.trail {
                TrailWay::Address(_) => view! {
                    <a class="menu-item" role="menuitem" tabindex="-1" href=section.trail(of_key.clone())>{t::history()}</a>
                }.into_any(),
                TrailWay::Here(go) => {
                    let of_key = of_key.clone();
                    view! { <MenuItem menu label=t::history() on_press=move |()| go.run(of_key.clone()) /> }.into_any()
                }
            }}
        }
    };
    view! {
        <tbody role="rowgroup" class="key" class:key-expanded=expanded class:key-picked=picked
            class:key-off=reactive(move || content.with(|row| row.disabled_at.is_some()))>
            <tr role="row">
                <td role="cell" class="key-pick">
                    {section.changes.then(|| view! {
                        <label class="check">
                            <input type="checkbox" aria-label=t::select_key(&app_id) prop:checked=picked
                                on:keydown=move |event| shift_and_space.set_value(event.shift_key() && event.key() == " ")
                                on:click:target=move |event| pick(&event, event.target().checked()) />
                        </label>
                    })}
                </td>
                <td role="cell" data-label=t::app_id()>
                    <div>
                        <CopyText id=id.clone() name=t::copy_named(&t::app_id()) text=app_id.clone() />
                        <Status content />
                    </div>
                </td>
                {capabilities.notes.then(|| view! {
                    <td role="cell" data-label=t::note() class="key-note">
                        {shown(move || match note() {
                            note if note.is_empty() => view! { <span class="muted">{t::no_note()}</span> }.into_any(),
                            note => view! { <span dir="auto">{note}</span> }.into_any(),
                        })}
                    </td>
                })}
                <td role="cell" data-label=t::access()>{shown(move || content.with(|row| access_text(&row.access_summary)))}</td>
                <td role="cell" data-label=t::created()>
                    <div>
                        <Time time=created />
                        {capabilities.expiry.then(|| view! { <ExpiryLine content /> })}
                    </div>
                </td>
                <td role="cell" data-label=t::last_used()><LastUse content /></td>
                <td role="cell" class="key-actions"><div class="key-actions-row">
                    {capabilities.permissions.then(|| view! {
                        <button type="button" class="button button-small" aria-expanded=reactive(move || expanded.get().to_string())
                            aria-controls=detail.clone() aria-describedby=id.clone()
                            on:click=move |_| expanded.update(|expanded| *expanded = !*expanded)>
                            <Icon name=IconName::Chevron />
                            <span>{t::view_access()}</span>
                        </button>
                    })}
                    {(section.changes && (capabilities.permissions || capabilities.notes)).then(|| view! {
                        <Button class="button-small" label=t::edit() described_by=id.clone() on_press=edit />
                    })}
                    {section.changes.then(|| view! {
                        <Button class="button-small button-danger-quiet" label=t::delete() described_by=id on_press=delete />
                    })}
                    <Menu menu name=t::actions_of(&app_id) items />
                </div></td>
            </tr>
            <tr role="row" id=detail class="key-access" hidden=reactive(move || !expanded.get())>
                <td role="cell" colspan=columns>
                    {shown(move || {
                        let app_id = app_id.clone();
                        viewed.get().map(|version| {
                            later("hint", || true, move || {
                                view! { <AccessView section app_id=app_id.clone() version content expanded /> }.into_any()
                            })
                        })
                    })}
                </td>
            </tr>
        </tbody>
    }
}

/// An access in a few words: `Full access`, `37 of 349 APIs`.
fn access_text(summary: &AccessSummary) -> String {
    let (Some(granted), Some(offered)) = (summary.granted, summary.offered) else { return t::full_access() };
    let text = t::some_access(u64::from(offered), &number(u64::from(granted)));
    match summary.dropped {
        Some(dropped) if dropped > 0 => format!("{text}, {}", t::dropped_count(u64::from(dropped))),
        _ => text,
    }
}
