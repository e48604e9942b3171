//! The person's language and theme: as the browser asks for them, or as they were chosen here and remembered.
//!
//! `index.html` applies both before the first paint, on the document: its `lang`, and `data-theme`. Here they are read from
//! there, and changed.

use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::{
    api::{browser_fetch, fetch_text},
    i18n::{Language, speak, t},
    task::begin,
    ui::Toasts,
};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// As it stands on the document; none where the system decides.
    const fn name(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }
}

/// The names under which choices are remembered; `index.html` has them too.
const LANGUAGE: &str = "language";
const THEME: &str = "theme";

/// Language and theme. Copied freely; provided by context.
#[derive(Clone, Copy)]
pub struct Preferences {
    /// The language of what is drawn; none as long as its texts are on their way.
    pub language: RwSignal<Option<Language>>,
    /// The theme.
    pub theme: RwSignal<Theme>,
}

impl Preferences {
    /// Those of the document. Its language is English where the texts of another cannot be loaded.
    pub fn of_document() -> Self {
        let root = root();
        let theme = root.as_ref().and_then(|root| root.get_attribute("data-theme"));
        let theme = Theme::ALL.into_iter().find(|other| other.name() == theme.as_deref()).unwrap_or_default();
        let wanted = root.and_then(|root| Language::of_tag(&root.lang())).unwrap_or_default();
        let language = RwSignal::new((wanted == Language::English).then_some(wanted));
        if wanted != Language::English {
            begin(async move {
                let spoken = if switch(wanted).await { wanted } else { Language::English };
                language.set(Some(spoken));
            });
        }
        Preferences { language, theme: RwSignal::new(theme) }
    }

    /// Speaks another language, and remembers it.
    pub fn choose_language(self, language: Language, toasts: Toasts) {
        begin(async move {
            if switch(language).await {
                remember(LANGUAGE, Some(language.tag()));
                self.language.set(Some(language));
            } else {
                toasts.show(t::language_failed());
            }
        });
    }

    /// Takes another theme, and remembers it.
    pub fn choose_theme(self, theme: Theme) {
        if let Some(root) = root() {
            let _ = match theme.name() {
                Some(name) => root.set_attribute("data-theme", name),
                None => root.remove_attribute("data-theme"),
            };
        }
        remember(THEME, theme.name());
        self.theme.set(theme);
    }
}

/// Speaks a language from now on, once its texts are there; says whether they are.
async fn switch(language: Language) -> bool {
    let texts = match language {
        Language::English => String::new(),
        _ => match fetch_text(&browser_fetch(), &format!("languages/{}.toml", language.tag())).await {
            Ok(texts) => texts,
            Err(_) => return false,
        },
    };
    speak(language, &texts);
    if let Some(root) = root() {
        root.set_lang(language.tag());
    }
    true
}

fn root() -> Option<HtmlElement> {
    use wasm_bindgen::JsCast;
    document().document_element().and_then(|root| root.dyn_into().ok())
}

/// What is remembered under a name.
pub(crate) fn kept(name: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(name).ok().flatten()
}

/// Where the browser keeps nothing, the choice ends with the page.
pub(crate) fn remember(name: &str, value: Option<&str>) {
    let Some(storage) = window().local_storage().ok().flatten() else { return };
    let _ = match value {
        Some(value) => storage.set_item(name, value),
        None => storage.remove_item(name),
    };
}
