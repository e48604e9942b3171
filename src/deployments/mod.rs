//! The deployments: their list, and the page of one of them around its key section.

mod kind;
mod list;
mod page;

pub use list::DeploymentsPage;
pub use page::DeploymentPage;
