//! The per-user cache of everything that is installed for this project.
//!
//! Each thing is installed into `NAME.partial` and renamed when it is whole, under a lock: whoever finds `NAME`
//! finds it complete. A name holds the version, or a hash of what decides the versions.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File, TryLockError};
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use crate::process;

/// A name for what these contents decide.
pub fn name_by<'a>(name: &str, contents: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = DefaultHasher::new();
    contents.into_iter().for_each(|content| hash.write(content.as_bytes()));
    format!("{name}-{:016x}", hash.finish())
}

/// The per-user folder of tools.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    pub fn open() -> Result<Self> {
        let variable = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let caches = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
        let caches = caches
            .context("there is no place for the build tools: set HOME or XDG_CACHE_HOME to a folder's full path")?;
        Self::at(caches.join("deployment-console/tools"))
    }

    fn at(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| {
            format!("cannot make {}: set XDG_CACHE_HOME to a folder that can be written", folder.display())
        })?;
        Ok(Self { folder })
    }

    /// The folder of this name, installed into it first when it is not there.
    pub fn provide(&self, name: &str, effort: &str, install: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        let whole = self.folder.join(name);
        if whole.is_dir() {
            return Ok(whole);
        }
        let _lock = self.lock()?;
        if whole.is_dir() {
            // Somebody else installed it while this task waited.
            return Ok(whole);
        }
        process::headline(&format!("Installing {name} ({effort})"));
        let partial = self.folder.join(format!("{name}.partial"));
        let in_place = || format!("cannot write {}", partial.display());
        if partial.exists() {
            fs::remove_dir_all(&partial).with_context(in_place)?;
        }
        fs::create_dir(&partial).with_context(in_place)?;
        install(&partial)?;
        fs::rename(&partial, &whole).with_context(in_place)?;
        Ok(whole)
    }

    /// Held until the file is closed, also when this task is killed.
    fn lock(&self) -> Result<File> {
        let path = self.folder.join("lock");
        let about = || format!("cannot lock {}", path.display());
        let file = File::create(&path).with_context(about)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                process::headline("Waiting for another task that is installing build tools");
                file.lock().with_context(about)?;
                Ok(file)
            }
            Err(TryLockError::Error(error)) => Err(anyhow!(error).context(about())),
        }
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;
    use crate::files::testing::Folder;

    fn cache(folder: &Folder) -> Cache {
        Cache::at(folder.path.join("tools")).expect("temporary folders can be made")
    }

    #[test]
    fn a_tool_is_installed_once() {
        let folder = Folder::with(&[]);
        let cache = cache(&folder);
        let install = |to: &Path| Ok(fs::write(to.join("tool"), "1")?);
        let first = cache.provide("tool-1.0", "", install).expect("installing works");
        assert!(first.join("tool").is_file());
        let second = cache.provide("tool-1.0", "", |_| bail!("installed again")).expect("it is there");
        assert_eq!(first, second);
    }

    #[test]
    fn another_version_is_another_tool() {
        let folder = Folder::with(&[]);
        let cache = cache(&folder);
        let one = cache.provide("tool-1.0", "", |_| Ok(())).expect("installing works");
        let two = cache.provide("tool-1.1", "", |_| Ok(())).expect("installing works");
        assert_ne!(one, two);
    }

    #[test]
    fn what_failed_half_way_is_never_taken_for_whole() {
        let folder = Folder::with(&[]);
        let cache = cache(&folder);
        let half = cache.provide("tool-1.0", "", |to| {
            fs::write(to.join("half"), "")?;
            bail!("the network went away")
        });
        assert_eq!(half.expect_err("it failed").to_string(), "the network went away");
        let whole = cache.provide("tool-1.0", "", |_| Ok(())).expect("the next one works");
        assert!(!whole.join("half").exists(), "the leftovers are cleared first");
    }

    #[test]
    fn a_cache_that_cannot_be_made_says_what_to_set() {
        let folder = Folder::with(&[("file", "")]);
        let error = Cache::at(folder.path.join("file/tools")).expect_err("a file is no folder");
        assert!(error.to_string().contains("set XDG_CACHE_HOME"), "{error}");
    }
}
