//! JWTs of the host's identity provider, as RFC 8725 (best current practices) has them verified.

use std::sync::Arc;

use backend::{Clock, Principal};
use jsonwebtoken::{Validation, decode, decode_header, errors::ErrorKind};
use serde_json::Value;

use super::{Reason, Refusal, claims::check_time, crypto, key_cache::KeyCache};
use crate::config::Jwt;

/// What is said about a token where the configuration names no type: nothing, or that it is a JWT or an access token
/// (RFC 9068). A provider signs other things too, such as notices that somebody has signed out.
const USUAL_TYPES: [&str; 2] = ["jwt", "at+jwt"];

/// The identity provider whose tokens are taken.
pub struct IdentityProvider {
    settings: Jwt,
    clock: Arc<dyn Clock>,
    keys: KeyCache,
}

impl IdentityProvider {
    /// Nothing is asked of the provider yet: a server starts without it.
    ///
    /// # Errors
    /// One sentence, when the provider is reached by https and this machine has no list of authorities to trust.
    pub fn new(settings: Jwt, clock: Arc<dyn Clock>) -> Result<Self, String> {
        crypto::install();
        let keys = KeyCache::new(&settings, Arc::clone(&clock))?;
        Ok(IdentityProvider { settings, clock, keys })
    }

    /// Who comes with this token.
    pub(super) async fn principal(&self, token: &str) -> Result<Principal, Refusal> {
        let claims = self.verified(token).await?;
        check_time(&claims, self.clock.now(), self.settings.leeway)?;
        self.settings.claims.principal(&claims)
    }

    /// The claims of a token that is signed by the provider, for this server.
    async fn verified(&self, token: &str) -> Result<Value, Refusal> {
        let header = decode_header(token).map_err(|_| Reason::Malformed)?;
        // Where a header itself names or brings a key (jku, jwk, x5u, x5c) that is not looked at.
        if header.crit.is_some() {
            return Err(Reason::Critical.into());
        }
        if !self.settings.algorithms.contains(&header.alg) {
            return Err(Reason::Algorithm.into());
        }
        if !self.is_of_type(header.typ.as_deref()) {
            return Err(Reason::Type.into());
        }
        let mut validation = Validation::new(header.alg);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_audience(&self.settings.audiences);
        // By this server's own clock, elsewhere.
        validation.validate_exp = false;
        let keys = self.keys.fitting(header.alg, header.kid.as_deref()).await?;
        for key in keys.fitting(header.alg, header.kid.as_deref()) {
            match decode::<Value>(token, key, &validation) {
                // One issuer has signed it: a list of several is no issuer.
                Ok(data) if data.claims.get("iss").is_some_and(Value::is_string) => return Ok(data.claims),
                Ok(_) => return Err(Reason::Issuer.into()),
                Err(error) => match reason(error.kind()) {
                    Reason::Signature => (),
                    other => return Err(other.into()),
                },
            }
        }
        Err(Reason::Signature.into())
    }

    fn is_of_type(&self, written: Option<&str>) -> bool {
        // RFC 7515, 4.1.9: the part before the slash may be left out.
        let written = written.map(str::to_ascii_lowercase);
        let written = written.as_deref().map(|written| written.strip_prefix("application/").unwrap_or(written));
        match (&self.settings.token_type, written) {
            (Some(wanted), Some(written)) => wanted.eq_ignore_ascii_case(written),
            (Some(_), None) => false,
            (None, Some(written)) => USUAL_TYPES.contains(&written),
            (None, None) => true,
        }
    }
}

fn reason(kind: &ErrorKind) -> Reason {
    match kind {
        ErrorKind::InvalidIssuer => Reason::Issuer,
        ErrorKind::InvalidAudience => Reason::Audience,
        ErrorKind::MissingRequiredClaim(name) => {
            Reason::Claim(["exp", "iss", "aud", "sub"].into_iter().find(|known| known == name).unwrap_or_default())
        }
        ErrorKind::InvalidToken | ErrorKind::Base64(_) | ErrorKind::Json(_) | ErrorKind::Utf8(_) => Reason::Malformed,
        _ => Reason::Signature,
    }
}
