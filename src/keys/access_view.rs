//! View Access: what a key may do, by category.

use contract::ApiKeyRow;
use leptos::prelude::*;

use super::{catalog_source::CatalogState, shared::Section};
use crate::{
    api::Loaded,
    i18n::t,
    permissions::{CopyAccess, GrantedEndpoints, TryRequest},
    ui::{Failure, Time, is_over, shown, track_minute},
};

/// The endpoints assigned to a key. It is made anew when the key's version changes.
#[component]
pub(super) fn AccessView(
    section: Section,
    app_id: String,
    version: u64,
    content: RwSignal<ApiKeyRow>,
) -> impl IntoView {
    let _ = version;
    let catalog = section.catalog.state();
    let name = t::access_of(&app_id);
    let key = Loaded::new(move || {
        let app_id = app_id.clone();
        async move { section.api.key(&section.rows.deployment(), &app_id).await }
    });
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
        <div class="access" role="region" aria-label=name>
            {shown(last_used)}
            {shown(move || match (key.get(), catalog.get()) {
                (Some(Err(error)), _) | (_, CatalogState::Failed(error)) => {
                    view! { <Failure error retry=again /> }.into_any()
                }
                (Some(Ok(key)), CatalogState::Ready(index)) => {
                    view! {
                        <TryRequest index=index.clone() access=key.access.clone() stopped />
                        <GrantedEndpoints index access=key.access.clone() />
                        <div class="access-actions"><CopyAccess access=key.access /></div>
                    }.into_any()
                }
                _ => view! { <p class="hint" role="status">{t::loading_access()}</p> }.into_any(),
            })}
        </div>
    }
}
