//! Whether the console has to be built again.
//!
//! Trunk asks cargo, links, optimises and copies even when nothing changed, which takes far longer than
//! anybody wants to wait. So a fingerprint of all that goes into the console and of all that came out is kept
//! beside `dist`: only when both are the same is the console as it should be.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::Hasher;
use std::io::{Read, Seek, Write};
use std::path::Path;

use anyhow::{Context, Result};

use crate::files;

/// What goes into a build: files and folders, and the versions of the tools. Taken before the build starts, so
/// that whatever is edited while it runs is built the next time.
#[derive(Debug, Clone, Copy)]
pub struct Inputs(u64);

impl Inputs {
    pub fn of(root: &Path, paths: &[&str], tools: &str) -> Result<Self> {
        let mut hash = DefaultHasher::new();
        write(&mut hash, tools.as_bytes());
        paths.iter().try_for_each(|path| add(&mut hash, root, &root.join(path)))?;
        Ok(Self(hash.finish()))
    }
}

/// The fingerprint of one build, as it is stored.
#[derive(Debug, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Of what went in and what came out.
    pub fn of(inputs: Inputs, built: &Path) -> Result<Self> {
        let mut hash = DefaultHasher::new();
        add(&mut hash, built, built)?;
        Ok(Self(format!("inputs {:016x}\nbuilt {:016x}\n", inputs.0, hash.finish())))
    }
}

fn add(hash: &mut DefaultHasher, root: &Path, path: &Path) -> Result<()> {
    for file in files::under(path)? {
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(&file);
        write(hash, name.as_os_str().as_encoded_bytes());
        write(hash, &content);
    }
    Ok(())
}

/// With its length, so that no two sequences of texts look the same.
fn write(hash: &mut DefaultHasher, bytes: &[u8]) {
    hash.write_usize(bytes.len());
    hash.write(bytes);
}

/// The stored fingerprint; while it is held, no other task builds the console.
#[derive(Debug)]
pub struct Stored {
    file: File,
}

impl Stored {
    pub fn lock(path: &Path) -> Result<Self> {
        let about = || format!("cannot use {}", path.display());
        let file =
            File::options().create(true).truncate(false).read(true).write(true).open(path).with_context(about)?;
        file.lock().with_context(about)?;
        Ok(Self { file })
    }

    pub fn is(&mut self, fingerprint: &Fingerprint) -> Result<bool> {
        let mut stored = String::new();
        self.file.rewind()?;
        // What is not text is no fingerprint of ours.
        Ok(self.file.read_to_string(&mut stored).is_ok() && stored == fingerprint.0)
    }

    /// Called before a build: one that is interrupted leaves nothing that could be taken for whole.
    pub fn forget(&mut self) -> Result<()> {
        self.file.set_len(0).context("cannot clear the console's fingerprint")
    }

    pub fn remember(&mut self, fingerprint: &Fingerprint) -> Result<()> {
        self.forget()?;
        self.file.rewind()?;
        self.file.write_all(fingerprint.0.as_bytes()).context("cannot write the console's fingerprint")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::Folder;

    const INPUTS: &[&str] = &["src", "index.html", "i18n"];

    fn project() -> Folder {
        Folder::with(&[("src/main.rs", "fn main() {}"), ("index.html", "<html>"), ("dist/a.js", "1")])
    }

    fn fingerprint(folder: &Folder, tools: &str) -> Fingerprint {
        let inputs = Inputs::of(&folder.path, INPUTS, tools).expect("the folder can be read");
        Fingerprint::of(inputs, &folder.path.join("dist")).expect("the folder can be read")
    }

    #[test]
    fn nothing_changed_is_the_same_fingerprint() {
        let folder = project();
        assert_eq!(fingerprint(&folder, "trunk 1"), fingerprint(&folder, "trunk 1"));
    }

    #[test]
    fn every_change_that_matters_is_another_fingerprint() {
        let changes: [(&str, &str); 5] = [
            ("src/main.rs", "fn main() { }"),
            ("src/new.rs", ""),
            ("i18n/en.toml", "title = \"\""),
            ("dist/a.js", "2"),
            ("dist/b.js", ""),
        ];
        for (file, content) in changes {
            let folder = project();
            let before = fingerprint(&folder, "trunk 1");
            folder.write(file, content);
            assert_ne!(before, fingerprint(&folder, "trunk 1"), "{file} changed");
        }
        let folder = project();
        assert_ne!(fingerprint(&folder, "trunk 1"), fingerprint(&folder, "trunk 2"), "the tools changed");
    }

    #[test]
    fn a_renamed_file_is_another_fingerprint() {
        let folder = project();
        let before = fingerprint(&folder, "");
        fs::rename(folder.path.join("dist/a.js"), folder.path.join("dist/b.js")).expect("it is there");
        assert_ne!(before, fingerprint(&folder, ""));
    }

    #[test]
    fn what_goes_into_other_programs_does_not_matter() {
        let folder = project();
        let before = fingerprint(&folder, "");
        folder.write("crates/server/src/main.rs", "fn main() {}");
        assert_eq!(before, fingerprint(&folder, ""));
    }

    #[test]
    fn only_a_remembered_fingerprint_is_stored_and_an_interrupted_build_forgets_it() {
        let folder = project();
        let now = fingerprint(&folder, "");
        let mut stored = Stored::lock(&folder.path.join("dist.fingerprint")).expect("the folder can be written");
        assert!(!stored.is(&now).expect("it can be read"));
        stored.remember(&now).expect("it can be written");
        assert!(stored.is(&now).expect("it can be read"));
        stored.forget().expect("it can be written");
        assert!(!stored.is(&now).expect("it can be read"));
    }

    #[test]
    fn a_damaged_file_is_no_fingerprint() {
        let folder = project();
        let path = folder.path.join("dist.fingerprint");
        fs::write(&path, [0xff, 0xfe]).expect("the folder can be written");
        let mut stored = Stored::lock(&path).expect("the file can be opened");
        assert!(!stored.is(&fingerprint(&folder, "")).expect("damage is no error"));
    }
}
