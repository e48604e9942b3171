//! The address of a PostgreSQL database.

use std::{fmt, str::FromStr, sync::Arc};

use sqlx::postgres::PgConnectOptions;
use url::Url;

/// What connections are called in the database's own lists, unless the address says otherwise.
const APPLICATION: &str = "deployment-console";

/// What an address may say after its `?`. Others are refused: a misspelt `sslmode` must not go unnoticed.
const PARAMETERS: [&str; 11] = [
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
];

/// The address of a PostgreSQL database, with what it takes to get in.
///
/// What it leaves out is taken from where PostgreSQL's own programs take it: variables such as `PGPASSWORD`, and
/// `~/.pgpass`. Shown as text it has no password, and neither has any error about it.
#[derive(Clone)]
pub struct PostgresUrl(Arc<PgConnectOptions>);

impl PostgresUrl {
    pub(super) fn options(&self) -> &PgConnectOptions {
        &self.0
    }
}

impl FromStr for PostgresUrl {
    type Err = String;

    /// # Errors
    /// One sentence that does not repeat the address.
    fn from_str(text: &str) -> Result<Self, String> {
        let refused = |reason: &str| {
            format!(
                "{reason}; write an address such as postgres://user:password@host:5432/database, with percent signs \
                     for what has a meaning in addresses"
            )
        };
        let url = Url::parse(text).map_err(|error| refused(&format!("the database's address is none: {error}")))?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(refused("the database's address does not begin with postgres://"));
        }
        if url.query_pairs().any(|(name, _)| !PARAMETERS.contains(&&*name) && !name.starts_with("options[")) {
            return Err(refused(&format!(
                "the database's address has a parameter that is none of {}",
                PARAMETERS.join(", ")
            )));
        }
        // Its errors may repeat a value, and any value may be a password in the wrong place.
        let options = PgConnectOptions::from_str(text)
            .map_err(|_| refused("the database's address has a parameter with a value that cannot be"))?;
        Ok(PostgresUrl(Arc::new(match options.get_application_name() {
            Some(_) => options,
            None => options.application_name(APPLICATION),
        })))
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = &self.0;
        let database = options.get_database().unwrap_or(options.get_username());
        write!(f, "the PostgreSQL database {database} on ")?;
        match options.get_socket() {
            Some(socket) => write!(f, "{}", socket.display()),
            None => write!(f, "{}:{}", options.get_host(), options.get_port()),
        }
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "hunter2";

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (address, shown) in [
            ("postgres://me:hunter2@db.example.com/keys", "the PostgreSQL database keys on db.example.com:5432"),
            ("postgresql://me:hunter2@db:6000/keys?sslmode=require", "the PostgreSQL database keys on db:6000"),
            ("postgres://me@db/keys?password=hunter2", "the PostgreSQL database keys on db:5432"),
            ("postgres://me:hunter2@%2Frun%2Fdb/keys", "the PostgreSQL database keys on /run/db"),
            ("postgres://me:hunter2@db", "the PostgreSQL database me on db:5432"),
        ] {
            let url: PostgresUrl = address.parse().expect(address);
            assert_eq!(url.to_string(), shown);
            assert!(!format!("{url:?}").contains(SECRET), "{url:?}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_it() {
        for (address, reason) in [
            ("", "is none"),
            ("hunter2", "is none"),
            ("postgres://me:hunter2/x@db/keys", "is none"),
            ("mysql://me:hunter2@db/keys", "does not begin with postgres://"),
            ("/var/lib/hunter2", "is none"),
            ("sqlite:hunter2.sqlite", "does not begin with postgres://"),
            ("postgres://me@db/keys?pasword=hunter2", "a parameter that is none of"),
            ("postgres://me@db/keys?ssl_mode=hunter2", "a parameter that is none of"),
            ("postgres://me@db/keys?sslmode=hunter2", "a value that cannot be"),
            ("postgres://me@db/keys?port=hunter2", "a value that cannot be"),
        ] {
            let sentence = address.parse::<PostgresUrl>().expect_err(address);
            assert!(sentence.contains(reason), "{address}: {sentence}");
            assert!(!sentence.contains(SECRET), "{address}: {sentence}");
        }
    }
}
