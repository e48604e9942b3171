//! What npm installs for the tests to bring into the page.

use std::{path::PathBuf, sync::LazyLock};

use super::driver;

/// axe-core, which finds what keeps people from using a page.
pub fn axe() -> String {
    read(axe_file())
}

/// The Testing Library, which finds things by role and accessible name, by label and by text.
pub static TESTING_LIBRARY: LazyLock<String> = LazyLock::new(|| {
    let axe = axe_file();
    let packages = axe.ancestors().nth(2).expect("a package lies in a folder of packages");
    read(packages.join("@testing-library/dom/dist/@testing-library/dom.umd.min.js"))
});

fn axe_file() -> PathBuf {
    driver::path("AXE", "node_modules/axe-core/axe.min.js")
}

fn read(file: PathBuf) -> String {
    std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}; run `npm ci` or `cargo xtask test e2e`", file.display()))
}
