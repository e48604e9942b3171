//! Which entries of the audit trail are listed.

use contract::AuditAction;
use js_sys::encode_uri_component;
use web_sys::UrlSearchParams;

use super::search_of;
use crate::i18n::local_time;

/// Which entries; an empty text leaves none out. The page's address says it in these words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    /// Only what was done to this key.
    pub app_id: String,
    /// Only what this principal did.
    pub principal: String,
    /// Only this action.
    pub action: Option<AuditAction>,
    /// Only from this day on (`2026-11-23`), as the person's clock counts days.
    pub from: String,
    /// Only up to this day, and all of it.
    pub to: String,
}

impl Trail {
    /// What was done to one key.
    pub fn of_key(app_id: String) -> Self {
        Trail { app_id, ..Trail::default() }
    }

    /// What a query says. What makes no sense in it counts as not said.
    pub fn of_query(query: &str) -> Self {
        let Ok(query) = UrlSearchParams::new_with_str(query) else { return Trail::default() };
        let text = |name| search_of(&query.get(name).unwrap_or_default());
        let day = |name| Some(text(name)).filter(|day| local_time(day, "00:00:00").is_some()).unwrap_or_default();
        Trail {
            app_id: text("app_id"),
            principal: text("principal"),
            action: action_of(&text("action")),
            from: day("from"),
            to: day("to"),
        }
    }

    /// The query of an address that says this, with its `?`; empty where there is nothing to say.
    pub fn query(&self) -> String {
        let query = self.pairs(&self.from, "from", &self.to, "to");
        if query.is_empty() { query } else { format!("?{}", &query[1..]) }
    }

    /// The same in the words of the API, to follow other parameters.
    pub(super) fn wire_query(&self) -> String {
        let since = local_time(&self.from, "00:00:00").unwrap_or_default();
        // The day's end is the beginning of the next one.
        let until = local_time(&self.to, "24:00:00").unwrap_or_default();
        self.pairs(&since, "since", &until, "until")
    }

    fn pairs(&self, from: &str, from_name: &str, to: &str, to_name: &str) -> String {
        let action = self.action.map(AuditAction::as_str).unwrap_or_default();
        let pairs = [
            ("app_id", &self.app_id[..]),
            ("principal", &self.principal),
            ("action", action),
            (from_name, from),
            (to_name, to),
        ];
        let mut query = String::new();
        for (name, value) in pairs {
            if !value.is_empty() {
                query.extend(["&", name, "=", &String::from(encode_uri_component(value))]);
            }
        }
        query
    }
}

/// The action that a query means.
pub fn action_of(said: &str) -> Option<AuditAction> {
    AuditAction::ALL.into_iter().find(|action| action.as_str() == said)
}
