//! PostgreSQL's programs, with which the tests start one of their own.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};

use crate::{apt, process};

const BY_HAND: &str = "the tests need PostgreSQL 15 or later: install the package postgresql (Debian: `sudo apt-get \
                       install postgresql`), or set POSTGRES_BIN to the folder that holds its initdb and pg_ctl";

/// Where Debian puts them: not on PATH, and several versions side by side.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder that holds them: by `POSTGRES_BIN`, or the latest of Debian's, or on PATH; else asks apt for them.
pub fn provision() -> Result<PathBuf> {
    if let Some(folder) = find() {
        return Ok(folder);
    }
    install().map_err(|error| anyhow!("{BY_HAND}; {error}"))?;
    find().ok_or_else(|| anyhow!(BY_HAND))
}

fn find() -> Option<PathBuf> {
    match std::env::var_os("POSTGRES_BIN") {
        Some(named) => Some(PathBuf::from(named)).filter(|folder| is_whole(folder)),
        None => latest(Path::new(DEBIAN))
            .or_else(|| process::on_path(&["initdb"])?.parent().map(Path::to_owned))
            .filter(|folder| is_whole(folder)),
    }
}

fn is_whole(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
}

fn latest(versions: &Path) -> Option<PathBuf> {
    let versions = versions.read_dir().ok()?.flatten();
    let number = |name: &std::ffi::OsStr| name.to_str()?.parse::<u32>().ok();
    let of = versions.filter_map(|version| Some((number(&version.file_name())?, version.path().join("bin"))));
    of.filter(|(_, folder)| is_whole(folder)).max().map(|(_, folder)| folder)
}

/// Debian's package makes and starts a database of the system's, unless it is told before that nobody wants one.
fn install() -> Result<()> {
    const NO_SERVICE: &str = "/etc/postgresql-common/createcluster.d/deployment-console.conf";
    let mut root = apt::root().ok_or_else(|| anyhow!("this user may not install packages"))?;
    let write = format!("mkdir -p $(dirname {NO_SERVICE}) && echo 'create_main_cluster = false' > {NO_SERVICE}");
    process::run(root("sh").args(["-c", &write]))?;
    let installed = apt::install("PostgreSQL", &["postgresql"]);
    process::run(root("rm").args(["-f", NO_SERVICE]))?;
    installed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::Folder;

    #[test]
    fn the_latest_version_that_is_whole_is_taken() {
        let folder = Folder::with(&[
            ("9/bin/initdb", ""),
            ("9/bin/pg_ctl", ""),
            ("9/bin/postgres", ""),
            ("15/bin/initdb", ""),
            ("15/bin/pg_ctl", ""),
            ("15/bin/postgres", ""),
            ("17/bin/pg_ctl", ""),
            ("common/bin/initdb", ""),
        ]);
        assert_eq!(latest(&folder.path), Some(folder.path.join("15/bin")));
        assert_eq!(latest(&folder.path.join("none")), None);
    }
}
