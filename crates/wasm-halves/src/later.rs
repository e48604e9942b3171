//! The half that is instantiated when it is needed.

use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionId, FunctionKind, GlobalKind, ImportedFunction, Module, ir::Value,
    passes::gc,
};

use crate::{FIRST, plan::Plan};

/// The later half of `whole`.
pub fn half(mut whole: Module, plan: &Plan) -> Vec<u8> {
    whole.start = None;
    for export in whole.exports.iter().map(walrus::Export::id).collect::<Vec<_>>() {
        whole.exports.delete(export);
    }
    for data in whole.data.iter().map(walrus::Data::id).collect::<Vec<_>>() {
        whole.data.delete(data);
    }
    for memory in whole.memories.iter_mut() {
        memory.data_segments.clear();
    }
    for element in whole.elements.iter().map(walrus::Element::id).collect::<Vec<_>>() {
        whole.elements.delete(element);
    }
    for table in whole.tables.iter_mut() {
        table.elem_segments.clear();
    }
    import(&mut whole, plan);
    fill_places(&mut whole, plan);
    gc::run(&mut whole);
    whole.emit_wasm()
}

/// What the first half has is imported.
fn import(whole: &mut Module, plan: &Plan) {
    for (id, name) in &plan.functions {
        let ty = whole.funcs.get(*id).ty();
        let import = whole.imports.add(FIRST, name, *id);
        whole.funcs.get_mut(*id).kind = FunctionKind::Import(ImportedFunction { import, ty });
    }
    for (id, name) in &plan.globals {
        let import = whole.imports.add(FIRST, name, *id);
        whole.globals.get_mut(*id).kind = GlobalKind::Import(import);
    }
    for (id, name) in &plan.tables {
        let import = whole.imports.add(FIRST, name, *id);
        let table = whole.tables.get_mut(*id);
        table.import = Some(import);
        if *id == plan.table {
            table.initial = plan.size;
            table.maximum = table.maximum.map(|maximum| maximum.max(plan.size));
        }
    }
    let memory = whole.memories.iter().next().map(walrus::Memory::id);
    if let Some(memory) = memory {
        let import = whole.imports.add(FIRST, &plan.memory, memory);
        whole.memories.get_mut(memory).import = Some(import);
    }
}

/// Instantiating this half puts its functions into their places.
fn fill_places(whole: &mut Module, plan: &Plan) {
    let mut runs: Vec<(u64, Vec<FunctionId>)> = Vec::new();
    for (place, function) in &plan.places {
        match runs.last_mut() {
            Some((start, functions)) if *start + functions.len() as u64 == *place => functions.push(*function),
            _ => runs.push((*place, vec![*function])),
        }
    }
    for (start, functions) in runs {
        let offset = ConstExpr::Value(Value::I32(i32::try_from(start).unwrap_or(i32::MAX)));
        let kind = ElementKind::Active { table: plan.table, offset };
        let element = whole.elements.add(kind, ElementItems::Functions(functions));
        whole.tables.get_mut(plan.table).elem_segments.insert(element);
    }
}
