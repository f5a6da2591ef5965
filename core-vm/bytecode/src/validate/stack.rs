//! The depth of the value stack on every way through the code.

use super::{Finding, Program, about, at};
use crate::CodeObject;
use crate::exception_table;
use crate::instructions::Instruction;
use crate::opcode::{self, op};

/// Larger stacks could not be allocated anyway.
const MAX_STACK: u32 = 1 << 20;

struct Depths<'p, 'c> {
    program: &'p Program<'c>,
    /// Depth before each instruction, once a way to it is known.
    before: Vec<Option<i64>>,
    pending: Vec<usize>,
}

pub fn check(code: &CodeObject, program: &Program<'_>) -> Result<(), Finding> {
    if code.stacksize > MAX_STACK {
        return Err(about(format!("a stack of {} values", code.stacksize)));
    }
    let count = program.instructions.len();
    let mut depths = Depths {
        program,
        before: vec![None; count],
        pending: Vec::new(),
    };
    depths.reach(0, 0, 0)?;
    while let Some(index) = depths.pending.pop() {
        let instruction = &program.instructions[index];
        let before = depths.before[index].unwrap_or_default();
        let (pops, pushes) = effect(instruction)?;
        let after = before - pops + pushes;
        if before < pops {
            let name = opcode::name(instruction.op);
            let what = format!("{name} takes {pops} values of {before}");
            return Err(at(instruction.offset, what));
        }
        if after > i64::from(code.stacksize) {
            return Err(at(instruction.offset, "value stack exceeds co_stacksize"));
        }
        depths.successors(instruction, index, after)?;
        depths.handler(code, instruction, before, pops)?;
    }
    Ok(())
}

fn effect(instruction: &Instruction<'_>) -> Result<(i64, i64), Finding> {
    let oparg = i32::try_from(instruction.oparg).unwrap_or(i32::MAX);
    let effect = opcode::pops_pushes(instruction.op, oparg);
    let (pops, pushes) = effect.ok_or_else(|| at(instruction.offset, "operand out of range"))?;
    Ok((i64::from(pops), i64::from(pushes)))
}

/// How many values may be gone from the stack when this instruction raises: all
/// that it takes, but for those that only look at values further down.
fn lost(op: u8, pops: i64) -> i64 {
    match op {
        op::PUSH_EXC_INFO
        | op::WITH_EXCEPT_START
        | op::COPY
        | op::SWAP
        | op::GET_ANEXT
        | op::YIELD_VALUE => 0,
        op::RERAISE
        | op::LIST_APPEND
        | op::LIST_EXTEND
        | op::SET_ADD
        | op::SET_UPDATE
        | op::DICT_UPDATE
        | op::DICT_MERGE => 1,
        op::MAP_ADD => 2,
        _ => pops,
    }
}

impl Depths<'_, '_> {
    /// Notes a way to the instruction at `index` with this depth.
    fn reach(&mut self, index: usize, depth: i64, from: usize) -> Result<(), Finding> {
        match self.before.get_mut(index) {
            None => Err(at(from, "execution runs off the end of the code")),
            Some(known @ None) => {
                *known = Some(depth);
                self.pending.push(index);
                Ok(())
            }
            Some(Some(known)) if *known == depth => Ok(()),
            Some(Some(known)) => {
                let what = format!("stack depth is {known} or {depth}");
                Err(at(self.program.instructions[index].offset, what))
            }
        }
    }

    fn successors(
        &mut self,
        instruction: &Instruction<'_>,
        index: usize,
        after: i64,
    ) -> Result<(), Finding> {
        let from = instruction.offset;
        // END_ASYNC_FOR names where its loop began, but does not go there.
        let target = match instruction.op {
            op::END_ASYNC_FOR => None,
            _ => instruction
                .jump_target()
                .and_then(|target| self.program.index_of(target)),
        };
        if let Some(target) = target {
            self.loop_end(instruction, target)?;
            self.reach(target, after, from)?;
        }
        match instruction.op {
            op::RETURN_VALUE
            | op::RAISE_VARARGS
            | op::RERAISE
            | op::JUMP_FORWARD
            | op::JUMP_BACKWARD
            | op::JUMP_BACKWARD_NO_INTERRUPT => Ok(()),
            _ => self.reach(index + 1, after, from),
        }
    }

    /// `FOR_ITER` and `SEND` may skip the instruction that ends their loop, so
    /// it has to be there.
    fn loop_end(&self, instruction: &Instruction<'_>, target: usize) -> Result<(), Finding> {
        let op_at = |index: usize| {
            self.program
                .instructions
                .get(index)
                .map(|found| found.actual)
        };
        let expected: &[u8] = match instruction.op {
            op::FOR_ITER => &[op::END_FOR, op::POP_ITER],
            op::SEND => &[op::END_SEND],
            _ => return Ok(()),
        };
        for (step, op) in expected.iter().enumerate() {
            if op_at(target + step) != Some(*op) {
                let name = opcode::name(instruction.op);
                let what = format!("{name} without {} at its target", opcode::name(*op));
                return Err(at(instruction.offset, what));
            }
        }
        Ok(())
    }

    /// The handler that an exception raised by `instruction` reaches.
    fn handler(
        &mut self,
        code: &CodeObject,
        instruction: &Instruction<'_>,
        before: i64,
        pops: i64,
    ) -> Result<(), Finding> {
        let offset = u32::try_from(instruction.offset).unwrap_or(u32::MAX);
        let Some(entry) = exception_table::lookup(&code.exceptiontable, offset) else {
            return Ok(());
        };
        let depth = i64::from(entry.depth);
        if before - lost(instruction.op, pops) < depth {
            return Err(at(
                instruction.offset,
                "stack below the depth of its exception handler",
            ));
        }
        let entered = depth + i64::from(entry.lasti) + 1;
        if entered > i64::from(code.stacksize) {
            return Err(at(
                instruction.offset,
                "exception handler exceeds co_stacksize",
            ));
        }
        match self.program.index_of(entry.target as usize) {
            Some(target) => self.reach(target, entered, instruction.offset),
            None => Ok(()),
        }
    }
}
