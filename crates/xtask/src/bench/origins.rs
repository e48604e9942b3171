//! Where the code of the console's WebAssembly comes from: by the names of its functions, before they are taken out; and
//! why each crate is in it.

use std::collections::BTreeMap;

/// What a crate has of the code.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The crate's name; empty for what the linker and the compiler add.
    pub name: String,
    /// Of one.
    pub share: f64,
}

/// The crates that may be in the page, and what for. Another one is called unjustified in the results.
const JUSTIFIED: [(&str, &str); 28] = [
    ("", "memory functions and what wasm-bindgen adds"),
    ("___rust", "the allocator's entry points"),
    ("alloc", "Rust: strings, vectors, boxes, formatting"),
    ("any_spawner", "Leptos: starts what waits for a request"),
    ("compiler_builtins", "Rust: arithmetic of 128 bits and floats"),
    ("console", "the page itself, with its texts in three languages"),
    ("contract", "the types on the wire and the rules that the server keeps, too"),
    ("core", "Rust: slices, iterators, formatting"),
    ("dlmalloc", "Rust: the allocator"),
    ("futures_core", "what waits for a request"),
    ("futures_util", "what waits for a request"),
    ("guardian", "Leptos: guards of what a signal holds"),
    ("hashbrown", "Rust's hash maps, in which Leptos keeps contexts"),
    ("indexmap", "Leptos: a signal's subscribers in their order"),
    ("js_sys", "the browser: dates, `Intl`, promises"),
    ("leptos", "Leptos: components and their properties"),
    ("leptos_dom", "Leptos: timers and listeners of the window"),
    ("reactive_graph", "Leptos: signals, memos and owners"),
    ("send_wrapper", "Leptos: the browser's values in a signal"),
    ("serde_core", "the types on the wire: what describes them"),
    ("slotmap", "Leptos: where signals are kept"),
    ("std", "Rust: thread locals and panics"),
    ("tachys", "Leptos: events and what they are called"),
    ("thin_json", "JSON, in a third of the code of serde_json"),
    ("thin_leptos", "views, in one type"),
    ("wasm_bindgen", "the browser: values and closures"),
    ("wasm_streams", "comes along with Leptos' server functions"),
    ("web_sys", "the browser: elements, events, requests"),
];

/// What a crate is in the page for; `None` where nobody has said that.
pub fn reason(of: &str) -> Option<&'static str> {
    JUSTIFIED.iter().find(|(name, _)| *name == of).map(|(_, reason)| *reason)
}

/// The origins of a module's code, the largest first; none where the module has no names.
pub fn of(module: &[u8]) -> Option<Vec<Origin>> {
    let (mut sizes, mut names, mut imported) = (Vec::new(), BTreeMap::new(), 0);
    let mut module = Reader(module.get(8..)?);
    while let Some(kind) = module.byte() {
        let size = module.number()?;
        let mut section = Reader(module.take(size)?);
        match kind {
            0 if section.text()? == b"name" => names = function_names(section)?,
            2 => imported = imported_functions(section)?,
            10 => {
                for _ in 0..section.number()? {
                    let size = section.number()?;
                    section.take(size)?;
                    sizes.push(size);
                }
            }
            _ => (),
        }
    }
    let mut by_crate: BTreeMap<String, usize> = BTreeMap::new();
    for (place, size) in sizes.iter().enumerate() {
        let name = String::from_utf8_lossy(names.get(&(imported + place)).copied().unwrap_or_default());
        // What tells wasm-bindgen of types is gone when it is done.
        if !name.contains("describe") {
            *by_crate.entry(crate_of(&name).to_owned()).or_default() += size;
        }
    }
    let all = by_crate.values().sum::<usize>() as f64;
    if names.is_empty() || all == 0.0 {
        return None;
    }
    let origins = by_crate.into_iter().map(|(name, size)| Origin { name, share: size as f64 / all });
    let mut origins: Vec<_> = origins.collect();
    origins.sort_by(|one, other| other.share.total_cmp(&one.share));
    Some(origins)
}

/// The first crate that a mangled name mentions: `_RNvNtCs1a2B_4core3fmt5write` is core's.
fn crate_of(name: &str) -> &str {
    for (place, _) in name.match_indices("Cs") {
        let after = &name[place + 2..];
        let Some((hash, named)) = after.split_once('_') else { continue };
        let digits = named.bytes().take_while(u8::is_ascii_digit).count();
        let length = named[..digits].parse::<usize>().unwrap_or_default();
        if hash.bytes().all(|byte| byte.is_ascii_alphanumeric()) && length > 0 {
            return named.get(digits..digits + length).unwrap_or_default();
        }
    }
    ""
}

fn function_names(mut section: Reader<'_>) -> Option<BTreeMap<usize, &[u8]>> {
    let mut names = BTreeMap::new();
    while let Some(kind) = section.byte() {
        let size = section.number()?;
        let mut part = Reader(section.take(size)?);
        if kind == 1 {
            for _ in 0..part.number()? {
                names.insert(part.number()?, part.text()?);
            }
        }
    }
    Some(names)
}

/// How many functions are imported: they are counted before the module's own.
fn imported_functions(mut section: Reader<'_>) -> Option<usize> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        section.text()?;
        section.text()?;
        match section.byte()? {
            0 => {
                section.number()?;
                functions += 1;
            }
            3 => drop(section.take(2)?),
            // A table or a memory: its limits, and before them the type of a table's elements.
            kind => {
                if kind == 1 {
                    section.byte()?;
                }
                let limits = section.byte()?;
                section.number()?;
                if limits & 1 == 1 {
                    section.number()?;
                }
            }
        }
    }
    Some(functions)
}

/// Reads WebAssembly's binary format.
struct Reader<'m>(&'m [u8]);

impl<'m> Reader<'m> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    /// An unsigned LEB128.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, size: usize) -> Option<&'m [u8]> {
        let (taken, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(taken)
    }

    fn text(&mut self) -> Option<&'m [u8]> {
        let size = self.number()?;
        self.take(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_the_first_that_a_name_mentions() {
        assert_eq!(crate_of("_RNvNtCs1a2B_4core3fmt5write"), "core");
        assert_eq!(crate_of("_RINvMs_NtCsh6_14reactive_graph4memoNtCs7_7console3RowE"), "reactive_graph");
        for name in ["", "main", "Cs", "Cs1_", "Cs1_9core", "memcpy"] {
            assert_eq!(crate_of(name), "", "{name}");
        }
    }

    #[test]
    fn a_crate_that_nobody_has_justified_has_no_reason() {
        assert!(reason("reactive_graph").is_some_and(|reason| reason.contains("signals")));
        assert_eq!(reason("regex"), None);
    }

    #[test]
    fn shares_are_of_the_code_and_the_largest_comes_first() {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        // One function is imported: `a` `b` of type 0.
        module.extend([2, 7, 1, 1, b'a', 1, b'b', 0, 0]);
        // Three bodies, of two, six and two bytes.
        module.extend([10, 14, 3, 2, 0, 0x0b, 6, 0, 1, 1, 1, 1, 0x0b, 2, 0, 0x0b]);
        let names: [(u8, &[u8]); 3] = [(1, b"Cs1_4core"), (2, b"Cs1_7console"), (3, b"__wbindgen_describe")];
        let mut part = vec![names.len() as u8];
        names.iter().for_each(|(place, name)| {
            part.extend([*place, name.len() as u8]);
            part.extend_from_slice(name);
        });
        let mut section = b"\x04name\x01".to_vec();
        section.push(part.len() as u8);
        section.extend(part);
        module.extend([0, section.len() as u8]);
        module.extend(section);
        let origins = of(&module).expect("it is a module with names");
        let expected = [("console", 0.75), ("core", 0.25)];
        assert_eq!(origins, expected.map(|(name, share)| Origin { name: name.to_owned(), share }));
    }

    #[test]
    fn what_is_no_module_or_has_no_names_has_no_origins() {
        for module in [&b""[..], b"\0asm\x01\0\0\0", b"\0asm\x01\0\0\0\x0a\x7f", b"not a module at all"] {
            assert_eq!(of(module), None);
        }
    }
}
