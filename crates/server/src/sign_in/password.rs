//! The administrator's lasting password.

use std::{path::Path, sync::Arc};

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _, password_hash::phc::PasswordHash};
use tokio::sync::Semaphore;

/// How many passwords are checked at the same time: each takes 19 MiB and a core for a moment.
const AT_ONCE: usize = 2;

/// The password as an argon2id hash. In clear it is held only while this is made.
pub struct AdminPassword {
    hash: Arc<PasswordHash>,
    turns: Semaphore,
}

impl AdminPassword {
    /// Reads the password from a file; a line break at its end is not part of it.
    ///
    /// # Errors
    /// One sentence that names the file and the reason.
    pub fn from_file(file: &Path) -> Result<Self, String> {
        let name = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("the password file {name} cannot be read: {error}"))?;
        let password = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
        if password.is_empty() {
            return Err(format!("the password file {name} is empty; write the password into it"));
        }
        let hash = Argon2::default()
            .hash_password(password.as_bytes())
            .map_err(|error| format!("the password in {name} cannot be hashed: {error}"))?;
        Ok(AdminPassword { hash: Arc::new(hash), turns: Semaphore::new(AT_ONCE) })
    }

    /// Says whether this is the password; takes as long either way.
    pub async fn is(&self, password: String) -> bool {
        let Ok(_turn) = self.turns.acquire().await else { return false };
        let hash = Arc::clone(&self.hash);
        tokio::task::spawn_blocking(move || Argon2::default().verify_password(password.as_bytes(), &*hash).is_ok())
            .await
            .unwrap_or(false)
    }
}
