//! Signing in: a page of its own, and in place when a session ends.

mod form;
mod renew;
mod sign_in;
mod state;

pub use renew::RenewDialog;
pub use sign_in::SignInPage;
pub use state::{SessionState, Who};
