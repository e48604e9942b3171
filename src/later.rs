//! The half of the page that nobody needs to see the first rows: dialogs, the selector, the audit trail.
//!
//! The release build cuts the WebAssembly in two (`crates/wasm-halves`), and the second half is fetched once the first rows
//! are painted, or when somebody asks for something in it before that. What is in it, the build says by the names of
//! modules; the one way into it is [`later`]. What lives outside must not hold anything of a type from in there.
//! A page that was not cut (`cargo xtask page`) is there as a whole.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use crate::{
    i18n::t,
    task::begin,
    ui::{Button, Notice, NoticeKind, shown},
};

#[wasm_bindgen(inline_js = "export const laterHalf = () => Promise.resolve();")]
extern "C" {
    /// Fetches and instantiates the second half. The build puts the real one in its place.
    #[wasm_bindgen(js_name = laterHalf, catch)]
    async fn later_half() -> Result<JsValue, JsValue>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Unasked,
    Asked,
    There,
    Failed,
}

/// Whether the second half is there; provided by context. Copied freely.
#[derive(Clone, Copy)]
pub struct Later(RwSignal<State>);

impl Later {
    /// It was not asked for yet.
    pub fn new() -> Self {
        Later(RwSignal::new(State::Unasked))
    }

    /// Says whether it is there: only then may anything in it be called.
    pub fn is_there(self) -> bool {
        self.0.get_untracked() == State::There
    }

    /// Fetches it, unless that was done or is being done.
    pub fn ask(self) {
        // It may be asked for when what is shown is gone already.
        if !matches!(self.0.try_get_untracked(), Some(State::Unasked | State::Failed)) {
            return;
        }
        self.0.set(State::Asked);
        begin(async move {
            let state = if later_half().await.is_ok() { State::There } else { State::Failed };
            self.0.try_set(state);
        });
    }
}

impl Default for Later {
    fn default() -> Self {
        Self::new()
    }
}

/// A view of the second half. What draws it is in that half, by the name of this trait.
trait Draw {
    fn draw(&self) -> AnyView;
}

impl<F: Fn() -> AnyView> Draw for F {
    fn draw(&self) -> AnyView {
        self()
    }
}

/// A view of the second half: it stands here as soon as that is there. As long as it is not and the view is `wanted`, this
/// says so, in an element of the class `waiting`.
pub fn later(
    waiting: &'static str,
    wanted: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let half = expect_context::<Later>();
    let wanted = Memo::new(move |_| wanted());
    Effect::new(move |_| {
        if wanted.get() {
            half.ask();
        }
    });
    // Called through a pointer: inlined here, it would be in this half.
    let view: Box<dyn Draw + Send> = Box::new(view);
    shown(move || match half.0.get() {
        State::There => view.draw(),
        _ if !wanted.get() => ().into_any(),
        State::Unasked | State::Asked => view! { <p class=waiting role="status">{t::loading()}</p> }.into_any(),
        State::Failed => view! {
            <div class=waiting>
                <Notice kind=NoticeKind::Error>
                    <p>{t::error_unreachable()}</p>
                    <Button label=t::try_again() on_press=move |()| half.ask() />
                </Notice>
            </div>
        }
        .into_any(),
    })
}
