//! What the checks need beside the repository: installed before the first of them runs.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::browser::{self, Browser, Firefox, WebKit};
use crate::checks::Step;
use crate::dependencies::{self, Checkers};
use crate::project::Project;
use crate::tools::{self, Tools};
use crate::{broker, nginx, postgres, rust, schemathesis};

/// Each is there when a step that was asked for needs it.
#[derive(Debug, Default)]
pub struct Provisions {
    tools: Option<Tools>,
    browser: Option<Browser>,
    firefox: Option<Firefox>,
    webkit: Option<WebKit>,
    checkers: Option<Checkers>,
    beside: Option<Beside>,
    /// The Python that has it.
    schemathesis: Option<PathBuf>,
    /// Its binary.
    broker: Option<PathBuf>,
}

/// What the server's tests start beside it.
#[derive(Debug)]
pub struct Beside {
    /// The folder of PostgreSQL's programs.
    pub postgres: PathBuf,
    /// The program.
    pub nginx: PathBuf,
}

impl Beside {
    fn provision() -> Result<Self> {
        Ok(Self { postgres: postgres::provision()?, nginx: nginx::provision()? })
    }
}

impl Provisions {
    /// Installs what these steps need and is not there.
    pub fn of(project: &Project, steps: &[Step]) -> Result<Self> {
        let needed_by = |those: &[Step]| steps.iter().any(|step| those.contains(step)).then_some(());
        if needed_by(&[Step::Fmt, Step::Clippy]).is_some() {
            rust::provision_components(project)?;
        }
        if needed_by(&[Step::Clippy]).is_some() {
            rust::provision_target(project)?;
        }
        Ok(Self {
            checkers: needed_by(&[Step::Deps]).map(|()| dependencies::provision()).transpose()?,
            beside: needed_by(&[Step::Unit, Step::Static]).map(|()| Beside::provision()).transpose()?,
            schemathesis: needed_by(&[Step::Api]).map(|()| schemathesis::provision()).transpose()?,
            browser: needed_by(&[Step::Wasm, Step::Static, Step::E2e]).map(|()| browser::provision()).transpose()?,
            firefox: needed_by(&[Step::Firefox]).map(|()| browser::provision_firefox()).transpose()?,
            webkit: needed_by(&[Step::Webkit]).map(|()| browser::provision_webkit()).transpose()?,
            tools: needed_by(&[Step::Wasm, Step::Build, Step::Static, Step::E2e, Step::Firefox, Step::Webkit])
                .map(|()| tools::provision(project))
                .transpose()?,
            broker: needed_by(&[Step::E2e, Step::Firefox, Step::Webkit])
                .map(|()| broker::provision(project))
                .transpose()?,
        })
    }

    pub fn tools(&self) -> Result<&Tools> {
        self.tools.as_ref().context("the build tools were not provisioned for this step")
    }

    pub fn browser(&self) -> Result<&Browser> {
        self.browser.as_ref().context("the browser was not provisioned for this step")
    }

    pub fn firefox(&self) -> Result<&Firefox> {
        self.firefox.as_ref().context("Firefox was not provisioned for this step")
    }

    pub fn webkit(&self) -> Result<&WebKit> {
        self.webkit.as_ref().context("WebKitGTK was not provisioned for this step")
    }

    pub fn checkers(&self) -> Result<&Checkers> {
        self.checkers.as_ref().context("the checkers were not provisioned for this step")
    }

    pub fn beside(&self) -> Result<&Beside> {
        self.beside.as_ref().context("PostgreSQL and nginx were not provisioned for this step")
    }

    pub fn schemathesis(&self) -> Result<&Path> {
        self.schemathesis.as_deref().context("schemathesis was not provisioned for this step")
    }

    pub fn broker(&self) -> Result<&Path> {
        self.broker.as_deref().context("the broker was not provisioned for this step")
    }
}
