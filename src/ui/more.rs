//! The next page of a list: by itself when one scrolls near the end, and by a button.

use leptos::{html, prelude::*};

use super::{Button, Failure, InView, shown, when};
use crate::{api::Loading, i18n::t};

/// Loads the next page, where there is one.
#[component]
pub fn More(
    /// What the next page is asked for with; `None` where there is none.
    cursor: RwSignal<Option<String>>,
    /// Whether it is on its way; `Done` when it was not asked for.
    loading: RwSignal<Loading>,
    /// How many rows there are, in words.
    #[prop(into)]
    count: Signal<String>,
    /// Asks for it.
    on_load: Callback<()>,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let mut watch = None;
    Effect::new(move |_| {
        // After each page anew: the end may still be near, and then nothing comes near again.
        drop(watch.take());
        cursor.track();
        watch = place.get().and_then(|place| {
            InView::watch(&place, move || {
                // What has failed waits for the person.
                if loading.try_get_untracked() == Some(Loading::Done) {
                    on_load.run(());
                }
            })
        });
    });
    view! {
        {when(move || cursor.with(Option::is_some), move || view! {
            <div class="more" node_ref=place>
                <span role="status">{count}</span>
                {shown(move || match loading.get() {
                    Loading::Failed(error) => view! { <Failure error retry=on_load /> }.into_any(),
                    loading => view! {
                        <Button label=t::show_more() busy=Signal::stored(loading == Loading::Running) on_press=on_load />
                    }.into_any(),
                })}
            </div>
        })}
    }
}
