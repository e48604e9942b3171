//! `<deployment-api-keys>` on pages of somebody else.

mod frameworks;
mod host;
mod keys;
mod life;
mod looks;
mod tokens;
