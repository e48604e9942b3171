//! `/api/deployments/{deployment}/keys` and below.

mod body;
mod create;
mod delete;
mod list;
mod read;
mod retry;
mod update;
