//! Signing in: one-time links, the password, sessions, and the cookie that carries them.
//!
//! The Deployment API behind knows none of this: it is handed a [`Principal`](backend::Principal).

mod authenticate;
mod cookie;
mod limit;
mod origin;
mod password;
mod routes;
mod token;

use std::sync::Arc;

use backend::Clock;
use contract::SignInWays;

pub(crate) use authenticate::ADMINISTRATOR;
pub use authenticate::authenticate;
pub(crate) use cookie::NAME as COOKIE;
pub use limit::AttemptLimit;
pub use origin::{AllowedOrigins, Origin};
pub use password::AdminPassword;
pub use routes::{openapi, router};
pub use token::new_token;

use crate::store::SignInStore;

/// What signing in is made of.
pub struct SignIn {
    /// Where codes and sessions are kept.
    pub store: Arc<dyn SignInStore>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The lasting password, where one is set.
    pub password: Option<AdminPassword>,
    /// The origins that may write.
    pub origins: AllowedOrigins,
    /// How often somebody may be wrong.
    pub limit: AttemptLimit,
}

impl SignIn {
    /// The ways of signing in that there are.
    pub fn ways(&self) -> SignInWays {
        SignInWays { link: true, password: self.password.is_some() }
    }
}
