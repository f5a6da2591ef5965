//! Which instructions of a code object carry which events.

use serpentarium_bytecode::exception_table;
use serpentarium_bytecode::opcode::{self, op};

use crate::interp::instrument::CodeMonitoring;
use crate::interp::monitoring::{Active, event};
use crate::types::code::Code;

/// Whether the instruction is a conditional jump with a `NOT_TAKEN` behind it.
pub(crate) fn is_conditional(base: u8) -> bool {
    matches!(
        base,
        op::POP_JUMP_IF_FALSE
            | op::POP_JUMP_IF_TRUE
            | op::POP_JUMP_IF_NONE
            | op::POP_JUMP_IF_NOT_NONE
    )
}

/// Whether the instruction itself chooses between two ways to go on.
pub(crate) fn branches(code: &Code, index: usize) -> bool {
    let base = opcode::deopt((code.original()[index] & 0xFF) as u8);
    is_conditional(base) || base == op::FOR_ITER
}

/// The event of an instruction.
fn event_of(base: u8, arg: u32) -> Option<usize> {
    Some(match base {
        op::RESUME if arg & 3 == 0 => event::PY_START,
        op::RESUME => event::PY_RESUME,
        op::RETURN_VALUE => event::PY_RETURN,
        op::YIELD_VALUE => event::PY_YIELD,
        op::CALL | op::CALL_KW | op::CALL_FUNCTION_EX | op::LOAD_SUPER_ATTR => event::CALL,
        op::JUMP_FORWARD | op::JUMP_BACKWARD => event::JUMP,
        op::FOR_ITER | op::NOT_TAKEN => event::BRANCH_LEFT,
        op::POP_ITER | op::END_ASYNC_FOR => event::BRANCH_RIGHT,
        op::END_FOR | op::END_SEND => event::STOP_ITERATION,
        _ if is_conditional(base) => event::BRANCH_RIGHT,
        _ => return None,
    })
}

/// One instruction of the walk: where it starts (its first `EXTENDED_ARG`), where its
/// opcode stands, and what it is.
struct Step {
    start: usize,
    at: usize,
    base: u8,
    arg: u32,
    next: usize,
}

fn steps(code: &Code) -> Vec<Step> {
    let units = code.original();
    let mut steps = Vec::new();
    let (mut index, mut start, mut extended) = (0, 0, 0u32);
    while index < units.len() {
        let base = opcode::deopt((units[index] & 0xFF) as u8);
        let arg = extended << 8 | u32::from(units[index] >> 8);
        let next = index + 1 + usize::from(opcode::cache_entries(base));
        if base == op::EXTENDED_ARG {
            extended = arg;
        } else {
            let at = index;
            steps.push(Step {
                start,
                at,
                base,
                arg,
                next,
            });
            extended = 0;
            start = next;
        }
        index = next;
    }
    steps
}

/// The unit of the first `RESUME`: before it a frame is still being set up.
pub(crate) fn first_traceable(code: &Code) -> usize {
    let units = code.original();
    let mut index = 0;
    while index < units.len() {
        let base = opcode::deopt((units[index] & 0xFF) as u8);
        if base == op::RESUME {
            return index;
        }
        index += 1 + usize::from(opcode::cache_entries(base));
    }
    0
}

impl Step {
    /// Where the instruction jumps to, if it does.
    fn target(&self) -> Option<usize> {
        let arg = self.arg as usize;
        match self.base {
            op::JUMP_FORWARD | op::SEND => Some(self.next + arg),
            // The exhausted side goes on behind the END_FOR.
            op::FOR_ITER => Some(self.next + arg + 1),
            op::JUMP_BACKWARD | op::JUMP_BACKWARD_NO_INTERRUPT => {
                Some(self.next.saturating_sub(arg))
            }
            base if is_conditional(base) => Some(self.next + arg),
            _ => None,
        }
    }

    /// Whether a line can begin here: not where instructions are skipped.
    fn can_start_line(&self) -> bool {
        !matches!(
            self.base,
            op::END_ASYNC_FOR | op::END_FOR | op::END_SEND | op::RESUME | op::POP_ITER
        )
    }
}

/// Fills in who wants what of each instruction.
pub(crate) fn lay_out(code: &Code, active: &Active, monitoring: &mut CodeMonitoring) {
    let steps = steps(code);
    let first = first_traceable(code);
    monitoring.sources.clear();
    for (number, step) in steps.iter().enumerate() {
        if step.at < first {
            continue;
        }
        if let Some(event) = event_of(step.base, step.arg) {
            monitoring.tools[step.at] = active[event];
        }
        if step.base != op::RESUME {
            monitoring.instruction_tools[step.start] = active[event::INSTRUCTION];
        }
        match step.base {
            op::NOT_TAKEN => {
                // A conditional jump, or the END_SEND of an `async for`.
                let before = number.checked_sub(1).map_or(step, |before| &steps[before]);
                monitoring.sources.insert(step.at, before.at);
            }
            op::END_ASYNC_FOR => {
                let source = step.next.saturating_sub(step.arg as usize);
                monitoring.sources.insert(step.at, source);
            }
            op::FOR_ITER => {
                if let Some(target) = step.target() {
                    monitoring.sources.insert(target, step.at);
                }
            }
            _ => {}
        }
    }
    if active[event::LINE] != 0 {
        for index in line_starts(code, &steps, first) {
            monitoring.line_tools[index] = active[event::LINE];
        }
    }
}

/// The instructions at which a frame can come to another line.
fn line_starts(code: &Code, steps: &[Step], first: usize) -> Vec<usize> {
    let mut starts = Vec::new();
    let by_start = |index: usize| {
        let found = steps.binary_search_by_key(&index, |step| step.start);
        found.ok().map(|at| &steps[at])
    };
    let mut current = None;
    for step in steps.iter().filter(|step| step.at > first) {
        let line = code.line_at(step.at);
        if line.is_some() && line != current && step.can_start_line() {
            starts.push(step.start);
        }
        if step.can_start_line() || line != current {
            current = line;
        }
        if step.base == op::SEND {
            // Behind the END_SEND, which cannot start a line itself.
            starts.extend(step.target().map(|target| target + 1));
        }
        if let Some(target) = step.target().and_then(by_start) {
            let line_there = code.line_at(target.at);
            if line_there.is_some() && line_there != line && target.can_start_line() {
                starts.push(target.start);
            }
        }
    }
    for entry in exception_table::decode(&code.exceptiontable) {
        let handler = by_start(entry.target as usize / 2);
        if let Some(handler) = handler.filter(|handler| handler.can_start_line())
            && code.line_at(handler.at).is_some()
        {
            starts.push(handler.start);
        }
    }
    starts
}
