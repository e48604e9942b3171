//! What to do when somebody else has changed the key that is being edited.

use leptos::{html, prelude::*};

use super::{expiry::expiry_text, stored::Stored};
use crate::{
    i18n::t,
    permissions::{ChangeList, changes::Changes},
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
    let expiry =
        (mine.expires_at != theirs.expires_at).then(|| t::their_expiry(&expiry_text(theirs.expires_at.as_ref())));
    let disabled = match (mine.disabled, theirs.disabled) {
        (false, true) => Some(t::their_disabled()),
        (true, false) => Some(t::their_enabled()),
        _ => None,
    };
    let lines = [note, expiry, disabled].into_iter().flatten();
    let changes = Changes::between(&mine.endpoints, &theirs.endpoints);
    view! {
        <div class="conflict" node_ref=place>
            <Notice kind=NoticeKind::Error>
                <p><strong>{t::conflict_title()}</strong>" "{t::conflict_hint()}</p>
                {lines.map(|text| view! { <p dir="auto">{text}</p> }).collect_view()}
                <ChangeList changes />
                <div class="conflict-actions">
                    <Button label=t::keep_mine() on_press=move |()| keep_mine.run(()) />
                    <Button label=t::take_theirs() on_press=move |()| take_theirs.run(()) />
                </div>
            </Notice>
        </div>
    }
}
