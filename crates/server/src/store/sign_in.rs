//! What signing in keeps: one-time codes and sessions, both as hashes only.

use async_trait::async_trait;
use backend::store::StoreError;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// How long a one-time code works.
pub const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// How long a code is remembered after it was made, so that a late visitor learns that the link was
/// used or has expired, not merely that it is wrong.
pub const CODE_REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// After how much idle time a session ends.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_hours(12);

/// How long a session lives at most.
pub const SESSION_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The SHA-256 of a code, of a session's token or of a long-lived one: the only form that is stored.
///
/// All are drawn from the operating system's generator with at least 128 bits, so that a plain hash
/// is enough: there is nothing to guess.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a code or token in clear.
    pub fn of(token: &str) -> Self {
        TokenHash(Sha256::digest(token.as_bytes()).into())
    }

    /// The hash as bytes, for the store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash([redacted])")
    }
}

/// A session to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewSession {
    /// The hash of its token.
    pub token: TokenHash,
    /// The session that it takes the place of, in the same browser.
    pub replaces: Option<TokenHash>,
    /// Now.
    pub now: Timestamp,
}

/// A session as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredSession {
    /// When somebody signed in.
    pub created_at: Timestamp,
    /// When the session was last seen, to the minute.
    pub last_seen_at: Timestamp,
}

impl StoredSession {
    /// Says whether the session is still alive.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        now.duration_since(self.last_seen_at) < SESSION_IDLE && now.duration_since(self.created_at) < SESSION_LIFETIME
    }
}

/// What became of a one-time code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// It was good: it is used up now, and the session is stored.
    Accepted,
    /// It had been used before.
    Used,
    /// It is too old.
    Expired,
    /// It was never given out, or so long ago that it is forgotten.
    Unknown,
}

/// Where codes and sessions are kept. Every method is one transaction.
#[async_trait]
pub trait SignInStore: Send + Sync + 'static {
    /// Stores a new one-time code.
    async fn add_code(&self, code: TokenHash, now: Timestamp) -> Result<(), StoreError>;

    /// Uses a code up and stores the session that it opens, both or neither.
    async fn redeem_code(&self, code: TokenHash, session: &NewSession) -> Result<CodeState, StoreError>;

    /// Stores a session that was opened in another way.
    async fn add_session(&self, session: &NewSession) -> Result<(), StoreError>;

    /// The session with this token, alive or not.
    async fn session(&self, token: TokenHash) -> Result<Option<StoredSession>, StoreError>;

    /// Notes that the session was seen.
    async fn touch_session(&self, token: TokenHash, now: Timestamp) -> Result<(), StoreError>;

    /// Ends a session.
    async fn delete_session(&self, token: TokenHash) -> Result<(), StoreError>;

    /// Drops what time has made useless: ended sessions, forgotten codes, and the idempotency keys
    /// of API keys deleted long ago.
    async fn purge(&self, now: Timestamp) -> Result<(), StoreError>;
}
