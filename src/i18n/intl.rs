//! Numbers, plurals and times in the page's language, by the browser's `Intl`.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

const LOCALE: &str = "en";

fn locales() -> Array {
    Array::of1(&JsValue::from_str(LOCALE))
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
    thread_local!(static FORMAT: Function = Intl::NumberFormat::new(&locales(), &Object::new()).format());
    let written = FORMAT.with(|format| format.call1(&JsValue::UNDEFINED, &JsValue::from_f64(number as f64)));
    written.ok().and_then(|text| text.as_string()).unwrap_or_else(|| number.to_string())
}

/// The plural category of a count: `one`, `other`.
pub(super) fn plural_category(count: u64) -> String {
    thread_local!(static RULES: Intl::PluralRules = Intl::PluralRules::new(&locales(), &Object::new()));
    RULES.with(|rules| rules.select(count as f64).into())
}

/// A time in words, relative to now: `3 hours ago`. `time` is RFC 3339.
pub fn relative_time(time: &str) -> String {
    let seconds = (Date::now() - Date::parse(time)) / 1000.0;
    if seconds.is_nan() {
        return time.to_owned();
    }
    const UNITS: [(&str, f64); 5] =
        [("year", 31_557_600.0), ("month", 2_629_800.0), ("day", 86_400.0), ("hour", 3_600.0), ("minute", 60.0)];
    let (unit, length) = UNITS.into_iter().find(|(_, length)| seconds >= *length).unwrap_or(("second", f64::INFINITY));
    thread_local! {
        static FORMAT: Intl::RelativeTimeFormat =
            Intl::RelativeTimeFormat::new(&locales(), &options(&[("numeric", "auto")]));
    }
    FORMAT.with(|format| format.format(-(seconds / length).floor().max(0.0), unit).into())
}

/// A time with date, clock and zone: `Nov 23, 2026, 2:05:09 PM GMT+1`. `time` is RFC 3339.
pub fn exact_time(time: &str) -> String {
    let date = Date::new(&JsValue::from_str(time));
    if date.get_time().is_nan() {
        return time.to_owned();
    }
    thread_local! {
        static FORMAT: Function =
            Intl::DateTimeFormat::new(&locales(), &options(&[("dateStyle", "medium"), ("timeStyle", "long")])).format();
    }
    let written = FORMAT.with(|format| format.call1(&JsValue::UNDEFINED, &date));
    written.ok().and_then(|text| text.as_string()).unwrap_or_else(|| time.to_owned())
}
