//! From the claims of a JWT to a principal.

use std::collections::{BTreeMap, BTreeSet};

use backend::{Principal, Visible};
use contract::Role;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Reason, Refusal, access_token::NAMED};
use crate::sign_in::ADMINISTRATOR;

/// The longest subject. With what may be put before it, the audit trail can be filtered by it.
const SUBJECT_MAX_CHARACTERS: usize = 200;

/// What goes before the subject of somebody who could be taken for another principal.
const SUBJECT: &str = "subject ";

/// Where a claim stands: a name at the top, such as `role` or `https://example.com/role`, or a JSON Pointer, such as
/// `/realm_access/roles`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim(pub String);

impl Claim {
    fn of<'c>(&self, claims: &'c Value) -> Option<&'c Value> {
        if self.0.starts_with('/') { claims.pointer(&self.0) } else { claims.get(&self.0) }
    }
}

/// Which claims say what a principal may do, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The role, or several.
    pub role: Claim,
    /// The ids of deployments.
    pub deployments: Claim,
    /// What a value of the role's claim means; any other means nothing.
    pub roles: BTreeMap<String, Role>,
}

impl Claims {
    /// Whom these claims, which have been verified, are about.
    pub(super) fn principal(&self, claims: &Value) -> Result<Principal, Refusal> {
        let subject = claims.get("sub").and_then(Value::as_str).filter(|subject| is_name(subject));
        let name = principal_name(subject.ok_or(Reason::Claim("sub"))?);
        let roles = self.role.of(claims).and_then(texts);
        let roles =
            roles.ok_or(Refusal::NoRole("the claim that names it is missing, or no text and no list of texts"))?;
        // Of several the one that may do more: so it was given.
        let given = |role| roles.iter().any(|value| self.roles.get(*value) == Some(&role));
        let role = Role::ALL.into_iter().find(|role| given(*role));
        let role = role.ok_or(Refusal::NoRole("what it says of a role means none on this server"))?;
        let deployments =
            self.deployments.of(claims).and_then(texts).ok_or(Refusal::NoRole(
                "the claim that names deployments is missing, or no text and no list of texts",
            ))?;
        let visible = Visible::Only(deployments.into_iter().map(str::to_owned).collect());
        Ok(Principal { name, role, visible })
    }
}

/// One text, or a list of them.
fn texts(value: &Value) -> Option<BTreeSet<&str>> {
    match value {
        Value::String(text) => Some(BTreeSet::from([text.as_str()])),
        Value::Array(list) => list.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

fn is_name(subject: &str) -> bool {
    (1..=SUBJECT_MAX_CHARACTERS).contains(&subject.chars().count()) && !subject.chars().any(char::is_control)
}

/// The subject itself, unless the audit trail would then name somebody else. No two subjects have the same name.
fn principal_name(subject: &str) -> String {
    let another = subject == ADMINISTRATOR || subject.starts_with(NAMED) || subject.starts_with(SUBJECT);
    if another { format!("{SUBJECT}{subject}") } else { subject.to_owned() }
}

/// Says whether it is the time of these claims.
pub(super) fn check_time(claims: &Value, now: Timestamp, leeway: SignedDuration) -> Result<(), Reason> {
    let time = |name: &'static str| match claims.get(name) {
        None => Ok(None),
        Some(value) => value.as_f64().map(Some).ok_or(Reason::Claim(name)),
    };
    let (now, leeway) = (now.as_duration().as_secs_f64(), leeway.as_secs_f64());
    let end = time("exp")?.ok_or(Reason::Claim("exp"))?;
    if now >= end + leeway {
        return Err(Reason::Expired);
    }
    match time("nbf")? {
        Some(start) if now + leeway < start => Err(Reason::TooEarly),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims() -> Claims {
        Claims {
            role: Claim("/realm/roles".into()),
            deployments: Claim("https://example.com/deployments".into()),
            roles: BTreeMap::from([("ops".into(), Role::Administrator), ("audit".into(), Role::Viewer)]),
        }
    }

    fn principal(subject: &Value, roles: &Value, deployments: &Value) -> Result<Principal, String> {
        let written = json!({
            "sub": subject, "realm": { "roles": roles }, "https://example.com/deployments": deployments,
        });
        claims().principal(&written).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn a_role_and_deployments_are_one_text_or_a_list() {
        let only = |ids: &[&str]| Visible::Only(ids.iter().map(ToString::to_string).collect());
        for (roles, deployments, role, visible) in [
            (json!("ops"), json!("a"), Role::Administrator, only(&["a"])),
            (json!(["other", "audit"]), json!(["a", "b"]), Role::Viewer, only(&["a", "b"])),
            (json!(["audit", "ops"]), json!([]), Role::Administrator, only(&[])),
        ] {
            let name = "alice".to_owned();
            assert_eq!(principal(&json!("alice"), &roles, &deployments), Ok(Principal { name, role, visible }));
        }
    }

    #[test]
    fn without_a_role_that_is_known_or_deployments_there_is_nobody() {
        for roles in
            [json!(null), json!([]), json!("administrator"), json!("Ops"), json!(["ops", 1]), json!({"ops": 1})]
        {
            assert!(
                principal(&json!("alice"), &roles, &json!("a")).expect_err("no role").contains("no role"),
                "{roles}"
            );
        }
        for deployments in [json!(null), json!(1), json!(["a", null]), json!(true)] {
            let error = principal(&json!("alice"), &json!("ops"), &deployments).expect_err("no deployments");
            assert!(error.contains("deployments"), "{deployments}");
        }
        for subject in [json!(null), json!(""), json!(7), json!("a\nb"), json!("\u{0}"), json!("a".repeat(201))] {
            assert!(
                principal(&subject, &json!("ops"), &json!("a")).expect_err("no subject").contains("sub"),
                "{subject}"
            );
        }
    }

    #[test]
    fn no_subject_can_be_taken_for_another_principal() {
        let names = ["alice", "administrator", "token ci", "subject administrator", "Administrator", "tokens"];
        let called: Vec<_> = names.into_iter().map(principal_name).collect();
        let expected = [
            "alice",
            "subject administrator",
            "subject token ci",
            "subject subject administrator",
            "Administrator",
            "tokens",
        ];
        assert_eq!(called, expected);
    }

    #[test]
    fn a_time_is_a_number_and_the_leeway_goes_both_ways() {
        let now = Timestamp::from_second(1_000).expect("a time");
        let check = |claims: Value| check_time(&claims, now, SignedDuration::from_secs(10));
        assert_eq!(check(json!({ "exp": 991 })), Ok(()));
        assert_eq!(check(json!({ "exp": 990.5, "nbf": 1010 })), Ok(()));
        assert_eq!(check(json!({ "exp": 990 })), Err(Reason::Expired));
        assert_eq!(check(json!({ "exp": -1e300 })), Err(Reason::Expired));
        assert_eq!(check(json!({ "exp": 2000, "nbf": 1011 })), Err(Reason::TooEarly));
        assert_eq!(check(json!({})), Err(Reason::Claim("exp")));
        assert_eq!(check(json!({ "exp": "2000" })), Err(Reason::Claim("exp")));
        assert_eq!(check(json!({ "exp": null })), Err(Reason::Claim("exp")));
        assert_eq!(check(json!({ "exp": 2000, "nbf": "1" })), Err(Reason::Claim("nbf")));
    }
}
