//! The public keys of an identity provider: a JSON Web Key Set (RFC 7517).

use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;

/// How many keys of a set are looked at; providers publish a handful.
const KEYS_MAX: usize = 100;

/// Keys by which signatures are verified, each with the algorithms that it is for.
#[derive(Debug)]
pub(crate) struct Keys(Vec<Key>);

#[derive(Debug)]
struct Key {
    id: Option<String>,
    algorithms: Vec<Algorithm>,
    key: DecodingKey,
}

/// Reads a set. A key that is of no use here (for encryption, of an unknown curve, a shared secret) is left out, as
/// RFC 7517 (5) has it, and does not spoil the others.
///
/// # Errors
/// One sentence, when it is no set at all.
pub(crate) fn parse(json: &[u8]) -> Result<Keys, String> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }
    let set: Set = serde_json::from_slice(json).map_err(|error| format!("it is no JSON Web Key Set: {error}"))?;
    Ok(Keys(set.keys.into_iter().take(KEYS_MAX).filter_map(read).collect()))
}

impl Keys {
    /// Whether any key is for one of these algorithms.
    pub(crate) fn serve_any(&self, algorithms: &[Algorithm]) -> bool {
        self.0.iter().any(|key| key.algorithms.iter().any(|algorithm| algorithms.contains(algorithm)))
    }

    /// The keys for an algorithm: those with this id, or all when the token names none.
    pub(super) fn fitting<'k>(
        &'k self,
        algorithm: Algorithm,
        id: Option<&'k str>,
    ) -> impl Iterator<Item = &'k DecodingKey> {
        let fits = move |key: &&Key| key.algorithms.contains(&algorithm) && (id.is_none() || key.id.as_deref() == id);
        self.0.iter().filter(fits).map(|key| &key.key)
    }
}

fn read(value: Value) -> Option<Key> {
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    let for_signatures = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let operations = jwk.common.key_operations.as_ref();
    let verifies = operations.is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    if !for_signatures || !verifies {
        return None;
    }
    // The key says for which algorithms it is, never the token (RFC 8725, 3.1).
    let mut algorithms = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => AlgorithmFamily::Rsa.algorithms().to_vec(),
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => vec![Algorithm::ES256],
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P384 => vec![Algorithm::ES384],
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => vec![Algorithm::EdDSA],
        _ => return None,
    };
    if let Some(named) = jwk.common.key_algorithm {
        algorithms.retain(|algorithm| Algorithm::try_from(named).is_ok_and(|named| named == *algorithm));
    }
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    (!algorithms.is_empty()).then_some(Key { id: jwk.common.key_id, algorithms, key })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";

    fn keys(keys: Value) -> Keys {
        parse(json!({ "keys": keys }).to_string().as_bytes()).expect("a set")
    }

    fn count(keys: &Keys, algorithm: Algorithm, id: Option<&str>) -> usize {
        keys.fitting(algorithm, id).count()
    }

    #[test]
    fn a_key_serves_the_algorithms_of_its_kind_and_if_it_names_one_no_other() {
        let set = keys(json!([
            { "kty": "RSA", "kid": "any", "n": X, "e": "AQAB" },
            { "kty": "RSA", "kid": "one", "alg": "PS256", "n": X, "e": "AQAB", "use": "sig" },
            { "kty": "EC", "kid": "ec", "crv": "P-256", "x": X, "y": X, "key_ops": ["verify"] },
            { "kty": "OKP", "kid": "ed", "crv": "Ed25519", "x": X },
        ]));
        assert_eq!(count(&set, Algorithm::RS256, None), 1);
        assert_eq!(count(&set, Algorithm::PS256, None), 2);
        assert_eq!((count(&set, Algorithm::RS256, Some("one")), count(&set, Algorithm::PS256, Some("one"))), (0, 1));
        assert_eq!((count(&set, Algorithm::ES256, Some("ec")), count(&set, Algorithm::ES384, Some("ec"))), (1, 0));
        assert_eq!((count(&set, Algorithm::EdDSA, Some("ed")), count(&set, Algorithm::EdDSA, Some("ec"))), (1, 0));
        assert_eq!(count(&set, Algorithm::RS256, Some("")), 0);
        assert!(set.serve_any(&[Algorithm::ES384, Algorithm::EdDSA]) && !set.serve_any(&[Algorithm::ES384]));
    }

    #[test]
    fn what_is_of_no_use_is_left_out_and_spoils_nothing() {
        let set = keys(json!([
            { "kty": "oct", "kid": "k", "k": X },
            { "kty": "RSA", "kid": "k", "n": X, "e": "AQAB", "use": "enc" },
            { "kty": "RSA", "kid": "k", "n": X, "e": "AQAB", "key_ops": ["encrypt"] },
            { "kty": "RSA", "kid": "k", "n": X, "e": "AQAB", "alg": "RSA-OAEP" },
            { "kty": "RSA", "kid": "k", "n": X, "e": "AQAB", "alg": "HS256" },
            { "kty": "RSA", "kid": "k", "n": "not base64!", "e": "AQAB" },
            { "kty": "RSA", "kid": 7, "n": X, "e": "AQAB" },
            { "kty": "EC", "kid": "k", "crv": "secp256k1", "x": X, "y": X },
            { "kty": "EC", "kid": "k", "crv": "P-521", "x": X, "y": X },
            { "kty": "EC", "kid": "k", "crv": "Ed25519", "x": X, "y": X },
            { "kty": "OKP", "kid": "k", "crv": "X25519", "x": X },
            { "kty": "OKP", "kid": "k", "crv": "P-256", "x": X },
            { "kty": "ML-DSA", "kid": "k" }, {}, 7, null, [],
            { "kty": "EC", "kid": "good", "crv": "P-384", "x": X, "y": X },
        ]));
        assert_eq!(set.0.len(), 1, "{set:?}");
        assert_eq!(count(&set, Algorithm::ES384, Some("good")), 1);
    }

    #[test]
    fn what_is_no_set_is_refused() {
        for text in ["", "[]", "{}", "{\"keys\": {}}", "{\"keys\": null}", "<html>", "{\"keys\": []} more"] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
        assert!(!keys(json!([])).serve_any(&[Algorithm::RS256]));
    }
}
