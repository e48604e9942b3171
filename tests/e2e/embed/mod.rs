//! `<deployment-api-keys>` on pages of somebody else.

mod accessibility;
mod frameworks;
mod host;
mod keys;
mod life;
mod looks;
mod tokens;
