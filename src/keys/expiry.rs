//! When a key is to stop working: the field of the form.

use contract::{FieldError, FieldErrorCode};
use leptos::{html, prelude::*};

use crate::{
    i18n::{exact_time, local_time, t},
    ui::{Select, is_over, reactive, shown, unique_id},
};

/// The choices besides numbers of days; none of them is one.
const NEVER: &str = "";
const KEEP: &str = "keep";
const DATE: &str = "date";

/// How many days a new key may be given.
const DAYS: [u32; 3] = [7, 30, 90];

/// What the person chooses. Copied freely.
#[derive(Clone, Copy)]
pub(super) struct Expiry {
    /// What is there already, and can be kept.
    kept: RwSignal<Option<String>>,
    choice: RwSignal<String>,
    /// When the key stops working, as the wire has it; `None` for never.
    pub at: RwSignal<Option<String>>,
}

impl Expiry {
    pub fn new(kept: Option<String>) -> Self {
        let expiry =
            Expiry { kept: RwSignal::new(None), choice: RwSignal::new(String::new()), at: RwSignal::new(None) };
        expiry.keep(kept);
        expiry
    }

    /// Starts again from what is there.
    pub fn keep(&self, kept: Option<String>) {
        self.choice.set(if kept.is_some() { KEEP } else { NEVER }.to_owned());
        self.at.set(kept.clone());
        self.kept.set(kept);
    }

    fn choose(&self, choice: String) {
        self.at.set(match choice.as_str() {
            KEEP => self.kept.get_untracked(),
            // Not as a float: what reads those is 10 kB of tables.
            days => days.parse::<u32>().ok().map(|days| {
                let at = js_sys::Date::now() + f64::from(days) * 86_400_000.0;
                js_sys::Date::new(&at.into()).to_iso_string().into()
            }),
        });
        self.choice.set(choice);
    }

    /// Whether anything but never is chosen: something to lose in a form that began without it.
    pub fn is_chosen(&self) -> bool {
        self.choice.with(|choice| choice != NEVER)
    }

    /// The rule that the choice breaks; what is missing is said once Confirm was pressed.
    pub fn error(&self, confirmed: RwSignal<bool>) -> Option<FieldError> {
        let chosen = |choice| self.choice.with(|chosen| chosen == choice);
        let code = self.at.with(|at| match at {
            None if chosen(DATE) && confirmed.get() => Some(FieldErrorCode::ExpiryMissing),
            Some(at) if is_over(at, 0) && !chosen(KEEP) => Some(FieldErrorCode::ExpiryPast),
            _ => None,
        });
        code.map(|code| FieldError::new(code, "/expires_at".into()))
    }
}

/// The field *Expires*. `error` is shown below it.
#[component]
pub(super) fn ExpiryField(expiry: Expiry, error: Memo<Option<String>>, select: NodeRef<html::Select>) -> impl IntoView {
    let (id, hint, error_id) = (unique_id("expiry"), unique_id("expiry-hint"), unique_id("expiry-error"));
    let described = error_id.clone();
    let choices = {
        let (id, hint) = (id.clone(), hint.clone());
        move || {
            let mut options = vec![(NEVER.to_owned(), t::never())];
            options.extend(DAYS.map(|days| (days.to_string(), t::in_days(u64::from(days)))));
            options.push((DATE.to_owned(), t::on_a_date()));
            if let Some(kept) = expiry.kept.get() {
                options.insert(0, (KEEP.to_owned(), exact_time(&kept)));
            }
            view! {
                <Select id=id.clone() options value=expiry.choice select described_by=hint.clone()
                    on_change=Callback::new(move |choice| expiry.choose(choice)) />
            }
        }
    };
    let date = move || {
        expiry.choice.with(|choice| choice == DATE).then(|| {
            view! {
                <input class="input input-date" type="date" aria-label=t::expiry_date() aria-describedby=described.clone()
                    aria-invalid=reactive(move || error.get().is_some().to_string())
                    on:input:target=move |event| expiry.at.set(local_time(&event.target().value(), "23:59:59")) />
            }
        })
    };
    let in_words = move || match expiry.at.get() {
        _ if error.with(Option::is_some) => String::new(),
        Some(at) if is_over(&at, 0) => t::expired_at(&exact_time(&at)),
        Some(at) => t::works_until(&exact_time(&at)),
        None if expiry.is_chosen() => t::choose_a_date(),
        None => t::never_stops(),
    };
    view! {
        <div class="field">
            <label class="field-label" for=id>{t::expires()}</label>
            <div class="field-row">{shown(choices)}{shown(date)}</div>
            <p class="hint" id=hint role="status">{shown(in_words)}</p>
            <p class="field-error" id=error_id role="alert">{shown(move || error.get())}</p>
        </div>
    }
}

/// When a key expires, in words: for what was and will be.
pub(super) fn expiry_text(at: Option<&String>) -> String {
    at.map_or_else(t::never, |at| exact_time(at))
}
