//! *Delete API Key*: the confirmation, for one key or several, and what became of it.

use leptos::prelude::*;

use super::{
    deletion::{Deletion, Line},
    shared::{Doomed, Section},
};
use crate::{
    i18n::{number, t},
    ui::{Button, Dialog, Notice, NoticeKind, failure_text, shown},
};

/// Asks whether keys are to be deleted, and deletes them.
#[component]
pub(super) fn DeleteDialog(section: Section, keys: Vec<Doomed>) -> impl IntoView {
    let count = keys.len();
    let deletion = Deletion::new(section, keys);
    let Deletion { lines, busy, gone, failed, .. } = deletion;
    let close = move || {
        if !busy.get_untracked() {
            section.deleting.set(Vec::new());
        }
    };
    let close_label = move || if failed.get() > 0 { t::close() } else { t::cancel() };
    let delete_label = move || match (busy.get(), failed.get()) {
        (true, _) => t::working(),
        (_, 0) => t::delete(),
        _ => t::try_again(),
    };
    let progress = move || match (busy.get(), failed.get()) {
        (true, _) | (_, 1..) if count > 1 => t::deleted_of(count as u64, &number(gone.get() as u64)),
        _ => String::new(),
    };
    let what_failed = move || match failed.get() {
        0 => String::new(),
        _ if count == 1 => {
            lines.with_value(|lines| lines[0].error.get()).as_ref().map(failure_text).unwrap_or_default()
        }
        failed => t::not_deleted(failed as u64),
    };
    let of_several = count > 1;
    let list = lines.with_value(|lines| {
        lines.iter().map(|line| view! { <DoomedKey line=line.clone() of_several /> }).collect_view()
    });
    let count = count as u64;
    view! {
        <Dialog title=t::delete_api_key(count) on_close_request=Callback::new(move |()| close())>
            <div class="form-body">
                <p>{t::delete_question(count)}</p>
                // It may scroll: somebody without a mouse must be able to reach it.
                <ul class="doomed" tabindex=of_several.then_some("0") aria-label=t::delete_api_key(count)>{list}</ul>
                <p class="hint">{t::delete_hint(count)}</p>
                {shown(move || {
                    let text = what_failed();
                    (!busy.get() && !text.is_empty()).then(|| view! { <Notice kind=NoticeKind::Error><p>{text}</p></Notice> })
                })}
            </div>
            <footer class="form-footer">
                <div class="form-actions">
                    <span class="form-progress" role="status">{shown(progress)}</span>
                    <Button label=Signal::derive(close_label) disabled=busy on_press=move |()| close() autofocus=true />
                    <Button class="button-danger" label=Signal::derive(delete_label) busy on_press=move |()| deletion.start() />
                </div>
            </footer>
        </Dialog>
    }
}

/// A key that is to be deleted; one of several says what became of it.
#[component]
fn DoomedKey(line: Line, of_several: bool) -> impl IntoView {
    let Line { app_id, note, gone, error } = line;
    let told = move || match error.get() {
        Some(error) => failure_text(&error),
        None if gone.get() => t::is_deleted(),
        None => String::new(),
    };
    view! {
        <li class="doomed-key" class:doomed-failed=move || error.with(Option::is_some)>
            <code class="code">{app_id}</code>
            <span class="doomed-note" dir="auto">{note}</span>
            {of_several.then(|| view! { <span class="doomed-told">{shown(told)}</span> })}
        </li>
    }
}
