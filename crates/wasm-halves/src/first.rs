//! The half that runs at once.

use walrus::{
    ElementItems, FunctionBuilder, FunctionId, Module, ValType,
    ir::{Call, CallIndirect, Const, Instr, InstrSeq, InstrSeqId, Value, VisitorMut, dfs_pre_order_mut},
    passes::gc,
};

use crate::plan::Plan;

/// The first half of `whole`.
pub fn half(mut whole: Module, plan: &Plan) -> Vec<u8> {
    call_through_table(&mut whole, plan);
    empty_places(&mut whole, plan);
    let table = whole.tables.get_mut(plan.table);
    table.initial = plan.size;
    table.maximum = table.maximum.map(|maximum| maximum.max(plan.size));
    for (function, name) in &plan.functions {
        whole.exports.add(name, *function);
    }
    for (global, name) in &plan.globals {
        whole.exports.add(name, *global);
    }
    for (table, name) in &plan.tables {
        whole.exports.add(name, *table);
    }
    let memory = whole.memories.iter().next().map(walrus::Memory::id);
    if let Some(memory) = memory {
        whole.exports.add(&plan.memory, memory);
    }
    gc::run(&mut whole);
    whole.emit_wasm()
}

/// Calls to later functions go through the table.
fn call_through_table(whole: &mut Module, plan: &Plan) {
    struct Through<'p> {
        plan: &'p Plan,
        types: std::collections::HashMap<FunctionId, walrus::TypeId>,
    }
    impl VisitorMut for Through<'_> {
        fn start_instr_seq_mut(&mut self, sequence: &mut InstrSeq) {
            let later = |instruction: &Instr| matches!(instruction, Instr::Call(Call { func }) if self.types.contains_key(func));
            if !sequence.instrs.iter().any(|(instruction, _)| later(instruction)) {
                return;
            }
            let mut rewritten = Vec::with_capacity(sequence.instrs.len() + 4);
            for (instruction, place) in sequence.instrs.drain(..) {
                match instruction {
                    Instr::Call(Call { func }) if self.types.contains_key(&func) => {
                        let slot = i32::try_from(self.plan.calls[&func]).unwrap_or(i32::MAX);
                        rewritten.push((Instr::Const(Const { value: Value::I32(slot) }), place));
                        let call = CallIndirect { ty: self.types[&func], table: self.plan.table };
                        rewritten.push((Instr::CallIndirect(call), place));
                    }
                    other => rewritten.push((other, place)),
                }
            }
            sequence.instrs = rewritten;
        }
    }
    let types = plan.calls.keys().map(|function| (*function, whole.funcs.get(*function).ty())).collect();
    let mut through = Through { plan, types };
    for (id, body) in whole.funcs.iter_local_mut() {
        if !plan.later.contains(&id) {
            let entry: InstrSeqId = body.entry_block();
            dfs_pre_order_mut(&mut through, body, entry);
        }
    }
}

/// Takes later functions out of the table. In their place stands one that nobody calls: its type is no other's.
fn empty_places(whole: &mut Module, plan: &Plan) {
    let odd = [ValType::F32, ValType::I64, ValType::F64, ValType::F32, ValType::I64];
    let mut builder = FunctionBuilder::new(&mut whole.types, &odd, &[]);
    builder.func_body().unreachable();
    let parameters = odd.map(|ty| whole.locals.add(ty)).to_vec();
    let nobody = builder.finish(parameters, &mut whole.funcs);
    for element in whole.elements.iter_mut() {
        if let ElementItems::Functions(functions) = &mut element.items {
            for function in functions.iter_mut().filter(|function| plan.later.contains(function)) {
                *function = nobody;
            }
        }
    }
}
