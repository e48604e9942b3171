//! What to do when somebody else has changed the key that is being edited.

use leptos::{html, prelude::*};

use super::stored::{ChangeList, Stored};
use crate::{
    i18n::t,
    permissions::changes::Changes,
    ui::{Button, Notice, NoticeKind},
};

/// Says what the other person changed, and lets one go on either way.
#[component]
pub(super) fn Conflict(
    /// What was read when editing began.
    mine: Stored,
    /// What is stored now.
    theirs: Stored,
    /// Goes on with what was entered; Confirm then writes over the other change.
    keep_mine: Callback<()>,
    /// Starts again from what is stored now.
    take_theirs: Callback<()>,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    // The form may be scrolled away from its beginning, where this stands.
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            place.scroll_into_view_with_bool(true);
        }
    });
    let note = (mine.note != theirs.note).then(|| t::their_note(&theirs.note));
    let changes = Changes::between(&mine.endpoints, &theirs.endpoints);
    view! {
        <div class="conflict" node_ref=place>
            <Notice kind=NoticeKind::Error>
                <p><strong>{t::conflict_title()}</strong>" "{t::conflict_hint()}</p>
                {note.map(|text| view! { <p dir="auto">{text}</p> })}
                <ChangeList changes />
                <div class="conflict-actions">
                    <Button label=t::keep_mine() on_press=move |()| keep_mine.run(()) />
                    <Button label=t::take_theirs() on_press=move |()| take_theirs.run(()) />
                </div>
            </Notice>
        </div>
    }
}
