//! The console: a page on which an operator manages the API keys of a deployment.
//!
//! - [`app`]: providers and the route tree, for the served and the static home
//! - [`embedded`]: the keys of one deployment on a page of somebody else
//! - [`api`]: the client of the Deployment API; nothing else knows requests
//! - [`session`]: signing in, also in place when a session ends
//! - [`deployments`]: the deployments and the page around the key section
//! - [`keys`]: list, create, edit, delete, and the secret that is shown once
//! - [`audit`]: what was done to the keys, by whom and when
//! - [`permissions`]: the selection model and the selector that draws it
//! - [`page_state`]: which dialog is open and what is listed, wherever that is kept
//! - [`preferences`]: language and theme, chosen and remembered
//! - [`shortcuts`]: keys that do something wherever the focus is
//! - [`ui`]: the few widgets that everything else is made of
//! - [`later`]: what is fetched after the first rows
//! - [`task`]: work that waits for something
//! - [`i18n`]: the page's texts as typed functions

// `view!` builds nested types that outgrow the default.
#![recursion_limit = "256"]

pub mod address;
pub mod api;
pub mod app;
pub mod audit;
pub mod deployments;
pub mod embedded;
pub mod i18n;
pub mod keys;
pub mod later;
pub mod page_state;
pub mod permissions;
pub mod preferences;
pub mod session;
pub mod shortcuts;
pub mod task;
pub mod ui;
