//! View Access: what a key may do, by category.

use std::{sync::Arc, time::Duration};

use contract::ApiKeyRow;
use leptos::prelude::*;

use super::{catalog_source::CatalogState, shared::Section};
use crate::{
    api::Loaded,
    i18n::t,
    permissions::{CopyAccess, GrantedEndpoints, TryRequest},
    ui::{Failure, Time, is_over, reactive, shown, track_minute},
};

/// How long nothing is shown before it is said that something is on its way: mostly it is there by then, and the rows below
/// move once and not twice.
const UNSAID: Duration = Duration::from_millis(150);

/// The endpoints assigned to a key. It is made anew when the key's version changes, and asked for again whenever it is
/// expanded again; what is known is shown meanwhile.
#[component]
pub(super) fn AccessView(
    section: Section,
    app_id: String,
    version: u64,
    content: RwSignal<ApiKeyRow>,
    expanded: RwSignal<bool>,
) -> impl IntoView {
    let _ = version;
    let catalog = section.catalog.state();
    let name = t::access_of(&app_id);
    let key = Loaded::new(move || {
        let app_id = app_id.clone();
        async move { section.api.key(&section.rows.deployment(), &app_id).await.map(|key| Arc::new(key.access)) }
    });
    let unseen = StoredValue::new(true);
    Effect::new(move |_| {
        if expanded.get() && !unseen.try_update_value(std::mem::take).unwrap_or(true) {
            key.refresh();
        }
    });
    // Asked for again it is the same as a rule, and is not drawn again then.
    let known = Memo::new(move |_| key.get());
    let pending =
        move || known.with(Option::is_none) || catalog.with(|catalog| matches!(catalog, CatalogState::Pending));
    let late = RwSignal::new(false);
    set_timeout(
        move || {
            late.try_set(true);
        },
        UNSAID,
    );
    let again = Callback::new(move |()| {
        if matches!(key.get_untracked(), Some(Err(_))) {
            key.reload();
        }
        if matches!(catalog.get_untracked(), CatalogState::Failed(_)) {
            section.catalog.load();
        }
    });
    let last_used = move || {
        let used = content.with(|row| row.last_used.clone())?;
        let endpoint = used.endpoint.map(|id| view! { " "<code class="code">{id.to_string()}</code> });
        Some(view! { <p class="hint access-used">{t::last_used()}" "<Time time=used.at />{endpoint}</p> })
    };
    let stopped = Signal::derive(move || {
        track_minute();
        content
            .with(|row| row.disabled_at.is_some() || row.expires_at.as_deref().is_some_and(|expiry| is_over(expiry, 0)))
    });
    view! {
        <div class="access" role="region" aria-label=name hidden=reactive(move || pending() && !late.get())>
            {shown(last_used)}
            {shown(move || match (known.get(), catalog.get()) {
                (Some(Err(error)), _) | (_, CatalogState::Failed(error)) => {
                    view! { <Failure error retry=again /> }.into_any()
                }
                (Some(Ok(access)), CatalogState::Ready(index)) => {
                    view! {
                        <TryRequest index=index.clone() access=access.clone() stopped />
                        <GrantedEndpoints index access=access.clone() />
                        <div class="access-actions"><CopyAccess access /></div>
                    }.into_any()
                }
                _ => view! { <p class="hint" role="status">{t::loading_access()}</p> }.into_any(),
            })}
        </div>
    }
}
