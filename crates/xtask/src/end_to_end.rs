//! The end-to-end tests: in which browser, over which home of the page.

use std::process::Command;

use anyhow::{Context, Result};

use crate::console;
use crate::embed;
use crate::hosts;
use crate::process;
use crate::project::{Project, Suites, cargo};
use crate::provisions::Provisions;
use crate::server;
use crate::static_home;

/// What they stand on.
pub struct EndToEnd<'a> {
    pub project: &'a Project,
    pub suites: &'a Suites,
    pub provisions: &'a Provisions,
}

impl EndToEnd<'_> {
    /// The one that takes the README's pictures.
    pub fn pictures(&self) -> Result<()> {
        let mut test = self.over_the_server(self.chromium(&["test", "--workspace"])?)?;
        process::run(test.args(["--", "pictures::"]).env("TAKE_PICTURES", "1"))
    }

    /// Those of the page's flows, over the demo on a static host.
    pub fn over_the_demo(&self) -> Result<()> {
        let tools = self.provisions.tools()?;
        let folder = static_home::default_folder(self.project);
        static_home::build(self.project, tools, &folder)?;
        let mut test = self.chromium(&["test", "--workspace", "--test", "e2e"])?;
        test.env("CONSOLE_HOME", "static").env("STATIC_HOME", &folder).env("NGINX", &self.provisions.beside()?.nginx);
        self.with_list_of_left_out("static", "over the demo, for they are about a server", test)
    }

    /// All of them in Chromium.
    pub fn in_chromium(&self) -> Result<()> {
        let test = self.chromium(&["test", "--workspace"])?;
        self.over_the_server(test).and_then(|mut test| process::run(&mut test))
    }

    /// All that its driver bears, in Firefox.
    pub fn in_firefox(&self) -> Result<()> {
        let browser = self.provisions.firefox()?;
        let mut test = self.over_the_server(self.command(&["test", "--workspace"]))?;
        test.env("BROWSER", "firefox")
            .env("FIREFOX", &browser.firefox)
            .env("GECKODRIVER", &browser.driver)
            .env("AXE", self.provisions.tools()?.axe());
        self.with_list_of_left_out("firefox", "in Firefox, for its driver lacks what they need", test)
    }

    /// All that its driver bears, in WebKitGTK.
    pub fn in_webkit(&self) -> Result<()> {
        let browser = self.provisions.webkit()?;
        let mut test = self.over_the_server(self.command(&["test", "--workspace"]))?;
        test.env("BROWSER", "webkit")
            .env("WEBKIT", &browser.browser)
            .env("WEBKIT_DRIVER", &browser.driver)
            .env("XVFB", &browser.screen)
            .env("AXE", self.provisions.tools()?.axe());
        self.with_list_of_left_out("webkit", "in WebKitGTK, for its driver lacks what they need", test)
    }

    fn chromium(&self, arguments: &[&str]) -> Result<Command> {
        let browser = self.provisions.browser()?;
        let mut test = self.command(arguments);
        test.env("CHROMEDRIVER", &browser.driver)
            .env("CHROME", &browser.chrome)
            .env("AXE", self.provisions.tools()?.axe());
        Ok(test)
    }

    /// The end-to-end tests with all that they stand on, built where it is not.
    fn over_the_server(&self, mut test: Command) -> Result<Command> {
        let tools = self.provisions.tools()?;
        // Both are there already, unless this step was asked for alone.
        console::build(self.project, tools)?;
        let binary = server::build_for_tests(self.project, &self.suites.end_to_end)?;
        let package = embed::default_folder(self.project);
        embed::build(self.project, tools, &package)?;
        let hosts = hosts::build(self.project, &package)?;
        test.args(self.suites.end_to_end.iter().flat_map(|test| ["--test", test]))
            .env("DEPLOYMENT_CONSOLE_BIN", binary)
            .env("EMBED", package)
            .env("HOSTS", hosts)
            .env("BROKER", self.provisions.broker()?);
        Ok(test)
    }

    /// Runs tests of which some leave themselves out, and says which.
    fn with_list_of_left_out(&self, name: &str, why: &str, mut test: Command) -> Result<()> {
        let list = self.project.path("target").join(format!("{name}.skipped"));
        std::fs::write(&list, "").with_context(|| format!("cannot write {}", list.display()))?;
        process::run(test.env("CONSOLE_SKIPPED", &list))?;
        let left_out = std::fs::read_to_string(&list).unwrap_or_default();
        let mut names: Vec<_> = left_out.lines().collect();
        names.sort_unstable();
        names.dedup();
        eprintln!("Not run {why} ({}):", names.len());
        names.iter().for_each(|name| eprintln!("  {name}"));
        Ok(())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(cargo());
        command.args(arguments).current_dir(&self.project.root);
        command
    }
}
