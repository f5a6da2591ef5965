//! At which instructions a line begins, as a person steps through it.
//!
//! An instruction begins its line when the one before it in the code belongs to another
//! line, when something jumps to it from another line or backwards, or when it is where an
//! exception is handled. A jump forward within the line does not count: the two arms
//! of a conditional expression are one line.

use std::collections::BTreeSet;

use serpentarium_bytecode::CodeObject;
use serpentarium_bytecode::exception_table;
use serpentarium_bytecode::instructions::{Instruction, instructions};
use serpentarium_bytecode::linetable::{LineIndex, LineTable};
use serpentarium_bytecode::opcode::op;

/// What stepping has to know of a code object. Units are half the byte offsets.
#[derive(Debug, Default)]
pub struct Lines {
    /// Every instruction's first unit (prefixes included), ascending.
    pub starts: Vec<usize>,
    /// The unit behind the prefixes, for each of `starts`.
    actual: Vec<usize>,
    /// The units where a line begins, and which line, ascending by unit.
    pub entries: Vec<(usize, u32)>,
    index: Option<LineIndex>,
}

impl Lines {
    /// Looks through a code object.
    pub fn new(code: &CodeObject) -> Self {
        let all: Vec<_> = instructions(&code.code).collect();
        let index = LineIndex::new(LineTable::new(&code.linetable, code.firstlineno));
        let targets = targets(code, &all, &index);
        let mut lines = Lines {
            starts: all.iter().map(|i| i.start_offset / 2).collect(),
            actual: all.iter().map(|i| i.offset / 2).collect(),
            ..Lines::default()
        };
        let mut previous = None;
        for instruction in all
            .iter()
            .skip_while(|instruction| instruction.op != op::RESUME)
        {
            let line = line_of(&index, instruction.start_offset);
            if let Some(line) = line
                && !is_silent(instruction.op)
                && (previous != Some(line) || targets.contains(&instruction.start_offset))
            {
                lines.entries.push((instruction.start_offset / 2, line));
            }
            if instruction.op != op::RESUME {
                previous = line;
            }
        }
        lines.index = Some(index);
        lines
    }

    /// Where the instruction begins, prefixes included, that a client names by the unit of
    /// the instruction itself; `None` if there is none at that unit.
    pub fn start_of(&self, actual: usize) -> Option<usize> {
        let found = self.actual.binary_search(&actual).ok()?;
        Some(self.starts[found])
    }

    /// The instruction's own unit, given where its prefixes begin.
    pub fn actual_of(&self, start: usize) -> usize {
        self.starts
            .binary_search(&start)
            .map_or(start, |found| self.actual[found])
    }

    /// The line of the instruction at a unit.
    pub fn line_at(&self, unit: usize) -> Option<u32> {
        line_of(self.index.as_ref()?, unit * 2)
    }

    /// The line that begins at a unit.
    pub fn entry_at(&self, unit: usize) -> Option<u32> {
        let found = self
            .entries
            .binary_search_by_key(&unit, |(unit, _)| *unit)
            .ok()?;
        Some(self.entries[found].1)
    }
}

fn line_of(index: &LineIndex, offset: usize) -> Option<u32> {
    let line = index.line_of(u32::try_from(offset).ok()?)?;
    u32::try_from(line).ok().filter(|&line| line > 0)
}

/// Instructions that only tidy up after a loop or say where a jump was not taken: they
/// carry the line of the loop, and stopping there would stop twice.
fn is_silent(opcode: u8) -> bool {
    matches!(
        opcode,
        op::RESUME
            | op::END_FOR
            | op::POP_ITER
            | op::END_SEND
            | op::END_ASYNC_FOR
            | op::NOT_TAKEN
            | op::CACHE
            | op::RETURN_GENERATOR
            | op::COPY_FREE_VARS
            | op::MAKE_CELL
    )
}

/// Byte offsets that a line can be entered at from elsewhere.
fn targets(code: &CodeObject, all: &[Instruction<'_>], index: &LineIndex) -> BTreeSet<usize> {
    let mut targets = BTreeSet::new();
    for instruction in all {
        let Some(target) = instruction.jump_target() else {
            continue;
        };
        let same_line = line_of(index, instruction.offset) == line_of(index, target);
        if !same_line || target <= instruction.offset {
            targets.insert(target);
        }
    }
    targets
        .extend(exception_table::decode(&code.exceptiontable).map(|entry| entry.target as usize));
    targets
}

/// Every line of a compiled text on which a breakpoint can stand: of the code object and
/// all those within.
pub fn all_lines(code: &CodeObject) -> BTreeSet<u32> {
    let mut lines = BTreeSet::new();
    let mut pending = vec![code];
    while let Some(code) = pending.pop() {
        lines.extend(Lines::new(code).entries.iter().map(|(_, line)| *line));
        pending.extend(code.consts.iter().filter_map(|constant| match constant {
            serpentarium_bytecode::Constant::Code(code) => Some(&**code),
            _ => None,
        }));
    }
    lines
}

#[cfg(test)]
mod tests {
    use serpentarium_compiler::{Mode, Options, compile};

    use super::*;

    fn lines_of(source: &str) -> Vec<u32> {
        let code = compile(source, "t.py", Mode::Exec, Options::default())
            .unwrap()
            .code;
        all_lines(&code).into_iter().collect()
    }

    fn entries_of(source: &str) -> Vec<u32> {
        let code = compile(source, "t.py", Mode::Exec, Options::default())
            .unwrap()
            .code;
        Lines::new(&code)
            .entries
            .iter()
            .map(|(_, line)| *line)
            .collect()
    }

    #[test]
    fn where_breakpoints_can_stand() {
        let source = "x = 1\n\n# nothing\ndef f(a):\n    'doc'\n    return (a +\n            1)\n";
        assert_eq!(lines_of(source), [1, 4, 6, 7]);
    }

    #[test]
    fn a_conditional_expression_is_one_line() {
        assert_eq!(entries_of("y = 1 if x else 2\n"), [1]);
    }

    #[test]
    fn a_loop_comes_back_to_its_line() {
        assert_eq!(entries_of("for i in x:\n    y = i\nz = 1\n"), [1, 1, 2, 3]);
    }

    #[test]
    fn a_function_on_one_line_begins() {
        let code = compile(
            "def f(): return g()\n",
            "t.py",
            Mode::Exec,
            Options::default(),
        )
        .unwrap()
        .code;
        let serpentarium_bytecode::Constant::Code(inner) = &code.consts[0] else {
            panic!()
        };
        assert_eq!(Lines::new(inner).entries.len(), 1);
    }
}
