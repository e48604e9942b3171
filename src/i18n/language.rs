//! The language that the page speaks.

use std::cell::Cell;

/// A language. The first is built in; the texts of another are fetched (`src/i18n/languages`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
    /// Japanese.
    Japanese,
}

thread_local!(static SPOKEN: Cell<Language> = const { Cell::new(Language::English) });

impl Language {
    /// All of them.
    pub const ALL: [Language; 3] = [Language::English, Language::Chinese, Language::Japanese];

    /// Its tag (BCP 47), also the name of its file.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh-Hans",
            Language::Japanese => "ja",
        }
    }

    /// Its name, in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Chinese => "简体中文",
            Language::Japanese => "日本語",
        }
    }

    /// The language with this tag; nothing where the page does not speak it.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The language that the page speaks now.
    pub fn spoken() -> Self {
        SPOKEN.get()
    }
}

/// Speaks a language from now on: what is drawn before stays as it is. `texts` is its file; none is needed for English.
pub fn speak(language: Language, texts: &str) {
    SPOKEN.set(language);
    super::t::take(texts);
}
