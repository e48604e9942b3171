//! Halves run as the whole did: both are instantiated, and called.

use wasm_halves::{FIRST, Halves, cut};
use wasmi::{Engine, Extern, Instance, Linker, Module, Store, Val};

/// A program with all that the halves share: memory, a global, a table with a function of each half, an import.
const WHOLE: &str = r#"
(module
  (import "script" "double" (func $double (param i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "\07")
  (global $calls (mut i32) (i32.const 0))
  (table 3 3 funcref)
  (elem (i32.const 1) $page::home::early $page::dialog::by_pointer)
  (type $number (func (param i32) (result i32)))
  (func $page::home::early (type $number) (i32.add (local.get 0) (i32.const 1)))
  (func $page::dialog::by_pointer (type $number)
    (call $only_for_dialogs (call $double (call $page::home::early (local.get 0)))))
  (func $page::dialog::by_name (type $number)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (i32.add (i32.load8_u (i32.const 8)) (call_indirect (type $number) (local.get 0) (i32.const 2))))
  (func $only_for_dialogs (type $number) (i32.mul (local.get 0) (i32.const 10)))
  (func $page::dialogue (export "dialogue") (result i32) (global.get $calls))
  (func $start (export "open") (type $number)
    (if (result i32) (i32.lt_s (local.get 0) (i32.const 0))
      (then (i32.const 0))
      (else (call $page::dialog::by_name (local.get 0)))))
  (func (export "call") (param i32 i32) (result i32) (call_indirect (type $number) (local.get 0) (local.get 1))))
"#;

struct Page {
    store: Store<()>,
    linker: Linker<()>,
    first: Instance,
}

impl Page {
    fn new(wasm: &[u8]) -> Self {
        let engine = Engine::default();
        let module = Module::new(&engine, wasm).expect("valid WebAssembly");
        let (mut store, mut linker) = (Store::new(&engine, ()), Linker::new(&engine));
        linker.func_wrap("script", "double", |number: i32| number * 2).expect("it is new");
        let first = linker.instantiate_and_start(&mut store, &module).expect("it needs nothing else");
        Page { store, linker, first }
    }

    fn with_later(mut self, wasm: &[u8]) -> Self {
        let exports: Vec<(String, Extern)> =
            self.first.exports(&self.store).map(|export| (export.name().to_owned(), export.into_extern())).collect();
        for (name, export) in exports {
            self.linker.define(FIRST, &name, export).expect("it is new");
        }
        let module = Module::new(self.store.engine(), wasm).expect("valid WebAssembly");
        self.linker.instantiate_and_start(&mut self.store, &module).expect("the first half has all it needs");
        self
    }

    fn call(&mut self, name: &str, arguments: &[i32]) -> Result<i32, wasmi::Error> {
        let function = self.first.get_func(&self.store, name).expect(name);
        let arguments: Vec<Val> = arguments.iter().map(|argument| Val::I32(*argument)).collect();
        let mut results = [Val::I32(0)];
        function.call(&mut self.store, &arguments, &mut results)?;
        results[0].i32().ok_or_else(|| wasmi::Error::new("not a number"))
    }
}

fn whole() -> Vec<u8> {
    wat::parse_str(WHOLE).expect("it is well written")
}

fn halves() -> Halves {
    cut(&whole(), &["page::dialog".into()]).expect("it can be cut")
}

#[test]
fn together_they_answer_as_the_whole_did() {
    let halves = halves();
    let mut cut = Page::new(&halves.first).with_later(&halves.later);
    let mut whole = Page::new(&whole());
    for page in [&mut whole, &mut cut] {
        assert_eq!(page.call("open", &[4]).expect("both halves are there"), 7 + 2 * (4 + 1) * 10);
        assert_eq!(page.call("call", &[4, 2]).expect("both halves are there"), 2 * (4 + 1) * 10);
        assert_eq!(page.call("call", &[4, 1]).expect("it is in the first half"), 5);
        assert_eq!(page.call("dialogue", &[]).expect("it is in the first half"), 1);
    }
}

#[test]
fn the_first_half_runs_alone_until_it_needs_the_later_one() {
    let mut first = Page::new(&halves().first);
    assert_eq!(first.call("open", &[-1]).expect("it does not get that far"), 0);
    assert_eq!(first.call("call", &[1, 1]).expect("it is in the first half"), 2);
    assert!(first.call("open", &[1]).is_err(), "a call by name traps");
    assert!(first.call("call", &[1, 2]).is_err(), "a call by pointer traps");
    assert_eq!(first.call("dialogue", &[]).expect("it goes on"), 0);
}

#[test]
fn what_only_later_functions_call_is_in_their_half() {
    let halves = halves();
    let names = |wasm: &[u8]| String::from_utf8_lossy(wasm).into_owned();
    for name in ["page::dialog::by_name", "page::dialog::by_pointer", "only_for_dialogs"] {
        assert!(!names(&halves.first).contains(name) && names(&halves.later).contains(name), "{name}");
    }
    // Exported, so it stays where it was, whatever its name is like.
    assert!(names(&halves.first).contains("page::dialogue"));
}

#[test]
fn what_is_to_stay_stays_though_its_name_mentions_the_later_half() {
    let modules = ["page::dialog".to_owned(), "!page::dialog::by_n".to_owned()];
    let halves = cut(&whole(), &modules).expect("it can be cut");
    let names = |wasm: &[u8]| String::from_utf8_lossy(wasm).into_owned();
    assert!(names(&halves.first).contains("page::dialog::by_name"));
    assert!(!names(&halves.first).contains("page::dialog::by_pointer"));
    let mut first = Page::new(&halves.first);
    assert!(first.call("open", &[1]).is_err(), "it gets as far as the later half");
    assert_eq!(first.call("dialogue", &[]).expect("it is in the first half"), 1);
    assert_eq!(
        first.with_later(&halves.later).call("open", &[4]).expect("both halves are there"),
        7 + 2 * (4 + 1) * 10
    );
}

#[test]
fn what_cannot_be_cut_is_refused_in_words() {
    let error = |wasm: &[u8], module: &str| format!("{:#}", cut(wasm, &[module.into()]).expect_err("it cannot be cut"));
    assert!(error(b"<html>", "page").contains("it is not WebAssembly"));
    assert!(error(&whole(), "page::menu").contains("no function of it is named like page::menu"));
    let nameless = wat::parse_str("(module (func))").expect("it is well written");
    assert!(error(&nameless, "page").contains("its functions have no names"));
    let tableless = wat::parse_str("(module (func $page::a))").expect("it is well written");
    assert!(error(&tableless, "page").contains("it has no table of functions"));
}
