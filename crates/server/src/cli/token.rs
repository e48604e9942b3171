//! `deployment-console token`: long-lived tokens, made, listed and revoked beside a server that runs.

use std::{collections::BTreeSet, fmt::Write as _, io::Write as _};

use backend::{Clock, secret::new_app_id};
use clap::{Args, Subcommand};
use contract::Role;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;

use super::{Failed, Kept, REFUSED, print};
use crate::{
    bearer,
    clock::HostClock,
    serve::known_deployments,
    store::{AccessToken, OpenDatabase, TokenHash},
};

/// The longest name.
const NAME_MAX: usize = 64;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a token and print it: it is shown only here.
    ///
    /// A program sends it as `Authorization: Bearer TOKEN`. It works as soon as it is printed, on every server over the
    /// database.
    Create(Create),
    /// Print name, role, deployments and times of every token, one a line.
    List(Kept),
    /// Take away what a token opens, on every server and at once.
    Revoke(Revoke),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// What it may do: "administrator" sees and changes, "viewer" sees.
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: Role,
    /// The id of a deployment that it reaches; may be given several times. Others are not there for it.
    #[arg(long = "deployment", value_name = "ID", required = true, num_args = 1.., value_delimiter = ',')]
    deployments: Vec<String>,
    /// What it is called, also in the audit trail: up to 64 letters, digits and any of . _ - @; made up when left out.
    #[arg(long, value_parser = name)]
    name: Option<String>,
    /// When it ends: in days ("90d") or hours ("12h"), or at a time ("2030-01-31T12:00:00Z"). Never, when left out.
    #[arg(long, value_name = "WHEN", value_parser = Expiry::parse)]
    expires: Option<Expiry>,
    #[command(flatten)]
    kept: Kept,
}

#[derive(Debug, Args)]
pub(super) struct Revoke {
    /// The token's name.
    name: String,
    #[command(flatten)]
    kept: Kept,
}

/// When a token ends, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expiry {
    In(SignedDuration),
    At(Timestamp),
}

impl Expiry {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            || "write days, such as 90d, hours, such as 12h, or a time, such as 2030-01-31T12:00:00Z".to_owned();
        let hours_each = match text.chars().last() {
            Some('d') => 24,
            Some('h') => 1,
            _ => return text.parse().map(Expiry::At).map_err(|_| wrong()),
        };
        let count: u32 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
        Ok(Expiry::In(SignedDuration::from_hours(i64::from(count) * hours_each)))
    }

    fn after(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Expiry::At(at) => Some(at),
            Expiry::In(time) => now.checked_add(time).ok(),
        }
        .filter(|end| *end > now)
    }
}

fn role(text: &str) -> Result<Role, String> {
    let known = Role::ALL.into_iter().find(|role| role.as_str() == text);
    known.ok_or_else(|| "there are administrator and viewer".into())
}

fn name(text: &str) -> Result<String, String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-@".contains(&byte);
    match (1..=NAME_MAX).contains(&text.len()) && text.bytes().all(allowed) {
        true => Ok(text.to_owned()),
        false => Err(format!("use up to {NAME_MAX} letters, digits and any of . _ - @")),
    }
}

impl Command {
    pub(super) async fn run(self) -> Result<(), Failed> {
        match self {
            Command::Create(create) => create.run().await,
            Command::List(kept) => list(kept).await,
            Command::Revoke(revoke) => revoke.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> Result<(), Failed> {
        let now = HostClock.now();
        let expires_at = match self.expires {
            None => None,
            Some(when) => {
                Some(when.after(now).ok_or_else(|| Failed(REFUSED, "--expires is not in the future".into()))?)
            }
        };
        let database = self.kept.database()?.open_beside().await?;
        let known = known_deployments::get(&*database.store).await.map_err(|error| silent(&database, &error))?;
        for id in &self.deployments {
            if !known.contains(id) {
                let sentence = format!("there is no deployment {id:?}; the server has {}", known.join(", "));
                return Err(Failed(REFUSED, sentence));
            }
        }
        let random = |error| Failed(1, format!("the operating system gives no random numbers: {error}"));
        let name = match self.name {
            Some(name) => name,
            None => format!("{}-{}", self.role.as_str(), &new_app_id().map_err(random)?[..8]),
        };
        let secret = bearer::draw().map_err(random)?;
        let deployments: BTreeSet<_> = self.deployments.into_iter().collect();
        let token = AccessToken { name, role: self.role, deployments, created_at: now, expires_at };
        let added = database.store.add_token(TokenHash::of(secret.expose_secret()), &token).await;
        let added = added.map_err(|error| silent(&database, &error))?;
        database.store.close().await;
        if !added {
            let sentence =
                format!("there is a token {:?} already; revoke it first, or choose another --name", token.name);
            return Err(Failed(1, sentence));
        }
        print(&format!("{}\n", secret.expose_secret()))?;
        let AccessToken { name, role, deployments, .. } = token;
        let deployments = deployments.into_iter().collect::<Vec<_>>().join(", ");
        let end = expires_at.map_or("never expires".to_owned(), |end| format!("expires at {end:.0}"));
        // Beside the token, for whoever reads; a program takes what is on stdout.
        let words = format!("Token {name}: {} of {deployments}, {end}. It is shown only here.", role.as_str());
        writeln!(std::io::stderr(), "{words}").unwrap_or_default();
        Ok(())
    }
}

async fn list(kept: Kept) -> Result<(), Failed> {
    let database = kept.database()?.open_beside().await?;
    let tokens = database.store.tokens().await.map_err(|error| silent(&database, &error))?;
    database.store.close().await;
    let now = HostClock.now();
    let mut rows = vec![["NAME", "ROLE", "CREATED", "EXPIRES", "DEPLOYMENTS"].map(str::to_owned)];
    rows.extend(tokens.into_iter().map(|token| {
        let end = match token.expires_at {
            None => "never".to_owned(),
            Some(end) if token.is_alive(now) => format!("{end:.0}"),
            Some(end) => format!("{end:.0} (over)"),
        };
        let deployments = token.deployments.into_iter().collect::<Vec<_>>().join(",");
        [token.name, token.role.as_str().to_owned(), format!("{:.0}", token.created_at), end, deployments]
    }));
    let mut text = String::new();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let [name, role, created, end] = [0, 1, 2, 3].map(width);
    for [a, b, c, d, e] in &rows {
        writeln!(text, "{a:name$}  {b:role$}  {c:created$}  {d:end$}  {e}").unwrap_or_default();
    }
    print(&text)
}

impl Revoke {
    async fn run(self) -> Result<(), Failed> {
        let database = self.kept.database()?.open_beside().await?;
        let revoked = database.store.revoke_token(&self.name).await.map_err(|error| silent(&database, &error))?;
        database.store.close().await;
        match revoked {
            true => Ok(()),
            false => {
                Err(Failed(1, format!("there is no token {:?}; `token list` prints those that there are", self.name)))
            }
        }
    }
}

fn silent(database: &OpenDatabase, error: &backend::store::StoreError) -> Failed {
    Failed(1, format!("{} does not answer: {error}", database.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_is_days_hours_or_a_time_and_lies_ahead() {
        let now = Timestamp::from_second(1_800_000_000).expect("a time");
        let after = |text: &str| Expiry::parse(text).map(|expiry| expiry.after(now));
        assert_eq!(after("2d"), Ok(Some(now + SignedDuration::from_hours(48))));
        assert_eq!(after("12h"), Ok(Some(now + SignedDuration::from_hours(12))));
        assert_eq!(after("2030-01-31T12:00:00+01:00"), Ok("2030-01-31T11:00:00Z".parse().ok()));
        for past in ["0d", "0h", "2020-01-01T00:00:00Z", "4294967295d"] {
            assert_eq!(after(past), Ok(None), "{past}");
        }
        for wrong in ["", "d", "-1d", "1.5d", "90", "90 d", "soon", "2030-01-31", "99999999999d", "é"] {
            assert!(after(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_is_a_word_that_needs_no_quotes() {
        for good in ["ci", "a", "host-console_2.x@example", &"a".repeat(64)] {
            assert_eq!(name(good), Ok(good.to_owned()));
        }
        for wrong in ["", "two words", "é", "a\n", "a;b", &"a".repeat(65)] {
            assert!(name(wrong).is_err(), "{wrong:?}");
        }
    }
}
