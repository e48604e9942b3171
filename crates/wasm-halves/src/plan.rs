//! What the halves agree on.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result, ensure};
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionId, FunctionKind, GlobalId, ImportKind, Module, TableId,
    ir::{GlobalGet, GlobalSet, TableGet, TableSet, Value, Visitor, dfs_in_order},
};

use crate::choose::{self, callees};

/// What the halves agree on: ids are those of the whole.
pub struct Plan {
    /// The functions of the later half.
    pub later: HashSet<FunctionId>,
    /// The table through which the halves call each other.
    pub table: TableId,
    /// Where in the table each later function stands that the first half refers to.
    pub places: Vec<(u64, FunctionId)>,
    /// The place for calls from the first half to a later function.
    pub calls: HashMap<FunctionId, u64>,
    /// How many places the table has.
    pub size: u64,
    /// What the later half needs of the first: functions, globals and tables with the names they are exported under.
    pub functions: Vec<(FunctionId, String)>,
    pub globals: Vec<(GlobalId, String)>,
    pub tables: Vec<(TableId, String)>,
    pub memory: String,
}

impl Plan {
    /// A plan for `whole`: the same for the same bytes.
    pub fn new(whole: &Module, modules: &[String]) -> Result<Self> {
        let later = choose::later(whole, modules);
        ensure!(!later.is_empty(), "no function of it is named like {}", modules.join(", "));
        let table = whole.tables.main_function_table()?.context("it has no table of functions")?;
        let mut places = Vec::new();
        for element in whole.elements.iter() {
            if let (ElementKind::Active { table: of, offset }, ElementItems::Functions(functions)) =
                (&element.kind, &element.items)
                && *of == table
                && let Some(start) = constant(offset)
            {
                let here = (start..).zip(functions).filter(|(_, function)| later.contains(function));
                places.extend(here.map(|(place, function)| (place, *function)));
            }
        }
        let mut calls: HashMap<FunctionId, u64> = places.iter().map(|(place, function)| (*function, *place)).collect();
        let mut size = whole.tables.get(table).initial;
        let (mut functions, mut uses) = (Vec::new(), Uses::default());
        for (id, body) in whole.funcs.iter_local() {
            let callees = callees(body);
            if later.contains(&id) {
                functions.extend(callees.into_iter().filter(|callee| !later.contains(callee)));
                dfs_in_order(&mut uses, body, body.entry_block());
            } else {
                for callee in callees.into_iter().filter(|callee| later.contains(callee)) {
                    calls.entry(callee).or_insert_with(|| {
                        places.push((size, callee));
                        size += 1;
                        size - 1
                    });
                }
            }
        }
        places.sort_unstable_by_key(|(place, _)| *place);
        functions.retain(|function| matches!(whole.funcs.get(*function).kind, FunctionKind::Local(_)));
        uses.tables.push(table);
        let mut names = Names::new(whole);
        Ok(Plan {
            later,
            table,
            places,
            calls,
            size,
            functions: names.of(functions),
            globals: names.of(uses.globals),
            tables: names.of(uses.tables),
            memory: names.next(),
        })
    }
}

/// The place at which a segment begins, where it is a number.
pub fn constant(offset: &ConstExpr) -> Option<u64> {
    match offset {
        ConstExpr::Value(Value::I32(place)) => u64::try_from(*place).ok(),
        _ => None,
    }
}

#[derive(Default)]
struct Uses {
    globals: Vec<GlobalId>,
    tables: Vec<TableId>,
}

impl Visitor<'_> for Uses {
    fn visit_global_get(&mut self, get: &GlobalGet) {
        self.globals.push(get.global);
    }
    fn visit_global_set(&mut self, set: &GlobalSet) {
        self.globals.push(set.global);
    }
    fn visit_table_get(&mut self, get: &TableGet) {
        self.tables.push(get.table);
    }
    fn visit_table_set(&mut self, set: &TableSet) {
        self.tables.push(set.table);
    }
}

/// Short names for exports that the whole does not have yet.
struct Names {
    taken: HashSet<String>,
    count: u32,
}

impl Names {
    fn new(whole: &Module) -> Self {
        let mut taken: HashSet<String> = whole.exports.iter().map(|export| export.name.clone()).collect();
        for import in whole.imports.iter() {
            if !matches!(import.kind, ImportKind::Function(_)) {
                taken.insert(import.name.clone());
            }
        }
        Names { taken, count: 0 }
    }

    fn next(&mut self) -> String {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        loop {
            let mut rest = self.count as usize;
            self.count += 1;
            let mut name = String::new();
            loop {
                name.push(char::from(LETTERS[rest % LETTERS.len()]));
                rest /= LETTERS.len();
                if rest == 0 {
                    break;
                }
                rest -= 1;
            }
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }

    /// Each of `ids` once, in their order, with a name.
    fn of<T: Copy + Ord>(&mut self, mut ids: Vec<T>) -> Vec<(T, String)> {
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| (id, self.next())).collect()
    }
}
