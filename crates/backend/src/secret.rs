//! App IDs and App Secrets: how they are made, checked and kept.

use data_encoding::{Encoding, Specification};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// What every App Secret starts with, so that leak scanners can find it.
pub const SECRET_PREFIX: &str = "dks_";

/// How many letters 256 bits are.
const BODY_CHARACTERS: usize = 52;

/// The SHA-256 of an App Secret: the only form that is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct HashedSecret([u8; 32]);

impl HashedSecret {
    /// The hash as bytes, for the store.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A hash that the store has kept.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        HashedSecret(bytes)
    }

    /// The hash of a secret that somebody sent.
    pub fn of(secret: &str) -> Self {
        HashedSecret(Sha256::digest(secret.as_bytes()).into())
    }

    /// Says, in constant time, whether both are of the same secret.
    pub fn is(&self, other: &HashedSecret) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// Says, in constant time, whether this is the hash of `secret`.
    pub fn is_of(&self, secret: &str) -> bool {
        self.is(&HashedSecret::of(secret))
    }
}

impl std::fmt::Debug for HashedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HashedSecret([redacted])")
    }
}

/// An App Secret in clear: it can be neither printed nor serialised; [`AppSecret::expose`] is the one way out.
pub struct AppSecret(SecretString);

impl AppSecret {
    /// A new secret, [drawn](draw) with [`SECRET_PREFIX`].
    ///
    /// # Errors
    /// When the operating system's generator fails.
    pub fn generate() -> Result<Self, getrandom::Error> {
        draw(SECRET_PREFIX).map(AppSecret)
    }

    /// The form that is stored.
    pub fn hashed(&self) -> HashedSecret {
        HashedSecret(Sha256::digest(self.0.expose_secret().as_bytes()).into())
    }

    /// The secret in clear, for the one answer that carries it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// A new text that nobody can guess: the prefix, 256 bits of the operating system's generator in lower-case base32, and
/// the CRC-32 of all that in the same letters, by which a scanner tells a secret from noise.
///
/// # Errors
/// When the operating system's generator fails.
pub fn draw(prefix: &str) -> Result<SecretString, getrandom::Error> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes)?;
    let body = format!("{prefix}{}", base32().encode(&bytes));
    Ok(SecretString::from(format!("{body}{}", checksum(&body))))
}

/// Says whether a text could have been [drawn](draw) with this prefix: what could not need not be looked for.
pub fn is_whole(prefix: &str, text: &str) -> bool {
    let length = prefix.len() + BODY_CHARACTERS;
    text.starts_with(prefix) && text.split_at_checked(length).is_some_and(|(body, behind)| behind == checksum(body))
}

fn checksum(body: &str) -> String {
    base32().encode(&crc32fast::hash(body.as_bytes()).to_be_bytes())
}

/// A new App ID: 80 bits of the operating system's generator, 16 letters and digits.
///
/// # Errors
/// When the operating system's generator fails.
pub fn new_app_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 10];
    getrandom::fill(&mut bytes)?;
    Ok(base32().encode(&bytes))
}

/// Base32 in lower case without padding: no letter that must be escaped, and a double click selects it whole.
fn base32() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
    specification.encoding().expect("32 distinct symbols")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_prefix_256_bits_and_a_checksum_over_both() {
        let secret = AppSecret::generate().expect("a generator");
        let text = secret.expose();
        assert_eq!(text.len(), 4 + 52 + 7);
        let (body, checksum) = text.split_at(4 + 52);
        assert!(body.starts_with(SECRET_PREFIX));
        assert_eq!(checksum, base32().encode(&crc32fast::hash(body.as_bytes()).to_be_bytes()));
    }

    #[test]
    fn what_is_cut_changed_or_of_another_prefix_is_not_whole() {
        let secret = AppSecret::generate().expect("a generator");
        let text = secret.expose();
        assert!(is_whole(SECRET_PREFIX, text));
        let changed = text.replacen(|letter: char| letter != 'z' && !SECRET_PREFIX.contains(letter), "z", 1);
        for other in [&text[1..], &text[..text.len() - 1], &format!("{text}a"), &changed, SECRET_PREFIX, "", "dks_é"] {
            assert!(!is_whole(SECRET_PREFIX, other));
        }
        assert!(!is_whole("dct_", text));
    }

    #[test]
    fn two_secrets_and_two_app_ids_differ() {
        let secret = || AppSecret::generate().expect("a generator").expose().to_owned();
        assert_ne!(secret(), secret());
        assert_ne!(new_app_id(), new_app_id());
    }

    #[test]
    fn a_hash_knows_its_secret_alone_and_does_not_print() {
        let secret = AppSecret::generate().expect("a generator");
        assert!(secret.hashed().is_of(secret.expose()));
        assert!(!secret.hashed().is_of("dks_other"));
        assert!(!format!("{:?}", secret.hashed()).contains(|c: char| c.is_ascii_digit()));
    }
}
