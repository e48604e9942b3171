//! The next page of the list: by itself when one scrolls near the end, and by a button.

use leptos::{html, prelude::*};

use super::{list::Loading, shared::Section, toolbar::count_text};
use crate::{
    i18n::{number, t},
    ui::{Button, Failure, InView, shown, when},
};

/// Loads the next page, where there is one.
#[component]
pub(super) fn More(section: Section) -> impl IntoView {
    let rows = section.rows;
    let place = NodeRef::<html::Div>::new();
    let mut watch = None;
    Effect::new(move |_| {
        // After each page anew: the end may still be near, and then nothing comes near again.
        drop(watch.take());
        rows.next_cursor.track();
        watch = place.get().and_then(|place| {
            InView::watch(&place, move || {
                // What has failed waits for the person.
                if rows.loading_more.try_get_untracked() == Some(Loading::Done) {
                    rows.load_more();
                }
            })
        });
    });
    let count = move || {
        let shown = rows.rows.with(Vec::len);
        t::keys_shown(&number(shown as u64), &count_text(rows.total.get()))
    };
    view! {
        {when(move || rows.next_cursor.with(Option::is_some), move || view! {
            <div class="more" node_ref=place>
                <span role="status">{shown(count)}</span>
                {shown(move || match rows.loading_more.get() {
                    Loading::Failed(error) => view! { <Failure error retry=move |()| rows.load_more() /> }.into_any(),
                    loading => view! {
                        <Button label=t::show_more() busy=Signal::stored(loading == Loading::Running) on_press=move |()| rows.load_more() />
                    }.into_any(),
                })}
            </div>
        })}
    }
}
