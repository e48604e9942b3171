//! Packages of the system, where this user may install them: as root, or through a sudo that asks nothing.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// Installs packages with apt. `what` is their name to a person.
pub fn install(what: &str, packages: &[&str]) -> Result<()> {
    let (Some(_), Some(mut root)) = (process::on_path(&["apt-get"]), root()) else {
        bail!("apt is not here, or this user may not use it")
    };
    process::headline(&format!("Installing {what} with apt"));
    process::run(root("apt-get").arg("update"))?;
    process::run(root("apt-get").args(["install", "-y", "--no-install-recommends"]).args(packages))
}

/// Makes commands of root's.
pub fn root() -> Option<impl FnMut(&str) -> Command> {
    let root = process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !root && !process::succeeds(Command::new("sudo").args(["-n", "true"])) {
        return None;
    }
    Some(move |program: &str| {
        let mut command = if root { Command::new("env") } else { Command::new("sudo") };
        if !root {
            command.args(["-n", "env"]);
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", program]);
        command
    })
}
