//! Long displays of constants to loop over or to search in, which CPython folds
//! to one constant late: its load has no place of its own then and takes that
//! of the instruction before it. Lowering gives them to the published compiler
//! as sums of tuples; here their loads lose their place, and sets become sets.

use std::collections::HashSet;
use std::sync::Arc;

use serpentarium_bytecode::linetable::{self, LineTable, Position, PositionRange};
use serpentarium_bytecode::opcode::op;
use serpentarium_bytecode::{CodeObject, Constant, instructions};

use super::sets;
use crate::ast::lower::SET_MARK;

/// Mends a code object and all inside it; `places` are those of the displays.
pub(super) fn mend(code: &mut CodeObject, places: &HashSet<Position>) {
    if places.is_empty() {
        return;
    }
    let loads = loads(code, places);
    if !loads.is_empty() {
        displace(code, &loads);
    }
    for constant in &mut code.consts {
        match constant {
            Constant::Code(inner) => {
                if let Some(inner) = Arc::get_mut(inner) {
                    mend(inner, places);
                }
            }
            Constant::Tuple(items) if items.last().is_some_and(is_mark) => {
                items.pop();
                let elements = std::mem::take(items);
                *constant = Constant::FrozenSet(sets::distinct(elements));
            }
            _ => {}
        }
    }
}

fn is_mark(constant: &Constant) -> bool {
    matches!(constant, Constant::Str(text) if text.as_bytes() == SET_MARK.as_bytes())
}

/// Where the loads of displays stand in the code: from their prefix to their end.
fn loads(code: &CodeObject, places: &HashSet<Position>) -> Vec<(usize, usize)> {
    let table = LineTable::new(&code.linetable, code.firstlineno);
    let all: Vec<_> = instructions::instructions(&code.code).collect();
    all.windows(2)
        .filter(|pair| {
            pair[0].op == op::LOAD_CONST
                && matches!(pair[1].op, op::GET_ITER | op::CONTAINS_OP)
                && places.contains(&table.position_of(pair[0].offset as u32))
        })
        .map(|pair| (pair[0].start_offset, pair[0].end_offset()))
        .collect()
}

/// Gives the loads the places that CPython's assembler finds for what has none.
fn displace(code: &mut CodeObject, loads: &[(usize, usize)]) {
    let table = LineTable::new(&code.linetable, code.firstlineno);
    let mut positions: Vec<Position> = table.positions().collect();
    for &(start, end) in loads {
        let place = inherited(code, &positions, start);
        positions[start / 2..end / 2].fill(place);
    }
    let mut ranges: Vec<PositionRange> = Vec::new();
    for (unit, position) in positions.into_iter().enumerate() {
        let (start, end) = (2 * unit as u32, 2 * unit as u32 + 2);
        match ranges.last_mut() {
            Some(range) if range.position == position => range.end = end,
            _ => ranges.push(PositionRange {
                start,
                end,
                position,
            }),
        }
    }
    code.linetable = linetable::encode(code.firstlineno, ranges);
}

/// The place of the one instruction that leads to an offset; none if there are
/// more.
fn inherited(code: &CodeObject, positions: &[Position], offset: usize) -> Position {
    let mut sources = Vec::new();
    for instruction in instructions::instructions(&code.code) {
        let falls_through = !matches!(
            instruction.op,
            op::JUMP_FORWARD
                | op::JUMP_BACKWARD
                | op::JUMP_BACKWARD_NO_INTERRUPT
                | op::RETURN_VALUE
                | op::RAISE_VARARGS
                | op::RERAISE
        );
        let before = instruction.end_offset() == offset && falls_through;
        if before || instruction.jump_target() == Some(offset) {
            sources.push(instruction.offset);
        }
    }
    match sources[..] {
        [source] => positions[source / 2],
        _ => Position::default(),
    }
}
