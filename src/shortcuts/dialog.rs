//! The list of keyboard shortcuts, with the switch.

use leptos::prelude::*;

use super::Shortcuts;
use crate::{
    i18n::t,
    ui::{Button, Dialog},
};

/// The list.
#[component]
pub fn ShortcutsDialog(
    /// What it is about.
    shortcuts: Shortcuts,
) -> impl IntoView {
    let close = move || shortcuts.listed.set(false);
    let lines = [("n", t::new_api_key()), ("/", t::search_keys()), ("?", t::shortcuts()), ("Esc", t::shortcut_close())];
    let lines = lines.into_iter().map(|(key, what)| {
        view! {
            <div class="shortcut">
                <dt>{what}</dt>
                <dd><kbd class="kbd">{key}</kbd></dd>
            </div>
        }
    });
    view! {
        <Dialog title=t::shortcuts() on_close_request=Callback::new(move |()| close())>
            <div class="form-body">
                <dl class="shortcuts">{lines.collect_view()}</dl>
                <label class="check">
                    <input type="checkbox" prop:checked=shortcuts.on
                        on:change:target=move |event| shortcuts.switch(event.target().checked()) />
                    <span>{t::use_shortcuts()}</span>
                </label>
                <p class="hint">{t::use_shortcuts_hint()}</p>
            </div>
            <footer class="form-footer">
                <div class="form-actions">
                    <Button class="button-primary" label=t::close() on_press=move |()| close() autofocus=true />
                </div>
            </footer>
        </Dialog>
    }
}
