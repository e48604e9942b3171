//! The servers behind the pages: the same binary over copies of the same data, one for each page.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use super::pages::Page;
use super::plan::Deployment;
use crate::process;
use crate::project::{Project, cargo};

/// Endpoints in all, categories, endpoints of the largest one: the first as EMQX Enterprise 5.8 has them.
const CATALOGS: [(u32, u32, u32); 2] = [(371, 50, 34), (5_000, 250, 400)];

/// The running servers; they end with it.
#[derive(Debug)]
pub struct Backend {
    servers: Vec<Server>,
}

#[derive(Debug)]
struct Server {
    page: &'static str,
    child: Child,
    link: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Backend {
    /// Fills a database and starts a server over a copy of it for each page.
    pub fn start(project: &Project, binary: &Path, pages: &[Page], folder: &Path) -> Result<Self> {
        process::headline("Filling the databases");
        let config = configure(project, folder)?;
        let seeded = folder.join("data");
        clear(&seeded)?;
        for (number, deployment) in (1..).zip(Deployment::ALL) {
            seed(project, &config, &seeded, deployment, number)?;
        }
        let servers = pages.iter().map(|page| {
            let data = folder.join(format!("data-{}", page.name));
            clear(&data)?;
            copy(&seeded, &data)?;
            Server::start(binary, page, &config, &data)
        });
        Ok(Self { servers: servers.collect::<Result<_>>()? })
    }

    /// The sign-in link of each page's server.
    pub fn links(&self) -> Vec<(&'static str, String)> {
        self.servers.iter().map(|server| (server.page, server.link.clone())).collect()
    }
}

impl Server {
    fn start(binary: &Path, page: &Page, config: &Path, data: &Path) -> Result<Self> {
        let mut server = Command::new(binary);
        server
            .args(["serve", "--listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0", "--log", "error", "--config"])
            .arg(config);
        server.arg("--data-dir").arg(data).arg("--page").arg(&page.folder).stdout(Stdio::piped());
        let mut child = server.spawn().map_err(|error| process::not_started(&server, &error))?;
        let stdout = child.stdout.take().context("the server has no stdout")?;
        let mut server = Self { page: page.name, child, link: String::new() };
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        server.link = line
            .trim()
            .strip_prefix("Console: ")
            .with_context(|| format!("the server for {} did not start; its own words are above", page.name))?
            .to_owned();
        Ok(server)
    }
}

/// Writes the catalogs and the configuration.
fn configure(project: &Project, folder: &Path) -> Result<PathBuf> {
    for (endpoints, categories, largest) in CATALOGS {
        let mut generator = Command::new("node");
        generator.arg(project.path("benches/driver/catalog.mjs"));
        generator.args([categories, endpoints, largest].map(|number| number.to_string()));
        let document = process::output(&mut generator).context("the catalogs could not be made")?;
        super::write(&folder.join(catalog_file(endpoints)), &document)?;
    }
    let file = folder.join("config.toml");
    super::write(&file, &configuration())?;
    Ok(file)
}

fn catalog_file(endpoints: u32) -> String {
    format!("catalog-{endpoints}.json")
}

fn configuration() -> String {
    Deployment::ALL.iter().fold(String::new(), |mut text, deployment| {
        // Writing into a String cannot fail.
        let _ = write!(
            text,
            "[[deployments]]\nid = \"{}\"\nname = \"{} endpoints, {} keys\"\nkind = \"dedicated_v5\"\n\
             api_address = \"https://broker.example.com/api/v5\"\napi_reference = \"https://docs.example.com\"\n\
             catalog = \"{}\"\n\n",
            deployment.id(),
            deployment.endpoints,
            deployment.keys,
            catalog_file(deployment.endpoints)
        );
        text
    })
}

/// One key less than there are to be: the driver makes the newest, which it then looks at.
fn seed(project: &Project, config: &Path, data: &Path, deployment: Deployment, number: u32) -> Result<()> {
    let mut seed = Command::new(cargo());
    seed.args(["run", "--quiet", "--profile", "server", "--package", "server", "--example", "seed", "--", "--config"]);
    seed.arg(config).arg("--data-dir").arg(data).args(["--deployment", &deployment.id()]);
    seed.args(["--keys", &(deployment.keys - 1).to_string(), "--seed", &number.to_string()]);
    seed.current_dir(&project.root);
    process::run_as("cargo run --example seed", &mut seed).context("the database could not be filled")
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let about = || format!("cannot copy {} to {}", from.display(), to.display());
    fs::create_dir_all(to).with_context(about)?;
    for entry in fs::read_dir(from).with_context(about)? {
        let entry = entry.with_context(about)?;
        if entry.path().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).with_context(about)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deployment_has_a_catalog_that_is_made() {
        let made = CATALOGS.map(|(endpoints, ..)| endpoints);
        assert!(Deployment::ALL.iter().all(|deployment| made.contains(&deployment.endpoints)));
        assert_eq!(configuration().matches("[[deployments]]").count(), Deployment::ALL.len());
    }
}
