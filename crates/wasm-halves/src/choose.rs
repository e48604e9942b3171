//! Which functions come later.

use std::collections::{HashMap, HashSet};

use walrus::{
    ElementItems, ExportItem, FunctionId, FunctionKind, LocalFunction, Module,
    ir::{Call, RefFunc, Visitor, dfs_in_order},
};

/// The functions whose name mentions one of `modules`, and those that only they call. Never what is exported or starts the
/// program; what may be called through the table only by its own name. Of `modules`, `!NAME` keeps the functions here whose
/// name begins like that.
pub fn later(whole: &Module, modules: &[String]) -> HashSet<FunctionId> {
    let kept: Vec<&str> = modules.iter().filter_map(|module| module.strip_prefix('!')).collect();
    let mut fixed: HashSet<FunctionId> = whole.start.into_iter().collect();
    for export in whole.exports.iter() {
        if let ExportItem::Function(function) = export.item {
            fixed.insert(function);
        }
    }
    let mut later = HashSet::new();
    let mut callers: HashMap<FunctionId, Vec<FunctionId>> = HashMap::new();
    for function in whole.funcs.iter() {
        let FunctionKind::Local(body) = &function.kind else { continue };
        let name = function.name.as_deref().map(without_hashes).unwrap_or_default();
        let stays = fixed.contains(&function.id()) || kept.iter().any(|kept| name.starts_with(kept));
        if !stays && modules.iter().any(|module| mentions(&name, module)) {
            later.insert(function.id());
        }
        for callee in callees(body) {
            callers.entry(callee).or_default().push(function.id());
        }
    }
    fixed.extend(in_tables(whole));
    loop {
        let only_later = |(callee, callers): (&FunctionId, &Vec<FunctionId>)| {
            let follows = !later.contains(callee)
                && !fixed.contains(callee)
                && matches!(whole.funcs.get(*callee).kind, FunctionKind::Local(_))
                && callers.iter().all(|caller| later.contains(caller) || caller == callee);
            follows.then_some(*callee)
        };
        let more: Vec<FunctionId> = callers.iter().filter_map(only_later).collect();
        if more.is_empty() {
            return later;
        }
        later.extend(more);
    }
}

/// Whether a name mentions something in `module`: `console::audit` is in `console::audit::page`, not in `console::auditor`.
fn mentions(name: &str, module: &str) -> bool {
    name.match_indices(module).any(|(at, _)| {
        let inside = |character: char| character.is_alphanumeric() || character == '_';
        let before = name[..at].chars().next_back();
        let after = name[at + module.len()..].chars().next();
        !before.is_some_and(inside) && !after.is_some_and(inside)
    })
}

/// `console[f97016c359dfa43e]::audit` as it is written: `console::audit`.
fn without_hashes(name: &str) -> String {
    let mut parts = name.split('[');
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((hash, rest)) if !hash.is_empty() && hash.chars().all(|digit| digit.is_ascii_hexdigit()) => {
                kept.push_str(rest);
            }
            _ => kept.extend(["[", part]),
        }
    }
    kept
}

fn in_tables(whole: &Module) -> Vec<FunctionId> {
    let mut functions = Vec::new();
    for element in whole.elements.iter() {
        if let ElementItems::Functions(items) = &element.items {
            functions.extend(items);
        }
    }
    functions
}

/// The functions that one calls by name.
pub fn callees(function: &LocalFunction) -> Vec<FunctionId> {
    struct Callees(Vec<FunctionId>);
    impl Visitor<'_> for Callees {
        fn visit_call(&mut self, call: &Call) {
            self.0.push(call.func);
        }
        fn visit_ref_func(&mut self, reference: &RefFunc) {
            self.0.push(reference.func);
        }
    }
    let mut callees = Callees(Vec::new());
    dfs_in_order(&mut callees, function, function.entry_block());
    callees.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_mentioned_as_a_whole() {
        assert!(mentions("<console::audit::page::Entries>::ask", "console::audit"));
        assert!(mentions("drop_in_place::<console::audit>", "console::audit"));
        assert!(!mentions("console::auditor", "console::audit"));
        assert!(!mentions("my_console::audit", "console::audit"));
    }

    #[test]
    fn hashes_of_crates_are_left_out_and_nothing_else() {
        assert_eq!(
            without_hashes("<console[f97016]::a as core[15]::B<[u8]>>::c[0]"),
            "<console::a as core::B<[u8]>>::c"
        );
        assert_eq!(without_hashes("<[console[ab]::T]>::sort"), "<[console::T]>::sort");
        assert_eq!(without_hashes("plain"), "plain");
    }
}
