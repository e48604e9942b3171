//! Numbers, plurals and times in the page's language, by the browser's `Intl`.

use std::cell::RefCell;

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use super::Language;

/// The browser's formats in one language: making one takes longer than using it a hundred times.
struct Formats {
    language: Language,
    number: Function,
    plural: Intl::PluralRules,
    relative: Intl::RelativeTimeFormat,
    exact: Function,
}

impl Formats {
    fn new(language: Language) -> Self {
        let locales = Array::of1(&JsValue::from_str(language.tag()));
        let exact = options(&[("dateStyle", "medium"), ("timeStyle", "long")]);
        Formats {
            language,
            number: Intl::NumberFormat::new(&locales, &Object::new()).format(),
            plural: Intl::PluralRules::new(&locales, &Object::new()),
            relative: Intl::RelativeTimeFormat::new(&locales, &options(&[("numeric", "auto")])),
            exact: Intl::DateTimeFormat::new(&locales, &exact).format(),
        }
    }
}

/// Uses the formats of the language that is spoken.
fn with_formats<T>(use_them: impl FnOnce(&Formats) -> T) -> T {
    thread_local!(static FORMATS: RefCell<Option<Formats>> = const { RefCell::new(None) });
    FORMATS.with_borrow_mut(|formats| {
        let language = Language::spoken();
        if formats.as_ref().is_none_or(|formats| formats.language != language) {
            *formats = None;
        }
        use_them(formats.get_or_insert_with(|| Formats::new(language)))
    })
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    options
}

/// A number with the language's separators: `1,204`.
pub fn number(number: u64) -> String {
    let written = with_formats(|formats| formats.number.call1(&JsValue::UNDEFINED, &JsValue::from_f64(number as f64)));
    written.ok().and_then(|text| text.as_string()).unwrap_or_else(|| number.to_string())
}

/// The plural category of a count: `one`, `other`.
pub(super) fn plural_category(count: u64) -> String {
    with_formats(|formats| formats.plural.select(count as f64).into())
}

/// A time in words, relative to now: `3 hours ago`, `in 30 days`. `time` is RFC 3339.
pub fn relative_time(time: &str) -> String {
    let past = (Date::now() - Date::parse(time)) / 1000.0;
    if past.is_nan() {
        return time.to_owned();
    }
    // What was made a moment ago is not in the future, whatever the clock of the server says.
    let future = past <= -60.0;
    let seconds = past.abs();
    const UNITS: [(&str, f64); 5] =
        [("year", 31_557_600.0), ("month", 2_629_800.0), ("day", 86_400.0), ("hour", 3_600.0), ("minute", 60.0)];
    let (unit, length) = UNITS.into_iter().find(|(_, length)| seconds >= *length).unwrap_or(("second", f64::INFINITY));
    let count = match (future, past < 0.0) {
        // Of what is thirty days ahead a moment has passed when it is shown.
        (true, _) => (seconds / length).round(),
        (_, true) => 0.0,
        _ => -(seconds / length).floor(),
    };
    with_formats(|formats| formats.relative.format(count, unit).into())
}

/// A time with date, clock and zone: `Nov 23, 2026, 2:05:09 PM GMT+1`. `time` is RFC 3339.
pub fn exact_time(time: &str) -> String {
    let date = Date::new(&JsValue::from_str(time));
    if date.get_time().is_nan() {
        return time.to_owned();
    }
    let written = with_formats(|formats| formats.exact.call1(&JsValue::UNDEFINED, &date));
    written.ok().and_then(|text| text.as_string()).unwrap_or_else(|| time.to_owned())
}

/// The moment at which the person's clock shows `clock` (`23:59:59`) on a date (`2026-11-23`), as RFC 3339; `None` where
/// that is no date.
pub fn local_time(date: &str, clock: &str) -> Option<String> {
    let time = Date::new(&JsValue::from_str(&format!("{date}T{clock}")));
    (!time.get_time().is_nan()).then(|| time.to_iso_string().into())
}
