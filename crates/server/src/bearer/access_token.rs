//! This server's own long-lived tokens: how they look, and how their principals are called.

use backend::secret;
use secrecy::SecretString;

/// What every token starts with, so that leak scanners can find it.
pub const PREFIX: &str = "dct_";

/// A new token.
///
/// # Errors
/// When the operating system's generator fails.
pub fn draw() -> Result<SecretString, getrandom::Error> {
    secret::draw(PREFIX)
}

/// Says whether this could be a token: no database is asked for what could not.
pub(super) fn is_whole(token: &str) -> bool {
    secret::is_whole(PREFIX, token)
}

/// Whom the audit trail names for the token with this name.
pub(super) fn principal_name(name: &str) -> String {
    format!("{NAMED}{name}")
}

/// What the name of such a principal starts with. Nobody else's does.
pub(super) const NAMED: &str = "token ";
