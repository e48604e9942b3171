//! What verifies signatures: ring, as TLS does in this server, so that there is one such library and not two.

use jsonwebtoken::{
    Algorithm, DecodingKey, DecodingKeyKind,
    crypto::{CryptoProvider, JwtVerifier, KeyUtils},
    errors::{ErrorKind, Result},
};
use ring::signature::{
    self as scheme, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use signature::{Error, Verifier};

static PROVIDER: CryptoProvider = CryptoProvider {
    // This server signs nothing.
    signer_factory: |_, _| Err(ErrorKind::UnsupportedAlgorithm.into()),
    verifier_factory,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes it what verifies; to be called before anything is verified.
pub(super) fn install() {
    // The process may have installed it already.
    PROVIDER.install_default().unwrap_or_default();
}

/// How a signature is verified.
enum Way {
    Rsa(&'static RsaParameters),
    Curve(&'static dyn VerificationAlgorithm),
}

struct By {
    algorithm: Algorithm,
    way: Way,
    key: DecodingKey,
}

fn verifier_factory(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    let way = match algorithm {
        Algorithm::RS256 => Way::Rsa(&scheme::RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => Way::Rsa(&scheme::RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => Way::Rsa(&scheme::RSA_PKCS1_2048_8192_SHA512),
        Algorithm::PS256 => Way::Rsa(&scheme::RSA_PSS_2048_8192_SHA256),
        Algorithm::PS384 => Way::Rsa(&scheme::RSA_PSS_2048_8192_SHA384),
        Algorithm::PS512 => Way::Rsa(&scheme::RSA_PSS_2048_8192_SHA512),
        Algorithm::ES256 => Way::Curve(&scheme::ECDSA_P256_SHA256_FIXED),
        Algorithm::ES384 => Way::Curve(&scheme::ECDSA_P384_SHA384_FIXED),
        Algorithm::EdDSA => Way::Curve(&scheme::ED25519),
        _ => return Err(ErrorKind::UnsupportedAlgorithm.into()),
    };
    // A key is for one family: what is no secret must never be taken for one, nor a curve for another.
    if algorithm.family() != key.family() {
        return Err(ErrorKind::InvalidKeyFormat.into());
    }
    Ok(Box::new(By { algorithm: *algorithm, way, key: key.clone() }))
}

impl JwtVerifier for By {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl Verifier<Vec<u8>> for By {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        let verified = match (&self.way, self.key.kind()) {
            (Way::Rsa(parameters), DecodingKeyKind::RsaModulusExponent { n, e }) => {
                let key = RsaPublicKeyComponents { n: whole(n), e: whole(e) };
                key.verify(parameters, message, signature)
            }
            (Way::Curve(algorithm), DecodingKeyKind::SecretOrDer(point)) => {
                UnparsedPublicKey::new(*algorithm, point).verify(message, signature)
            }
            _ => Err(ring::error::Unspecified),
        };
        verified.map_err(|_| Error::new())
    }
}

/// Without the zeros in front, which some publish although RFC 7518 (6.3.1.1) has none.
fn whole(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}
