//! nginx, for the tests of what stands behind it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};

use crate::cache::Cache;
use crate::{apt, process};

const BY_HAND: &str = "the tests need nginx: install the package nginx (Debian: `sudo apt-get install nginx`), or set NGINX to its binary";

/// Where Debian puts it, which is not on everybody's PATH.
const DEBIAN: &str = "usr/sbin/nginx";

/// Finds it by `NGINX`, on PATH or where Debian puts it; else takes it out of Debian's package.
pub fn provision() -> Result<PathBuf> {
    match find() {
        Some(binary) => Ok(binary),
        None => unpack().map_err(|error| anyhow!("{BY_HAND}; {error:#}")),
    }
}

fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("NGINX") {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    process::on_path(&["nginx"]).or_else(|| Some(Path::new("/").join(DEBIAN)).filter(|path| path.is_file()))
}

/// Not installed but unpacked into the cache: an installed one would start at once, and serve the machine's port 80.
fn unpack() -> Result<PathBuf> {
    process::on_path(&["apt-get"]).context("apt is not here")?;
    let folder = Cache::open()?.provide("nginx", "from Debian, some seconds, once", |folder| {
        let download = || process::run(Command::new("apt-get").args(["download", "nginx"]).current_dir(folder));
        if download().is_err() {
            // The lists of packages may be old, or not there yet.
            let mut root = apt::root().context("the lists of packages are old: run `sudo apt-get update`")?;
            process::run(root("apt-get").arg("update"))?;
            download()?;
        }
        let package = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).next();
        process::run(Command::new("dpkg-deb").arg("-x").arg(package.context("apt has left no package")?).arg(folder))
    })?;
    let binary = folder.join(DEBIAN);
    process::output(Command::new(&binary).arg("-v")).context("what it needs is not all there")?;
    Ok(binary)
}
