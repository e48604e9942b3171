//! Bearer tokens (RFC 6750): long-lived ones of this server, and JWTs of the host's identity provider.
//!
//! Whoever comes with one is a [`Principal`] as whoever has a session is, with the role and the deployments of the
//! token. A request that carries one has no session: its cookie is not looked at.

mod access_token;
mod claims;
mod crypto;
mod fetch;
mod header;
mod identity_provider;
mod key_cache;
mod keys;
mod layer;
mod refusal;

use std::sync::Arc;

use backend::{Clock, Principal, Visible};

pub use access_token::{PREFIX, draw};
pub use claims::{Claim, Claims};
pub use identity_provider::IdentityProvider;
pub use jsonwebtoken::Algorithm;
pub(crate) use keys::parse as parse_keys;
pub use layer::authenticate;
pub(crate) use layer::describe;
pub use refusal::{Reason, Refusal};

use crate::store::{TokenHash, TokenStore};

/// What bearer tokens are verified with.
pub struct Bearer {
    /// Where this server's own tokens are kept.
    pub tokens: Arc<dyn TokenStore>,
    /// The identity provider whose JWTs are taken, where there is one.
    pub provider: Option<IdentityProvider>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Bearer {
    /// Who comes with this token.
    ///
    /// # Errors
    /// When the token opens nothing now, or that cannot be found out.
    pub async fn principal(&self, token: &str) -> Result<Principal, Refusal> {
        if token.starts_with(PREFIX) {
            return self.by_access_token(token).await;
        }
        match &self.provider {
            Some(provider) => provider.principal(token).await,
            None => Err(Reason::Unknown.into()),
        }
    }

    async fn by_access_token(&self, token: &str) -> Result<Principal, Refusal> {
        if !access_token::is_whole(token) {
            return Err(Reason::Malformed.into());
        }
        let found = self.tokens.token(TokenHash::of(token)).await?.ok_or(Reason::Unknown)?;
        if !found.is_alive(self.clock.now()) {
            return Err(Reason::Expired.into());
        }
        Ok(Principal {
            name: access_token::principal_name(&found.name),
            role: found.role,
            visible: Visible::Only(found.deployments),
        })
    }
}
