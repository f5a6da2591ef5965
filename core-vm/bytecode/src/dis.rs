//! The disassembler: rows of instructions ([`rows`]) and the text of
//! `python3.14 -m dis` ([`disassemble`]).

mod argument;
mod format;

use std::collections::{BTreeSet, HashMap};

use crate::exception_table::{self, ExceptionEntry};
use crate::instructions::jump_target;
use crate::linetable::{LineTable, Position};
use crate::opcode::{self, op};
use crate::repr::Surroundings;
use crate::{CodeObject, Constant, Wtf8Buf};

pub use format::{code_info, disassemble, disassemble_one, pretty_flags};

/// The switches of `dis.dis` and of its command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// `-C`: a line for each field of an inline cache.
    pub show_caches: bool,
    /// `-O`: byte offsets.
    pub show_offsets: bool,
    /// `-P`: source ranges in the place of line numbers.
    pub show_positions: bool,
    /// `-S`: the code as the interpreter rewrote it, see [`Hooks::adaptive_code`].
    pub adaptive: bool,
    /// How many levels of inner code objects follow; `None` for all.
    pub depth: Option<usize>,
}

/// What the disassembler asks whoever runs the code.
pub trait Hooks: Surroundings {
    /// The code bytes with specialised instructions and filled caches
    /// (`_co_code_adaptive`), as long as `co_code`. `None`: as never run.
    fn adaptive_code(&self, code: &CodeObject) -> Option<Vec<u8>> {
        let _ = code;
        None
    }

    /// The offset that `-->` marks.
    fn current_offset(&self, code: &CodeObject) -> Option<usize> {
        let _ = code;
        None
    }
}

impl Hooks for crate::repr::FixedAddress {}

/// What an operand stands for (`Instruction.argval`).
#[derive(Debug, Clone, PartialEq)]
pub enum ArgValue {
    /// The instruction has no operand.
    None,
    /// The operand itself, or the offset of a jump's target.
    Number(i64),
    Constant(Constant),
    /// A name, an operator, a conversion.
    Text(Wtf8Buf),
    /// The variables of an instruction that does two things.
    Pair(Wtf8Buf, Wtf8Buf),
    /// An index that points at nothing.
    Unknown,
}

/// One field of an inline cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheField {
    pub name: &'static str,
    /// Size in code units.
    pub units: u8,
    pub data: Vec<u8>,
}

/// One instruction: the fields of `dis.Instruction`.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub opname: &'static str,
    pub opcode: u8,
    /// The operand with its prefixes; `None` if the instruction has none.
    pub arg: Option<i32>,
    pub argval: ArgValue,
    pub argrepr: String,
    pub offset: usize,
    /// `offset`, or where the prefixes of the instruction begin.
    pub start_offset: usize,
    pub starts_line: bool,
    pub line_number: Option<i32>,
    /// Number of the label here, if something jumps or refers to this place.
    pub label: Option<usize>,
    pub positions: Position,
    pub cache_info: Vec<CacheField>,
}

impl Row {
    /// The general instruction of a specialised one.
    pub fn baseopcode(&self) -> u8 {
        opcode::deopt(self.opcode)
    }

    pub fn baseopname(&self) -> &'static str {
        opcode::name(self.baseopcode())
    }

    pub fn cache_offset(&self) -> usize {
        self.offset + 2
    }

    pub fn end_offset(&self) -> usize {
        self.cache_offset() + 2 * usize::from(opcode::cache_entries(self.opcode))
    }

    pub fn jump_target(&self) -> Option<usize> {
        jump_target(self.opcode, self.arg? as u32, self.offset)
    }

    pub fn is_jump_target(&self) -> bool {
        self.label.is_some()
    }
}

/// Labels by offset: jump targets and the ends of protected ranges, numbered
/// from 1 in the order of the code.
#[derive(Debug, Clone, Default)]
pub struct Labels(HashMap<usize, usize>);

impl Labels {
    fn new(code: &[u8], entries: &[ExceptionEntry]) -> Self {
        let mut offsets: BTreeSet<usize> = BTreeSet::new();
        for unit in units(code) {
            offsets.extend(
                unit.arg
                    .and_then(|arg| jump_target(unit.op, arg as u32, unit.offset)),
            );
        }
        for entry in entries {
            offsets.extend([
                entry.start as usize,
                entry.end as usize,
                entry.target as usize,
            ]);
        }
        Labels(offsets.into_iter().zip(1..).collect())
    }

    pub fn get(&self, offset: usize) -> Option<usize> {
        self.0.get(&offset).copied()
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

/// An instruction or prefix before its operand is explained.
struct Unit {
    offset: usize,
    start_offset: usize,
    op: u8,
    arg: Option<i32>,
}

/// Unlike [`crate::instructions`], prefixes are units of their own here.
fn units(code: &[u8]) -> impl Iterator<Item = Unit> + '_ {
    let (mut offset, mut start_offset, mut prefix) = (0, 0, 0i32);
    std::iter::from_fn(move || {
        let [actual, low] = *code.get(offset..)?.first_chunk::<2>()?;
        let op = opcode::deopt(actual);
        let mut unit = Unit {
            offset,
            start_offset: offset,
            op,
            arg: None,
        };
        if opcode::has_arg(op) {
            unit.arg = Some(i32::from(low) | prefix);
        }
        prefix = 0;
        if op == op::EXTENDED_ARG {
            prefix = unit.arg.unwrap_or_default() << 8;
        } else {
            unit.start_offset = start_offset;
            start_offset = offset + 2 + 2 * usize::from(opcode::cache_entries(op));
        }
        offset += 2 + 2 * usize::from(opcode::cache_entries(op));
        Some(unit)
    })
}

/// Everything the rows of one code object are made from.
struct Listing<'c> {
    code: &'c CodeObject,
    /// What is shown: `co_code` or its adaptive form.
    shown: Vec<u8>,
    entries: Vec<ExceptionEntry>,
    labels: Labels,
    line_starts: HashMap<usize, Option<i32>>,
}

impl<'c> Listing<'c> {
    fn new(code: &'c CodeObject, adaptive: bool, hooks: &dyn Hooks) -> Self {
        let entries: Vec<_> = exception_table::decode(&code.exceptiontable).collect();
        let labels = Labels::new(&code.code, &entries);
        let shown = match adaptive {
            true => hooks
                .adaptive_code(code)
                .unwrap_or_else(|| quickened(&code.code)),
            false => code.code.clone(),
        };
        let line_starts = LineTable::new(&code.linetable, code.firstlineno)
            .line_starts()
            .map(|(offset, line)| (offset as usize, line))
            .collect();
        Listing {
            code,
            shown,
            entries,
            labels,
            line_starts,
        }
    }

    fn rows(&self, hooks: &dyn Hooks) -> Vec<Row> {
        let mut positions = LineTable::new(&self.code.linetable, self.code.firstlineno).positions();
        let mut line_number = None;
        let mut rows = Vec::new();
        for unit in units(&self.code.code) {
            let starts_line = self.line_starts.get(&unit.offset);
            if let Some(line) = starts_line {
                line_number = *line;
            }
            let opcode = self.shown.get(unit.offset).copied().unwrap_or(unit.op);
            let caches = opcode::info(unit.op).map_or(&[][..], |info| info.caches);
            let position = positions.next().unwrap_or_default();
            for _ in 0..opcode::cache_entries(unit.op) {
                positions.next();
            }
            let (argval, argrepr) = argument::resolve(self, &unit, opcode, hooks);
            rows.push(Row {
                opname: opcode::name(opcode),
                opcode,
                arg: unit.arg,
                argval,
                argrepr,
                offset: unit.offset,
                start_offset: unit.start_offset,
                starts_line: starts_line.is_some(),
                line_number,
                label: self.labels.get(unit.offset),
                positions: position,
                cache_info: self.cache_fields(unit.offset, caches),
            });
        }
        rows
    }

    fn cache_fields(
        &self,
        offset: usize,
        caches: &'static [(&'static str, u8)],
    ) -> Vec<CacheField> {
        let mut position = offset + 2;
        let field = |&(name, units): &(&'static str, u8)| {
            let end = (position + 2 * usize::from(units)).min(self.shown.len());
            let data = self.shown.get(position..end).unwrap_or_default().to_vec();
            position = end;
            CacheField { name, units, data }
        };
        caches.iter().map(field).collect()
    }
}

/// The instructions of a code object (`dis.get_instructions`), labels of the
/// exception table included.
pub fn rows(code: &CodeObject, adaptive: bool, hooks: &dyn Hooks) -> Vec<Row> {
    Listing::new(code, adaptive, hooks).rows(hooks)
}

/// The entries of the exception table (`dis._parse_exception_table`).
pub fn exception_entries(code: &CodeObject) -> Vec<ExceptionEntry> {
    exception_table::decode(&code.exceptiontable).collect()
}

/// Counter of an inline cache that was never used.
const WARMUP: u16 = 1 << 4 | 1;
/// That of a loop, which waits longer.
const LOOP_WARMUP: u16 = 4095 << 4 | 12;
/// Branches record the ways they went, one bit each.
const BRANCH_HISTORY: u16 = 0x5555;

/// `co_code` as a fresh code object holds it: counters of the inline caches set.
pub fn quickened(code: &[u8]) -> Vec<u8> {
    let mut quick = code.to_vec();
    for unit in units(code) {
        let counter = match unit.op {
            _ if opcode::cache_entries(unit.op) == 0 => continue,
            op::JUMP_BACKWARD => LOOP_WARMUP,
            op::POP_JUMP_IF_FALSE
            | op::POP_JUMP_IF_TRUE
            | op::POP_JUMP_IF_NONE
            | op::POP_JUMP_IF_NOT_NONE => BRANCH_HISTORY,
            _ => WARMUP,
        };
        if let Some(cache) = quick.get_mut(unit.offset + 2..unit.offset + 4) {
            cache.copy_from_slice(&counter.to_le_bytes());
        }
    }
    quick
}
