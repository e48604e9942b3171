//! Walking folders.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// All files under a path in a stable order: the path itself when it is a file, none when it does not exist.
pub fn under(path: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(path, &mut files).with_context(|| format!("cannot list {}", path.display()))?;
    files.sort();
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
    } else if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    }
    Ok(())
}

/// The part of a file's name after the last dot.
pub fn extension(path: &Path) -> &str {
    path.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}

/// Refuses a folder that holds something other than `what`, which is known by its `marks`: what somebody else has put there
/// stays.
pub fn may_be_replaced(folder: &Path, what: &str, marks: &[&str]) -> Result<()> {
    let is_empty = fs::read_dir(folder).map_or(!folder.exists(), |mut entries| entries.next().is_none());
    if !is_empty && !marks.iter().all(|file| folder.join(file).is_file()) {
        bail!("{} is not empty and holds no {what}: name another folder, or empty this one", folder.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use testing::Folder;

    #[test]
    fn a_folder_is_replaced_when_it_is_empty_or_what_is_made_there_and_never_when_it_is_somebodys_own() {
        let folder = Folder::with(&[("demo/404.html", ""), ("demo/_headers", ""), ("own/404.html", ""), ("file", "")]);
        fs::create_dir(folder.path.join("empty")).expect("temporary folders can be made");
        let marks = ["404.html", "_headers"];
        for name in ["demo", "empty", "none"] {
            assert!(may_be_replaced(&folder.path.join(name), "demo", &marks).is_ok(), "{name}");
        }
        for name in ["own", "file"] {
            let error = may_be_replaced(&folder.path.join(name), "demo", &marks).expect_err("it is something else");
            assert!(error.to_string().ends_with("holds no demo: name another folder, or empty this one"), "{error}");
        }
    }
}

#[cfg(test)]
pub mod testing {
    //! A folder that is gone after the test.

    use std::fs;
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[derive(Debug)]
    pub struct Folder {
        pub path: PathBuf,
    }

    impl Folder {
        pub fn with(files: &[(&str, &str)]) -> Self {
            static COUNT: AtomicU32 = AtomicU32::new(0);
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = std::env::temp_dir().join(format!("xtask-test-{}-{number}", std::process::id()));
            let folder = Self { path };
            fs::create_dir_all(&folder.path).expect("temporary folders can be made");
            files.iter().for_each(|(name, content)| folder.write(name, content));
            folder
        }

        pub fn write(&self, name: &str, content: &str) {
            let path = self.path.join(name);
            fs::create_dir_all(path.parent().expect("names are relative")).expect("temporary folders can be made");
            fs::write(path, content).expect("temporary files can be written");
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            // A leftover in the temporary folder is no reason to fail a test.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
