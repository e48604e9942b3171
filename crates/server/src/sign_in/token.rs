//! Codes and session tokens.

use data_encoding::BASE64URL_NOPAD;

/// A new code or token: 256 bits of the operating system's generator, in letters that stand in an address as they are.
///
/// # Errors
/// When the operating system's generator fails.
pub fn new_token() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(BASE64URL_NOPAD.encode(&bytes))
}
