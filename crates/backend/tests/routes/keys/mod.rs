//! `/api/deployments/{deployment}/keys` and below.

mod body;
mod create;
mod delete;
mod expiry;
mod life;
mod list;
mod read;
mod retry;
mod update;
