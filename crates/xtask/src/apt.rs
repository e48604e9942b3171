//! Packages of the system, where this user may install them: as root, or through a sudo that asks nothing.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// Installs packages with apt. `what` is their name to a person.
pub fn install(what: &str, packages: &[&str]) -> Result<()> {
    let Some(mut apt) = apt_get() else { bail!("apt is not here, or this user may not use it") };
    process::headline(&format!("Installing {what} with apt"));
    process::run(apt().arg("update"))?;
    process::run(apt().args(["install", "-y", "--no-install-recommends"]).args(packages))
}

fn apt_get() -> Option<impl FnMut() -> Command> {
    process::on_path(&["apt-get"])?;
    let root = process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !root && !process::succeeds(Command::new("sudo").args(["-n", "true"])) {
        return None;
    }
    Some(move || {
        let mut command = if root { Command::new("env") } else { Command::new("sudo") };
        if !root {
            command.args(["-n", "env"]);
        }
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    })
}
